"""Terminology: one box, the tree beside the entry, a basket on the right; tools below the same box."""

from __future__ import annotations

import streamlit as st

from kb.errors import KbError
from ui.terms.export import FILES, FORMATS, MEDIA
from ui.terms.forms import CANDIDATES_NOTICE
from ui.web import codes, tools
from ui.web.components import mount
from ui.web.desk_state import DeskState, state
from ui.web.frame import event, page, problem
from ui.web.site import Site, current
from ui.web.workers import keep_what_is_loaded

LOOK_SECONDS = 0.5
VIEWS = ("Codes", "From a note", "Calculators", "Units", "Definitions")
EXAMPLES = ("chf with reduced ef", "history of breast cancer", "E11.22")
PLACEHOLDER = "Words or a code"
LABELS = {"csv": "CSV", "codesystem": "FHIR CodeSystem", "valueset": "FHIR ValueSet"}
NOTE_CHARACTERS = 20_000


def main(site: Site) -> None:
    """Draw the page."""
    with st.container(key="terms-page"):
        st.title("Terminology")
        if not site.terms.build.ready():
            building(site)
            return
        now = state()
        now.arrive(site.terms, st.query_params)
        box()
        st.session_state.setdefault("terms-view", VIEWS[0])
        view = st.segmented_control(
            "What to do",
            VIEWS,
            required=True,
            key="terms-view",
            label_visibility="collapsed",
        )
        if view in ("Codes", "From a note"):
            panes(site, now, view)
        else:
            with st.container(key="terms-tool"):
                tools.draw(site.terms, view or VIEWS[0])
        now.leave(st.query_params)


def building(site: Site) -> None:
    """The first time: the code book is indexed while one looks on."""
    site.terms.build.start()
    st.html(
        '<p class="kb-empty">ICD-10-CM is being indexed for the first time. It is read from this '
        "machine and takes less than a minute; the page opens by itself.</p>"
    )
    _watch()


@st.fragment(run_every=LOOK_SECONDS)
def _watch() -> None:
    status = current().terms.build.status()
    if status["ready"]:
        current().workers.submit(keep_what_is_loaded)
        st.rerun()
    if status["error"]:
        problem(
            KbError(status["error"], hint="Reload the page to try again; `kb doctor` looks deeper.")
        )
        return
    with st.container(border=True, key="terms-building"):
        st.progress(status["share"])
        st.html(f'<p class="kb-count">{status["step"]} · {status["share"]:.0%}</p>')


@st.fragment
def box() -> None:
    """The box; codes come as one types by way of :mod:`ui.web.typeahead`, without this script."""
    now = state()
    if now.moved:
        now.moved = False
        st.rerun()
    mount(
        "lookup",
        {
            "placeholder": PLACEHOLDER,
            "text": now.text,
            "set": now.turns,
            "key": current().typing.key,
        },
        key="code-box",
        on_open_change=lambda: _open("code-box"),
        on_find_change=lambda: _find("code-box"),
    )


def panes(site: Site, now: DeskState, view: str) -> None:
    """Tree, entry (or what was found), basket."""
    with st.container(key="terms-panes"):
        left, middle, right = st.columns([4, 8, 4], gap="large")
        with middle, st.container(key="terms-middle"):
            if now.problem is not None:
                problem(now.problem)
            if view == "From a note":
                note(site, now)
            elif now.code:
                entry(site, now)
            elif now.found is not None:
                found(now)
            elif now.problem is None:
                home()
        with left, st.container(key="terms-left"):
            place(site, now)
        with right, st.container(key="terms-right"):
            basket(site, now)


def place(site: Site, now: DeskState) -> None:
    """The tree, with what is pinned and what was opened last."""
    desk = site.terms
    shown = desk.entry(now.code) if now.code else None
    level = desk.level(now.code) if now.code else desk.chapters()
    mount(
        "tree",
        codes.tree(shown, level, desk.pinned(), desk.recent()),
        key="code-tree",
        on_open_change=lambda: _open("code-tree"),
    )


def entry(site: Site, now: DeskState) -> None:
    """The entry, with a warning where a code of the basket does not go with it."""
    desk = site.terms
    form = desk.entry(now.code)
    against = []
    if now.basket and form["kind"] in ("category", "code"):
        every = desk.check([*now.basket, form["code"]])["conflicts"]
        against = [one for one in every if form["code"] in (one["code"], one["other"])]
    pinned = form["code"] in {one["code"] for one in desk.pinned()}
    back = f"Codes for “{now.question}”" if now.found is not None else None
    mount(
        "entry",
        codes.entry(form, chosen=now.basket, pinned=pinned, conflicts=against, back=back),
        key="code-entry",
        on_open_change=lambda: _open("code-entry"),
        on_choose_change=lambda: _choose("code-entry"),
        on_pin_change=_pin,
        on_back_change=_back,
    )


