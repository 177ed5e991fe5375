"""How strongly a sentence says something: as certain, as possible, as linked, of all or of some.

A sentence that makes 'causes' of 'may cause' or of 'is associated with', 'all' of 'some', or a fact of what
its source calls uncertain claims more than its source does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TENTATIVE = re.compile(
    r"\b(?:may(?! \d)|might|could|possibl[ey]|perhaps|potential(?:ly)?|suggest\w*|appear(?:s|ed)?|seem\w*|likely"
    r"|probabl[ey]|presum\w+|hypothes\w+|propos\w+|thought to|believed to|suspected|trend|can|consider\w*"
    r"|option|possibility)\b",
    re.IGNORECASE,
)
_TENTATIVE_SOURCE = re.compile(
    r"\b(?:may(?! \d)|might|could|possibl[ey]|perhaps|potential(?:ly)?|suggest(?:s|ed|ing)? that|appear(?:s|ed)? to"
    r"|seem(?:s|ed)? to|(?<!more )(?<!less )(?<!as )likely to|probabl[ey]|presum\w+|hypothes\w+|thought to|believed to|suspected)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:whether|unclear|uncertain\w*|unknown|not (?:yet )?(?:known|clear|established|certain|proven|proved)|debated"
    r"|controversial|disputed|inconclusive|insufficient (?:evidence|data)|remains? to be)\b",
    re.IGNORECASE,
)
_LEADS_TO_DOUBT = re.compile(
    r"\b(?:whether|(?:hypothes\w+|possib(?:le|ility)|believed?|thought|myth|misconception|claim(?:s|ed)?|assum\w+|suggest\w*"
    r"|argu\w+|suppos\w+|speculat\w+|unlikely|doubtful|false|untrue|wrong|fear(?:s|ed)?)\b(?: \w+){0,2} that"
    r"|according to (?:critics|some|opponents))\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b(?:associat\w+|correlat\w+|link(?:ed|s)?|relat(?:ed|ion\w*)|predict\w*|risk factor\w*|marker\w*)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|prevent(?:s|ed|ing)?|reduc(?:e|es|ed|ing)|increas(?:es|ed|e|ing)|lower(?:s|ed|ing)"
    r"|lead(?:s|ing)? to|led to|improv(?:es?|ed|ing)|result(?:s|ed)? in|protect(?:s|ed)?|decreas(?:e|es|ed|ing)"
    r"|rais(?:es|ed)|induc(?:es|ed)|produc(?:es|ed)|shorten\w*|prolong\w*|due to|because of)\b",
    re.IGNORECASE,
)
_OUTRIGHT = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)|prov(?:es|ed|en)|cures?|cured|eliminat\w+|guarantee\w*)\b",
    re.IGNORECASE,
)
_OUTRIGHT_SOURCE = re.compile(
    r"\b(?:caus\w+|due to|induc\w+|lead\w* to|led to|result\w* in|because of|prov(?:es|ed|en)|cure[sd]?|eliminat\w+"
    r"|guarantee\w*|attributable|secondary to|responsible for|etiolog\w+|aetiolog\w+)\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"\b(?:must|mandatory|obligatory|imperative|has to|have to|is required|are required)\b", re.I
)
_MUST_SOURCE = re.compile(
    r"\b(?:must|mandatory|obligatory|imperative|ha(?:s|ve) to|requir\w+|contra-?indicat\w+|essential|necessary|never"
    r"|need(?:s|ed)?(?: to)?|avoid\w*|shall)\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\b(?:avoid(?:ed|ance)?|contra-?indicat\w+|inappropriate|unsuitable|discouraged)\b",
    re.IGNORECASE,
)
_FORBIDS_SOURCE = re.compile(
    r"\b(?:avoid\w*|contra-?indicat\w+|inappropriate|unsuitable|discourag\w+|never|(?:must|should|shall|do|can) ?not"
    r"|not (?:be )?(?:given|used|recommended|advised|appropriate|suitable|indicated|offered|prescribed))\b",
    re.IGNORECASE,
)
# What each word of quantity may stand for in the source.
_QUANTIFIERS = tuple(
    (re.compile(rf"\b(?:{said})\b", re.IGNORECASE), re.compile(rf"\b(?:{stands})\b", re.IGNORECASE))
    for said, stands in (
        (
            r"all(?! of the following)|every(?! \w+ (?:days?|hours?|weeks?|months?|years?)| \d| other| day| week| month"
            r"| year| hour| morning| evening| night)|always|invariabl\w+|entire(?:ly)?|universal(?:ly)?|any(?!one of)",
            r"all|every|each|always|invariabl\w+|entire(?:ly)?|universal(?:ly)?|any|100 ?%|no|none|never|whole|both",
        ),
        (
            r"only|solely|exclusively|alone|sole",
            r"only|solely|exclusively|alone|sole|just|unless|except|single|merely|restricted|limited|no other",
        ),
        (
            r"most(?! (?:common|frequent|often|likely|recent|severe|important|rapid|\w+ly|\w+ive|\w+al|\w+[ae]nt|\w+able)\b)|majority|mostly|predominantly",
            r"most(?! (?:common|frequent|often|likely|recent|severe|important|rapid|\w+ly|\w+ive|\w+al|\w+[ae]nt|\w+able)\b)|majority|mainly|mostly|predominantly|more than half|chiefly|largely|nearly all",
        ),
        (
            r"mainly|chiefly|largely",
            r"mainly|chiefly|largely|mostly|majority|most|predominantly|primarily",
        ),
        (r"never", r"never|not|no|none|contra-?indicat\w+|avoid\w*|without"),
    )
)
_SIGNIFICANT = re.compile(r"(?<!non)(?<!non-)(?<!in)significan(?:t|tly|ce)\b", re.IGNORECASE)


_NOT_SIGNIFICANT = re.compile(
    r"\b(?:not|no|without|neither)\b[^.;]{0,40}\bsignifican\w+|\bnon-?significan\w+|\binsignifican\w+",
    re.IGNORECASE,
)
_ALIKE = re.compile(
    r"\b(?:similar(?:ly)?|comparable|alike|identical|unchanged|no (?:\w+ )?difference|(?:not|n't) (?:\w+ )?differ)\b",
    re.IGNORECASE,
)
_UNLIKE = re.compile(
    r"\b(?:more|less|fewer|greater|higher|lower|better|worse|superior|inferior|longer|shorter)\b(?! than \d)",
    re.IGNORECASE,
)


def doubts(text: str) -> bool:
    """Whether a text leaves open what it speaks of: 'it is unclear whether ...'."""
    return bool(_DOUBT.search(text))


def doubts_what_follows(lead: str) -> bool:
    """Whether the words before a statement keep it open: 'we hypothesised that', 'it is unclear whether'."""
    return bool(_LEADS_TO_DOUBT.search(lead))


def overstates(claim: str, source: str, sides: Sequence[str]) -> bool:
    """Whether ``claim`` says more strongly what ``source`` says.

    Args:
        claim: one sentence or clause.
        source: the sentence that it rests on.
        sides: the parts of ``source`` that speak of the same thing.
    """
    if not claim.strip():
        return False
    near = list(sides) or [source]
    open_said = _TENTATIVE.search(claim) or _DOUBT.search(claim)
    tentative = all(_TENTATIVE_SOURCE.search(side) for side in near)
    doubted = all(doubts(side) for side in near)
    linked = all(_LINK.search(side) for side in near) and not _LINK.search(claim)
    if (tentative or doubted) and not open_said:
        return True
    if linked and _CAUSE.search(claim) and not _TENTATIVE.search(claim):
        return True
    if _SIGNIFICANT.search(_NOT_SIGNIFICANT.sub(" ", claim)) and not _SIGNIFICANT.search(
        _NOT_SIGNIFICANT.sub(" ", source)
    ):
        return True
    alike = any(_ALIKE.search(side) and not _UNLIKE.search(side) for side in near)
    if alike and _UNLIKE.search(claim) and not _ALIKE.search(claim):
        return True
    return any(
        said.search(claim) and not stands.search(source)
        for said, stands in (
            (_OUTRIGHT, _OUTRIGHT_SOURCE),
            (_MUST, _MUST_SOURCE),
            (_FORBIDS, _FORBIDS_SOURCE),
            (_SIGNIFICANT, _SIGNIFICANT),
            *_QUANTIFIERS,
        )
    )
