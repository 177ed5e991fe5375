"""Whether one place of a passage carries a sentence: its words, its numbers where they belong, its sense.

The words of a sentence can all stand in a passage and still be put together anew: the drug of one line, the
outcome of another, the number of a third. So each sentence, or each half of one that joins two, must rest
on one sentence of the passage. What that sentence leaves to be understood ('it', 'the dose') may stand
before it, never after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kb.answer.claiming import overstates
from kb.answer.comparing import said_by_numbers, unstated
from kb.answer.modifying import moved_modifier
from kb.answer.numbers import Standing, check_numbers, number_standings
from kb.answer.placing import misplaced
from kb.answer.polarity import denied_between, disagrees, lacks, same_thing, sides
from kb.answer.units import words_of
from kb.answer.wording import Term, every_word, missing, root, terms
from kb.text.sentences import sentence_spans

OWN_SHARE = 0.5
"""Of a claim's words, the share that its carrying sentence must hold itself."""
NEARBY = 0.34
"""Of the most words that a sentence shares with the claim, the share from which it is about the same."""
REACH = 6
"""Sentences back to which a place's 'it' or 'the dose' may reach."""
MOST_JOINED = 3
"""Halves into which a claim may be parted."""

_JOINT = re.compile(
    r"\s*(?:;|,?\s(?:and|but|whereas|while|although|though)\s|,\swith\s|\sat\s(?=an?\s))\s*"
)


# A semicolon parts two statements, outside brackets.
_SEMICOLON = re.compile(r";\s(?![^()]*\))")
_TAKES_UP = re.compile(
    r"\W*(?:(?:however|moreover|furthermore|in addition|also|thus|therefore|overall|in contrast|conversely|similarly"
    r"|in \w+(?: \w+)?),? )?"
    r"(?:(?:if|when|where|although|because|since) )?(?:it|its|they|their|this|these|those|such|he|she|his|her|we|both|there"
    r"|(?:the|a|an) (?:\w+ )?(?:drug|dose|dosage|treatment|therapy|medication|agent|test|patient|infusion|regimen"
    r"|programme|program|vaccine|procedure|intervention|combination|difference|effect|risk|study|trial|usual dose"
    r"|loading dose|maximum dose|infusion rate|rate)(?! (?:with|of|in|for|among|from|to|on|by)\b))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def _sentences(passage: str) -> tuple[str, ...]:
    return tuple(
        part
        for start, end in sentence_spans(passage)
        for part in _SEMICOLON.split(passage[start:end])
        if part.strip()
    )


def carries(claim: str, passages: Sequence[str]) -> bool:
    """Whether some sentence of ``passages`` says what ``claim`` says, or one each for its halves."""
    return _held(claim, passages, (), MOST_JOINED)


def misplaced_numbers(claim: str, passages: Sequence[str]) -> frozenset[str]:
    """The numbers that stand in no sentence of ``passages`` that speaks of what ``claim`` speaks of."""
    wanted = terms(claim)
    asserted = {number for number, _ in number_standings(claim, passages)}
    if not wanted or not asserted:
        return frozenset()
    sentences = [sentence for passage in passages for sentence in _sentences(passage)]
    shared = [len(wanted) - len(missing(wanted, sentence)) for sentence in sentences]
    least = max(1.0, NEARBY * max(shared, default=0))
    placed: set[str] = set()
    for sentence, count in zip(sentences, shared, strict=True):
        if count < least:
            continue
        away = set(misplaced(claim, sentence))
        placed |= {
            number
            for number, standing in number_standings(claim, [sentence])
            if standing is not Standing.ABSENT and number not in away
        }
    return frozenset(asserted - placed)


def _held(claim: str, passages: Sequence[str], subject: tuple[Term, ...], left: int) -> bool:
    wanted = terms(claim) or every_word(claim)
    if any(_at_one_place(claim, wanted, passage, subject) for passage in passages):
        return True
    if left <= 1:
        return False
    for joint in _JOINT.finditer(claim):
        head, tail = claim[: joint.start()], claim[joint.end() :]
        first, second = terms(head), terms(tail)
        if len(first) < 2 or not second:
            continue
        if _held(head, passages, subject, 1) and _held(tail, passages, first[:1], left - 1):
            return True
    return False


def _at_one_place(
    claim: str, wanted: Sequence[Term], passage: str, subject: Sequence[Term]
) -> bool:
    if not wanted and not subject:
        return False
    sentences = _sentences(passage)
    for at, sentence in enumerate(sentences):
        lacking = missing(wanted, sentence)
        if wanted and len(wanted) - len(lacking) < max(1, OWN_SHARE * len(wanted)):
            continue
        if said_by_numbers(claim):
            lacking = [term for term in lacking if term.root not in _directions()]
        if any(term.root in _in_place() for term in lacking):
            continue
        if lacking and not _leaves_open(sentence, wanted):
            continue
        before = " ".join(sentences[max(0, at - REACH) : at])
        if missing([*lacking, *missing(subject, sentence)], before):
            continue
        if says(claim, sentence):
            return True
    return False


def _leaves_open(sentence: str, wanted: Sequence[Term]) -> bool:
    """Whether a sentence leaves its subject to be understood: 'It ...', or it says nothing of its own.

    'The risk with valproate rose' leaves no room for another drug.
    """
    if _TAKES_UP.match(sentence):
        return True
    claimed = " ".join(term.written for term in wanted)
    return not missing(terms(sentence), claimed)


@lru_cache(maxsize=1)
def _directions() -> frozenset[str]:
    return frozenset(
        root(word) for word in words_of("increase decrease better worse often rare exceed")
    )


@lru_cache(maxsize=1)
def _in_place() -> frozenset[str]:
    """Words that must stand in the carrying sentence itself: directions, populations, degrees."""
    return _directions() | frozenset(
        root(word)
        for word in words_of(
            "improve worsen prevent avoid stop start men women child infant adult elderly younger boy girl pregnancy"
            " severe moderate mild acute chronic high low preserved before after without significant overall"
            " positive negative active latent early late"
        )
    )


def says(claim: str, sentence: str) -> bool:
    """Whether ``sentence`` has the claim's numbers where they belong, and its sense."""
    numbers = check_numbers(claim, [sentence])
    if numbers.unsupported or numbers.doubtful or misplaced(claim, sentence):
        return False
    if denied_between(claim, sentence) or moved_modifier(claim, sentence):
        return False
    if disagrees(claim, [sentence]) or lacks(claim, sentence) or unstated(claim, sentence):
        return False
    return not overstates(claim, sentence, same_thing(claim, sides(sentence, fine=True)))