def found(now: DeskState) -> None:
    """What the words of the box were found to mean."""
    if now.found is None:
        return
    groups = [(one["words"], one["codes"], one["context"]) for one in now.found]
    if len(groups) == 1:
        groups = [("", groups[0][1], groups[0][2])]
    heading = "Codes, the best first" if len(groups) == 1 else f"{len(groups)} findings"
    mount(
        "matches",
        codes.matches(
            groups,
            label="Codes found",
            heading=heading,
            chosen=now.basket,
            readings=now.readings,
        ),
        key="code-matches",
        on_open_change=lambda: _open("code-matches"),
        on_choose_change=lambda: _choose("code-matches"),
        on_find_change=lambda: _find("code-matches"),
    )


def note(site: Site, now: DeskState) -> None:
    """Candidate codes from a note, for a coder to accept or drop."""
    text = st.text_area(
        "De-identified note",
        key="terms-note",
        height=180,
        max_chars=NOTE_CHARACTERS,
        placeholder="Paste a note. It is read on this machine and not kept.",
    )
    if st.button("Find candidates", key="terms-note-go", type="primary"):
        now.read_note(site.terms, text or "")
    if now.candidates is None:
        st.html(f'<p class="kb-empty">{CANDIDATES_NOTICE}</p>')
        return
    if not now.candidates:
        st.html('<p class="kb-empty">No words of this note were found to mean a code.</p>')
        return
    groups = [("", [one], one["context"]) for one in now.candidates]
    mount(
        "matches",
        codes.matches(
            groups,
            label="Candidates",
            heading=f"{len(groups)} candidates" if len(groups) > 1 else "1 candidate",
            chosen=now.basket,
            notice=CANDIDATES_NOTICE,
            droppable=True,
            note=now.note,
        ),
        key="note-matches",
        on_open_change=lambda: _open("note-matches", view=VIEWS[0]),
        on_choose_change=lambda: _choose("note-matches"),
        on_drop_change=_drop,
    )


def home() -> None:
    """What to type, where nothing was typed yet."""
    st.html(
        '<p class="kb-empty">Type a diagnosis as you would say it, or a code. Abbreviations, lay words, '
        "British spelling and slips are understood. Press / to come back to the box, arrows and Enter "
        "to choose, b to put a code into the basket, p to pin it, c to copy it.</p>"
    )
    with st.container(key="terms-examples", horizontal=True, gap="small"):
        for number, example in enumerate(EXAMPLES):
            st.button(example, key=f"terms-example-{number}", on_click=_ask, args=(example,))


def basket(site: Site, now: DeskState) -> None:
    """The chosen codes, checked, with their exports."""
    desk = site.terms
    names = [one for one in FORMATS if one != "text"]
    files = []
    text = ""
    if now.basket:
        files = [
            {
                "label": LABELS[one],
                "name": FILES[one],
                "type": MEDIA[one],
                "text": desk.export(now.basket, one),
            }
            for one in names
        ]
        text = desk.export(now.basket, "text")
    mount(
        "basket",
        codes.basket(desk.check(now.basket), files, text),
        key="code-basket",
        on_open_change=lambda: _open("code-basket", view=VIEWS[0]),
        on_choose_change=lambda: _choose("code-basket"),
        on_clear_change=lambda: state().empty(current().terms),
    )


# -- what the components tell ---------------------------------------------------------------------


def _open(key: str, *, view: str | None = None) -> None:
    value = event(key, "open")
    if value is None:
        return
    if view or key == "code-box":
        st.session_state["terms-view"] = view or VIEWS[0]
    state().open(current().terms, str(value["code"]))


def _find(key: str) -> None:
    value = event(key, "find")
    if value:
        _ask(str(value["text"]))


def _ask(text: str) -> None:
    st.session_state["terms-view"] = VIEWS[0]
    state().find(current().terms, text)


def _choose(key: str) -> None:
    value = event(key, "choose")
    if value:
        state().choose(current().terms, str(value["code"]))


def _drop() -> None:
    value = event("note-matches", "drop")
    if value:
        state().drop(current().terms, str(value["code"]))


def _pin() -> None:
    value = event("code-entry", "pin")
    if value:
        current().terms.pin(str(value["code"]))


def _back() -> None:
    if event("code-entry", "back"):
        state().code = ""


page(main)
