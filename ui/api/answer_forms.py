"""An answer as the API sends it, field by field; like :mod:`ui.api.forms`, of which it is the other half."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from kb.types import PolicyAction, PolicyKind, SentenceState, WriterName
from ui.api.forms import BoxForm, DocumentForm, HitForm


class SentenceForm(TypedDict):
    """One sentence of an answer."""

    text: str
    state: SentenceState
    citations: Annotated[list[int], Field(description="The n of the citations it rests on.")]
    unsupported_numbers: Annotated[
        list[str], Field(description="Numbers that no cited passage holds.")
    ]


class CitationForm(TypedDict):
    """``[n]`` of an answer: a verbatim quotation and where it stands."""

    n: int
    document: DocumentForm
    passage_id: str
    page: int
    section: str | None
    quote: str
    start: int
    end: int
    boxes: list[BoxForm]
    grade: Annotated[
        str | None,
        Field(description="The grade of the quoted recommendation, where its source prints one."),
    ]


class PolicyGroupForm(TypedDict):
    """Quotations of one work that support thinking about a diagnosis."""

    title: str
    year: int | None
    mention: Annotated[list[int], Field(description="Sentences on findings of the question.")]
    against: Annotated[
        list[int], Field(description="Sentences on such a finding as absent, rare or excluding.")
    ]


class PolicyForm(TypedDict):
    """What kind of question it was taken for, and what was done about it."""

    kind: PolicyKind
    confidence: Annotated[float, Field(description="0 to 1.")]
    action: PolicyAction
    lead: Annotated[str, Field(description="To be shown above the answer; may be empty.")]
    groups: Annotated[list[PolicyGroupForm], Field(description="Only for a diagnosis.")]


class AdviceForm(TypedDict):
    """What would answer a question that the library does not."""

    kinds: Annotated[list[str], Field(description="Kinds of work, the likeliest first.")]
    pubmed: Annotated[str, Field(description="A PubMed search to copy; may be empty.")]


class ConflictForm(TypedDict):
    """Two citations that disagree."""

    first: Annotated[int, Field(description="The n of one citation ...")]
    second: Annotated[int, Field(description="... and of the other.")]
    first_says: str
    second_says: str


class AnswerCodeForm(TypedDict):
    """A code of ICD-10-CM for the term of a question: a candidate to check."""

    code: str
    title: str
    billable: bool
    matched: Annotated[list[str], Field(description="The words that led to it.")]


class ExpansionForm(TypedDict):
    """What an abbreviation of a question may stand for."""

    short: str
    long: str
    field: Annotated[str, Field(description="Where it is used so: cardiology, research ...")]


class AnswerForm(TypedDict):
    """A cited answer, or an abstention with the nearest passages."""

    question: str
    abstained: bool
    answer: str
    writer: Annotated[WriterName, Field(description="Who wrote it.")]
    model: str | None
    model_digest: Annotated[
        str | None, Field(description="What tells the model's build from others of its name.")
    ]
    sentences: list[SentenceForm]
    citations: list[CitationForm]
    nearest: Annotated[list[HitForm], Field(description="What came nearest, if it abstained.")]
    evidence: Annotated[float, Field(description="Evidence score, 0 to 1.")]
    searched: Annotated[
        dict[str, int], Field(description="How many documents and passages were searched.")
    ]
    notice: Annotated[str | None, Field(description="What went differently, for the reader.")]
    timings: Annotated[dict[str, float], Field(description="Seconds by step.")]
    policy: PolicyForm | None
    read_as: Annotated[
        list[tuple[str, str]],
        Field(description="Words that no passage has, with the names they were taken for."),
    ]
    advice: Annotated[AdviceForm | None, Field(description="Only if it abstained.")]
    conflicts: Annotated[list[ConflictForm], Field(description="Citations that disagree.")]
    codes: Annotated[
        list[AnswerCodeForm],
        Field(description="For a question of terminology, also if it abstained."),
    ]
    expansions: Annotated[
        list[ExpansionForm],
        Field(description="For a question of terminology, also if it abstained."),
    ]


class AskedForm(AnswerForm):
    """An answer, with what was typed and where it is kept.

    A follow-up is read together with the question before it: then ``question`` is how it was read, and
    the notice begins with that.
    """

    typed: Annotated[str, Field(description="The question as it was typed.")]
    conversation: Annotated[
        str | None,
        Field(description="The conversation that it is kept in; null where it is not kept."),
    ]
