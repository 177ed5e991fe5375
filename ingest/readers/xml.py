"""Parses XML that strangers wrote: no network, no file but the given one, no entity is ever expanded.

An entity that a file defines for itself can grow without bound or name a file of this machine, and no
article needs one; a reference to it is left out, and the number of those is told. The named characters of
HTML (``&nbsp;``, ``&alpha;``), whose definitions lie in document types that are not fetched, are known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any, TypeAlias

from kb.errors import UnreadableFile

# lxml carries no types.
Element: TypeAlias = Any

SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_pis": True,
    "remove_comments": True,
}
_OWN_TO_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*"
    r"(?:\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")


def parse_xml(data: bytes, name: str) -> tuple[Element, tuple[str, ...]]:
    """The root element of an XML file, and what is to be said of the way it was read.

    Raises:
        UnreadableFile: it is not well-formed; the reason says where.
    """
    from lxml import etree

    warnings: list[str] = []
    data = _NAMED.sub(_as_number, data)
    try:
        root = etree.fromstring(data, etree.XMLParser(**SAFE))
    except etree.XMLSyntaxError as error:
        again = _as_windows(data)
        if again is None:
            raise damaged(error, name) from error
        try:
            root = etree.fromstring(again, etree.XMLParser(**SAFE))
        except etree.XMLSyntaxError:
            raise damaged(error, name) from error
        warnings.append(
            "The text is not UTF-8, as it says; it was read as Windows-1252 (Western European)."
        )
    lost = sum(1 for _ in root.iter(etree.Entity))
    if lost:
        warnings.append(
            f"{lost} references to entities that the file itself defines were left out."
        )
    return root, tuple(warnings)


def damaged(error: Exception, name: str) -> UnreadableFile:
    """What to say of XML that cannot be parsed."""
    if "amplification" in str(error):
        return UnreadableFile(
            name, "it defines entities that grow beyond reason: it was made to harm"
        )
    words = re.sub(r" \(.*\)\Z", "", str(error).splitlines()[0] if str(error) else "no element")
    return UnreadableFile(name, f"its XML is damaged: {words}", hint="Fetch it again.")


def root_name(head: bytes) -> str | None:
    """The name of the root element without its prefix, by a file's first bytes; ``None`` if none is seen."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    found = _ROOT.match(text, at)
    return found[1] if found else None


def local(element: Element) -> str:
    """An element's name without its namespace; empty for an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The direct children of these names, in order; all elements without names."""
    if element is None:
        return
    for child in element:
        name = local(child)
        if name and (not names or name in names):
            yield child


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down a path of names, or ``None``."""
    for name in path:
        element = next(children(element, name), None)
    return element


def descend(element: Element | None, *names: str) -> Iterator[Element]:
    """Every element of these names below, in document order."""
    if element is None:
        return
    for one in element.iter():
        if one is not element and local(one) in names:
            yield one


def attribute(element: Element, name: str) -> str:
    """An attribute's value whatever its namespace; empty where there is none."""
    for key, value in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return str(value)
    return ""


def plain_text(element: Element | None) -> str:
    """All characters under an element, white space evened out: for names, numbers and identifiers."""
    if element is None:
        return ""
    return " ".join("".join(element.itertext(tag="*")).split())


def _as_number(match: re.Match[bytes]) -> bytes:
    name = match[1].decode("ascii")
    characters = None if name in _OWN_TO_XML else html5.get(name + ";")
    if characters is None:
        return match[0]
    return "".join(f"&#{ord(one)};" for one in characters).encode("ascii")


def _as_windows(data: bytes) -> bytes | None:
    """The same as UTF-8, if it says to be that and is none."""
    declared = _DECLARED.match(data)
    if declared is not None and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").encode("utf-8")
    return None
