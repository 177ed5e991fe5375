"""Units, definitions and calculators on the Terminology page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from ui.terms.tools import calculation, calculator, calculators, conversion, labs
from ui.web.frame import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.terms.desk import TermDesk
    from ui.terms.forms import (
        CalculationForm,
        ConversionForm,
        InputForm,
        LabForm,
        MeaningForm,
        RangeForm,
    )

MOST_TESTS = 6


def draw(desk: TermDesk, view: str) -> None:
    """Draw one of them; what cannot be used is said in a sentence."""
    try:
        if view == "Units":
            units()
            tests()
        elif view == "Definitions":
            define(desk)
        elif view == "Calculators":
            calculate()
    except KbError as error:
        problem(error)


def define(desk: TermDesk) -> None:
    """A term, all its meanings, and who says so."""
    term = st.text_input(
        "Term or abbreviation", key="terms-define", placeholder="ejection fraction", max_chars=200
    )
    if not (term or "").strip():
        st.html(
            '<p class="kb-empty">A sentence of the library that defines the term comes first, with its '
            "page; else the glossary. An abbreviation shows everything that it stands for.</p>"
        )
        return
    found = desk.define(term)
    if found["notice"]:
        st.html(f'<p class="kb-count">{escape(found["notice"])}</p>')
    for one in found["meanings"]:
        st.html(meaning(one))
        for each in one["quotations"]:
            cited = each["citation"]
            st.page_link(
                "screens/document.py",
                label=f"{plain(cited['document']['title'])}, p. {cited['page']}",
                query_params={
                    "id": cited["document"]["id"],
                    "page": str(cited["page"]),
                    "passage": cited["passage_id"],
                },
            )


def meaning(one: MeaningForm) -> str:
    """One meaning as HTML; its quotations' works are linked below it."""
    short = one["abbreviation"]
    title = f"{short['short']}: {short['long']}" if short else capital(one["phrase"])
    lines = [f'<p class="kb-value">{escape(title)}</p>']
    if short and short["caution"]:
        lines.append(f'<p class="kb-critical">! {escape(short["caution"])}</p>')
    if one["text"] and one["origin"] == "glossary":
        lines.append(f"<p>{escape(one['text'])}</p>")
    if one["origin"] in ("glossary", "abbreviation only"):
        lines.append(f'<p class="kb-count">Source: {escape(one["source"])}</p>')
    lines += [f"<p>“{escape(' '.join(each['text'].split()))}”</p>" for each in one["quotations"]]
    also = [name for name in one["also"] if short is None or name != short["short"]]
    if also:
        lines.append(f'<p class="kb-count">Also: {escape(", ".join(also))}</p>')
    return f'<div class="kb-result">{"".join(lines)}</div>'


def units() -> None:
    """One line in, one line out."""
    text = st.text_input(
        "Value, unit and substance", key="terms-convert", placeholder="126 mg/dL glucose"
    )
    if not (text or "").strip():
        st.html(
            '<p class="kb-empty">Write it as you would say it: 126 mg/dL glucose, 180 lb to kg, '
            "98.6 F, 1.1 mg/dL creatinine to umol/L.</p>"
        )
        return
    found = conversion(text)
    st.html(
        f'<div class="kb-result" role="status"><p class="kb-value">{escape(whole(found))}</p>'
        f'<p class="kb-count">{escape(found["formula"])}</p>'
        f'<p class="kb-count">Source: {escape(found["source"])}</p></div>'
    )


def whole(found: ConversionForm) -> str:
    """The conversion in one line; a number and its unit stay together."""
    text = found["text"]
    for unit in (found["unit"], found["result_unit"]):
        text = text.replace(f" {unit}", f"\u00a0{unit}")
    return text


def capital(text: str) -> str:
    """Begin with a capital, unless the first word has its own ("pH", "aPTT")."""
    return text[:1].upper() + text[1:] if text.partition(" ")[0].islower() else text


def tests() -> None:
    """Laboratory tests with their usual ranges, as one types."""
    text = st.text_input(
        "Laboratory test", key="terms-lab", placeholder="Potassium, TSH, 2345-7", live=True
    )
    if not (text or "").strip():
        return
    found = labs(text, MOST_TESTS)
    if not found:
        st.html('<p class="kb-empty">No laboratory test of this name is listed.</p>')
    st.html("".join(test(one) for one in found))
    if found:
        st.html(f'<p class="kb-count">{escape(found[0]["note"])}</p>')


