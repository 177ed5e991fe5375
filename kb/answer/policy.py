"""What kind of question is it, and what may be done about it?

    kind          who writes                       what comes first
    literature    as set                           -
    guideline     as set                           -
    terminology   as set                           where codes and definitions are
    record        as set, if the role reads them   else that it does not
    interaction   quotations only                  to check a current reference
    dosing        quotations only                  to check a current reference
    diagnosis     quotations only, for clinicians  support, not a diagnosis; others: see a doctor
    emergency     quotations only                  call for help
    selfharm      nobody; nothing is searched      where help is; unsure and perhaps literature: quotations
    out_of_scope  nobody, if that is sure enough   what this library is for

Refusing an ordinary question is as much a fault as answering one that should be refused: what only leans
towards a kind that refuses is treated as the literature question that it most often is. It is still answered
with care: what may be an emergency says so first, and what may be about a dose or an interaction is quoted.
What guidelines say, what terms mean, doses, interactions, diagnoses and emergencies are looked up in the
literature, not in other patients' notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kb.access.roles import readable
from kb.answer.policy_model import Meaning, probabilities
from kb.answer.policy_signals import in_english, is_statement, settled
from kb.answer.policy_words import lead
from kb.types import POLICY_KINDS, Filters, Policy, PolicyAction, PolicyKind, Principal

# Below these a question is answered, not declined or referred.
SURE_TO_DECLINE = 0.75
SURE_TO_REFER = 0.8
SURE_OF_A_STATEMENT = 0.9
# Words that settle a kind leave at least this much confidence in it.
SETTLED = 0.95
# A cry for help that was missed costs more than help that was offered for nothing.
HEARD = 0.2
# From here on a question of another kind is answered as carefully as one of the kind that it leans to.
LEANING = 0.25
# In other languages than English the models have little to go by: what is not clear is literature, and nothing
# is declined.
FOREIGN_CONFIDENCE = 0.35
SURE_IN_ANOTHER_LANGUAGE = 0.6
DIAGNOSTIC_ROLE = "clinician"

# What a patient's notes are no source of, beside all that is only quoted.
_OF_LITERATURE: frozenset[PolicyKind] = frozenset({"guideline", "terminology"})
# "S-09", "patient 12", "MRN 4711": a patient or a record by its number; not "IL-6", "B-12" or "COVID-19".
_NAMES_A_RECORD = re.compile(
    r"(?i:\b(?:patient|pt|subject|resident|case|record|note|visit|mrn|nhs|chart)(?: no\.?| number| id)? ?[#:]? ?"
    r"(?:[a-z]{1,3}-?)?\d{1,10}\b(?!\.\d| ?%|[ -]?(?:kg|lbs?|cm|m?g|y|yo|y/o|yrs?|years?|months?|weeks?|days?)\b))"
    r"|\b(?:[A-Z]{1,3}-0\d{1,5}|(?![BCDFHIKPQT]-)[A-Z]-\d{2,6})\b"
)
# Kinds that somebody asks about, or cries out; a sentence of a paper states something.
_PERSONAL: frozenset[PolicyKind] = frozenset(
    {"interaction", "dosing", "diagnosis", "selfharm", "out_of_scope", "emergency"}
)
_ORDINARY: tuple[PolicyKind, ...] = ("literature", "guideline", "terminology")
_DANGERS: tuple[PolicyKind, ...] = ("selfharm", "emergency")
# What a question of another kind may lean to, the gravest first, and what is done then.
_CARE: dict[PolicyKind, PolicyAction] = {
    "selfharm": "quote_only",
    "emergency": "emergency_first",
    "interaction": "quote_only",
    "dosing": "quote_only",
}
_ACTIONS: dict[PolicyKind, PolicyAction] = {
    "literature": "answer",
    "guideline": "answer",
    "terminology": "answer",
    "record": "answer",
    "interaction": "quote_only",
    "dosing": "quote_only",
    "diagnosis": "quote_only",
    "emergency": "emergency_first",
    "selfharm": "help_first",
    "out_of_scope": "decline",
}
# Policies that end the matter: nothing is searched for and nothing quoted.
ENDING: frozenset[PolicyAction] = frozenset({"refer", "help_first", "decline"})


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind of a question, how sure that is (0 to 1), and the graver kind that it may yet be of.

    ``ordinary`` is the chance of its being a question that every library answers.
    """

    kind: PolicyKind
    confidence: float
    leaning: PolicyKind | None = None
    ordinary: float = 0.0


