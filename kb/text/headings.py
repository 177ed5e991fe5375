"""What one heading of a work says that its section holds: one small set, whatever its authors called it.

A heading is cut into its parts ("Results | and | discussion"), and each part is looked up as a whole, by
the noun that it ends in ("main results") and by what stands before "of" or "for" ("limitations of the
study"). The names are those of structured articles (IMRAD) and of the reporting statements CONSORT,
PRISMA, STROBE, STARD, CARE and AGREE. What a heading means that says nothing of the kind ("Vascular tone")
depends on where it stands: see :mod:`kb.text.sections`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from kb.types import PassageKind

# A heading that names two parts belongs to the first of them in this order: what was found and what is
# advised before how it was done, and that before why.
_ORDER: tuple[PassageKind, ...] = (
    "results",
    "discussion",
    "conclusion",
    "recommendations",
    "methods",
    "abstract",
    "background",
    "other",
)
# Names that say it all, a heading or a part of one; singular, American, without marks.
_WHOLE: dict[PassageKind, str] = {
    "abstract": """abstract, structured abstract, summary, synopsis, precis, highlight, plain language summary,
        lay summary, executive summary, article summary, author summary, editor summary, key point, key message,
        main message, main point, essential, capsule summary, in brief, at a glance, summary box, what this paper
        add, what this study add""",
    "background": """introduction, background, context, importance, scope, rationale, preface, foreword, literature
        review, related work, theoretical framework, what is already known,
        what is already known on this topic, what is known on this topic, what is known, previous research,
        description of the condition, description of the intervention, how the intervention might work, why it is
        important to do this review, need for this guideline, need for this review""",
    "methods": """method, methodology, material, patient, subject, participant, animal, experimental,
        experimental section, experimental part, procedure, design, setting, protocol, randomization, allocation,
        allocation concealment, sequence generation, treatment allocation, treatment assignment, blinding, masking,
        recruitment, sampling, eligibility, data source, information source, literature search, electronic search,
        search, data collection, data collection and analysis, data extraction, data abstraction, data item, data
        acquisition, data synthesis, data analysis, data management, data processing, type of study, type of
        intervention, type of participant, type of outcome measure, selection of study, selection of patient,
        measure, measurement, instrument, questionnaire, covariate, reagent, chemical, antibody, cell culture, cell
        line, western blot, western blotting, flow cytometry, immunohistochemistry, elisa, analytic approach,
        analytical approach, level of evidence, quality of evidence, strength of evidence, strength of
        recommendation, grade of recommendation, grading of recommendation, rating of evidence, how this guideline
        was developed, development of this guideline, definition of term, statistic, definition of outcome,
        assessment of risk of bias, assessment of heterogeneity, dealing with missing data""",
    "results": """result, finding, case presentation, case report, case description, case history, case summary, case
        illustration, case vignette, case series, case, case study, presentation of case, presentation of the case,
        patient information, participant flow, patient flow, outcome and follow up, included study, description of
        study, effect of intervention, summary of finding, summary of result, main outcome and result""",
    "discussion": """discussion, comment, commentary, interpretation, limitation, strength, weakness, implication,
        principal finding, principal result, statement of principal finding, comparison with other study,
        comparison with existing literature, comparison with previous study, comparison with the literature, future
        direction, future perspective, future research, future study, future work, future prospect, future
        challenge, further research, unanswered question, open question, perspective, generalizability, external
        validity, lesson learned, lesson learnt, research need, research gap, research priority, research agenda,
        evidence gap, research recommendation, recommendation for research, recommendation for future research,
        recommendation for further research, potential bias in the review process, clinical relevance, clinical
        significance, summary of main result, overall completeness""",
    "conclusion": """conclusion, concluding remark, concluding comment, concluding statement, closing remark, final
        remark, final comment, final consideration, take home message, take home point, bottom line, clinical bottom
        line, learning point, outlook, conclusion and recommendation""",
    "recommendations": """recommendation, practice point, practice advice, good practice point, good practice statement,
        best practice statement, best practice advice, guideline statement, consensus statement, position statement,
        key action statement, summary of guideline, consensus recommendation""",
}
# Nouns that decide when a heading's part ends in them, or has them before "of", "for", "in" ...
_NOUNS: dict[PassageKind, str] = {
    "background": "aim, objective, purpose, hypothesis, introduction, background, research question, rationale",
    "methods": """method, methodology, study design, trial design, research design, study protocol, study population,
        study sample, study setting, study site, study area, study period, study participant, study patient, study
        subject, study group, study procedure, study drug, study medication, study intervention, study conduct,
        study oversight, study cohort, data source, statistical analysis, statistical consideration, statistical
        test, statistical procedure, statistical evaluation, statistic, sample size, sample size calculation, power
        calculation, power analysis, search strategy, search term, eligibility criterion, inclusion criterion,
        exclusion criterion, selection criterion, patient selection, study selection criterion, case definition,
        outcome measure, outcome measurement, outcome variable, outcome assessment, outcome definition, endpoint
        definition, exposure assessment, exposure measurement, bias assessment, quality assessment, quality
        appraisal, experimental procedure, experimental design, experimental protocol, experimental setup, data
        collection, data extraction, data analysis, data synthesis, guideline development, guideline development
        process, recommendation development, delphi process, consensus process, analysis plan, material, pcr""",
    "results": """result, finding, baseline characteristic, demographic characteristic, patient characteristic,
        participant characteristic, sample characteristic, study characteristic, clinical characteristic, cohort
        characteristic, population characteristic, characteristic""",
    "discussion": "discussion, limitation, implication, weakness",
    "conclusion": "conclusion",
    "recommendations": "recommendation, practice statement",
}
# With these before them, such nouns name a topic: diagnostic methods, interpreting test results.
_TOPICS = """diagnostic, treatment, surgical, contraceptive, screening, imaging, detection, therapeutic, test,
    laboratory, delivery, barrier, culture, abnormal, false, positive, negative, operative, physical, radiographic,
    radiological, histological, pathological"""
# About the work, not of it: nothing that stands under these is evidence.
_ABOUT = """acknowledgment, acknowledgement, funding, funding source, funding statement, source of funding, funding
    information, financial support, support, sponsor, role of the funding source, role of funding source, role of
    the sponsor, financial disclosure, disclosure, disclosure statement, declaration, competing interest, conflict
    of interest, conflict, conflicting interest, declaration of interest, declaration of competing interest,
    declaration of conflicting interest, conflict of interest statement, competing interest statement, duality of
    interest, potential conflict of interest, financial conflict of interest, consent for publication, provenance,
    peer review, provenance and peer review, author contribution, author contribution statement, contribution of
    author, contributor, contributorship, contributorship statement, author detail, author information, author
    affiliation, affiliation, author note, about the author, data availability, data availability statement, data
    sharing, data sharing statement, data access, availability of data, availability of data and material, code
    availability, abbreviation, list of abbreviation, abbreviation and acronym, acronym, keyword, key word, index
    term, mesh term, reference, bibliography, literature cited, reference list, work cited, further reading,
    suggested reading, supplementary material, supplementary data, supplementary information, supplementary file,
    supplemental material, supplemental data, supplemental information, supporting information, supporting
    material, additional file, additional information, additional material, electronic supplementary material,
    appendix, endnote, footnote, note, correspondence, corresponding author, publisher note, copyright, license,
    licence, open access, pre publication history, participating investigator, article information, article history, glossary, content, table of content, prepublication
    history, about this guideline, disclaimer, how to cite this article, citation, guideline panel, guideline
    development group, panel member, committee member, group member, working group, task force member, differences
    between protocol and review, version history"""
# The same, but set among the methods: the part that it stands in goes on after it.
_PASSING = """ethic, ethical approval, ethics approval, ethical consideration, ethics statement, ethical statement,
    ethical issue, ethics, research ethics, ethics committee, ethical clearance, ethical standard, ethics approval
    and consent to participate, consent, informed consent, consent to participate, patient consent, consent
    statement, institutional review board, institutional review board statement, informed consent statement,
    trial registration, study registration, clinical trial registration, registration, protocol and registration,
    registration number, patient involvement, patient and public involvement, statement of ethic"""

# Only these take a work back to an earlier part: "Patients" among the results is about results.
_OPENING = """abstract, introduction, background, method, methodology, material and method, method and material,
    patient and method, subject and method, participant and method, case and method, animal and method, data and
    method, experimental section, experimental procedure, experimental, study design and method, result, result
    and discussion, finding, discussion, discussion and conclusion, conclusion, recommendation, case presentation,
    case report, case description, case series, case"""

# How readers part the levels of a heading's path, outermost first.
_LEVELS = re.compile(r"\s+[>\u203a\u00bb]\s+|:\s+|\s+[\u2013\u2014-]\s+")
_NUMBER = re.compile(
    r"\A(?:(?:section|chapter|part|annex)\s+[0-9ivx]{1,4}[.):]*\s+|[0-9]{1,2}(?:\.[0-9]{1,2}){0,4}[.):]*\s+(?=\S)"
    r"|(?:[ivx]{1,4}|[a-h])[.):]+\s+(?=\S))",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\b(?:[^\W\d_] ){3,}[^\W\d_]\b")
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_AND = re.compile(r"\s*(?:,|/|&|\band/or\b|\bor\b|\band\b|\bplus\b)\s*")
_OF = re.compile(r"\s(?:of|for|from|in|to|on|used|during|by|among|regarding|about)\s")
_TABLE = re.compile(r"(?:supplementary )?table(?: [a-z]?[0-9ivx]{1,4}[a-z]?\b.*)?")
_CASE = re.compile(r"case|(?:case|patient) (?:no |number |report )?(?:[0-9]{1,2}|[ivx]{1,4}|[a-d])")
_NUMBERED_ADVICE = re.compile(r"(?:recommendation|statement|good practice statement) [0-9]")
_ADVISES = re.compile(
    r"(?:we|the (?:panel|committee|task force|working group)) (?:recommend|suggest)"
)
_LONGEST = 14


@lru_cache(maxsize=4096)
def heading_kind(name: str | None) -> PassageKind | None:
    """The kind that a heading names; "other" if it names what is about the work; ``None`` if nothing.

    Args:
        name: a heading as printed, numbered or not, or the path to it ("Methods > Statistical analysis"),
            of which the innermost level that says something counts.
    """
    if not name:
        return None
    for level in reversed(_LEVELS.split(name)):
        kind = _kind_of(_normal(level))
        if kind is not None:
            return kind
    return None


@lru_cache(maxsize=256)
def is_passing(name: str) -> bool:
    """Whether the part that a section of this heading stands in goes on after it ("Ethics")."""
    return any(_normal(level) in _names(_PASSING) for level in _LEVELS.split(name))


@lru_cache(maxsize=256)
def is_opening(name: str | None) -> bool:
    """Whether a heading opens a part of a work wherever it stands ("Methods")."""
    text = _normal(name or "")
    return text in _names(_OPENING) or _CASE.fullmatch(text) is not None


def _kind_of(text: str) -> PassageKind | None:
    """The kind that one level of a heading names, in its normal form."""
    if _TABLE.fullmatch(text):
        return "table"
    if _NUMBERED_ADVICE.match(text) or _ADVISES.match(text):
        return "recommendations"
    whole = _whole(text)
    if whole is not None or len(text.split()) > _LONGEST:
        return whole
    found = {_whole(part) or _by_noun(part) for part in _AND.split(text)}
    return next((kind for kind in _ORDER if kind in found), None)


def _whole(text: str) -> PassageKind | None:
    for kind, names in _WHOLE.items():
        if text in _names(names):
            return kind
    if text in _names(_ABOUT) or text in _names(_PASSING):
        return "other"
    return "results" if _CASE.fullmatch(text) else None


def _by_noun(part: str) -> PassageKind | None:
    for text in dict.fromkeys((part, _OF.split(part, maxsplit=1)[0])):
        for tail in _tails(text):
            for kind, nouns in _NOUNS.items():
                if tail in _names(nouns):
                    return kind
    return None


def _tails(text: str) -> Iterator[str]:
    """The text's last words, longest first, as far as they are no topic of their own."""
    words = text.split()
    for at in range(len(words)):
        if at and len(words) - at == 1 and words[at - 1] in _names(_TOPICS):
            return
        yield " ".join(words[at:])


