"""Where the sentences of clinical English begin and end.

Why not a library: docs/decisions/0003-sentence-splitting.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never followed by a new sentence, whatever comes next.
_JOINING = _words(
    "e.g i.e eg ie vs v.s cf c.f viz ca approx resp incl excl dr drs mr mrs ms prof st mt messrs"
)
# Followed by their number ("Fig. 2", "No. 12"); otherwise a word ("Chest pain? No. He ...").
_NUMBERED = _words(
    "no nos fig figs figure tab tabs eq eqs eqn ref refs sec sect vol vols ch chap app appx art pp p"
    " para suppl ext v ver stat pt jan feb mar apr jun jul aug sep sept oct nov dec"
)
# Inside names; a sentence ends there only when the next word plainly opens one.
_NAMING = _words(
    "al inc ltd co corp bros dept univ hosp assoc natl intl jr sr u.s u.k u.s.a e.u d.c n.y ph.d m.d"
    " b.sc m.sc subsp ssp sp spp var cv gmbh s.a plc med surg clin"
)
# "group A. Patients": the letter is a label and not somebody's initial.
_LABELLED = _words(
    "vitamin vitamins hepatitis group groups type types grade class arm cohort influenza factor panel"
    " figure table appendix stage part section category level phase model strategy regimen supplement"
    " immunoglobulin haemophilia hemophilia child-pugh protein cyclosporin troponin apolipoprotein"
    " interferon scenario option question site center centre step"
)
_OPENERS = _words(
    "a about according additionally after all also although among an and another any as at based"
    " because before besides between both but by compared consequently conversely despite during each"
    " either even every few finally first five following for four from further furthermore given he"
    " hence her here his how however i if in indeed instead interestingly it its last later like"
    " likewise many moreover most much my nearly neither nevertheless next no nonetheless none nor"
    " notably of on once one only or other others our out over overall participants patient patients"
    " people please rather recent recently results second secondly several she similarly since six some"
    " specifically still study subsequently such ten that the their them then there thereby therefore"
    " these they third this those though three through thus to together two under unlike until upon"
    " using was we were what when where whereas whether which while who why with within without yet"
    " you your"
)

_OPEN = "([{\"'\u201c\u2018\u00ab\u201e"
_CLOSE = ")\\]}\"'\u201d\u2019\u00bb"
_SUPERSCRIPT = "\u00b2\u00b3\u00b9\u2070\u2074-\u2079"
_LIST = r"\d{1,3}(?:\s?[,;\u2013\u2012-]\s?\d{1,3})*"

# Citation marks after a stop: '.[3]', '. [3], [5]', a raised '.12,13' (a letter before, a capital after).
_CITED = (
    rf"(?:[ \t]?\[{_LIST}\](?:[ \t]?[,\u2013-](?=[ \t]?\[))?"
    rf"|[{_SUPERSCRIPT}][,\u207b\u2013-]?)+"
    rf"|(?<=[^\W\d_].|[)%\]].){_LIST}(?=\s+[{re.escape(_OPEN)}]?[A-Z])"
)
_STOP = re.compile(rf"(?P<stop>[.?!\u2026]+)(?P<close>[{_CLOSE}]*)(?P<cite>{_CITED})?(?=\s|$)")
_DOTTED_INITIALS = re.compile(r"(?:[A-Z]\.-?)+[A-Z]\Z")
_CITATION = re.compile(rf"\[{_LIST}\]")
_WORD_BEFORE = re.compile(r"[\w.&/'\u2019-]+\Z")
_NEXT_WORD = re.compile(r"[\w'\u2019-]+")
_BULLETS = "\u2013\u2014*+\u2022\u25aa\u25ab\u25cf\u25cb\u25e6\u2023\u2043\u00b7\uf0b7"
_MARKER = rf"(?:[{_BULLETS}-]|\(?(?:\d{{1,2}}|[a-zA-Z]|[ivx]{{1,4}})[.)])"
_ITEM = re.compile(rf"{_MARKER}(?=\s)")
_ONLY_MARKER = re.compile(rf"\s*{_MARKER}\Z")
_LABEL_LINE = re.compile(r"[A-Z][\w /()&,-]{0,40}:(?:\s|$)")
_NARROWEST = 40  # characters; nobody wraps running text to less
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Split into sentences: half-open offsets into ``text``, in order, without surrounding space.

    A sentence ends at a stop that does not belong to an abbreviation, a number, an initial or a list
    marker; citation marks printed after the stop ("... trials.[3]", "... trials.12,13") stay with the
    sentence that they support. Blank lines, bullets, numbered items and lines that were ended on purpose
    (with room left for the next word) end one too. Everything but white space is in exactly one span.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        for first, last in _lines(text, start, end):
            spans.extend(_sentences(text, first, last))
    return spans


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between blank lines."""
    start = 0
    for gap in _BLANK.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of one paragraph that no deliberate line end interrupts."""
    if text.find("\n", start, end) < 0:
        yield start, end
        return
    bounds = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        bounds.append((at, stop))
        at = stop + 1
    width = max(len(text[first:last].strip()) for first, last in bounds)
    begin = start
    for (first, last), (after, until) in pairwise(bounds):
        if _ends_on_purpose(text[first:last].strip(), text[after:until].strip(), width):
            yield begin, last
            begin = after
    yield begin, end


def _ends_on_purpose(line: str, following: str, width: int) -> bool:
    """Whether a line end is meant, and not only where the text ran out of room."""
    if not line or not following:
        return True
    if _ITEM.match(following) and not _ONLY_MARKER.match(line):
        return True
    if _LABEL_LINE.match(following) or line.endswith(":"):
        return True
    if width < _NARROWEST:
        return True
    room = width - len(line)
    if room <= len(following.split(None, 1)[0]):
        return False
    # A ragged line of running text: it had room, yet the next line goes on in lower case.
    return not following[0].islower() or room > width // 2


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences of one stretch of running text."""
    begin = _skip(text, start, end)
    for match in _STOP.finditer(text, begin, end):
        stop = match.end()
        after = _skip(text, stop, end)
        if after >= end:
            break
        if match.start() < begin or not _ends_sentence(text, begin, match, after):
            continue
        yield begin, stop
        begin = after
    last = end
    while last > begin and text[last - 1].isspace():
        last -= 1
    if last > begin:
        yield begin, last


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _ends_sentence(text: str, begin: int, match: re.Match[str], after: int) -> bool:
    """Whether the stop of ``match`` ends the sentence that began at ``begin``."""
    word = _NEXT_WORD.match(text, after)
    if not _can_open(text, after, word.group() if word else ""):
        return False
    if match["stop"] != "." or match["close"]:
        return True
    if _ONLY_MARKER.match(text, begin, match.start() + 1):
        return False
    before = _WORD_BEFORE.search(text, max(begin, match.start() - 40), match.start())
    return before is None or not _is_abbreviation(text, begin, before, match, after)