def decide(question: str, principal: Principal, meaning: Meaning | None = None) -> Policy:
    """The policy for a question of this principal.

    Args:
        meaning: the embedding model. With the one that the policy was trained with (the default model) it
            knows more questions that share no word with those it learned from; others are not used.
    """
    judged = judge(question, meaning)
    own = Policy(judged.kind, round(judged.confidence, 4), _action(judged, principal))
    own = replace(own, lead=_lead(own, principal))
    return own if judged.leaning is None else _with_care(own, judged.leaning)


def classify(question: str, meaning: Meaning | None = None) -> tuple[PolicyKind, float]:
    """The kind of a question, and how sure that is, 0 to 1."""
    judged = judge(question, meaning)
    return judged.kind, judged.confidence


def judge(question: str, meaning: Meaning | None = None) -> Judged:
    """The kind of a question, and to which graver kind it leans, if to any."""
    # Half of a surrogate pair, which JSON can spell, cannot be embedded.
    question = question.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not any(character.isalnum() for character in question):
        return Judged("out_of_scope", 1.0)
    chances = dict(zip(POLICY_KINDS, map(float, probabilities(question, meaning)), strict=True))
    certain = settled(question)
    if certain is not None:
        return Judged(certain, max(SETTLED, chances[certain]))
    kind = max(POLICY_KINDS, key=chances.__getitem__)
    if kind == "out_of_scope":
        kind = next((danger for danger in _DANGERS if chances[danger] >= HEARD), kind)
    confidence = chances[kind]
    stated = is_statement(question)
    if kind in _PERSONAL and confidence < SURE_OF_A_STATEMENT and stated:
        return Judged("literature", chances["literature"])
    unclear = kind in {"literature", "out_of_scope"} or confidence < SURE_IN_ANOTHER_LANGUAGE
    if unclear and not in_english(question):
        kind = "literature"
        confidence = min(FOREIGN_CONFIDENCE, chances[kind] + 0.1)
    ordinary = sum(chances[one] for one in _ORDINARY)
    leaning = None if stated and kind in _ORDINARY else _leaning(kind, chances)
    return Judged(kind, confidence, leaning, ordinary)


def _leaning(kind: PolicyKind, chances: dict[PolicyKind, float]) -> PolicyKind | None:
    graver = list(_CARE)
    if kind in _CARE:
        graver = graver[: graver.index(kind)]
    return next((one for one in graver if chances[one] >= LEANING), None)


def supports_diagnosis(policy: Policy, principal: Principal) -> bool:
    """Whether quotations are to be set work by work, as support for thinking about a diagnosis."""
    return policy.kind == "diagnosis" and DIAGNOSTIC_ROLE in principal.roles


def within(policy: Policy, question: str, filters: Filters) -> Filters:
    """What to search in: what was given; else only the literature, where patients' notes are no source.

    What was right for the patient of a note is no reference for another, and a note defines no term. A
    question that names a patient or a record is about notes whatever its kind.
    """
    chosen = filters.collections is not None or filters.documents is not None
    of_literature = policy.kind in _OF_LITERATURE or _ACTIONS[policy.kind] in {
        "quote_only",
        "emergency_first",
    }
    if chosen or not of_literature or _NAMES_A_RECORD.search(question):
        return filters
    return replace(filters, collections=("literature",))


def _action(judged: Judged, principal: Principal) -> PolicyAction:
    kind, confidence = judged.kind, judged.confidence
    action = _ACTIONS[kind]
    if kind == "diagnosis" and DIAGNOSTIC_ROLE not in principal.roles:
        action = "refer" if confidence >= SURE_TO_REFER else "quote_only"
    if kind == "record" and "records" not in readable(principal) and confidence >= SURE_TO_REFER:
        action = "refer"
    if kind == "out_of_scope" and confidence < SURE_TO_DECLINE:
        action = "answer"
    if kind == "selfharm" and judged.ordinary >= LEANING:
        action = "quote_only"
    return action


def _with_care(own: Policy, leaning: PolicyKind) -> Policy:
    """The policy with what the kind that the question leans to asks for; a refusal stays one."""
    if own.action in {"decline", "refer"}:
        return own
    action: PolicyAction = own.action
    if own.action == "answer" or (own.action == "quote_only" and leaning == "emergency"):
        action = _CARE[leaning]
    said = dict.fromkeys((lead(leaning, _CARE[leaning]), own.lead))
    return replace(own, action=action, lead=" ".join(filter(None, said)))


def _lead(policy: Policy, principal: Principal) -> str:
    if policy.kind == "diagnosis" and not supports_diagnosis(policy, principal):
        return lead("diagnosis", "refer")
    return lead(policy.kind, policy.action)
