"""What a work says it is, and never what it only mentions."""

from __future__ import annotations

import pytest

from kb.text.designs import DESIGNS, TYPES, by_labels, describe

TITLES = {
    "randomised controlled trial": [
        "Colchicine for gout flares: a randomised controlled trial",
        "A Randomized, Double-Blind, Placebo-Controlled Trial of Zanzibarium",
        "Is it better? A double-blind crossover study",
    ],
    "systematic review": ["Diets for gout: a systematic review", "Umbrella review of gout"],
    "meta-analysis": [
        "Diets for gout: a systematic review and meta-analysis of randomised trials",
        "Meta-analysis of cohort studies of gout",
    ],
    "scoping review": ["Care at home: a scoping review"],
    "narrative review": ["Gout: a narrative review", "Gout in women: a review"],
    "cohort study": ["Diet and gout: a prospective cohort study", "A birth cohort of twins"],
    "case-control study": ["Diet and gout: a population-based case-control study"],
    "cross-sectional study": ["Gout in nurses: a cross-sectional survey"],
    "case report": [
        "Gout of the spine: a case report",
        "A rare case of gout of the eye",
        "Gout of the eye: case report and review of the literature",
    ],
    "case series": ["Gout of the spine: a case series", "Gout of the eye: report of two cases"],
    "diagnostic accuracy study": ["Diagnostic accuracy of ultrasound for gout"],
    "qualitative study": ["Living with gout: a qualitative interview study"],
    "economic evaluation": ["Cost-effectiveness analysis of febuxostat"],
    "non-randomised trial": ["Febuxostat in renal failure: a single-arm, open-label trial"],
    "laboratory study": ["Urate crystals in mice fed with fructose"],
    "protocol": [
        "Diets for gout: study protocol for a randomised controlled trial",
        "Diets for gout: a protocol for a systematic review and meta-analysis",
    ],
    "guideline": [
        "Clinical practice guideline for the management of gout",
        "2020 guidelines on gout of the Sample College",
        "Gout: a consensus statement",
        "National recommendations for the diagnosis and treatment of gout",
    ],
    "letter": ["Letter to the editor: gout", "Reply to: “Diets for gout”"],
    "editorial": ["Editorial: gout again"],
    "correction": ["Correction: Diets for gout: a randomised controlled trial"],
    "retraction notice": ["Retraction: Diets for gout"],
}
ABSTRACTS = {
    "randomised controlled trial": [
        "Patients with gout were randomly assigned to diet or to none.",
        "We randomised 60 women to diet or advice.",
        "A randomized double-blind trial of 152 men with gout compared two drugs.",
        "Design: Randomized, double-blind, 2 × 2 factorial design.",
        "In a double-blind, randomized study, patients with gout received a drug.",
    ],
    "cohort study": ["We conducted a retrospective cohort study of people with gout."],
    "case-control study": ["This was a case-control study."],
    "cross-sectional study": ["In this cross-sectional study, nurses were asked."],
    "systematic review": [
        "We searched MEDLINE and Embase up to 2020 for trials that randomly assigned patients.",
    ],
    "narrative review": ["In this review, we summarise what is known of gout."],
    "case report": [
        "We report the case of a 54-year-old man with gout.",
        "A 39-year-old woman presented with pain.",
        "A patient with gout of the eye is described.",
    ],
    "case series": ["Two cases of gout of the eye are reported."],
    "qualitative study": ["We conducted semi-structured interviews with nurses."],
    "observational study": ["This retrospective study looked at people with gout."],
    "laboratory study": ["Rats were fed with fructose for six weeks."],
}
MENTIONS = [
    "Unlike randomised controlled trials, registries see everyone.",
    "Randomised controlled trials are needed.",
    "This finding should be confirmed in a randomised controlled trial.",
    "Previous cohort studies found a link with diet.",
    "Few randomised trials included women.",
    "A future cohort study is warranted.",
    "Adherence to the guidelines was poor.",
    "Charts of patients were reviewed.",
    "The target difference is a key component of a randomised controlled trial.",
    "This was a secondary analysis of a randomised controlled trial.",
    "",
]


def said(title: str, abstract: str = "", methods: str = "") -> str | None:
    found = describe(title, abstract, methods)
    return found.design or found.type


@pytest.mark.parametrize(("says", "title"), [(k, t) for k, ts in TITLES.items() for t in ts])
def test_a_title_names_the_design(says: str, title: str) -> None:
    assert said(title, "We looked at gout.") == says


@pytest.mark.parametrize(("says", "text"), [(k, t) for k, ts in ABSTRACTS.items() for t in ts])
def test_an_abstract_names_the_design(says: str, text: str) -> None:
    assert said("Gout and diet", f"Gout hurts. {text} It was well tolerated.") == says


@pytest.mark.parametrize("text", MENTIONS)
def test_a_design_that_is_only_mentioned_is_none(text: str) -> None:
    assert said("Gout and diet", f"Gout hurts. {text}") is None


@pytest.mark.parametrize(
    "title",
    [
        "Adherence to the guideline for gout",
        "Impact of the new guidelines",
        "Challenging the guidelines on gout",
        "How national guidelines compare",
        "Rats as pets of people with gout: patients' views",
        "Response to allopurinol in women",
        "A per-protocol analysis",
        "Lessons learned from recruiting smokers into a pilot randomised controlled trial",
        "Specifying the target difference for a randomised controlled trial: guidance",
    ],
)
def test_a_title_that_speaks_of_something_else_says_nothing(title: str) -> None:
    assert said(title) is None


def test_the_title_counts_before_the_abstract_and_the_abstract_before_the_methods() -> None:
    assert said("Gout: a case report", "This was a cohort study.") == "case report"
    cohort = "This was a cohort study of gout."
    assert said("Gout", cohort, "We randomised 60 women to diet.") == "cohort study"
    assert said("Gout", "", "We randomised 60 women to diet.") == "randomised controlled trial"


def test_evidence_is_the_words_themselves() -> None:
    title = "Gout: a prospective cohort study"
    assert describe(title).evidence in title


@pytest.mark.parametrize(
    ("labels", "type_", "design"),
    [
        (["Case Report"], "case report", "case report"),
        (
            ["Journal Article", "Randomized Controlled Trial"],
            "article",
            "randomised controlled trial",
        ),
        (["Review", "Systematic Review", "Meta-Analysis"], "review", "meta-analysis"),
        (["Practice Guideline", "Journal Article"], "guideline", None),
        (["research-article", "Research Article"], "article", None),
        (["Letters to the Editor"], "letter", None),
        (["Poetry"], None, None),
        ([], None, None),
    ],
)
def test_labels_of_journals_and_of_pubmed_are_known(
    labels: list[str], type_: str | None, design: str | None
) -> None:
    found = by_labels(labels)
    assert (found.type, found.design) == (type_, design)


def test_only_known_words_are_said() -> None:
    for table in (TITLES, ABSTRACTS):
        assert set(table) <= {*TYPES, *DESIGNS}


def test_a_text_made_to_be_slow_is_not() -> None:
    hostile = "we conducted a " + "randomised-" * 20_000
    assert describe("a " * 20_000, hostile, hostile).design in (None, "randomised controlled trial")
