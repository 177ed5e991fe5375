"""Compares the outline of a glyph with those of known characters: what the page shows, not what it says.

Outlines are drawn into a small square, whole and in proportion, and compared with the same characters of
the fonts that PyMuPDF carries (Helvetica, Times, Courier, Symbol, Dingbats), with room for another weight and cut.
Size and place in the em count as well: a degree sign is no letter o.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pymupdf

UNREADABLE = "\ufffd"
_FONTS = (
    *("helv", "tiro", "tibo", "tiit", "hebo", "heit", "hebi", "tibi", "cour", "cobo"),
    *("symb", "zadb"),
)
# Accented letters are many: they are looked up in the first fonts only.
_FONTS_OF_LETTERS = 4
# The square in pixels, and a rim that the ink of other shapes is widened into.
_SIDE, _RIM = 64, 5
_GRID = _SIDE + 2 * _RIM
# By how many pixels ink may lie off: once strictly, once leniently.
_STRICT, _LENIENT = 1, 4
# Narrow and wide cuts of a letter are the same if they are stretched; what that costs, and from which
# proportion on a stroke would become a block.
_STRETCHED, _NEARLY_SQUARE = 0.05, 2.2
# Size and place so far off that outlines need not be compared: with the claim, and with anything else.
_FAR, _TOO_FAR = 0.3, 0.15
# Grey levels as digits of a binary number: ink is 1.
_BITS = b"1" * 128 + b"0" * 128
# What other fonts do to height, place and width of a character, in em; more than that counts against it.
_HEIGHT_ROOM, _PLACE_ROOM, _WIDTH_ROOM = 0.08, 0.08, 0.12
# Likeness (1 is the same): of a character that is what it claims to be, of a sign and of a letter that it
# clearly is instead, how far that must be ahead of the claim and of the next best, and of one that may be
# what it claims.
_ALIKE, _CLEAR, _CLEAR_LETTER, _AHEAD, _APART, _POSSIBLE = 0.70, 0.75, 0.90, 0.10, 0.05, 0.50
# From here on nothing else is looked at; more is asked of letters, which have doubles among the Greek ones.
_SURE, _SURE_LETTER = 0.87, 0.95
_SIGNS = "μ±×÷≤≥−=<>+°→←↑↓•αβγδεκλσχω∆ΩθπφητρΣψξζ≈≠∞√†‡■●□♀♂%·′″§"
_PLAIN = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,;:()[]/*-\u2014"
# Letters of European names, which publishers take from fonts of their own.
_ACCENTED = "ıłŁøØæÆœßđ" + "".join(
    chr(code) for code in range(0xC0, 0x180) if len(unicodedata.normalize("NFD", chr(code))) > 1
)
# Strokes that could be too many things to be told apart where the text layer says nothing.
_STROKES = frozenset("Iil1|/ıįłt")
# Characters of one look: which of them is meant is not for the outline to say.
_TWINS = (
    "-\u2010\u2011\u2013\u2212\u2014",
    "·•∙⋅",
    "µμ",
    "∆Δ",
    "ΩΩ",
    "~∼˜",
    "*∗",
    "°∘˚º",
    "′'",
    '″"',
)


@dataclass(frozen=True, slots=True)
class View:
    """Pixels of an outline row by row as bits, their number, and the same widened twice."""

    ink: int
    size: int
    strict: int
    lenient: int


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline: as it is, stretched to a square if it is near to one, and its bounds in em (y goes up)."""

    whole: View
    square: View | None
    x0: float
    y0: float
    x1: float
    y1: float


def shape_of(font: pymupdf.mupdf.FzFont, glyph: int, *, stretched: bool = True) -> Shape | None:
    """The outline of glyph number ``glyph``; None where there is none (a space, a drawn glyph)."""
    from pymupdf import mupdf

    path = mupdf.fz_outline_glyph(font, glyph, mupdf.FzMatrix(1, 0, 0, 1, 0, 0))
    if not path.m_internal:
        return None
    unit = mupdf.FzMatrix(1, 0, 0, 1, 0, 0)
    bounds = mupdf.ll_fz_bound_path(path.m_internal, None, unit.internal())
    width, height = bounds.x1 - bounds.x0, bounds.y1 - bounds.y0
    if not (0 < width < 8 and 0 < height < 8):
        return None
    zoom = _SIDE / max(width, height)
    whole = _view(path, bounds, zoom, zoom)
    if whole is None:
        return None
    square = None
    if stretched and max(width, height) < _NEARLY_SQUARE * min(width, height):
        square = _view(path, bounds, _SIDE / width, _SIDE / height)
    return Shape(whole, square, bounds.x0, bounds.y0, bounds.x1, bounds.y1)


def _view(path: Any, bounds: Any, across: float, up: float) -> View | None:
    """A path drawn in the middle of the square, so many pixels to an em across and up."""
    from pymupdf import mupdf

    middle = _GRID / 2
    x, y = (bounds.x0 + bounds.x1) / 2, (bounds.y0 + bounds.y1) / 2
    place = mupdf.FzMatrix(across, 0, 0, -up, middle - across * x, middle + up * y)
    ink = _drawn(path, place)
    if not ink:
        return None
    strict = _widened(ink, _STRICT)
    return View(ink, ink.bit_count(), strict, _widened(strict, _LENIENT - _STRICT))


