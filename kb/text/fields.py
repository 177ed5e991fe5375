"""What a person may write into a field of a work's metadata, and the value that it becomes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from kb.errors import WrongValue
from kb.text import identifiers
from kb.text.designs import DESIGNS, TYPES

Value = str | int | tuple[str, ...] | None

# Fields that can be corrected, with what each is called.
NAMES = {
    "title": "Title",
    "authors": "Authors",
    "journal": "Journal",
    "year": "Year",
    "doi": "DOI",
    "pmid": "PMID",
    "type": "Type",
    "design": "Design",
    "sample_size": "Sample size",
}
_LONGEST = {"title": 1000, "journal": 300, "authors": 20_000}
_MOST_AUTHORS, _LONGEST_AUTHOR = 2000, 200
MOST_PEOPLE = 10_000_000_000
_FIRST_YEAR = 1450  # printing began


def parse_field(field: str, text: str) -> Value:
    """The value that ``text`` stands for in a field; nothing but space says that it is unknown.

    Authors are parted by semicolons or lines, since names have commas ("Smith, Jane A.; Roe R").

    Raises:
        WrongValue: there is no such field, or it cannot take this.
    """
    if field not in NAMES:
        raise WrongValue(
            f"There is no field {field!r} to correct.",
            hint=f"Fields: {', '.join(NAMES)}.",
            field=field,
        )
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise WrongValue(
            f"{NAMES[field]}: there are control characters in it.",
            hint="Type it anew.",
            field=field,
        )
    if field == "authors":
        return _authors(text)
    text = " ".join(text.split())
    if not text:
        return None
    if field in ("year", "sample_size"):
        return _number(field, text)
    if field in ("type", "design"):
        return _one_of(field, text, TYPES if field == "type" else DESIGNS)
    if field in ("doi", "pmid"):
        found = identifiers.doi(text) if field == "doi" else identifiers.pmid(text)
        if found is None:
            looks = "10.1000/example" if field == "doi" else "a number, such as 29768149"
            raise WrongValue(
                f"{text} is no {NAMES[field]}.", hint=f"One looks like {looks}.", field=field
            )
        return found
    if len(text) > _LONGEST[field]:
        raise WrongValue(
            f"{NAMES[field]}: it has {len(text):,} characters.",
            hint=f"At most {_LONGEST[field]:,} can be kept.",
            field=field,
        )
    return text


def written(field: str, value: Value) -> str:
    """A value as a person would write it: what :func:`parse_field` takes."""
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def _authors(text: str) -> tuple[str, ...]:
    names = [" ".join(name.split()) for name in re.split(r"[;\n]", text)]
    names = list(dict.fromkeys(name for name in names if name))
    long = next((name for name in names if len(name) > _LONGEST_AUTHOR), None)
    if long is not None:
        raise WrongValue(
            f"Authors: one name is {len(long)} characters long ({long[:40]} ...).",
            hint="Part the names by semicolons or lines.",
            field="authors",
        )
    if len(names) > _MOST_AUTHORS or len(text) > _LONGEST["authors"] * 10:
        raise WrongValue(
            f"Authors: {len(names):,} names.",
            hint=f"At most {_MOST_AUTHORS:,} can be kept.",
            field="authors",
        )
    return tuple(names)


def _number(field: str, text: str) -> int:
    digits = re.sub(r"[,\u2009\u202f ](?=\d{3}\b)", "", text)
    if field == "year":
        latest = datetime.now(UTC).year + 2
        if re.fullmatch(r"\d{4}", digits, re.ASCII) and _FIRST_YEAR <= int(digits) <= latest:
            return int(digits)
        raise WrongValue(
            f"{text} is no year of publication.",
            hint=f"Write four digits, up to {latest}.",
            field=field,
        )
    if re.fullmatch(r"[0-9]{1,11}", digits) and 0 < int(digits) <= MOST_PEOPLE:
        return int(digits)
    raise WrongValue(
        f"{text} is no number of participants.",
        hint="Write a whole number, such as 1234.",
        field=field,
    )


def _one_of(field: str, text: str, known: tuple[str, ...]) -> str:
    wanted = text.casefold().replace("randomized", "randomised")
    if wanted in known:
        return wanted
    near = [one for one in known if wanted in one]
    if len(near) == 1:
        return near[0]
    raise WrongValue(
        f"{text} is no {NAMES[field].lower()} that is known here.",
        hint=f"Known: {', '.join(near or known)}.",
        field=field,
    )
