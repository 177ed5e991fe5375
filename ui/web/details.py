"""The form in which a person corrects what is known of a work: each field with where it came from."""

from __future__ import annotations

from html import escape

import streamlit as st

from kb.errors import KbError, WrongValue
from kb.store.corrections import Correction
from kb.text.designs import DESIGNS, TYPES
from kb.text.fields import NAMES, written
from kb.types import DocumentInfo
from ui.web.frame import problem
from ui.web.site import Site

UNKNOWN = "not known"
_HELP = {
    "authors": "One name a line, in their order.",
    "doi": "Such as 10.1000/example; a doi.org address is taken, too.",
    "sample_size": "Participants, as a whole number.",
}
_KEY = "details"


def panel(site: Site, document: DocumentInfo) -> None:
    """A closed panel on the document's page: the fields, their origins, and what was corrected."""
    with st.expander("Correct the details", key="correct-details"):
        found = {one.field: one for one in site.library.corrections(document.id, site.principal)}
        said = st.session_state.pop(f"{_KEY}-said", None)
        if said:
            st.toast(said)
        error = st.session_state.pop(f"{_KEY}-error", None)
        if error is not None:
            problem(error)
        _form(site, document, error)
        if found:
            _corrected(site, document, list(found.values()))


def _form(site: Site, document: DocumentInfo, error: KbError | None) -> None:
    origins = dict(document.metadata.origins)
    # After a wrong value the form keeps what was written; else it shows what is in force.
    turn = st.session_state.get(f"{_KEY}-turn-{document.id}", 0)
    keys = {field: f"{_KEY}-{document.id}-{turn}-{field}" for field in NAMES}
    wrong = error.field if isinstance(error, WrongValue) else ""
    with st.form(f"{_KEY}-form", border=False, enter_to_submit=False):
        for field, label in NAMES.items():
            _field(document, field, label, keys[field])
            if field == wrong:
                st.html(f'<p class="kb-origin kb-wrong">{escape(str(error))}</p>')
            else:
                st.html(f'<p class="kb-origin">{escape(origins.get(field, ""))}</p>')
        by = st.text_input(
            "Your name", key=f"{_KEY}-by", max_chars=120, help="Shown beside what you correct."
        )
        if st.form_submit_button("Save the corrections", type="primary", key=f"{_KEY}-save"):
            _save(site, document, {field: _written(keys[field]) for field in NAMES}, by)


def _field(document: DocumentInfo, field: str, label: str, key: str) -> None:
    value = written(field, getattr(document.metadata, field))
    if field in ("type", "design"):
        known = TYPES if field == "type" else DESIGNS
        # A word of another reader is kept among the choices until somebody chooses.
        options = ["", *([value] if value and value not in known else []), *known]
        st.selectbox(
            label,
            options,
            index=options.index(value),
            format_func=lambda one: one or UNKNOWN,
            key=key,
        )
    elif field == "authors":
        lines = "\n".join(document.metadata.authors)
        st.text_area(label, lines, key=key, height=110, help=_HELP[field])
    else:
        st.text_input(label, value, key=key, help=_HELP.get(field), placeholder=UNKNOWN)


def _written(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _save(site: Site, document: DocumentInfo, texts: dict[str, str], by: str) -> None:
    changed = {field: text for field, text in texts.items() if _differs(document, field, text)}
    try:
        if not by.strip() and changed:
            raise WrongValue(
                "Your name is missing.", hint="Write it, so that others see who says so."
            )
        site.library.correct(document.id, changed, site.principal, by=by)
    except KbError as error:
        st.session_state[f"{_KEY}-error"] = error
        st.rerun()
    names = ", ".join(NAMES[field].lower() for field in changed)
    st.session_state[f"{_KEY}-said"] = f"Corrected: {names}." if changed else "Nothing was changed."
    _fresh(document)
    st.rerun()


def _differs(document: DocumentInfo, field: str, text: str) -> bool:
    value = getattr(document.metadata, field)
    before = "\n".join(value) if isinstance(value, tuple) else written(field, value)
    return [line.strip() for line in text.split("\n")] != before.split("\n")


def _corrected(site: Site, document: DocumentInfo, found: list[Correction]) -> None:
    """What was corrected, by whom, what was read, and the way back."""
    st.html('<h4 class="kb-corrected">Corrected</h4>')
    for one in found:
        was = written(one.field, one.was) or UNKNOWN
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(
                f'<p class="kb-origin"><strong>{escape(NAMES[one.field])}</strong> {escape(one.origin)}. '
                f"As read: {escape(was)}</p>"
            )
            st.button(
                f"Undo {NAMES[one.field]}",
                key=f"{_KEY}-undo-{one.field}",
                on_click=_undo,
                args=(site, document, one.field),
            )


def _undo(site: Site, document: DocumentInfo, field: str) -> None:
    try:
        site.library.correct(document.id, {}, site.principal, undo=[field])
    except KbError as error:
        st.session_state[f"{_KEY}-error"] = error
        return
    st.session_state[f"{_KEY}-said"] = f"{NAMES[field]} is as it was read."
    _fresh(document)


def _fresh(document: DocumentInfo) -> None:
    """Let the form begin anew, with the values that are now in force."""
    key = f"{_KEY}-turn-{document.id}"
    st.session_state[key] = st.session_state.get(key, 0) + 1
