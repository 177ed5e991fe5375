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
    selfharm      nobody; nothing is searched      where help is
    out_of_scope  nobody, if that is sure enough   what this library is for

Refusing an ordinary question is as much a fault as answering one that should be refused: what only leans
towards a kind that refuses is treated as the literature question that it most often is.
"""

from __future__ import annotations

from dataclasses import replace

from kb.access.roles import readable
from kb.answer.policy_model import Meaning, probabilities
from kb.answer.policy_signals import in_english, is_statement, settled
from kb.answer.policy_words import lead
from kb.types import POLICY_KINDS, Policy, PolicyAction, PolicyKind, Principal

# Below these a question is answered, not declined or referred.
SURE_TO_DECLINE = 0.6
SURE_TO_REFER = 0.65
SURE_OF_A_STATEMENT = 0.9
# Words that settle a kind leave at least this much confidence in it.
SETTLED = 0.95
# A cry for help that was missed costs more than help that was offered for nothing.
HEARD = 0.2
# In other languages than English the models have little to go by.
FOREIGN_CONFIDENCE = 0.35
SURE_IN_ANOTHER_LANGUAGE = 0.6
DIAGNOSTIC_ROLE = "clinician"

# Kinds that somebody asks about, or cries out; a sentence of a paper states something.
_PERSONAL: frozenset[PolicyKind] = frozenset(
    {"interaction", "dosing", "diagnosis", "selfharm", "out_of_scope", "emergency"}
)
_QUOTED: frozenset[PolicyKind] = frozenset({"interaction", "dosing", "emergency", "selfharm"})
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


def decide(question: str, principal: Principal, meaning: Meaning | None = None) -> Policy:
    """The policy for a question of this principal.

    Args:
        meaning: the embedding model. With the one that the policy was trained with (the default model) it
            knows more questions that share no word with those it learned from; others are not used.
    """
    kind, confidence = classify(question, meaning)
    action = _action(kind, confidence, principal)
    policy = Policy(kind, round(confidence, 4), action)
    return replace(policy, lead=_lead(policy, principal))


def classify(question: str, meaning: Meaning | None = None) -> tuple[PolicyKind, float]:
    """The kind of a question, and how sure that is, 0 to 1."""
    if not any(character.isalnum() for character in question):
        return "out_of_scope", 1.0
    certain = settled(question)
    chances = probabilities(question, meaning)
    best = int(chances.argmax())
    if certain is not None:
        at = POLICY_KINDS.index(certain)
        return certain, max(SETTLED, float(chances[at]))
    kind, confidence = POLICY_KINDS[best], float(chances[best])
    danger = float(chances[POLICY_KINDS.index("selfharm")])
    if kind == "out_of_scope" and danger >= HEARD:
        return "selfharm", danger
    if kind in _PERSONAL and confidence < SURE_OF_A_STATEMENT and is_statement(question):
        return "literature", float(chances[0])
    if not in_english(question) and not (
        kind in _QUOTED and confidence >= SURE_IN_ANOTHER_LANGUAGE
    ):
        return "literature", min(FOREIGN_CONFIDENCE, float(chances[0]) + 0.1)
    return kind, confidence


def supports_diagnosis(policy: Policy, principal: Principal) -> bool:
    """Whether quotations are to be set work by work, as support for thinking about a diagnosis."""
    return policy.kind == "diagnosis" and DIAGNOSTIC_ROLE in principal.roles


def _action(kind: PolicyKind, confidence: float, principal: Principal) -> PolicyAction:
    action = _ACTIONS[kind]
    if kind == "diagnosis" and DIAGNOSTIC_ROLE not in principal.roles:
        action = "refer" if confidence >= SURE_TO_REFER else "quote_only"
    if kind == "record" and "records" not in readable(principal) and confidence >= SURE_TO_REFER:
        action = "refer"
    if kind == "out_of_scope" and confidence < SURE_TO_DECLINE:
        action = "answer"
    return action


def _lead(policy: Policy, principal: Principal) -> str:
    if policy.kind == "diagnosis" and not supports_diagnosis(policy, principal):
        return lead("diagnosis", "refer")
    return lead(policy.kind, policy.action)
