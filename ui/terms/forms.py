"""The JSON of terminology, field by field, the same through every door."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from ui.api.answer_forms import CitationForm

CANDIDATES_NOTICE = (
    "Candidates for a coder to accept or drop, each with the words that support it. "
    "This is not billing advice."
)


class CodeLineForm(TypedDict):
    """A line of the tabular list in short."""

    code: str
    description: str
    kind: Literal["chapter", "block", "category", "code"]
    billable: Annotated[bool, Field(description="Complete: nothing more specific below it.")]


class CodeMatchForm(TypedDict):
    """A code that words were found to mean."""

    code: str
    description: str
    score: Annotated[float, Field(description="Larger for better, at most 1.")]
    billable: bool
    matched: Annotated[list[str], Field(description="The words that led to it.")]
    missing: Annotated[
        list[str],
        Field(description="What would have to be known to be specific, as short questions."),
    ]


class ReadingForm(TypedDict):
    """An abbreviation of a text that may mean several things."""

    short: str
    longs: Annotated[list[str], Field(description="What it may mean.")]
    questions: Annotated[list[str], Field(description="The text in each of these meanings.")]


class FindingForm(TypedDict):
    """One finding of a sentence, with its codes; what is said to be absent has none."""

    words: str
    context: Annotated[str, Field(description="present, absent, suspected, a history ...")]
    start: int
    end: int
    codes: list[CodeMatchForm]


class FindingsForm(TypedDict):
    """A sentence, cut into its findings."""

    findings: list[FindingForm]


class SupportForm(TypedDict):
    """Words of a note; offsets are characters of it, half-open."""

    text: str
    start: int
    end: int
    cue: Annotated[str, Field(description="What is said of them: ``?``, ``history of``.")]


class CandidateForm(TypedDict):
    """A code that a note may support, for a coder to accept or drop."""

    code: str
    description: str
    score: float
    billable: bool
    context: Annotated[str, Field(description="What the note says of it; never absent.")]
    missing: list[str]
    support: list[SupportForm]


class CandidatesForm(TypedDict):
    """What a note may support."""

    candidates: list[CandidateForm]
    notice: str


class InheritedNoteForm(TypedDict):
    """A note of a heading above."""

    code: str
    kind: str
    text: str


class ReminderForm(TypedDict):
    """A further code that the list asks for beside ``code``."""

    code: str
    source: Annotated[str, Field(description="The entry that the note is printed at.")]
    kind: str
    text: str
    codes: Annotated[list[str], Field(description="Codes and ranges that the note names.")]
    met: Annotated[bool, Field(description="Whether another chosen code is among them.")]


class CodeEntryForm(TypedDict):
    """Everything that is printed about a code, and where it stands."""

    code: str
    description: str
    kind: Literal["chapter", "block", "category", "code"]
    billable: bool
    parent: str | None
    chapter: str
    block: str
    category: str
    children: list[CodeLineForm]
    siblings: list[CodeLineForm]
    ancestors: Annotated[list[CodeLineForm], Field(description="From the chapter down.")]
    inclusion_terms: list[str]
    includes: list[str]
    excludes1: list[str]
    excludes2: list[str]
    code_first: list[str]
    use_additional: list[str]
    code_also: list[str]
    notes: list[str]
    seventh_characters: dict[str, str]
    inherited: list[InheritedNoteForm]
    reminders: list[ReminderForm]
    release: str


class ConflictForm(TypedDict):
    """Two chosen codes that do not go together, or not like this."""

    code: str
    other: str
    kind: Literal["excludes1", "same_branch", "sequence", "repeated"]
    text: str


class CheckForm(TypedDict):
    """Chosen codes, checked against each other."""

    codes: list[CodeLineForm]
    conflicts: list[ConflictForm]
    reminders: list[ReminderForm]
    not_billable: list[str]


class ReleaseForm(TypedDict):
    """A release of the tabular list; dates are ISO 8601."""

    name: str
    effective: str
    until: str | None
    codes: int
    billable: int
    sha256: str
    added: str


class ChangeForm(TypedDict):
    """A code whose wording changed."""

    code: str
    before: str
    after: str


class ReleaseDifferenceForm(TypedDict):
    """What a release changes against the one before it."""

    before: str
    after: str
    effective: str
    added: list[CodeLineForm]
    removed: list[CodeLineForm]
    reworded: list[ChangeForm]
    no_longer_billable: list[str]
    newly_billable: list[str]
    notes_changed: list[str]


class BuildForm(TypedDict):
    """Whether the code book can be used; while it is built, how far that is (0 to 1)."""

    ready: bool
    building: bool
    share: float
    step: str
    error: str | None


class ConversionForm(TypedDict):
    """A quantity in another unit."""

    value: float
    unit: str
    analyte: str | None
    result: Annotated[float, Field(description="Exact.")]
    result_unit: str
    shown: Annotated[str, Field(description="The result, rounded as is usual for the unit.")]
    formula: str
    source: str
    text: Annotated[str, Field(description="The whole in one line.")]


class InputForm(TypedDict):
    """One input of a calculator."""

    name: str
    about: str
    kind: Literal["number", "choice", "flag"]
    unit: Annotated[str, Field(description="The unit of the formula; others are converted.")]
    low: float | None
    high: float | None
    choices: list[str]
    required: bool
    default: float | str | bool | None


class CalculatorForm(TypedDict):
    """A calculator: what it takes and where its formula is from."""

    name: str
    title: str
    unit: str
    formula: str
    source: str
    inputs: list[InputForm]
    cautions: Annotated[list[str], Field(description="Where the formula does not hold.")]


class UsedInputForm(TypedDict):
    """An input as it went into the formula; ``given`` is null for a default."""

    name: str
    value: float | str | bool
    unit: str
    given: str | None


class DetailForm(TypedDict):
    """Something computed on the way."""

    name: str
    value: float
    unit: str


class CalculationForm(TypedDict):
    """A result with all that is needed to check it by hand."""

    name: str
    title: str
    value: Annotated[float, Field(description="Exact.")]
    shown: Annotated[str, Field(description="Rounded as usual.")]
    unit: str
    interpretation: str | None
    formula: str
    source: str
    inputs: list[UsedInputForm]
    details: list[DetailForm]
    notes: list[str]
    text: Annotated[str, Field(description="The result in one line.")]


class RangeForm(TypedDict):
    """A reference range; both limits count as inside, unless ``text`` says otherwise."""

    who: Annotated[str, Field(description="For whom; empty for all adults.")]
    low: float | None
    high: float | None
    text: str


class LabForm(TypedDict):
    """A laboratory test with its usual adult ranges."""

    name: str
    synonyms: list[str]
    loinc: str | None
    specimen: str
    unit: str
    ranges: list[RangeForm]
    critical_low: RangeForm | None
    critical_high: RangeForm | None
    critical_source: str | None
    source: str
    other: Annotated[list[RangeForm], Field(description="The same ranges in the other usual unit.")]
    other_unit: str | None
    note: str


class QuotationForm(TypedDict):
    """A sentence of the library that defines or mentions a term, as it stands."""

    kind: Literal["definition", "mention"]
    text: str
    citation: CitationForm


class AbbreviatedForm(TypedDict):
    """What an abbreviation stands for in one field."""

    short: str
    long: str
    field: str
    source: str
    caution: str | None


class MeaningForm(TypedDict):
    """One meaning of a term."""

    phrase: str
    text: Annotated[str | None, Field(description="The definition, where there is one.")]
    origin: Literal["library", "glossary", "mentioned in the library", "abbreviation only"]
    source: str
    quotations: list[QuotationForm]
    glossary: str | None
    abbreviation: AbbreviatedForm | None
    also: list[str]


class DefinitionForm(TypedDict):
    """A term with all its meanings."""

    term: str
    ambiguous: bool
    meanings: list[MeaningForm]
    notice: str | None
