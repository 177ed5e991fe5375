"""The list of retractions: is there one, how old is it, and what does it mark?"""

from __future__ import annotations

from datetime import UTC, date, datetime

from kb.doctor.catalog import Examined
from kb.doctor.finding import Finding, ok, plural, warn

# Lists grow by some dozen entries a day; half a year misses thousands.
MOST_DAYS = 180
FIX = "Import a newer one: `kb retractions import FILE`."


def check_retractions(examined: Examined) -> list[Finding]:
    """The list is not old; how many works of the library are retracted."""
    catalog = examined.catalog
    if catalog is None:
        return []
    from kb.store.retractions import Retractions

    standings = catalog.standing.all(catalog.version).values()
    retracted = sum(notices[0].kind == "retracted" for notices in standings)
    held = f"{plural(retracted, 'document')} of this library {'is' if retracted == 1 else 'are'} retracted"
    listed = Retractions(catalog.database).state()
    if listed is None:
        return [
            ok(
                "retractions",
                f"No list was imported; by their own titles and records {held}. "
                "`kb retractions import FILE` takes one.",
            )
        ]
    newest = date.fromisoformat(listed.newest or listed.imported[:10])
    days = (datetime.now(UTC).date() - newest).days
    entries = "1 entry" if listed.entries == 1 else f"{listed.entries:,} entries"
    message = f"{listed.name}, {entries}; {held}."
    if days > MOST_DAYS:
        return [warn("retractions", f"{message} It is {days} days old.", FIX)]
    return [ok("retractions", message)]
