"""Conversations as files: Markdown, JSON and Word. Unsupported sentences never leave."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from kb.answer.conversations import Exchange
from kb.store.conversations import ConversationRow
from kb.types import Answer, Citation, Sentence, as_json

NOTE = "For reference by professionals. Not a medical device; check the source before acting."
NOTHING = "No passage in the library answers this."


def kept_sentences(answer: Answer) -> list[Sentence]:
    """The sentences that may leave: all but those that nothing supports."""
    return [one for one in answer.sentences if one.state != "unsupported"]


def as_markdown(row: ConversationRow, exchanges: Sequence[Exchange]) -> str:
    """A conversation as Markdown, with numbered sources under each answer."""
    parts = [f"# {_plain(row.title)}", "", f"Started {row.started[:10]}. {NOTE}"]
    for one in exchanges:
        answer = one.answer
        parts += ["", f"## {_plain(one.question)}", ""]
        kept = kept_sentences(answer)
        if answer.abstained or not kept:
            parts.append(NOTHING)
        else:
            parts.append(" ".join(_plain(_marked(sentence)) for sentence in kept))
            parts.append("")
            parts += [f"{c.n}. {_plain(_source(c))}" for c in _cited(answer, kept)]
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
                "abstained": one.answer.abstained,
                "sentences": as_json(kept),
                "withheld": len(one.answer.sentences) - len(kept),
                "citations": as_json(_cited(one.answer, kept)),
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
    document.core_properties.title = row.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_heading(row.title, level=1)
    document.add_paragraph(f"Started {row.started[:10]}. {NOTE}")
    for one in exchanges:
        document.add_heading(one.question, level=2)
        kept = kept_sentences(one.answer)
        if one.answer.abstained or not kept:
            document.add_paragraph(NOTHING)
        else:
            document.add_paragraph(" ".join(_marked(sentence) for sentence in kept))
            for cited in _cited(one.answer, kept):
                paragraph = document.add_paragraph(f"{cited.n}. {_source(cited)}")
                paragraph.paragraph_format.left_indent = 228600  # a quarter of an inch
        if withheld := _withheld(one.answer):
            document.add_paragraph().add_run(withheld).italic = True
        document.add_paragraph().add_run(_colophon(one)).italic = True
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


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
    return f"{said}. {where}.{doi} “{' '.join(cited.quote.split())}”"


def _withheld(answer: Answer) -> str:
    count = len(answer.sentences) - len(kept_sentences(answer))
    if not count:
        return ""
    return f"{count} sentence{'s' if count > 1 else ''} without support left out."


def _colophon(one: Exchange) -> str:
    writer = one.answer.model or (
        "quoted" if one.answer.writer == "extractive" else one.answer.writer
    )
    return f"{one.asked[:16].replace('T', ' ')} UTC, {writer}."


def _plain(text: str) -> str:
    """Text that Markdown reads as it stands."""
    text = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_<>#|~" else sign for sign in text)