def test(one: LabForm) -> str:
    """A test as HTML."""
    other = one["other_unit"] or ""
    shown = ranges(one["ranges"], one["unit"])
    if other:
        shown += ranges(one["other"], other)
    critical = [each for each in (one["critical_low"], one["critical_high"]) if each is not None]
    if critical:
        limits_ = " or ".join(f"{each['text']} {one['unit']}" for each in critical)
        shown += f'<p class="kb-critical">! critical: {escape(limits_)}</p>'
    about = [one["specimen"], f"LOINC {one['loinc']}" if one["loinc"] else "", *one["synonyms"]]
    source = one["source"]
    if one["critical_source"]:
        source += f"; critical values: {one['critical_source']}"
    return (
        f'<div class="kb-result"><p class="kb-value">{escape(capital(one["name"]))}</p>{shown}'
        f'<p class="kb-count">{escape(" · ".join(part for part in about if part))}</p>'
        f'<p class="kb-count">Source: {escape(source)}</p></div>'
    )


def ranges(every: Sequence[RangeForm], unit: str) -> str:
    """Ranges of one unit as HTML."""
    return "".join(
        f"<p>{escape(one['who'] and one['who'] + ': ')}"
        f"<strong>{escape(one['text'])}</strong> {escape(unit)}</p>"
        for one in every
    )


def calculate() -> None:
    """One calculator at a time: its inputs, its result, its formula and where that is from."""
    titles = {one["name"]: one["title"] for one in calculators()}
    name = st.selectbox(
        "Calculator", list(titles), format_func=titles.__getitem__, key="terms-calculator"
    )
    one = calculator(name)
    with st.form(f"terms-calc-{name}", border=False):
        values: dict[str, str | float | bool] = {}
        flags = [each for each in one["inputs"] if each["kind"] == "flag"]
        for each in one["inputs"]:
            if each["kind"] == "choice":
                chosen = st.segmented_control(
                    capital(each["about"]), each["choices"], key=f"calc-{name}-{each['name']}"
                )
                if chosen:
                    values[each["name"]] = chosen
            elif each["kind"] == "number":
                typed = st.text_input(
                    label(each), key=f"calc-{name}-{each['name']}", placeholder=limits(each)
                )
                if typed and typed.strip():
                    values[each["name"]] = typed
        for each in flags:
            values[each["name"]] = st.checkbox(
                capital(each["about"]), key=f"calc-{name}-{each['name']}"
            )
        asked = st.form_submit_button("Calculate", type="primary")
    if asked:
        try:
            st.html(result(calculation(name, values)))
        except KbError as error:
            problem(error)
    st.html(
        f'<p class="kb-count">{escape(one["formula"])}</p>'
        f'<p class="kb-count">Source: {escape(one["source"])}</p>'
        + "".join(f'<p class="kb-count">{escape(caution)}</p>' for caution in one["cautions"])
    )


def label(one: InputForm) -> str:
    """What an input is, with its unit; signs that would be Markdown are kept as signs."""
    unit = f" ({one['unit']})" if one["unit"] else ""
    return plain(f"{capital(one['about'])}{unit}" + ("" if one["required"] else ", if known"))


def plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>:$#~^" else sign for sign in text)


def limits(one: InputForm) -> str:
    """The values that can be true, for the empty field."""
    if one["low"] is None or one["high"] is None:
        return ""
    return f"{one['low']:g} to {one['high']:g}, or with another unit"


def result(found: CalculationForm) -> str:
    """The result as HTML."""
    lines = [f'<p class="kb-value">{escape(found["text"])}</p>']
    for each in found["details"]:
        unit = f" {each['unit']}" if each["unit"] else ""
        lines.append(
            f'<p class="kb-count">{escape(each["name"])}: {each["value"]:g}{escape(unit)}</p>'
        )
    lines += [f'<p class="kb-count">{escape(note)}</p>' for note in found["notes"]]
    return f'<div class="kb-result" role="status">{"".join(lines)}</div>'
