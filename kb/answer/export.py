"""Conversations as files: Markdown, JSON and Word. Unsupported sentences never leave."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kb.answer.followup import reading
from kb.answer.found import found_anything, found_lines
from kb.search.scope import described
from kb.text.printable import printable
from kb.types import Answer, Citation, Sentence, as_json

if TYPE_CHECKING:
    from kb.answer.conversations import Exchange
    from kb.store.conversations import ConversationRow

NOTE = "For reference by professionals. Not a medical device; check the source before acting."
NOTHING = "No passage in the library answers this."
MOST_NAME = 40
# Word's own limit for a title among a file's properties.
MOST_PROPERTY = 255

FormatName = Literal["markdown", "docx", "json"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how its names end, what browsers call it, and what writes it."""

    ending: str
    media_type: str
    write: Callable[[ConversationRow, Sequence[Exchange]], bytes]


def kept_sentences(answer: Answer) -> list[Sentence]:
    """The sentences that may leave: all but those that nothing supports."""
    return [one for one in answer.sentences if one.state != "unsupported"]


def said(answer: Answer) -> str:
    """What an answer says without the sentences that nothing supports, as plain text."""
    kept = kept_sentences(answer)
    body = " ".join(_marked(sentence) for sentence in kept)
    text = _nothing(answer) if answer.abstained or not body else body
    return " ".join(filter(None, (_lead(answer), text, *found_lines(answer))))


def file_name(title: str, form: FormatName) -> str:
    """A name for a conversation's file that every system takes: ``warfarin-and-the-inr.docx``."""
    letters = "".join(sign if sign.isalnum() else "-" for sign in title.lower())
    words = "-".join(part for part in letters.split("-") if part)
    if len(words) > MOST_NAME:
        # Whole words, unless the first is longer than all of the name.
        words = words[: MOST_NAME + 1].rpartition("-")[0] or words[:MOST_NAME]
    return f"{words or 'conversation'}{FORMATS[form].ending}"


def as_markdown(row: ConversationRow, exchanges: Sequence[Exchange]) -> str:
    """A conversation as Markdown, with numbered sources under each answer."""
    parts = [f"# {_plain(row.title)}", "", f"Started {row.started[:10]}. {NOTE}"]
    for one in exchanges:
        answer = one.answer
        parts += ["", f"## {_plain(one.question)}", ""]
        if how := _reading(one):
            parts += [_plain(how), ""]
        if lead := _lead(answer):
            parts += [_plain(lead), ""]
        kept = kept_sentences(answer)
        if answer.abstained or not kept:
            parts.append(_plain(_nothing(answer)))
        else:
            parts.append(" ".join(_plain(_marked(sentence)) for sentence in kept))
            parts.append("")
            parts += [f"{c.n}. {_plain(_source(c))}" for c in _cited(answer, kept)]
        if lines := found_lines(answer):
            parts += ["", *(f"- {_plain(line)}" for line in lines)]
        if withheld := _withheld(answer):
            parts += ["", f"_{withheld}_"]
        parts += ["", f"_{_colophon(one)}_"]
    return "\n".join(parts) + "\n"


