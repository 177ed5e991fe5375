"""Finds text that a reader of the page cannot see, so that nobody is quoted from it and no model obeys it.

Hidden is what is painted in the colour of its ground, not painted at all, covered by what is drawn later,
or set in type too small to read. Text that is not painted but lies on the picture of a whole page was
put there by text recognition: that is kept. The page is drawn only where there is a reason to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pymupdf

TINY = 2.5  # points; smaller type is not meant to be read
_PAINTED = (
    16 | 32
)  # of a span's char_flags: filled, stroked (stext: FZ_STEXT_FILLED, FZ_STEXT_STROKED)
_FAINT = 26  # of 255: a tenth of full ink
_LIGHT = 200  # of 255: grey from which text may be meant to vanish on paper
_CONTRAST = 20  # of 255 between ink and ground, below which nothing is seen
_LONGEST = 2000  # pixels of the page's longer side when it is drawn
# Share of the page from which a picture is the page itself: a scan with margins cut off.
_WHOLE = 0.6
# Share from which a picture may hold text, and how many drawings may be letters.
_LARGE, _LETTERING = 0.2, 150
_FILLS = frozenset({"fill-path", "fill-shade"})
_PICTURES = frozenset({"fill-image", "fill-imgmask"})
_LEAST_FILL = 60.0  # square points; smaller ones are marks and rules
_MANY = 4000  # drawings of a page; more of them are a figure, and are not compared with the text

Rect = tuple[float, float, float, float]
Span = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What became of a page's text.

    Letters and digits that were dropped; whether the rest was recognised in a scan; and whether the page
    shows more than its text: pictures, or drawings enough to be lettering.
    """

    letters: int = 0
    recognised: bool = False
    pictured: bool = False


def drop_hidden(page: pymupdf.Page, blocks: Sequence[dict[str, Any]]) -> Hidden:
    """Take what cannot be seen out of ``blocks`` (of ``get_text("dict")``), in place."""
    spans = list(_spans(blocks))
    log = _paint(page)
    pictured = _is_pictured(page, log)
    if not spans:
        return Hidden(pictured=pictured)
    opaque = _Opaque(page)
    scan = _scan(page, log, opaque)
    unpainted = [span for span in spans if _is_unpainted(span)]
    under_scan = scan is not None and _text_before(log, scan)
    gone = {id(span) for span in spans if span["size"] < TINY and span["text"].strip()}
    if scan is None:
        gone.update(id(span) for span in unpainted)
    painted = [span for span in spans if not _is_unpainted(span)]
    if not under_scan:
        gone.update(map(id, _unseen(page, painted, log, opaque)))
    letters = 0
    if gone:
        letters = sum(_letters(span["text"]) for span in spans if id(span) in gone)
        for block in blocks:
            for line in block.get("lines", ()):
                line["spans"] = [span for span in line["spans"] if id(span) not in gone]
    recognised = under_scan or (scan is not None and len(unpainted) * 2 > len(spans))
    return Hidden(letters, recognised, pictured)


def _spans(blocks: Sequence[dict[str, Any]]) -> Iterator[Span]:
    for block in blocks:
        for line in block.get("lines", ()):
            yield from line["spans"]


def _is_unpainted(span: Span) -> bool:
    return not span["char_flags"] & _PAINTED or span["alpha"] < _FAINT


def _paint(page: pymupdf.Page) -> list[tuple[str, Rect]]:
    """What the page paints, in order: kind and bounds."""
    return [(entry[0], entry[1]) for entry in page.get_bboxlog()]


def _is_pictured(page: pymupdf.Page, log: Sequence[tuple[str, Rect]]) -> bool:
    large = _LARGE * page.rect.width * page.rect.height
    return len(log) > _LETTERING or any(
        kind in _PICTURES and _area(box) >= large for kind, box in log
    )


class _Opaque:
    """Which pictures of a page hide what is under them; asked only where one lies with text."""

    def __init__(self, page: pymupdf.Page) -> None:
        self._page = page
        self._boxes: list[Rect] | None = None

    def __call__(self, box: Rect) -> bool:
        if self._boxes is None:
            infos = self._page.get_image_info()
            self._boxes = [info["bbox"] for info in infos if not info["has-mask"]]
        return any(_holds(known, box) and _holds(box, known) for known in self._boxes)


