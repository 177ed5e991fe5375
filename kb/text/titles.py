"""Titles as they compare, and what a title says of itself: a retraction, a notice, a guideline."""

from __future__ import annotations

import re
import unicodedata

from kb.text.bodies import without_bodies
from kb.text.stems import stem

# A shorter title ("Editorial", "In reply", "Case report") is borne by many works.
FEWEST_WORDS = 4
FEWEST_LETTERS = 20

_TAG = re.compile(r"</?[a-z][^<>]{0,40}>", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "σ": "sigma",
    "τ": "tau",
    "ω": "omega",
}
# The publisher's word before the title of a work that it has withdrawn.
_WITHDRAWN = re.compile(
    r"^\W*(retracted|withdrawn|removed)(?:\s+(?:article|chapter|paper))?\s*(?:\]|\)|:|\s[-–—]\s)\s*",
    re.IGNORECASE,
)
_CONCERN = re.compile(r"^\W*expression of concern\s*(?:\]|\)|:)\s*", re.IGNORECASE)
# A notice about another work. "Retraction of" alone also begins titles of dentists and surgeons.
_RETRACTION_NOTICE = re.compile(
    r"^\W*(?:(?:notice of )?retraction(?:\s+(?:notice|note|statement))?\s*(?::|[-–—]\s)"
    r"|retraction (?:notice|note|statement)\b|notice of retraction\b"
    r"|retraction (?:of|to)\s*(?:[:\"“‘'«]|the (?:article|paper|publication)\b))",
    re.IGNORECASE,
)
_RETRACTION_OF = re.compile(r"^\W*retraction of\b", re.IGNORECASE)
_RETRACTS = re.compile(
    r"\b(?:article|paper|publication|manuscript|study|review)\b[^.]{0,120}?\b(?:is|are|was|has been|have been|being"
    r"|be|hereby)\b[^.]{0,30}?\bretract|\bretract(?:s|ed|ing)?\s+(?:this|the|our|their)\s+"
    r"(?:\w+\s){0,2}?(?:article|paper|publication|manuscript|study|review)\b",
    re.IGNORECASE,
)
_ABOUT_ANOTHER = re.compile(
    r"^\W*(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|author corrections?|publisher corrections?|addend(?:um|a)"
    r"|comments?|commentary|repl(?:y|ies)|in reply|response|responses|letter|authors?['’]? "
    r"(?:reply|response)|editorial|re)\b(?:\s*(?::|to\b|on\b|for\b)|\W*$)",
    re.IGNORECASE,
)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_GUIDELINE = re.compile(
    r"\b(?:guidelines?|guidance|recommendations?|consensus|position (?:statement|paper)|scientific statement|"
    r"practice (?:parameters?|advisory)|standards of (?:medical )?care|global (?:strategy|initiative))\b",
    re.IGNORECASE,
)
# What speaks of a guideline, or changes a part of it, is no newer edition of it.
_NOT_ITSELF = re.compile(
    r"\b(?:focused|partial|rapid|interim) update|\b(?:errat|corrigend|addend|amend)\w*|\bcorrections?\b|\bsummary\b"
    r"|\bsynopsis\b|\bhighlights\b|\bcomment\w*|\brepl(?:y|ies)\b|\bresponses? to\b|\beditorial\b|\bprotocol\b|\badheren\w*"
    r"|\bcomplian\w*|\bconcordan\w*|\bimplement\w*|\bevaluat\w*|\bapprais\w*|\bcompar\w*|\bvalidat\w*|\bimpact\b|\buse of\b"
    r"|\breview of\b|\btranslation\b|\badaptation\b|\bmethod(?:s|ology)\b|\bpatient (?:version|guide)|\bpocket\b"
    r"|\blessons\b|\bbased on\b|\baccording to\b|\bbefore and after\b|\bchanges in\b|\bsurvey\b",
    re.IGNORECASE,
)
# What editions of one guideline may differ in. A number, a part, a disease or an age is none of it.
_NOISE = re.compile(
    r"\b(?:(?:official|clinical|medical|expert|scientific|practice|evidence[- ]based|consensus|position|joint)\s+)*"
    r"(?:guidelines?|guidance|recommendations?|(?:consensus|statement|position paper|practice parameter)s?)\b"
    r"|\b(?:(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th)|new|updated|revised)\s+)?"
    r"(?:updates?|editions?|revisions?|versions?(?:\s+\d+(?:\.\d+)*)?|reports?)\b"
    r"|\b(?:updated|revised)\b|\b(?:task force|(?:writing|joint|working) (?:committee|group)|committee)\b"
    r"|(?<=standards of )medical\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)
# The letter of "hepatitis A", which is no article.
_LETTER_A = re.compile(r"(?<=[a-z] )A(?=\W|$)")


def plain_words(title: str) -> list[str]:
    """Words and numbers of a title in lower case, without accents, markup and punctuation."""
    text = "".join(_GREEK.get(sign, sign) for sign in _TAG.sub("", title).casefold())
    text = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    return [str(word) for word in _WORD.findall(text)]


def bare(title: str) -> str:
    """A title without the publisher's "RETRACTED:" or "Expression of concern:" before it."""
    return _CONCERN.sub("", _WITHDRAWN.sub("", title))


def title_key(title: str | None) -> str | None:
    """A title as it compares; ``None`` where it is too short to tell one work from another."""
    found = plain_words(bare(title or ""))
    key = " ".join(found)
    return key if len(found) >= FEWEST_WORDS and len(key) >= FEWEST_LETTERS else None


def says(title: str | None, text: str = "") -> str | None:
    """What a title says has become of its work: ``retracted``, ``withdrawn``, ``concern``, a ``notice``.

    ``notice`` is a notice of a retraction; where "Retraction of" alone begins the title, ``text``, the
    beginning of the work, has to say that an article is retracted.
    """
    if not title:
        return None
    if found := _WITHDRAWN.match(title):
        return "retracted" if found.group(1).lower() == "retracted" else "withdrawn"
    if _RETRACTION_NOTICE.match(title):
        return "notice"
    if _RETRACTION_OF.match(title) and _RETRACTS.search(text):
        return "notice"
    return "concern" if _CONCERN.match(title) else None


def about_another(title: str | None) -> bool:
    """Whether a title is that of an erratum, a comment, a reply or a notice about another work."""
    return bool(title and (_ABOUT_ANOTHER.match(title) or _RETRACTION_NOTICE.match(title)))


def title_year(title: str | None) -> int | None:
    """The year that an edition's title bears, where it bears one only."""
    found = {int(year) for year in _YEAR.findall(title or "")}
    return found.pop() if len(found) == 1 else None


def guideline_key(title: str | None, kind: str | None) -> str | None:
    """What editions of one guideline have in common; ``None`` for what is no guideline itself.

    Args:
        kind: the publication type where it is known ("guideline").
    """
    if not title or _NOT_ITSELF.search(title) or about_another(title) or says(title):
        return None
    if kind != "guideline" and not _GUIDELINE.search(title):
        return None
    core = _NOISE.sub(" ", _YEAR.sub(" ", without_bodies(_LETTER_A.sub("letter-a", title))))
    return " ".join(sorted({stem(word) for word in plain_words(core)} - _SMALL)) or None
