"""How many people a study had, where it says so in so many words.

Only a count with the people it counts and what was done with them is taken ("120 patients were randomised",
"we enrolled 1,234 women", "a total of 62 children"); a count of a subgroup, of people screened or of another
study is none. Where a text says two different numbers with equal right, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = "|".join(_UNITS.split()[2:])
_TEN = "|".join(_TENS.split())
_ONE = "|".join(_UNITS.split()[1:10])
_NUMBER = rf"(?P<{{0}}>\d{{{{1,3}}}}(?:[,\u2009\u202f\u00a0 ]\d{{{{3}}}})+|\d{{{{1,7}}}}|(?:{_TEN})(?:[ -](?:{_ONE}))?|(?:{_WORDS}))"
_PEOPLE = (
    r"(?:patients|participants|subjects|individuals|people|persons|adults|children|infants|neonates|newborns|women"
    r"|men|girls|boys|volunteers|adolescents|residents|students|nurses|physicians|smokers|mothers|survivors|donors"
    r"|recipients|veterans|employees|workers|respondents|outpatients|inpatients|households|caregivers|athletes)"
)
# Between a number and the people: no other number, no verb of its own.
_WHICH = r"(?:(?!of\b|were\b|was\b|had\b|in\b|and\b|with\b|who\b|to\b|other\b|more\b|additional\b|further\b|years?\b|months?\b|%)[A-Za-z][\w'\u2019-]*,? ){0,5}?"
# Between them and what was done: no other number, unless in brackets.
_AFTER = r"(?:,? [^.;:()\d]{0,70}?)?(?: ?\([^)]{0,60}\),?)? "
_RANDOMISED = r"(?:were|was) (?:then |subsequently |centrally |equally )?(?:randomly )?(?:randomi[sz]ed|assigned|allocated)"
_TAKEN = (
    r"(?:were|was) (?:then |finally |prospectively |retrospectively |consecutively |successfully )?(?:enrolled|included"
    r"|recruited|studied|analy[sz]ed|evaluated|investigated|examined|reviewed|identified|surveyed|interviewed)"
    r"|participated|took part|entered the (?:study|trial)|completed the (?:survey|questionnaire)"
)
_DID = r"(?:enrolled|included|recruited|studied|analy[sz]ed|evaluated|examined|reviewed|surveyed|interviewed|investigated)"


def _with(pattern: str) -> re.Pattern[str]:
    """A pattern with the number put where it says <n>."""
    return re.compile(pattern.replace("<n>", _NUMBER.format("n")), re.IGNORECASE)


# By how much they commit the authors: the first kind that is found counts.
_SAYS = (
    (
        _with(rf"(?<![\w.,/=-])<n> {_WHICH}{_PEOPLE}\b{_AFTER}{_RANDOMISED}\b"),
        _with(
            rf"\b(?:we|investigators) (?:randomly (?:assigned|allocated)|randomi[sz]ed) (?:a total of )?<n> {_WHICH}{_PEOPLE}\b"
        ),
        _with(rf"\brandomi[sz](?:ed|ing|ation of) (?:a total of )?<n> {_WHICH}{_PEOPLE}\b"),
    ),
    (
        _with(rf"\ba total of <n> {_WHICH}{_PEOPLE}\b"),
        _with(
            rf"\b(?:trial|study|sample|cohort|population|survey|analysis)(?: \w+){{0,3}} (?:of|in|among|comprised|consisted of|included|involving|with) (?:a total of )?<n> {_WHICH}{_PEOPLE}\b"
        ),
        _with(
            r"\b(?:participants|patients|subjects|sample size|sample)\s*[:(]\s*(?:a total of |n ?= ?)<n>\b"
        ),
        _with(r"\A(?:participants|subjects|patients)[:.]\s+<n> (?=[a-z])"),
    ),
    (
        _with(rf"(?<![\w.,/=-])<n> {_WHICH}{_PEOPLE}\b{_AFTER}(?:{_TAKEN})\b"),
        _with(
            rf"\b(?:we|investigators) (?:prospectively |retrospectively |also )?{_DID} (?:a total of |data (?:from|of|on) )?<n> {_WHICH}{_PEOPLE}\b"
        ),
        _with(rf"\bdata (?:from|of|on) <n> {_WHICH}{_PEOPLE}\b"),
    ),
)
# Not the study's people: who was looked at to find them, who left, a part of them, somebody else's.
_ASIDE = re.compile(
    r"\b(?:screened|assessed for eligibility|excluded|withdrew|dropped out|lost to|eligible|declined|refused|of whom"
    r"|of which|previous(?:ly)?|prior|earlier|each group|per group|each arm|per arm|in each|would be|will be"
    r"|(?:is|are|was|were) (?:required|needed)|required sample|power|subgroup|subset|control subjects|healthy controls)\b",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(r"\b(?:previous(?:ly)?|prior|earlier|published)\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\A[^.;]*?\b(?:(?:is|are|was|were|would be|will be) (?:required|needed|planned|necessary)|per group|per arm"
    r"|in each (?:group|arm))\b|\A to (?:the )?(?:[\w-]+ ){1,3}(?:group|arm)\b",
    re.IGNORECASE,
)
# Characters before and after a count in which such words are looked for.
_NEAR = 40
_SENTENCE = re.compile(r"(?<=[.;?!])\s+(?=[A-Z0-9(\"\u201c])|\n+")
_FEWEST, _MOST = 2, 100_000_000


def sample_size(text: str) -> int | None:
    """The number of people that a text (an abstract, or methods) says the study had; ``None`` if unsure."""
    sentences = [" ".join(one.split()) for one in _SENTENCE.split(text)]
    for patterns in _SAYS:
        found = list(dict.fromkeys(_counts(sentences, patterns)))
        if len(found) == 1:
            return found[0]
        if found:
            # Arms may be counted beside the whole: the whole is their sum.
            most = max(found)
            return most if sum(found) == 2 * most else None
    return None


def _counts(sentences: list[str], patterns: tuple[re.Pattern[str], ...]) -> Iterator[int]:
    for sentence in sentences:
        for pattern in patterns:
            at = 0
            while match := pattern.search(sentence, at):
                before = sentence[max(0, match.start() - _NEAR) : match.start()]
                after = sentence[match.end() : match.end() + _NEAR]
                aside = (
                    _ASIDE.search(match[0]) or _NOT_OURS.search(before) or _PLANNED.search(after)
                )
                count = _value(match["n"])
                if not aside and _FEWEST <= count <= _MOST:
                    yield count
                # "Of 340 screened, 120 were randomised": the right number may stand within a wrong match.
                at = match.end("n") if aside else match.end()


def _value(words: str) -> int:
    """A number in digits or in words up to ninety-nine."""
    digits = re.sub(r"\D", "", words)
    if digits:
        return int(digits)
    total = 0
    for word in re.split(r"[ -]", words.lower()):
        tens = _TENS.split()
        total += 10 * (tens.index(word) + 2) if word in tens else _UNITS.split().index(word)
    return total
