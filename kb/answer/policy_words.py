"""What is said above an answer, by kind of question and what is done about it.

Telephone numbers differ by country and change: the wording names the service, which holds everywhere.
"""

from __future__ import annotations

from kb.types import PolicyAction, PolicyKind

EMERGENCY = (
    "If this is happening now, call your local emergency number at once, or in a hospital its emergency team, "
    "and follow what they tell you. This library cannot help fast enough."
)
HELP = (
    "If you might act on thoughts of harming yourself, or somebody has taken something or is hurt, call "
    "your local emergency number now. Otherwise a crisis line in your country, your doctor or somebody you "
    "trust can talk with you today; you need not be alone with this. If you ask for somebody else: stay with "
    "them, keep what could harm them out of reach, and call the same numbers. In a health service, follow its "
    "pathway for people at risk."
)
SELFHARM = f"{HELP} This library does not search for this question."
INTERACTION = (
    "Quotations from this library, in no order of importance and perhaps not complete; no language model "
    "writes about interactions. Check a current interaction reference (local formulary, product information) "
    "or ask a pharmacist before acting."
)
DOSING = (
    "Quotations from this library; no language model writes doses, and nothing here is worked out for a "
    "person. Check the dose in a current reference (local formulary, product information) or with a "
    "pharmacist before giving or taking anything."
)
SUPPORT = (
    "Support, not a diagnosis: what works in this library say about such findings, quoted work by work in the "
    "order they were found, which is not an order of likelihood. What is not in the library is missing here."
)
NOT_FOR_DIAGNOSIS = (
    "This library does not say what causes somebody's symptoms. Please see a doctor or call your local health "
    "advice line; if it is severe, sudden or getting worse, call your local emergency number. You can ask what "
    "the literature says about a named condition."
)
NO_RECORDS = (
    "This asks about a patient's record, and your role reads the literature only. A clinician of this library "
    "can look it up."
)
OUT_OF_SCOPE = (
    "This library answers questions on health and medicine from the documents in it: studies, guidelines, "
    "terms and, for clinicians, de-identified records. This question seems to be about something else."
)
TERMS = "Codes, definitions, units and reference ranges are looked up under Terminology (`kb code`, `kb define`)."

_LEADS: dict[tuple[PolicyKind, PolicyAction], str] = {
    ("emergency", "emergency_first"): EMERGENCY,
    ("selfharm", "help_first"): SELFHARM,
    ("selfharm", "quote_only"): HELP,
    ("interaction", "quote_only"): INTERACTION,
    ("dosing", "quote_only"): DOSING,
    ("diagnosis", "quote_only"): SUPPORT,
    ("diagnosis", "refer"): NOT_FOR_DIAGNOSIS,
    ("record", "refer"): NO_RECORDS,
    ("out_of_scope", "decline"): OUT_OF_SCOPE,
    ("terminology", "answer"): TERMS,
}


def lead(kind: PolicyKind, action: PolicyAction) -> str:
    """The words above the answer; empty where nothing needs saying."""
    return _LEADS.get((kind, action), "")
