"""What the first page of an article says about it: title, authors, journal, year, volume, pages, DOI.

The file's own metadata fields are wrong or empty in most PDFs, so they only fill in what the page leaves
open, and only when they look like what they should be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.readers.pdf_furniture import is_notice
from ingest.readers.pdf_identifiers import read_identifiers
from ingest.readers.pdf_layout import Row, Sheet
from ingest.readers.pdf_links import Link
from ingest.readers.pdf_measure import plain
from kb.types import Metadata

# Where a field came from that the file's own metadata gave.
PROPERTIES = "PDF properties"
_KINDS_OF_ARTICLE = re.compile(
    r"(?:original |clinical |basic |short |brief |systematic |invited )*(?:research|review|case|study|clinical"
    r"|methodology|correspondence|editorial|commentary|letter|report|article|communication|debate|protocol"
    r"|guidelines?|open access|series|paper|trial|image|technical|note|advance)"
    r"(?:[ /&-]+(?:articles?|reports?|study|series|protocol|paper|access|communication|trial|research|"
    r"review|note|to the editor|open|investigation))*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
# "Cook et al. Trials (2015) 16:12", "J Am Soc Nephrol 2015;26:123-130"
_CITED = re.compile(
    r"(?:^|et al\.?,?\s+|[a-z]\s)(?P<journal>[A-Z][\w&.,:\- ]{2,70}?)[\s,.]*\(?(?P<year>19[5-9]\d|20[0-4]\d)\)?"
    r"[\s,;:.]*(?:[A-Z][a-z]{2}(?:\s\d{1,2})?;)?(?P<volume>\d{1,4})(?:\s?\(\d+[\w-]*\))?\s*[:,]\s*(?P<pages>[A-Za-z]?\d[\w.\-\u2013]*)"
)
_BANNER = re.compile(
    r"volume\s+(?P<volume>\d{1,4})\b.{0,30}?(?:article id\s+(?P<pages>\w+))?", re.IGNORECASE
)
_DATED = (
    re.compile(
        r"(?:published|available|epub|\u00a9|\(c\)|copyright)[^.]{0,60}?\b((?:19|20)\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(r"volume[^.]{0,30}?\b((?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"(?:accepted|revised|received)[^.]{0,60}?\b((?:19|20)\d\d)\b", re.IGNORECASE),
)
_JOURNAL_WORDS = re.compile(
    r"\b(?:journal|annals|archives|bulletin|reports? in|reviews?|research|medicine|letters|proceedings|lancet"
    r"|bmc|bmj|plos|nature|acta|advances|frontiers|international|european|american|british|clinical)\b",
    re.IGNORECASE,
)
_PUBLISHERS = re.compile(
    r"publish|corporation|\bltd\b|\binc\b|http|www\.|elsevier$|springer$|wiley$", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_][\w.'\u2019\-]*(?: [^\W\d_][\w.'\u2019\-]*){1,5}")
_DEGREES = re.compile(
    r",?\s*\b(?:M\.?D|Ph\.?D|M\.?Sc|B\.?Sc|M\.?P\.?H|F\.?R\.?C\.?P|MBBS|RN|PharmD|D\.?O|M\.?A|Dr\.? ?med|MS|DSc)\b\.?"
)
_MARKS = re.compile(
    r"[\d*\u2020\u2021\u00a7\u00b6|#\u2709\u00b9\u00b2\u00b3\u2070-\u2079]+(?:[\s,;]*[\d*\u2020\u2021\u00a7\u00b6#]+)*"
)


def title_rows(sheets: Sequence[Sheet]) -> list[Row]:
    """The rows of the title: the largest type in the upper part of the first page, labels aside."""
    if not sheets:
        return []
    sheet = sheets[0]
    rows = [row for row in sheet.rows if row.y0 < 0.6 * sheet.height and not _is_label(row)]
    if not rows:
        return []
    by_style: dict[tuple[float, str], list[Row]] = {}
    for row in rows:
        by_style.setdefault((row.style.size, row.style.font), []).append(row)
    for style in sorted(by_style, reverse=True):
        found = _contiguous(by_style[style])
        text = " ".join(row.text for row in found)
        if 12 <= len(text) <= 400 and len(text.split()) >= 3:
            return found
    return []


def read_metadata(
    sheets: Sequence[Sheet],
    title: Sequence[Row],
    front: Sequence[Row],
    furniture: Sequence[str],
    fields: Mapping[str, str | None],
    links: Sequence[Link] = (),
) -> Metadata:
    """Metadata from the first page, identifiers and licence from the last one, too.

    Args:
        title: the title's rows.
        front: the first page's rows from the title's end to the abstract.
        furniture: running heads and feet.
        fields: the PDF's own metadata, as PyMuPDF gives it.
        links: of the first and last page.
    """
    first = [row.text for row in sheets[0].rows] if sheets else []
    lines = [*furniture, *first]
    name = " ".join(row.text for row in title)
    cited = next((match for line in lines if (match := _CITED.search(line))), None)
    banner = next((match for line in lines if (match := _BANNER.match(line))), None)
    own = _own_title(fields)
    journal, journal_from = _journal(
        cited["journal"] if cited else None, lines, furniture, name, fields
    )
    identifiers = read_identifiers(sheets, furniture, links, fields)
    page = f"page {sheets[0].number}" if sheets else "page 1"
    found = Metadata(
        title=name or own,
        authors=_authors(front, title),
        journal=journal,
        year=_year(cited["year"] if cited else None, lines),
        volume=cited["volume"] if cited else banner["volume"] if banner else None,
        pages=cited["pages"].rstrip(".") if cited else banner["pages"] if banner else None,
        doi=identifiers.doi,
        pmid=identifiers.pmid,
        pmcid=identifiers.pmcid,
        licence=identifiers.licence,
    )
    origins = {
        "title": page if name else PROPERTIES,
        "authors": page,
        "journal": journal_from or page,
        "year": page,
        "volume": page,
        "pages": page,
        **dict(identifiers.origins),
    }
    known = tuple((field, origin) for field, origin in origins.items() if getattr(found, field))
    return replace(found, origins=known)


def article_labels(sheets: Sequence[Sheet]) -> list[str]:
    """What the journal prints on the first page's upper half to say what it publishes ("Case Report")."""
    rows = [row for sheet in sheets[:1] for row in sheet.rows if row.y0 < 0.5 * sheet.height]
    texts = [row.text.strip(" .:|-") for row in rows]
    return [text for text in texts if _KINDS_OF_ARTICLE.fullmatch(text)]


