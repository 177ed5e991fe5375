"""Ask: the conversation, and beside it the evidence."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from kb.answer.followup import read_with
from kb.search.scope import described
from kb.types import Filters
from ui.web import evidence, examples, past, present, refine
from ui.web.components import mount
from ui.web.frame import event, page, pane, safely
from ui.web.limits import passes
from ui.web.replays import Again
from ui.web.site import Site
from ui.web.turns import Turn

QUICK_SECONDS = 0.6
LOOK_SECONDS = 0.25
KEPT_TURNS = 30
WELCOME = (
    "Every sentence of an answer shows the page it rests on.",
    "It reads only what is in this library, on this machine; it knows no patient and gives no advice.",
)


def turns() -> list[Turn]:
    """This visitor's questions, oldest first."""
    found: list[Turn] = st.session_state.setdefault("turns", [])
    return found


def ask(site: Site, question: str) -> None:
    """Start answering; the page shows it from the next line on."""
    question = " ".join(question.split())
    if not question:
        return
    turn = Turn(
        question,
        writer=st.session_state.get("writer"),
        filters=refine.chosen("ask"),
        read_as=read_with(question, [one.asked for one in turns()]),
    )
    turn.start(site.library, site.principal, site.workers)
    turns().append(turn)
    del turns()[:-KEPT_TURNS]
    st.session_state["cited"] = None
    turn.wait(QUICK_SECONDS)


def main(site: Site) -> None:
    """Draw the page."""
    narrowing(site)
    question = st.chat_input("Ask the library", max_chars=1000, key="question")
    if st.session_state.pop("ask_now", None) or question:
        ask(site, question or st.session_state.pop("asked", ""))
    head(site)
    if not turns():
        with st.container(key="welcome-page"):
            welcome(site)
        return
    settle(site)
    if not any(_has_sources(turn) for turn in turns()):
        with st.container(key="conversation"):
            for turn in turns():
                conversation(turn)
        return
    with st.container(key="ask-panes"):
        left, right = st.columns([11, 9], gap="large", wrap=False)
        with left, st.container(key="conversation"):
            for turn in turns():
                conversation(turn)
        with right:
            show_evidence(site)


def narrowing(site: Site) -> None:
    """Above the field: what is asked of, and a menu to change it."""
    if not site.totals()[0]:
        return
    with st.bottom.container(
        key="ask-narrow", horizontal=True, vertical_alignment="center", gap="small"
    ):
        with st.popover("Filter", key="ask-filters-menu"):
            refine.panel(site, "ask")
        refine.chips(site, "ask")


def head(site: Site) -> None:
    """Who answers, what is searched, and a way to change both."""
    choices = site.writers.choices()
    by_name = {choice.name: choice for choice in choices}
    chosen = st.session_state.get("writer")
    taken = by_name.get(chosen or site.writers.default(), choices[0])
    with st.container(
        key="ask-head", horizontal=True, vertical_alignment="center", horizontal_alignment="right"
    ):
        st.html(f'<p class="kb-status">{_held(site)}</p>')
        label = taken.label if taken.available else f"{taken.label} (not there)"
        with st.popover(f"Answers: {_escape(label)}", key="writer-menu", type="tertiary"):
            options = [choice.name for choice in choices if choice.available]
            st.radio(
                "Who writes the answers",
                options,
                index=options.index(taken.name) if taken.name in options else 0,
                format_func=lambda name: _escape(by_name[name].label),
                captions=[_escape(by_name[name].note) for name in options],
                key="writer-choice",
                on_change=lambda: _take_writer(site),
            )
            for choice in choices:
                if not choice.available:
                    # As text: a caption would turn the server's address into a link.
                    st.html(f'<p class="kb-status">{escape(choice.note)}</p>')
        past.menu(site)
        if turns():
            st.button("New conversation", key="clear", type="tertiary", on_click=past.clear)


def welcome(site: Site) -> None:
    """The first screen: what to ask, what this is, how to add documents."""
    filters = refine.chosen("ask")
    questions = site.examples()
    if filters != Filters():
        questions = examples.questions([one for one in site.documents() if passes(one, filters)])
    empty = not site.totals()[0]
    mount(
        "welcome",
        {
            "heading": "The library is empty" if empty else "Ask the literature on this machine",
            "lines": [
                "Add PDFs or notes, then ask: every sentence of an answer shows the page it rests on.",
                WELCOME[1],
            ]
            if empty
            else list(WELCOME),
            "questions": questions,
            "adding": "Upload files or name a folder on the Library page, or from a terminal:",
            "command": "kb ingest FOLDER",
        },
        key="welcome",
        on_ask_change=_ask_example,
        on_library_change=lambda: st.session_state.update(go_library=True),
    )
    if st.session_state.pop("go_library", None):
        st.switch_page("screens/library.py")


