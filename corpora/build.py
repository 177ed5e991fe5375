"""Typeset the sample library: every sources/<slug>.typ becomes literature/<slug>.pdf.

    python corpora/build.py                 build what differs
    python corpora/build.py stroke          build one document
    python corpora/build.py --check         exit 1 if a committed PDF is not what its source builds

Needs the `typst` package, which carries the compiler and its fonts; neither the network nor an
installed font is used. The same sources give the same bytes with the same compiler release, because
document dates come from the sources and the timestamp is fixed.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
LITERATURE = HERE / "literature"
TEMPLATE = "template"
COMPILER = "0.15.0"
"""The typst release that the committed PDFs were built with."""
TIMESTAMP = datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC)


def slugs() -> list[str]:
    """Names of the documents, sorted; the house template is not one."""
    return sorted(path.stem for path in SOURCES.glob("*.typ") if path.stem != TEMPLATE)


def typeset(slug: str) -> bytes:
    """The PDF of one document.

    Raises:
        typst.TypstError: the source does not compile; the message says where.
    """
    import typst

    pdf = typst.compile(
        SOURCES / f"{slug}.typ",
        root=SOURCES,
        font_paths=[],
        ignore_system_fonts=True,
        format="pdf",
        timestamp=int(TIMESTAMP.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"{slug}: the compiler returned {type(pdf).__name__}, not one PDF")
    return pdf


def stale(slug: str, pdf: bytes) -> bool:
    """Whether the PDF on disk is missing or differs from what the source builds."""
    target = LITERATURE / f"{slug}.pdf"
    return not target.exists() or target.read_bytes() != pdf


def main() -> int:
    """Build or check; the exit status is 0 when all is in order, 1 otherwise, 2 for wrong use."""
    parser = argparse.ArgumentParser(description="Typeset the sample library.")
    parser.add_argument("slug", nargs="*", help="documents to build; all when none is named")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    arguments = parser.parse_args()

    unknown = sorted(set(arguments.slug) - set(slugs()))
    if unknown:
        parser.error(f"no such document: {', '.join(unknown)}; there are {', '.join(slugs())}")

    try:
        import typst
    except ModuleNotFoundError:
        parser.error(f"the compiler is missing: pip install typst=={COMPILER}")

    LITERATURE.mkdir(exist_ok=True)
    out_of_order = 0
    for slug in arguments.slug or slugs():
        try:
            pdf = typeset(slug)
        except typst.TypstError as error:
            print(f"{slug}: does not compile: {error}", file=sys.stderr)
            out_of_order += 1
            continue
        if not stale(slug, pdf):
            print(f"{slug}: up to date")
        elif arguments.check:
            print(f"{slug}: differs from its source (built with typst {COMPILER}?)")
            out_of_order += 1
        else:
            (LITERATURE / f"{slug}.pdf").write_bytes(pdf)
            print(f"{slug}: built, {len(pdf) / 1024:.0f} KiB")
    return 1 if out_of_order else 0


if __name__ == "__main__":
    sys.exit(main())
