"""Which part of a web page is its content: what the page hides and what only leads around is taken out."""

from __future__ import annotations

import re

from ingest.readers.xml import Element, local

_NEVER = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "applet",
        "canvas",
        "svg",
        "video",
        "audio",
        "map",
        "form",
        "button",
        "input",
        "select",
        "textarea",
        "dialog",
        "nav",
        "menu",
        "head",
    ]
)
_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "tablist",
    ]
)
# Words that pages use in the class or id of what is not content; whole words, since "share" is in "shared".
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|cookies?|consent|banner|masthead|sidebar"
    r"|side-?nav|social|share|sharing|share-?bar|advert|advertisement|ads?|promo|newsletter|subscribe|related"
    r"|recommended-articles|pagination|pager|skip-?links?|skip|toolbar|popup|modal|login|signin|site-?header"
    r"|site-?footer|page-?footer|copyright|print-?only|toc|table-of-contents|screen-reader-text|sr-only"
    r"|visually-?hidden|visuallyhidden|usa-sr-only|offscreen|off-screen|d-none|is-hidden|hidden)(?=$|[\s_-])",
    re.IGNORECASE,
)
_HIDING = re.compile(
    r"(?:^|[;\s{])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|rem|%)?"
    r"\s*(?:[;!}]|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:[;!}]|$)|clip\s*:\s*rect\(0|clip-path\s*:\s*inset\((?:50|100)%"
    r"|(?:text-indent|left|top|right|margin-left)\s*:\s*-\d{3,}|(?:height|width|max-height)\s*:\s*0(?:px)?\s*;[^}]*overflow\s*:\s*hidden)",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?:^|[;\s])color\s*:\s*(?:white|#fff(?:fff)?\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)|transparent)",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"\s*(?:[a-z][a-z0-9]*)?([.#])([\w-]+)\s*", re.IGNORECASE)
_BOX = re.compile(
    r"(?:^|[\s_-])(?:recommendations?|key-?(?:points?|messages?|recommendations?)|practice-?points?|"
    r"good-?practice)(?=$|[\s_-])",
    re.IGNORECASE,
)
# Of a list whose text is links in this share, four items or more: it leads around the page.
_LINKED, _FEWEST = 0.9, 4
_HOLDERS = frozenset(["div", "section", "aside", "p", "span", "header", "footer", "a", "li"])
_WHOLE_PAGE = 400
# A main part holds at least this share of the page's words.
_SHARE = 0.25


def without_unseen(root: Element) -> None:
    """Take out what a reader of the page would not see, and what leads around in the site."""
    hidden = _hidden_by_style(root)
    for element in list(root.iter()):
        name = local(element)
        if name in ("html", "body") or element.getparent() is None:
            continue
        if not name or name in _NEVER or _is_unseen(element, hidden) or _leads_around(element):
            _drop(element)


def content_of(root: Element) -> Element:
    """The element that holds the content: ``main``, the one ``article``, else the body."""
    body = next(root.iter("body"), root)
    total = _words(body)
    for find in (_mains, _articles):
        found = [one for one in find(root) if _words(one) >= _SHARE * total]
        if len(found) == 1:
            return found[0]
    return body


def is_recommendation(element: Element) -> bool:
    """Whether an element is a box of recommendations or key points, by its class or id."""
    if local(element) not in ("div", "section", "aside", "blockquote", "article"):
        return False
    return _has_name(element, _BOX)


def _mains(root: Element) -> list[Element]:
    found = [one for one in root.iter() if local(one) == "main" or one.get("role") == "main"]
    return [one for one in found if not any(up in found for up in one.iterancestors())]


def _articles(root: Element) -> list[Element]:
    found = list(root.iter("article"))
    return [one for one in found if not any(up in found for up in one.iterancestors())]


def _is_unseen(element: Element, hidden: frozenset[str]) -> bool:
    if element.get("hidden") is not None or (element.get("aria-hidden") or "").lower() == "true":
        return True
    style = element.get("style") or ""
    if style and (_HIDING.search(style) or (_WHITE.search(style) and "background" not in style)):
        return True
    names = {f".{one}" for one in (element.get("class") or "").split()}
    if element.get("id"):
        names.add(f"#{element.get('id')}")
    return bool(names & hidden)


def _leads_around(element: Element) -> bool:
    name = local(element)
    if (element.get("role") or "").lower() in _ROLES:
        return True
    if is_recommendation(element):
        return False
    inside = {local(one) for one in element.iterancestors()}
    if name in ("header", "footer", "aside") and not inside & {"main", "article"}:
        return True
    listing = name in ("ul", "ol")
    if (listing or name in _HOLDERS) and _has_name(element, _NAMES):
        # Whole pages are sometimes wrapped in such a name ("has-sidebar hidden-print").
        return listing or _words(element) < _WHOLE_PAGE
    return listing and _is_link_list(element)


def _has_name(element: Element, names: re.Pattern[str]) -> bool:
    return any(names.search(element.get(kind) or "") for kind in ("class", "id"))


def _is_link_list(element: Element) -> bool:
    items = [one for one in element if local(one) == "li"]
    if len(items) < _FEWEST:
        return False
    whole = len("".join(element.itertext()).split())
    links = sum(len("".join(one.itertext()).split()) for one in element.iter("a"))
    return whole > 0 and links / whole >= _LINKED


def _hidden_by_style(root: Element) -> frozenset[str]:
    """Classes and ids (".x", "#y") that the page's own style sheets hide in every medium."""
    hidden: set[str] = set()
    for sheet in root.iter("style"):
        # Rules for other media (print) hold inside braces of their own, which the rule pattern passes over.
        text = re.sub(r"/\*.*?\*/", "", sheet.text or "", flags=re.DOTALL)
        text = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
        for selectors, rules in _RULE.findall(text):
            if _HIDING.search(rules):
                simple = (_SIMPLE.fullmatch(one) for one in selectors.split(","))
                hidden.update(f"{match[1]}{match[2]}" for match in simple if match)
    return frozenset(hidden)


def _words(element: Element) -> int:
    return len("".join(element.itertext()).split())


def _drop(element: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
