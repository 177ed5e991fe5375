"""``kb ask``: the answer with its marks, then what each mark stands for."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import KbError, NotFound
from ui.cli.door import Door, open_door
from ui.cli.exits import DONE, WrongUse
from ui.cli.found import show_found
from ui.cli.paper import Paper, count, duration
from ui.cli.status import Status
from ui.cli.works import document_of, named, place, show_hit, show_standing
from ui.web.asides import one_of, read_as
from ui.web.cite import badges, grade

if TYPE_CHECKING:
    from kb.types import Filters
    from ui.api.answer_forms import (
        AnswerForm,
        AskedForm,
        CitationForm,
        ConflictForm,
        PolicyGroupForm,
        SentenceForm,
    )

STANDING_NOTE = (
    "For reference by professionals. Not a medical device; check the source before acting."
)
NEAREST = 3
# Policies after which nothing was searched.
ENDING = ("refer", "help_first", "decline")
STATES = ("quoted", "supported", "weak", "unsupported")


def run(
    question: str | None,
    file: Path | None,
    filters: Filters,
    writer: str | None,
    *,
    keep: bool = False,
    conversation: str | None = None,
    latest: bool = False,
    json: bool,
) -> int:
    """Answer one question, or one a line of ``file``.

    Args:
        keep: begin a conversation with the question.
        conversation: the id of one to go on with.
        latest: go on with the one that was asked in last; with ``keep`` begin one if there is none.
    """
    if (question is None) == (file is None):
        raise WrongUse(
            "Ask one question, or give a file of them.",
            hint='For example: kb ask "What blood pressure target is recommended in CKD?"',
        )
    if question is not None and not question.strip():
        raise WrongUse("The question is empty.", hint="Put it in quotation marks.")
    if file is not None:
        if keep or latest or conversation is not None:
            raise WrongUse(
                "The answers to a file of questions are not kept.",
                hint="Ask one question with --keep, --conversation or --continue.",
            )
        from ui.cli.commands.ask_file import answer_each

        return answer_each(file, filters, writer)
    if latest and conversation is not None:
        raise WrongUse(
            "--continue and --conversation exclude each other.", hint="Give one of the two."
        )
    assert question is not None  # noqa: S101 -- one of the two was given
    with Status("Opening the library") as status, open_door() as door:
        if latest:
            conversation = _latest(door, or_none=keep)
        events = door.stream(question, filters, writer, conversation=conversation, keep=keep)
        answer = _watched(status, events)
    if json:
        print(jsonlib.dumps(answer, ensure_ascii=False, indent=2))
    else:
        show(Paper(), answer)
    return DONE


def _latest(door: Door, *, or_none: bool) -> str | None:
    """The id of the conversation that was asked in last."""
    rows = door.conversations.all(limit=1)
    if not rows and not or_none:
        raise NotFound(
            "There is no conversation to go on with.", hint="`kb ask --keep` begins one."
        )
    return rows[0]["id"] if rows else None


def _watched(status: Status, events: Iterable[tuple[str, dict[str, Any]]]) -> AskedForm:
    """Say on standard error how far an answer is; what is shown in the end was checked."""
    written = 0
    status.say("Searching")
    for name, data in events:
        if name == "retrieved":
            status.say(f"Reading {count(len(data['hits']), 'passage')}")
        elif name == "token":
            written += len(data["text"])
            status.say(f"Writing: {count(written, 'character')}")
        elif name == "notice":
            status.say(data["text"])
        elif name == "restart":
            written = 0
        elif name == "done":
            answer: AskedForm = data["answer"]
            return answer
    raise KbError("The answer was not finished.", hint="Ask again; `kb doctor` finds the cause.")


def show(paper: Paper, answer: AskedForm) -> None:
    """Write an answer, where it is kept, and what all of it is for."""
    show_answer(paper, answer)
    paper.paragraph(STANDING_NOTE, styles=("dim",))
    if answer["conversation"]:
        paper.line()
        # On one line of its own, so that it can be copied whole.
        paper.line("Kept. To go on:")
        paper.line(f'kb ask --conversation {answer["conversation"]} "..."')


def show_answer(paper: Paper, answer: AnswerForm) -> None:
    """Write an answer, its sources, what was not supported, and who wrote it."""
    how, notice = _notices(answer)
    if how:
        paper.paragraph(how, styles=("dim",))
        paper.line()
    policy = answer.get("policy")
    if policy and policy["lead"]:
        paper.paragraph(policy["lead"], styles=("caution",))
        if policy["action"] in ENDING:
            paper.line()
            if notice:
                paper.paragraph(notice, styles=("caution",))
            return
        paper.line()
    if answer.get("read_as"):
        paper.paragraph(read_as([(one[0], one[1]) for one in answer["read_as"]]), styles=("dim",))
        paper.line()
    _show_text(paper, answer)
    show_found(paper, answer)
    if answer["abstained"]:
        if notice:
            paper.paragraph(notice)
        _show_nearest(paper, answer)
        _show_advice(paper, answer)
    elif answer["citations"]:
        paper.line()
        paper.line(paper.style("Sources", "bold"))
        for cited in by_document(answer["citations"]):
            _show_source(paper, cited)
    for pair in answer.get("conflicts") or []:
        _show_conflict(paper, answer, pair)
    _show_doubtful(paper, answer)
    if notice and not answer["abstained"]:
        paper.line()
        paper.paragraph(notice, styles=("caution",))
    paper.line()
    paper.paragraph(colophon(answer), styles=("dim",))


def _show_text(paper: Paper, answer: AnswerForm) -> None:
    policy = answer.get("policy")
    if policy and policy["groups"]:
        _show_groups(paper, answer, policy["groups"])
    elif answer["answer"].strip():
        paper.text(answer["answer"])
    elif answer["abstained"]:
        paper.paragraph("No passage in the library answers this.")


def _notices(answer: AnswerForm) -> tuple[str, str]:
    """How a follow-up was read, and what else there is to know; both may be empty."""
    notice = answer["notice"] or ""
    if not notice:
        return "", ""
    from kb.answer.followup import reading

    how = reading(answer["question"])
    if notice.startswith(how):
        return f"{how}.", notice.removeprefix(how).strip()
    return "", notice


def _show_groups(paper: Paper, answer: AnswerForm, groups: list[PolicyGroupForm]) -> None:
    """The quotations of an answer work by work, those on absent findings apart."""
    for group in groups:
        year = f" ({group['year']})" if group["year"] else ""
        paper.paragraph(f"{group['title']}{year}", styles=("bold",))
        for heading, places in (
            ("Speaks of these findings", group["mention"]),
            ("Speaks of one as absent, rare or excluding", group["against"]),
        ):
            if places:
                paper.paragraph(heading, first="  ", styles=("dim",))
            for at in places:
                sentence = answer["sentences"][at]
                marks = "".join(f" [{n}]" for n in sentence["citations"])
                paper.paragraph(f"{sentence['text']}{marks}", first="    ")
        paper.line()


def _doubt(sentence: SentenceForm) -> str:
    numbers = sentence["unsupported_numbers"]
    missing = f" (not in the source: {', '.join(numbers)})" if numbers else ""
    return f"“{' '.join(sentence['text'].split())}”{missing}"


def by_document(citations: Iterable[CitationForm]) -> list[list[CitationForm]]:
    """Group citations by the work they quote, in the order of first mention."""
    groups: dict[str, list[CitationForm]] = {}
    for citation in citations:
        groups.setdefault(citation["document"]["id"], []).append(citation)
    return list(groups.values())


def _show_source(paper: Paper, cited: list[CitationForm]) -> None:
    document = cited[0]["document"]
    paper.line()
    paper.paragraph(named(document), styles=("bold",))
    show_standing(paper, document, first="  ")
    for citation in cited:
        mark = f"[{citation['n']}] "
        where = place(document, citation["page"], citation["section"])
        where = " · ".join(part for part in (where, grade(citation.get("grade"))) if part)
        quote = f"“{' '.join(citation['quote'].split())}”"
        paper.paragraph(f"{where}: {quote}" if where else quote, first=f"  {mark}")


def _show_nearest(paper: Paper, answer: AnswerForm) -> None:
    searched = [count(number, name.rstrip("s")) for name, number in answer["searched"].items()]
    if searched:
        paper.paragraph(f"Searched: {', '.join(searched)}.", styles=("dim",))
    if answer["nearest"]:
        paper.line()
        paper.line(paper.style("Nearest passages", "bold"))
    for hit in answer["nearest"][:NEAREST]:
        paper.line()
        show_hit(paper, hit, answer["question"])


def _show_doubtful(paper: Paper, answer: AnswerForm) -> None:
    """The sentences that what they cite does not carry, or only in part."""
    for state, label in (
        ("unsupported", "Not supported by what it cites"),
        ("weak", "Weakly supported by what it cites"),
    ):
        doubtful = [item for item in answer["sentences"] if item["state"] == state]
        for sentence in doubtful:
            paper.line()
            paper.paragraph(f"{label}: {_doubt(sentence)}", styles=("caution",))


def _show_advice(paper: Paper, answer: AnswerForm) -> None:
    """What would answer it, and a PubMed search to copy."""
    advice = answer.get("advice")
    if not advice:
        return
    paper.line()
    paper.line(paper.style("What would answer it", "bold"))
    paper.paragraph(f"{one_of(advice['kinds'])} on this question.")
    if advice["pubmed"]:
        # On one line of its own, so that it can be copied whole.
        paper.line("PubMed search to copy:")
        paper.line(advice["pubmed"])


def _show_conflict(paper: Paper, answer: AnswerForm, pair: ConflictForm) -> None:
    """Two sources that disagree, each with its year and design."""
    by_number = {one["n"]: one["document"] for one in answer["citations"]}
    paper.line()
    paper.line(paper.style("Sources disagree", "caution"))
    for n, says in (
        (pair["first"], pair["first_says"]),
        (pair["second"], pair["second_says"]),
    ):
        if n in by_number:
            document = by_number[n]
            about = [str(document["year"] or "year unknown"), *badges(document_of(document))]
            paper.paragraph(f"{says} ({', '.join(about)})", first=f"  [{n}] ")


def colophon(answer: AnswerForm) -> str:
    """Say in one line who wrote the answer, how well it is supported, and how long it took."""
    if answer["writer"] == "extractive":
        parts = ["Quoted from the library, no language model"]
    else:
        where = "Ollama" if answer["writer"] == "ollama" else "local server"
        parts = [f"Written by {answer['model'] or 'a model'} ({where})"]
    states = [item["state"] for item in answer["sentences"]]
    held = [f"{states.count(state)} {state}" for state in STATES if state in states]
    if held and not answer["abstained"]:
        works = len({item["document"]["id"] for item in answer["citations"]})
        parts.append(f"sentences: {', '.join(held)}")
        parts.append(f"from {count(works, 'document')}")
    timings = answer["timings"]
    if timings:
        parts.append(duration(timings.get("total", sum(timings.values()))))
    return " · ".join(parts)