def conversation(turn: Turn) -> None:
    """One question with its answer, live while it is written."""
    key = f"answer-{turn.id}"
    if not turn.finished:
        watch(turn)
        return
    now = turn.progress()
    if now.answer is None:
        mount("answer", _underway(turn), key=key)
        return
    cited = st.session_state.get("cited") or {}
    selected = cited.get("n") if cited.get("turn") == turn.id else None
    if turn.again is not None and not turn.again.finished:
        look_again(turn.again)
    data = present.turn_data(
        now.answer, turn=turn.id, took=now.seconds, selected=selected, filters=turn.filters
    )
    again = {"replayable": turn.kept, "replay": turn.again.data() if turn.again else None}
    mount(
        "answer",
        {**data, **again, "newest": turn is turns()[-1]},
        key=key,
        on_again_change=lambda: past.ask_again(turn),
        on_anew_change=lambda: _ask_soon(turn.question, turn.filters),
        on_widen_change=lambda: _ask_soon(turn.question, Filters()),
        on_cite_change=lambda: _choose(key, "cite"),
        on_near_change=lambda: _choose(key, "near"),
    )


@st.fragment(run_every=LOOK_SECONDS)
def watch(turn: Turn) -> None:
    """Redraw an answer while it is being written; the whole page once it is done."""
    if turn.finished:
        st.rerun()
    mount("answer", _underway(turn), key=f"answer-{turn.id}")
    st.button("Stop", key=f"stop-{turn.id}", on_click=turn.stop)


@st.fragment(run_every=LOOK_SECONDS)
def look_again(again: Again) -> None:
    """Draw the page again once a question that was asked again is compared."""
    if again.finished:
        st.rerun()


def _underway(turn: Turn) -> dict[str, Any]:
    now = turn.progress()
    hits = {hit.document.id for hit in now.hits}
    status = "Searching the library"
    if now.hits:
        status = f"Reading {len(now.hits)} passages of {len(hits)} documents"
    if now.text:
        status = "Writing; every sentence is checked against its source at the end"
    return {
        "turn": turn.id,
        "newest": True,
        "state": now.state,
        "question": turn.question,
        "scope": ", ".join(described(turn.filters)),
        "text": now.text,
        "lead": now.policy.lead if now.policy else "",
        "action": now.policy.action if now.policy else "answer",
        "notice": " ".join(now.notices),
        "status": status,
        "error": now.error,
    }


def settle(site: Site) -> None:
    """Once the newest answer is there: draw its pages ahead, and put its first source in the pane."""
    newest = turns()[-1]
    answer = newest.progress().answer
    if answer is None or st.session_state.get("settled") == newest.id:
        return
    st.session_state["settled"] = newest.id
    past.keep(site, newest, answer)
    evidence.prefetch(site, answer)
    if st.session_state.get("cited") is None:
        if answer.citations:
            first: dict[str, int] = {"n": answer.citations[0].n}
        elif answer.nearest:
            first = {"near": answer.nearest[0].rank}
        else:
            return
        st.session_state["cited"] = {"turn": newest.id, **first, "auto": True}


def show_evidence(site: Site) -> None:
    """The pane beside the conversation."""
    cited = st.session_state.get("cited")
    turn = next((turn for turn in turns() if cited and turn.id == cited["turn"]), None)
    answer = turn.progress().answer if turn else None
    data = evidence.empty()
    if cited and answer:
        leaf = cited.get("page")
        if "near" in cited:
            hit = next((hit for hit in answer.nearest if hit.rank == cited["near"]), None)
            if hit:
                data = safely(
                    lambda: evidence.of_passage(
                        site, hit.passage.id, page=leaf, count="Nearest passage"
                    )
                )
        else:
            data = safely(lambda: evidence.of_citation(site, answer, cited["n"], page=leaf))
    pane(
        data,
        key="evidence-view",
        opened=bool(cited and not cited.get("auto")),
        on_go_change=lambda: _move("go"),
        on_page_change=lambda: _move("page"),
        on_close_change=lambda: st.session_state.update(cited=None),
    )


def _has_sources(turn: Turn) -> bool:
    answer = turn.progress().answer
    return not turn.finished or bool(answer and (answer.citations or answer.nearest))


def _choose(key: str, name: str) -> None:
    value = event(key, name)
    if value:
        target = {"n": value["n"]} if name == "cite" else {"near": value["rank"]}
        st.session_state["cited"] = {"turn": value["turn"], **target}


def _move(name: str) -> None:
    value = event("evidence-view", name)
    cited = st.session_state.get("cited")
    if value and cited:
        change = {"n": value["n"], "page": None} if name == "go" else {"page": value["page"]}
        st.session_state["cited"] = {**cited, **change, "auto": False}


def _ask_example() -> None:
    value = event("welcome", "ask")
    if value:
        _ask_soon(str(value["question"]), refine.chosen("ask"))


def _ask_soon(question: str, filters: Filters) -> None:
    """Put filters in force and ask, as the page is drawn."""
    refine.put("ask", filters)
    st.session_state.update(asked=question, ask_now=True)


def _take_writer(site: Site) -> None:
    st.session_state["writer"] = st.session_state["writer-choice"]
    site.writers.warm(st.session_state["writer"])


def _held(site: Site) -> str:
    documents, passages = site.totals()
    if not documents:
        return ""
    many = "document" if documents == 1 else "documents"
    return f"{documents:,} {many}, {passages:,} passages"


def _escape(text: str) -> str:
    """Keep Markdown out of labels."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>:$#~" else sign for sign in text)


page(main)
