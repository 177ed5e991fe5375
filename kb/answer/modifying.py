"""Which noun an adjective of frequency, degree, side or kind belongs to.

'Colonoscopy every 10 years or annual stool testing' has 'annual' and 'colonoscopy', and no annual
colonoscopy.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from kb.answer.units import words_of
from kb.answer.wording import root, terms
from kb.text.words import STOP_WORDS, WORD

NEAR = 3
"""Words after an adjective among which its noun stands."""

_ADJECTIVES = words_of(
    "annual biennial monthly weekly daily high low severe moderate mild primary secondary early late acute chronic"
    " oral intravenous subcutaneous topical inhaled left right upper systolic diastolic total basal mean median"
    " overall positive negative active latent local systemic central peripheral partial complete major minor"
    " symptomatic asymptomatic first-line second-line absolute relative preserved standard intensive"
    " conventional regional general elective emergency unopened fasting postprandial preterm term"
)


def moved_modifier(claim: str, source: str) -> bool:
    """Whether an adjective of ``claim`` stands in ``source``, but before another noun than the claim's."""
    said = _line(claim)
    if not any(word in _ADJECTIVES for word, _ in said):
        return False
    known = {term.root for term in terms(claim)}
    stands = [stem for _, stem in _line(source)]
    for (word, stem), (following, noun) in pairwise(said):
        if word not in _ADJECTIVES or following in _ADJECTIVES or noun not in known:
            continue
        places = [place for place, other in enumerate(stands) if other == stem]
        if (
            places
            and noun in stands
            and not any(noun in stands[place + 1 : place + 1 + NEAR] for place in places)
        ):
            return True
    return False


@lru_cache(maxsize=2048)
def _line(text: str) -> tuple[tuple[str, str], ...]:
    """A text's words in order, each with its root; stop words leave a gap that nothing matches."""
    words = (match[0].lower() for match in WORD.finditer(text))
    return tuple(("", "") if word in STOP_WORDS else (word, root(word)) for word in words)