def _is_abbreviation(
    text: str, begin: int, before: re.Match[str], stop: re.Match[str], after: int
) -> bool:
    """Whether the word ``before`` the stop is shortened by it, with its sentence going on ``after``."""
    token = before.group().lstrip(".-/'\u2019&")
    word = _NEXT_WORD.match(text, after)
    following = word.group() if word else ""
    if token.lower() in _JOINING:
        return True
    if token.lower() in _NUMBERED and stop["cite"] is None:
        return _is_number(text, after, following)
    is_letter = len(token) == 1 and token.isupper()
    if is_letter and _is_label(text, begin, before.start()):
        return False
    if is_letter or token.lower() in _NAMING or _DOTTED_INITIALS.match(token):
        # "J. A. Smith": here the A is an initial too, although "a" opens sentences.
        initial = word is not None and text.startswith(".", word.end())
        return following.lower() not in _OPENERS or initial
    return False


def _can_open(text: str, at: int, word: str) -> bool:
    """Whether a sentence can begin here: a capital, a digit, an opening mark, or a word like 'pH'."""
    first = text[at]
    if _CITATION.match(text, at):
        return False
    if first.isupper() or first.isdigit() or not first.isalnum():
        return first not in ",;:)]}%=<>\u2264\u2265/"
    if not first.islower():
        return True
    # 'eGFR', 'mRNA', 'β-blockers': lower case, yet a sentence may start with them.
    return any(letter.isupper() for letter in word[1:]) or (
        "\u03b1" <= first <= "\u03c9" and len(word) > 1
    )


def _is_number(text: str, at: int, word: str) -> bool:
    """Whether what follows 'Fig.' or 'No.' is its number: '2', 'S1', 'IV', 'B', '(3'."""
    if text[at] in "([#":
        return text[at + 1 : at + 2].isdigit()
    return word[:1].isdigit() or bool(re.match(r"(?:[A-Z]{1,2}\d|[A-Z]\b|[IVX]+\b)", word))


def _is_label(text: str, begin: int, at: int) -> bool:
    """Whether the single letter at ``at`` is a label such as in 'vitamin D'."""
    before = re.search(r"([\w-]+)\s\Z", text[max(begin, at - 30) : at])
    return before is not None and before.group(1).lower() in _LABELLED
