"""What is said about a finding: that it is absent, past, in the family, or only suspected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Context = Literal["present", "absent", "personal history", "family history", "suspected"]

_FAMILY = re.compile(
    r"\b(?:family (?:history|hx|h/o)(?: (?:is )?(?:positive|significant|notable|remarkable))?(?: (?:of|for))?"
    r"|fh(?:x)?(?: of|:)?|fam(?:ily)? hx(?: of)?|runs in (?:the|her|his) family"
    r"|(?:(?:his|her|the|patient's) )?(?:mother|father|sister|brother|grandmother|grandfather|aunt|uncle"
    r"|parents?|siblings?)(?:'s)?(?: (?:and \w+ )?(?:had|has|have|with|died of|died from|diagnosed with))?)\b:?",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:(?:personal |past |prior |previous |remote |known )?(?:medical )?(?:history|hx)(?: is)?"
    r"(?: (?:significant|notable|positive|remarkable))? (?:of|for)|h/o|hx of|pmh(?:x)?(?: of|:)?"
    r"|status post|s/p|previously (?:had|treated for)|in the past|(?:prior|previous|old|former|past|healed"
    r"|treated|resolved|cured))\b:?",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"\b(?:no (?:evidence|history|hx|sign|signs|symptoms?|clinical evidence|complaints?|known|personal history"
    r"|family history)(?: or \w+)? (?:of|for)|no known|no|not|denie[sd]|denying|without|negative for|absence of"
    r"|free of|never had|does(?: not|n't) have|did(?: not|n't) have|excluded|neither|nor)\b",
    re.IGNORECASE,
)
_ABSENT_AFTER = re.compile(
    r"\b(?:(?:was|were|is|has been|have been) )?(?:ruled out|excluded|absent|not (?:present|seen|found|identified"
    r"|detected)|negative)\b",
    re.IGNORECASE,
)
_SUSPECTED = re.compile(
    r"\b(?:possible|possibly|probable|probably|suspected|suspicion of|suspicious for|likely|questionable|rule out"
    r"|r/o|query|\?|vs\.?|versus|differential(?: diagnosis)?(?: includes)?|concern(?:ing)? for|cannot exclude"
    r"|evaluate for|screening for|at risk (?:of|for))(?!\w)",
    re.IGNORECASE,
)
# Words that end the reach of what was said before them.
_BREAK = re.compile(
    r"[.;\n]|\b(?:but|however|although|though|except|apart from|presents? with|now|who|and has|currently)\b",
    re.IGNORECASE,
)
# "no menses", "not able to walk": complaints that are named by what is missing.
_COMPLAINT = re.compile(
    r"\bno (?:periods?|menses|menstruation|urine|energy|appetite|sleep|sense of|sex drive|bowel movement)"
    r"|\bnot (?:able|sleeping|eating|breathing)|\bnon[- ]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A finding without what is said about it, and what that was; ``cue`` as written."""

    words: str
    context: Context
    cue: str = ""


def read_wording(text: str) -> Wording:
    """Take apart what a short text says of one finding."""
    if _COMPLAINT.search(text):
        return Wording(text, "present")
    after = _ABSENT_AFTER.search(text)
    if after and after.end() >= len(text.rstrip(" .")) and after.start() > 0:
        return Wording(text[: after.start()].strip(" ,"), "absent", after[0])
    absent = _ABSENT.search(text)
    if absent and not text[: absent.start()].strip(" ,"):
        rest = text[absent.end() :].strip(" ,:")
        inner = _FAMILY.match(rest) or _HISTORY.match(rest)
        return Wording(rest[inner.end() :].strip() if inner else rest, "absent", absent[0])
    for pattern, context in ((_FAMILY, "family history"), (_HISTORY, "personal history")):
        found = pattern.search(text)
        if found is None:
            continue
        words = f"{text[: found.start()]} {text[found.end() :]}".strip(" ,:.")
        if words and not (context == "personal history" and _bare(found[0]) and found.start() > 0):
            return Wording(words, context, found[0])  # type: ignore[arg-type]
    suspected = _SUSPECTED.match(text.strip())
    if suspected:
        return Wording(text.strip()[suspected.end() :].strip(" ,:"), "suspected", suspected[0])
    return Wording(text, "present")


def context_before(before: str, after: str) -> tuple[Context, str]:
    """What the words of a sentence before and after a finding say of it, and the cue.

    Negation reaches to the next "but", full stop or semicolon (after NegEx: Chapman et al., Journal of
    Biomedical Informatics 2001); family and history cues likewise.
    """
    breaks = list(_BREAK.finditer(before))
    reach = before[breaks[-1].end() :] if breaks else before
    rest = _BREAK.split(after, maxsplit=1)[0]
    found: list[tuple[int, Context, str]] = []
    family = list(_FAMILY.finditer(reach))
    if family:
        found.append((3, "family history", family[-1][0]))
    absent = [one for one in _ABSENT.finditer(reach) if not _COMPLAINT.match(reach[one.start() :])]
    if absent:
        found.append((4, "absent", absent[-1][0]))
    late = _ABSENT_AFTER.match(rest.strip(" ,"))
    if late:
        found.append((4, "absent", late[0]))
    history = list(_HISTORY.finditer(reach))
    if history and (not _bare(history[-1][0]) or not reach[history[-1].end() :].strip()):
        found.append((2, "personal history", history[-1][0]))
    suspected = list(_SUSPECTED.finditer(reach))
    if suspected:
        found.append((1, "suspected", suspected[-1][0]))
    if not found:
        return "present", ""
    _, context, cue = max(found)
    return context, cue


def _bare(cue: str) -> bool:
    """Whether a cue of history is one adjective, which counts only right before its finding."""
    return cue.lower().strip(": ") in {
        "prior",
        "previous",
        "old",
        "former",
        "past",
        "healed",
        "treated",
        "resolved",
        "cured",
    }