def _is_label(row: Row) -> bool:
    text = row.text.strip(" .:|-")
    return _KINDS_OF_ARTICLE.fullmatch(text) is not None or is_notice(text)


def _contiguous(rows: Sequence[Row]) -> list[Row]:
    """The first rows that stand directly under each other."""
    found = [rows[0]]
    for row in rows[1:]:
        if not -0.5 < (row.y0 - found[-1].y1) / row.height < 1.2:
            break
        found.append(row)
    return found


def _own_title(fields: Mapping[str, str | None]) -> str | None:
    title = (fields.get("title") or "").strip()
    looks_right = len(title.split()) >= 4 and not re.search(
        r"\.\w{2,4}$|untitled|microsoft", title, re.IGNORECASE
    )
    return title if looks_right else None


def _year(cited: str | None, lines: Sequence[str]) -> int | None:
    if cited:
        return int(cited)
    for pattern in _DATED:
        for line in lines:
            match = pattern.search(line)
            if match:
                return int(match[1])
    years = Counter(int(year) for line in lines[:40] for year in _YEAR.findall(line))
    return max(years, key=lambda year: (years[year], year)) if years else None


def _journal(
    cited: str | None,
    lines: Sequence[str],
    furniture: Sequence[str],
    title: str,
    fields: Mapping[str, str | None],
) -> tuple[str | None, str | None]:
    """The journal's name, and where it stands if that is not the first page."""
    for i, line in enumerate(lines):
        if _BANNER.match(line) and i and _looks_like_journal(lines[i - 1]):
            return lines[i - 1], None
    if cited:
        return re.sub(r"^.*?et al\.?,?\s+", "", cited).strip(" .,"), None
    heads = Counter(re.sub(r"^\W*\d+\s+|\s+\d+\W*$", "", text).strip(" .|") for text in furniture)
    for head, _ in heads.most_common():
        if (
            _JOURNAL_WORDS.search(head)
            and _looks_like_journal(head)
            and plain(head) not in plain(title)
        ):
            return head, "running head"
    subject = (fields.get("subject") or "").split(",")[0].split(";")[0].strip()
    known = subject and _JOURNAL_WORDS.search(subject) and len(subject) < 80
    return (subject, PROPERTIES) if known else (None, None)


def _looks_like_journal(text: str) -> bool:
    return (
        2 < len(text) < 90
        and text[0].isupper()
        and not _PUBLISHERS.search(text)
        and not text.endswith(".")
        and " et al" not in text
    )


def _authors(front: Sequence[Row], title: Sequence[Row]) -> tuple[str, ...]:
    """Names from the rows directly under the title, all in the style of the first of them."""
    taken: list[Row] = []
    heads = {id(row) for row in title}
    for row in front:
        if id(row) in heads or _is_label(row):
            if taken:
                break
            continue
        if taken and (row.style.size, row.style.font) != (taken[0].style.size, taken[0].style.font):
            break
        if len(taken) >= 12:
            break
        taken.append(row)
    text = " ".join(_without_raised(row) for row in taken)
    text = re.sub(r"\bby\s+(?=[A-Z])", "", _DEGREES.sub("", text))
    names: list[str] = []
    for part in re.split(r",|;|\band\b|&|\u00b7|\u2022", text):
        name = " ".join(_MARKS.sub(" ", part).split()).strip(" .*,")
        if _NAME.fullmatch(name) and name[0].isupper() and len(name) < 50:
            names.append(name)
    return tuple(dict.fromkeys(names))


def _without_raised(row: Row) -> str:
    """A row without its small raised marks of affiliation."""
    size = row.style.size
    return "".join(run.text if run.style.size > 0.8 * size else " , " for run in row.runs)
