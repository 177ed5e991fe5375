"""What the abbreviations of a text may mean, where they may mean several things."""

from __future__ import annotations

from kb.lexicon.expand import expand
from kb.lexicon.lists import abbreviations
from kb.lexicon.spelling import american
from ui.terms.forms import ReadingForm

MOST = 5


def readings(text: str) -> list[ReadingForm]:
    """Every ambiguous abbreviation of ``text``, with the whole text in each of its meanings."""
    shorts = {one.short.casefold() for one in abbreviations()}
    found: list[ReadingForm] = []
    for one in expand(text).alternatives:
        if not one.ambiguous or len(one.phrases) < 2 or one.matched.casefold() not in shorts:
            continue
        # British and American spelling are one meaning.
        by_words: dict[str, str] = {}
        for phrase in one.phrases:
            by_words.setdefault(" ".join(map(american, phrase.lower().split())), phrase)
        longs = list(by_words.values())[:MOST]
        if len(longs) < 2:
            continue
        found.append(
            {
                "short": one.matched,
                "longs": longs,
                "questions": [f"{text[: one.start]}{long}{text[one.end :]}" for long in longs],
            }
        )
    return found