def _scan(page: pymupdf.Page, log: Sequence[tuple[str, Rect]], opaque: _Opaque) -> int | None:
    """Where in ``log`` the picture of the whole page is painted, if there is one.

    Black-and-white scans are painted as masks, in ink.
    """
    whole = _WHOLE * page.rect.width * page.rect.height
    for i, (kind, box) in enumerate(log):
        if kind in _PICTURES and _area(box) >= whole and (kind == "fill-imgmask" or opaque(box)):
            return i
    return None


def _text_before(log: Sequence[tuple[str, Rect]], at: int) -> bool:
    """Whether the page's text lies under what is painted at ``at``: some scanners put it there."""
    texts = [i for i, (kind, _) in enumerate(log) if kind.endswith("-text")]
    return bool(texts) and sum(i < at for i in texts) * 2 > len(texts)


def _unseen(
    page: pymupdf.Page,
    spans: Sequence[Span],
    log: Sequence[tuple[str, Rect]],
    opaque: _Opaque,
) -> Iterator[Span]:
    """Painted spans that do not show: too like their ground, or covered."""
    fills, pictures = _grounds(log, opaque)
    drawn: _Drawn | None = None
    for span in spans:
        if not span["text"].strip():
            continue
        box = span["bbox"]
        if any(_holds(cover, box) for cover in pictures):
            yield span
            continue
        covers = [cover for cover in fills if _holds(cover, box)]
        level = _grey(span["color"])
        if level < _LIGHT and not covers:
            continue
        if drawn is None:
            drawn = _Drawn(page)
        ink = drawn.levels(box)
        if ink and _vanishes(level, ink):
            yield span


def _grounds(log: Sequence[tuple[str, Rect]], opaque: _Opaque) -> tuple[list[Rect], list[Rect]]:
    """Areas filled behind or before text; and pictures that are painted over text."""
    if len(log) > _MANY:
        return [], []
    texts = [(i, box) for i, (kind, box) in enumerate(log) if kind.endswith("-text")]
    fills: list[Rect] = []
    pictures: list[Rect] = []
    for i, (kind, box) in enumerate(log):
        if kind in _FILLS and _area(box) >= _LEAST_FILL:
            fills.append(box)
        elif kind == "fill-image" and any(at < i and _holds(box, text) for at, text in texts):
            (pictures if opaque(box) else fills).append(box)
    return fills, pictures


def _vanishes(level: int, ink: bytes) -> bool:
    """Whether text of grey ``level`` leaves no trace on its place: one colour, or mostly its own."""
    ordered = sorted(ink)
    middle = ordered[len(ordered) // 2]
    return ordered[-1] - ordered[0] < _CONTRAST or (
        level >= _LIGHT and abs(middle - level) < _CONTRAST
    )


class _Drawn:
    """A page drawn in grey, a pixel a point, in the coordinates of its text."""

    def __init__(self, page: pymupdf.Page) -> None:
        import pymupdf

        self._zoom = min(1.0, _LONGEST / max(page.rect.width, page.rect.height, 1.0))
        matrix = page.derotation_matrix * pymupdf.Matrix(self._zoom, self._zoom)
        self._picture: pymupdf.Pixmap | None
        try:
            self._picture = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, annots=False)
        except (RuntimeError, ValueError):
            self._picture = None

    def levels(self, box: Rect) -> bytes:
        """Grey levels inside a box; a page that cannot be drawn shows nothing."""
        picture, zoom = self._picture, self._zoom
        if picture is None:
            return b"\xff"
        x0, y0 = max(0, int(box[0] * zoom)), max(0, int(box[1] * zoom))
        x1 = min(picture.width, int(box[2] * zoom) + 1)
        y1 = min(picture.height, int(box[3] * zoom) + 1)
        samples, stride = picture.samples_mv, picture.stride
        return b"".join(samples[y * stride + x0 : y * stride + x1] for y in range(y0, y1))


def _holds(outer: Rect, inner: Rect) -> bool:
    """Whether nine tenths of a box lie in another."""
    width = min(outer[2], inner[2]) - max(outer[0], inner[0])
    height = min(outer[3], inner[3]) - max(outer[1], inner[1])
    return width > 0 and height > 0 and width * height >= 0.9 * _area(inner)


def _area(box: Rect) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _grey(color: int) -> int:
    """Brightness of an sRGB colour, 0 to 255 (ITU-R BT.601)."""
    red, green, blue = color >> 16 & 255, color >> 8 & 255, color & 255
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
