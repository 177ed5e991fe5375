"""A refusal with codes and expansions, and an answer whose quotation has a grade."""

from __future__ import annotations

from kb.types import Answer, AnswerCode, Citation, Expansion, Sentence
from tests.fakes.passages import document

REFUSED = Answer(
    question="What does HFrEF stand for?",
    abstained=True,
    answer="ICD-10-CM and the list of abbreviations have this; no passage in the library answers it.",
    writer="extractive",
    model=None,
    sentences=(),
    citations=(),
    nearest=(),
    evidence=0.1,
    codes=(
        AnswerCode("I50.20", "Unspecified systolic heart failure", True, ("HFrEF",)),
        AnswerCode("N18.3", "Chronic kidney disease, stage 3", False),
    ),
    expansions=(Expansion("HFrEF", "heart failure with reduced ejection fraction", "cardiology"),),
)
GRADED = Answer(
    question="Which target?",
    abstained=False,
    answer="Aim below 120 mmHg. [1]",
    writer="extractive",
    model=None,
    sentences=(Sentence("Aim below 120 mmHg.", "quoted", (1,)),),
    citations=(
        Citation(1, document(), "p1", 3, None, "Aim below 120 mmHg.", 0, 19, (), "Class I, LOE A"),
    ),
    nearest=(),
    evidence=0.9,
)
