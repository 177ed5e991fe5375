"""An answer as the page shows it: paragraphs of sentences with chips, a line on its quality, an export.

Everything here is plain data. The components put it on the page as text, never as HTML, so nothing in a
document or from a model can become markup.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from kb.answer.found import found_lines
from kb.search.scope import described
from kb.text.rows import is_row
from kb.types import Answer, Citation, DocumentInfo, Filters, Hit, Sentence, SentenceState
from ui.web import asides, standing
from ui.web.cite import authors, badges, grade, vancouver, where
from ui.web.found import found

_MARKS = re.compile(r"\s*\[(\d+(?:\s*[,;]\s*\d+)*)\]")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^#{1,6}\s+")
_EMPHASIS = re.compile(r"(\*\*|__|`)")
_SPACE_BEFORE_STOP = re.compile(r"\s+([.,;:!?])")
STATES: tuple[SentenceState, ...] = ("quoted", "supported", "weak", "unsupported")
EXTRACTIVE_LABEL = "Quotations"
# Policies after which nothing was searched.
ENDING = ("refer", "help_first", "decline")


def words(sentence: Sentence) -> str:
    """The sentence without its own chips' marks, bullets or Markdown signs.

    Marks that are not citations of this answer (a quotation keeps its source's own ``[3]``) stay.
    """
    cited = set(sentence.citations)

    def keep(match: re.Match[str]) -> str:
        numbers = {int(number) for number in re.findall(r"\d+", match.group(1))}
        return "" if numbers <= cited else match.group(0)

    text = sentence.text.strip()
    if sentence.state != "quoted":
        text = _MARKS.sub(keep, text)
        text = _EMPHASIS.sub("", _HEADING.sub("", _BULLET.sub("", text)))
    return _SPACE_BEFORE_STOP.sub(r"\1", " ".join(text.split()))


def blocks(answer: Answer) -> list[dict[str, Any]]:
    """Group the sentences into paragraphs and bullets, as the answer's own line breaks have them.

    Returns:
        ``[{"kind": "p" | "li", "sentences": [index, ...]}, ...]``, indices into ``answer.sentences``.
    """
    found: list[dict[str, Any]] = []
    at = 0
    for index, sentence in enumerate(answer.sentences):
        probe = sentence.text.strip()
        start = answer.answer.find(probe, at) if probe else -1
        gap = answer.answer[at:start] if start >= 0 else "\n"
        line_start = answer.answer.rfind("\n", 0, start) + 1 if start >= 0 else 0
        line = answer.answer[line_start:start] + probe if start >= 0 else probe
        bullet = bool(_BULLET.match(line))
        # Quotations come from several places: each stands on its own.
        fresh = index == 0 or "\n" in gap or answer.writer == "extractive"
        if fresh:
            found.append({"kind": "li" if bullet else "p", "sentences": []})
        found[-1]["sentences"].append(index)
        if start >= 0:
            at = start + len(probe)
    return found


def quality(answer: Answer) -> list[str]:
    """The quiet line under an answer, in parts: sentences by state, documents."""
    counts = Counter(sentence.state for sentence in answer.sentences)
    total = len(answer.sentences)
    parts = []
    if total and counts["quoted"] == total:
        parts.append(_quoted(answer, total))
    else:
        shown = [f"{counts[state]} {state}" for state in STATES if counts[state]]
        if shown:
            parts.append(f"{_many(total, 'sentence')}: {', '.join(shown)}")
    documents = len({citation.document.id for citation in answer.citations})
    if documents:
        parts.append(f"from {_many(documents, 'document')}")
    return parts


def _quoted(answer: Answer, total: int) -> str:
    """What a quotation is: a sentence word for word, or a row of a table with the heads of its columns."""
    rows = sum(is_row(citation.quote) for citation in answer.citations)
    if answer.writer != "extractive" or not rows:
        return f"{_many(total, 'sentence')} quoted word for word"
    shown = [_many(total - rows, "sentence")] if total > rows else []
    return f"{' and '.join([*shown, _many(rows, 'table row')])} quoted word for word"


def writer_name(answer: Answer) -> str:
    """Who wrote it, as the reader is told."""
    if answer.writer == "extractive":
        return EXTRACTIVE_LABEL
    place = "Ollama" if answer.writer == "ollama" else "local server"
    return f"{answer.model or 'Model'} · {place}"


def seconds(value: float) -> str:
    """A duration for people: ``0.4 s``, ``12 s``, ``3 min 05 s``."""
    if value < 0.05:
        return "under 0.1 s"
    if value < 10:
        return f"{value:.1f} s"
    if value < 60:
        return f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"


def markdown(answer: Answer) -> str:
    """The answer to keep, as Markdown: unsupported sentences are left out, and that is said."""
    lines = [f"# {_plain(answer.question)}", ""]
    kept: list[int] = []
    for block in blocks(answer):
        sentences = [answer.sentences[index] for index in block["sentences"]]
        shown = []
        for sentence in sentences:
            if sentence.state == "unsupported":
                continue
            marks = "".join(f"[{n}]" for n in sentence.citations)
            weak = " (weakly supported)" if sentence.state == "weak" else ""
            shown.append(f"{_plain(words(sentence))} {marks}{weak}".rstrip())
            kept += sentence.citations
        if shown:
            lines += [("- " if block["kind"] == "li" else "") + " ".join(shown), ""]
    policy = answer.policy
    if policy and policy.lead:
        lines[2:2] = [f"*{_plain(policy.lead)}*", ""]
    if answer.abstained and not ended(answer):
        lines += [_plain(found(answer)["head"]) or "No passage in the library answers this.", ""]
    lines += [part for text in found_lines(answer) for part in (_plain(text), "")]
    by_number = {citation.n: citation for citation in answer.citations}
    if kept:
        lines += ["## Sources", ""]
    for n in sorted(set(kept)):
        citation = by_number.get(n)
        if citation:
            lines += [
                f"[{n}] {_plain(vancouver(citation.document))} p. {citation.page}.  ",
                *(
                    f"    **{_plain(standing.sentence(notice))}**  "
                    for notice in citation.document.standing
                ),
                f"    “{_plain(citation.quote)}”",
                *([f"    {_plain(grade(citation.grade))}"] if citation.grade else []),
                "",
            ]
    left_out = sum(sentence.state == "unsupported" for sentence in answer.sentences)
    if left_out:
        verb = "was" if left_out == 1 else "were"
        lines += [
            f"{_many(left_out, 'sentence')} that no cited passage supports {verb} left out.",
            "",
        ]
    lines += [part for text in asides.said(answer) for part in (_plain(text), "")]
    if answer.abstained and answer.advice and answer.advice.pubmed:
        lines += [f"PubMed search: `{answer.advice.pubmed.replace('`', '')}`", ""]
    if answer.notice:
        lines += [_plain(answer.notice), ""]
    lines += [
        f"Written by: {writer_name(answer)}.",
        "For reference by professionals. Not a medical device; check the source before acting.",
    ]
    return "\n".join(lines) + "\n"


def ended(answer: Answer) -> bool:
    """Whether the policy ended the matter, so that nothing was searched."""
    return answer.policy is not None and answer.policy.action in ENDING


def leading(answer: Answer) -> dict[str, Any]:
    """What stands above the answer, how it is set, and its quotations by work, if they come so."""
    policy = answer.policy
    if policy is None:
        return {"lead": "", "action": "answer", "groups": []}
    return {
        "lead": policy.lead,
        "action": policy.action,
        "groups": [
            {
                "title": f"{group.title} ({group.year})" if group.year else group.title,
                "mention": list(group.mention),
                "against": list(group.against),
            }
            for group in policy.groups
        ],
    }


def turn_data(
    answer: Answer,
    *,
    turn: str,
    took: float,
    selected: int | None,
    stopped: bool = False,
    filters: Filters | None = None,
) -> dict[str, Any]:
    """What the answer component gets."""
    limits = described(filters or Filters())
    return {
        "scope": ", ".join(limits),
        "none": bool(limits) and not answer.nearest and not any(answer.searched.values()),
        "turn": turn,
        "state": "done",
        "question": answer.question,
        "abstained": answer.abstained,
        "ended": ended(answer),
        **leading(answer),
        "blocks": blocks(answer),
        "sentences": [
            {
                "text": words(sentence),
                "state": sentence.state,
                "citations": list(sentence.citations),
                "numbers": list(sentence.unsupported_numbers),
            }
            for sentence in answer.sentences
        ],
        "citations": {str(c.n): chip(c) for c in answer.citations},
        "selected": selected,
        "writer": writer_name(answer),
        "model": answer.writer != "extractive",
        "quality": [*quality(answer), seconds(took)],
        "notice": answer.notice or "",
        "markdown": markdown(answer),
        "filename": f"{_slug(answer.question)}.md",
        "searched": searched(answer) if answer.abstained else "",
        "nearest": [nearest(hit) for hit in answer.nearest[:4]] if answer.abstained else [],
        "stopped": stopped,
        "readAs": asides.read_as(answer.read_as),
        "advice": asides.advice(answer),
        "conflicts": asides.disagreements(answer),
        "found": found(answer),
    }


def chip(citation: Citation) -> dict[str, Any]:
    """What a chip shows when it is pointed at."""
    return {
        "quote": citation.quote,
        "title": citation.document.title,
        "where": where(citation.document, citation.page, citation.section),
        "n": citation.n,
        "grade": grade(citation.grade),
        "marks": standing.marks(citation.document),
    }


def nearest(hit: Hit) -> dict[str, Any]:
    """A passage that came near, for the card of an abstention."""
    return {
        "rank": hit.rank,
        "title": hit.document.title,
        "where": where(hit.document, hit.passage.page, hit.passage.section, kind=hit.passage.kind),
        "text": shorten(hit.passage.text, 220),
        "marks": standing.marks(hit.document),
    }


def searched(answer: Answer) -> str:
    """What was searched, in words."""
    known = answer.searched
    parts = []
    for collection, name in (("literature", "publication"), ("records", "record")):
        if known.get(collection):
            parts.append(_many(known[collection], name))
    if not parts and known.get("documents"):
        parts.append(_many(known["documents"], "document"))
    text = " and ".join(parts) if parts else "the library"
    if known.get("passages"):
        text += f" ({known['passages']:,} passages)"
    return text


def heading(document: DocumentInfo) -> dict[str, Any]:
    """A work's lines at the head of a list entry or of the evidence pane."""
    meta = document.metadata
    issue = " ".join(part for part in (meta.journal, str(meta.year) if meta.year else "") if part)
    return {
        "document": document.id,
        "title": document.title,
        "authors": authors(meta.authors, listed=3),
        "journal": issue,
        "year": meta.year,
        "badges": badges(document),
        "marks": standing.marks(document),
        "record": document.collection == "records",
    }


def shorten(text: str, length: int) -> str:
    """Cut at a word, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def plain(text: str) -> str:
    """Escape what Markdown or HTML would read as markup."""
    return _plain(text)


def _plain(text: str) -> str:
    """Escape what Markdown or HTML would read as markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~])", r"\\\1", text)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "answer"