@lru_cache(maxsize=4096)
def read_shape(shape: Shape, claimed: str, *, of_symbols: bool = False) -> str:
    """The character that ``shape`` shows: the claimed one, a clearly better one, or U+FFFD.

    A claim that no known font can draw stands, unless the shape is clearly something else; private-use
    and replacement characters claim nothing. In a font ``of_symbols`` no accented letters are expected.
    """
    plain = unicodedata.normalize("NFKC", claimed)
    nothing = is_nothing(claimed)
    own = 0.0 if nothing else likeness(shape, plain, stretched=True)
    if own is not None and own >= (_SURE_LETTER if plain.isalpha() else _SURE):
        return claimed
    others = _SIGNS + _PLAIN + ("" if of_symbols else _ACCENTED)
    ranked = sorted(((likeness(shape, other) or 0.0, other) for other in others), reverse=True)
    best, sign = ranked[0]
    if sign == plain or _are_twins(sign, plain):
        return claimed if (own or best) >= _POSSIBLE else UNREADABLE
    second = next((score for score, other in ranked[1:] if not _are_twins(other, sign)), 0.0)
    clear = (
        best >= (_CLEAR if sign in _SIGNS else _CLEAR_LETTER)
        and best - second >= _APART
        and not (nothing and sign in _STROKES)
    )
    if own is None:
        return sign if clear else claimed
    if own >= _ALIKE and own >= best - _APART / 2:
        return claimed
    if clear and best - own >= _AHEAD:
        return sign
    return claimed if own >= _POSSIBLE and own >= best + _AHEAD else UNREADABLE


def is_nothing(character: str) -> bool:
    """Whether a character says nothing of what is printed: private use, or already unreadable."""
    return character == UNREADABLE or unicodedata.category(character) in ("Co", "Cn")


def likeness(shape: Shape, character: str, *, stretched: bool = False) -> float | None:
    """How much a shape looks like a character, 1 at best; None where no known font has it.

    With ``stretched``, a narrower or wider cut of it will do.
    """
    known = _known(character, stretched)
    return max((_compare(shape, one, stretched=stretched) for one in known), default=None)


@cache
def _known(character: str, stretched: bool) -> tuple[Shape, ...]:
    """The outlines of a character in the fonts at hand, stretched as well where that is asked for."""
    from pymupdf import mupdf

    shapes: list[Shape] = []
    if len(character) == 1:
        for name in _FONTS[:_FONTS_OF_LETTERS] if character in _ACCENTED else _FONTS:
            font = _font(name)
            glyph = mupdf.fz_encode_character(font.this, ord(character))
            shape = shape_of(font.this, glyph, stretched=stretched) if glyph else None
            if shape is not None:
                shapes.append(shape)
    return tuple(shapes)


@cache
def _font(name: str) -> pymupdf.Font:
    import pymupdf

    return pymupdf.Font(name)


def _compare(one: Shape, other: Shape, *, stretched: bool) -> float:
    height = abs((one.y1 - one.y0) - (other.y1 - other.y0)) - _HEIGHT_ROOM
    place = abs((one.y0 + one.y1) - (other.y0 + other.y1)) / 2 - _PLACE_ROOM
    width = abs((one.x1 - one.x0) - (other.x1 - other.x0)) - _WIDTH_ROOM
    unlike = 0.8 * max(0.0, height) + 1.2 * max(0.0, place) + 0.5 * max(0.0, width)
    if unlike > (_FAR if stretched else _TOO_FAR):
        return 0.0
    alike = _overlap(one.whole, other.whole)
    if stretched and one.square is not None and other.square is not None:
        alike = max(alike, _overlap(one.square, other.square) - _STRETCHED)
    return alike - unlike


def _overlap(one: View, other: View) -> float:
    """Share of the ink of each that lies on the other's, the lower of the two, strict and lenient."""
    lenient = min(
        (one.ink & other.lenient).bit_count() / one.size,
        (other.ink & one.lenient).bit_count() / other.size,
    )
    if lenient < _POSSIBLE:
        # The strict share is no larger.
        return lenient
    strict = min(
        (one.ink & other.strict).bit_count() / one.size,
        (other.ink & one.strict).bit_count() / other.size,
    )
    return (strict + lenient) / 2


def _are_twins(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _TWINS)


def _drawn(path: pymupdf.mupdf.FzPath, place: pymupdf.mupdf.FzMatrix) -> int:
    """A path filled with black, as bits."""
    import pymupdf
    from pymupdf import mupdf

    grey = mupdf.fz_device_gray()
    paper = mupdf.fz_new_pixmap(grey, _GRID, _GRID, mupdf.FzSeparations(), 0)
    mupdf.fz_clear_pixmap_with_value(paper, 255)
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(1, 0, 0, 1, 0, 0), paper)
    black = mupdf.new_floats(1)
    try:
        mupdf.floats_setitem(black, 0, 0.0)
        mupdf.fz_fill_path(device, path, 0, place, grey, black, 1.0, mupdf.FzColorParams())
        mupdf.fz_close_device(device)
    finally:
        mupdf.delete_floats(black)
    image = pymupdf.Pixmap(paper)
    return int(image.samples[:: image.n].translate(_BITS), 2)


def _widened(ink: int, by: int) -> int:
    """Ink grown by so many pixels to all sides; the rim keeps it from running round."""
    for _ in range(by):
        ink |= ink << 1 | ink >> 1
        ink |= ink << _GRID | ink >> _GRID
    return ink