def as_data(row: ConversationRow, exchanges: Sequence[Exchange]) -> str:
    """A conversation as JSON, with what each answer rested on."""
    turns: list[dict[str, Any]] = []
    for one in exchanges:
        kept = kept_sentences(one.answer)
        turns.append(
            {
                "asked": one.asked,
                "question": one.question,
                "read": one.answer.question,
                "lead": _lead(one.answer),
                "abstained": one.answer.abstained,
                "sentences": as_json(kept),
                "withheld": len(one.answer.sentences) - len(kept),
                "citations": as_json(_cited(one.answer, kept)),
                "codes": as_json(one.answer.codes),
                "expansions": as_json(one.answer.expansions),
                "evidence": one.answer.evidence,
                "replay": as_json(one.replay),
            }
        )
    value = {"id": row.id, "title": row.title, "started": row.started, "note": NOTE, "turns": turns}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_word(row: ConversationRow, exchanges: Sequence[Exchange]) -> bytes:
    """A conversation as a Word document."""
    from docx import Document

    document = Document()
    document.core_properties.title = printable(row.title)[:MOST_PROPERTY]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_heading(printable(row.title), level=1)
    document.add_paragraph(f"Started {row.started[:10]}. {NOTE}")
    for one in exchanges:
        document.add_heading(printable(one.question), level=2)
        for above in (_reading(one), _lead(one.answer)):
            if above:
                document.add_paragraph(printable(above))
        kept = kept_sentences(one.answer)
        if one.answer.abstained or not kept:
            document.add_paragraph(_nothing(one.answer))
        else:
            written = " ".join(_marked(sentence) for sentence in kept)
            document.add_paragraph(printable(written))
            for cited in _cited(one.answer, kept):
                paragraph = document.add_paragraph(printable(f"{cited.n}. {_source(cited)}"))
                paragraph.paragraph_format.left_indent = 228600  # a quarter of an inch
        for line in found_lines(one.answer):
            document.add_paragraph(printable(line), style="List Bullet")
        if withheld := _withheld(one.answer):
            document.add_paragraph().add_run(withheld).italic = True
        document.add_paragraph().add_run(_colophon(one)).italic = True
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


FORMATS: dict[FormatName, Format] = {
    "markdown": Format(
        ".md",
        "text/markdown",
        lambda row, exchanges: as_markdown(row, exchanges).encode("utf-8", "replace"),
    ),
    "docx": Format(
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        as_word,
    ),
    "json": Format(
        ".json",
        "application/json",
        lambda row, exchanges: as_data(row, exchanges).encode("utf-8", "replace"),
    ),
}


def _reading(one: Exchange) -> str:
    return "" if one.question == one.answer.question else f"{reading(one.answer.question)}."


def _nothing(answer: Answer) -> str:
    """What stands where no passage answers: that the lists have it, if they do."""
    return answer.answer if answer.abstained and found_anything(answer) else NOTHING


def _lead(answer: Answer) -> str:
    """What is to be said first, such as to call for help."""
    return answer.policy.lead if answer.policy else ""


def _cited(answer: Answer, kept: Sequence[Sentence]) -> list[Citation]:
    used = {n for one in kept for n in one.citations}
    return [one for one in answer.citations if one.n in used]


def _marked(sentence: Sentence) -> str:
    doubt = " (weakly supported)" if sentence.state == "weak" else ""
    marks = "".join(f" [{n}]" for n in sentence.citations)
    return " ".join(sentence.text.split()) + marks + doubt


def _source(cited: Citation) -> str:
    meta = cited.document.metadata
    names = ", ".join(meta.authors[:3]) + (" et al." if len(meta.authors) > 3 else "")
    parts = [names, cited.document.title, meta.journal or "", str(meta.year or "")]
    where = f"page {cited.page}" + (f", {cited.section}" if cited.section else "")
    doi = f" doi:{meta.doi}" if meta.doi else ""
    said = ". ".join(part.rstrip(".") for part in parts if part)
    quote = " ".join(cited.quote.split())
    # A grade that stands behind its sentence is not in the quotation.
    graded = f" ({cited.grade})" if cited.grade and cited.grade not in quote else ""
    return f"{said}. {where}.{doi} “{quote}”{graded}"


def _withheld(answer: Answer) -> str:
    count = len(answer.sentences) - len(kept_sentences(answer))
    if not count:
        return ""
    return f"{count} sentence{'s' if count > 1 else ''} without support left out."


def _colophon(one: Exchange) -> str:
    writer = one.answer.model or (
        "quoted" if one.answer.writer == "extractive" else one.answer.writer
    )
    limits = described(one.replay.filters)
    scope = f", asked of: {', '.join(limits)}" if limits else ""
    return f"{one.asked[:16].replace('T', ' ')} UTC, {writer}{scope}."


def _plain(text: str) -> str:
    """Text that Markdown reads as it stands."""
    text = printable(" ".join(text.split()))
    return "".join(f"\\{sign}" if sign in "\\`*_<>#|~" else sign for sign in text)
