"""BioMed Central's older XML (``<art>``, until about 2015), rewritten as JATS.

The two say the same in other words: most elements are renamed where they stand, and the front is put
together anew. What has no counterpart is left as it is.
"""

from __future__ import annotations

from ingest.readers.xml import Element, child, children, descend, local, plain_text

_NAMES = {
    "bdy": "body", "st": "title", "b": "bold", "it": "italic", "smcaps": "sc", "ul": "underline",
    "indent": "p", "bibl": "ref", "refgrp": "ref-list", "fn": "fn", "row": "tr", "url": "ext-link",
    "tfoot": "table-wrap-foot", "suppl": "supplementary-material", "formula": "inline-formula",
    "display-formula": "disp-formula", "m": "inline-formula", "monospace": "monospace",
}  # fmt: skip
_LINKS = {"abbr": "bibr", "tblr": "table", "figr": "fig", "supplr": "supplementary-material"}
_IDS = {"doi": "doi", "pmpid": "pmid", "pmcid": "pmcid", "pmid": "pmid"}


def modern(art: Element) -> Element:
    """An ``article`` element of an ``art`` element, whose parts move into it."""
    from lxml import etree

    article = etree.Element("article", {"article-type": "research-article"})
    meta = _front(article, child(art, "fm"))
    body, back = child(art, "bdy"), child(art, "bm")
    # Copies: what is moved out of a tree while it is walked is missed.
    abstracts = list(descend(child(art, "fm"), "abs"))
    for element in [
        one for part in (body, back, *abstracts) if part is not None for one in part.iter()
    ]:
        _rename(element)
    for abstract in abstracts:
        abstract.tag = "abstract"
        _lift(abstract)
        meta.append(abstract)
    if body is not None:
        article.append(body)
    if back is not None:
        back.tag = "back"
        article.append(back)
    return article


def _front(article: Element, front: Element | None) -> Element:
    """The article's ``article-meta``, filled from the bibliographic entry of the work itself."""
    from lxml import etree

    head = etree.SubElement(article, "front")
    journal = etree.SubElement(head, "journal-meta")
    meta = etree.SubElement(head, "article-meta")
    entry = child(front, "bibl")
    _put(journal, "journal-title", plain_text(child(entry, "source")))
    for one in descend(child(entry, "xrefbib"), "pubid"):
        kind = _IDS.get(one.get("idtype") or "")
        if kind:
            _put(meta, "article-id", plain_text(one)).set("pub-id-type", kind)
    heads = etree.SubElement(etree.SubElement(meta, "article-categories"), "subj-group")
    _put(heads, "subject", plain_text(child(front, "dochead")))
    group = etree.SubElement(meta, "title-group")
    title = child(entry, "title")
    if title is not None:
        for element in title.iter():
            _rename(element)
        title.tag = "article-title"
        group.append(title)
    people = etree.SubElement(meta, "contrib-group")
    for author in children(child(entry, "aug"), "au"):
        person = etree.SubElement(people, "contrib", {"contrib-type": "author"})
        _person(person, author)
    _put(etree.SubElement(meta, "pub-date", {"pub-type": "collection"}), "year", _year(entry))
    for old, new in (("volume", "volume"), ("fpage", "fpage"), ("lpage", "lpage")):
        _put(meta, new, plain_text(child(entry, old)))
    note = child(front, "cpyrt")
    if note is not None:
        licence = etree.SubElement(etree.SubElement(meta, "permissions"), "license")
        _put(licence, "license-p", plain_text(note))
    return meta


def _year(entry: Element | None) -> str:
    return plain_text(child(entry, "pubdate"))[-4:]


def _person(person: Element, author: Element) -> None:
    from lxml import etree

    group = plain_text(child(author, "cnm"))
    if group:
        _put(person, "collab", group)
        return
    name = etree.SubElement(person, "name")
    _put(name, "surname", plain_text(child(author, "snm")))
    given = (plain_text(child(author, one)) for one in ("fnm", "mnm"))
    _put(name, "given-names", " ".join(filter(None, given)))
    _put(name, "suffix", plain_text(child(author, "suf")))


def _rename(element: Element) -> None:
    name = local(element)
    above = local(element.getparent()) if element.getparent() is not None else ""
    if name in _LINKS:
        element.tag = "xref"
        element.set("ref-type", _LINKS[name])
        element.set("rid", element.get("bid") or element.get("tid") or element.get("fid") or "")
    elif name == "table" and element.get("id"):
        _wrap(element)
    elif name in ("fig", "suppl") or (name == "title" and above in ("fig", "suppl")):
        _label(element)
    elif name == "bibl":
        _reference(element)
    elif name == "ack":
        _lift(element)
    elif name == "entry":
        element.tag = (
            "th" if any(local(one) == "thead" for one in element.iterancestors()) else "td"
        )
    elif name in _NAMES and not (name == "ul" and child(element, "li") is not None):
        element.tag = _NAMES[name]
    elif name in ("ul", "ol"):
        element.tag = "list"
        element.set("list-type", "order" if name == "ol" else "bullet")
    elif name == "li":
        element.tag = "list-item"


def _lift(element: Element) -> None:
    """Take a part's contents out of the one section that the older form puts around them."""
    inner = list(children(element, "sec"))
    if len(inner) == 1 and len(list(children(element))) == 1:
        for one in list(inner[0]):
            element.append(one)
        element.remove(inner[0])


def _wrap(table: Element) -> None:
    """``table`` holds title, caption and ``tgroup``: today's ``table-wrap`` around a ``table``."""
    table.tag = "table-wrap"
    for group in list(children(table, "tgroup")):
        group.tag = "table"
        for foot in list(children(group, "tfoot")):
            table.append(foot)
    _label(table)


def _label(element: Element) -> None:
    for title in children(element, "title"):
        title.tag = "label"
    if local(element) in ("fig", "suppl"):
        caption = child(element, "caption")
        text = child(element, "text")
        # The text repeats the caption in bold and goes on with the legend.
        if text is not None:
            if caption is not None:
                element.remove(caption)
            text.tag = "caption"


def _reference(entry: Element) -> None:
    """A ``bibl`` as ``ref`` with a tagged citation."""
    from lxml import etree

    entry.tag = "ref"
    citation = etree.SubElement(entry, "element-citation")
    names = {"source": "source", "pubdate": "year", "volume": "volume", "issue": "issue",
             "fpage": "fpage", "lpage": "lpage", "publisher": "publisher-name", "edition": "edition",
             "note": "comment", "url": "comment"}  # fmt: skip
    for author in children(child(entry, "aug"), "au"):
        _person(citation, author)
        name = child(citation, "name")
        if name is not None:
            name.tag = "name"
    if child(entry, "etal") is not None or child(entry, "aug", "etal") is not None:
        etree.SubElement(citation, "etal")
    _put(citation, "article-title", plain_text(child(entry, "title")))
    for one in list(children(entry)):
        if local(one) in names:
            _put(citation, names[local(one)], plain_text(one))
    for one in descend(child(entry, "xrefbib"), "pubid"):
        kind = _IDS.get(one.get("idtype") or "")
        if kind:
            _put(citation, "pub-id", plain_text(one)).set("pub-id-type", kind)
    for one in list(entry):
        if one is not citation:
            entry.remove(one)


def _put(parent: Element, name: str, text: str) -> Element:
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text = text
    return element