def _normal(text: str) -> str:
    """A heading without number, case, marks, asides, plurals and British spelling."""
    text = unicodedata.normalize("NFKC", text).strip().replace("\u2019", "'")
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
    text = _NUMBER.sub("", text, count=1).casefold()
    text = re.sub(r"'s?\b", "", _ASIDE.sub("", text)).replace("-", " ")
    text = re.sub(r"[^\w\s,/&]", " ", text)
    text = re.sub(r"^(?:the|our|an?)\s+", "", " ".join(text.split()))
    return " ".join(_singular(word) for word in text.split(" "))


def _singular(word: str) -> str:
    word = re.sub(r"is(?=ation|ability|ed$|ing$)", "iz", word)
    mark = word[-1] if word.endswith((",", "/", "&")) else ""
    stem = word[: len(word) - len(mark)]
    if stem.endswith(("analyses", "hypotheses", "theses", "biases")):
        stem = stem[:-2] + "is" if not stem.endswith("biases") else stem[:-2]
    elif stem == "criteria":
        stem = "criterion"
    elif stem == "appendices":
        stem = "appendix"
    elif stem.endswith("ies") and len(stem) > 5:
        stem = stem[:-3] + "y"
    elif stem.endswith("s") and not stem.endswith(("ss", "is", "us")) and len(stem) > 3:
        stem = stem[:-1]
    return stem + mark


@lru_cache(maxsize=64)
def _names(listed: str) -> frozenset[str]:
    """The names of a list, in the form in which headings are compared."""
    return frozenset(_normal(" ".join(name.split())) for name in listed.split(","))
