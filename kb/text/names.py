"""Which words are clinical names by their form: drugs, diseases, procedures.

A library that never mentions the glaucoma that was asked about holds no answer on it, however near some
passage lies. Word forms tell such names from ordinary rare words ("canister", "rescan"): drug names
carry the stems that the WHO assigns (The use of stems in the selection of International Nonproprietary
Names, 2018), diseases and procedures Greek and Latin endings.
"""

from __future__ import annotations

import re

# Stems of International Nonproprietary Names; long enough that ordinary words rarely end in them.
_DRUG = (
    "mab|tinib|ciclib|gliptin|gliflozin|glutide|tide|oxicam|mycin|micin|cillin|cycline|floxacin"
    "|vir|vudine|virine|prazole|conazole|nidazole|azole|statin|sartan|pril|olol|dipine|parin|xaban"
    "|gatran|grel|lukast|triptan|setron|caine|azepam|azolam|barbital|ketamine|tyline|oxetine|pramine"
    "|dronate|dronic|fibrate|semide|thiazide|lactone|terol|tropium|sone|solone|onide|platin|rubicin"
    "|taxel|parib|lisib|rafenib|degib|zomib|limus|kinra|cept|stim|poetin|gestrel|estradiol|steride"
    "|afil|dopa|giline|peridol|piprazole|apine|idone|zosin|curium|curonium|phylline|profen|fenac|coxib"
    "|formin|glitazone|glinide|vaptan|ciguat|entan|pentin|racetam|bactam|penem|sulfa|quine|quinine"
)
_DISEASE = (
    "itis|iasis|osis|oma|omas|omata|emia|aemia|uria|pathy|pathies|plegia|paresis|algia|rrhea|rrhoea"
    "|rrhagia|emesis|epsy|penia|philia|trophy|sclerosis|stenosis|megaly|ectasis|cele|dystonia|phobia"
    "|lepsy|ismus|plasia|pnoea|pnea|cephaly|syndrome"
)
_PROCEDURE = "ectomy|otomy|ostomy|scopy|plasty|graphy|gram|grams|metry|centesis|desis|pexy|rrhaphy|tripsy|apheresis"
_CLINICAL_START = (
    "endo|intra|peri|hyper|hypo|haem|hemo|hemat|haemat|neuro|nephro|hepato|cardio|gastro|broncho|osteo"
    "|arthr|derm|ophthalm|oto|rhino|laryng|gynae|gyne|uro|cysto|chole|entero|colo|procto|anti|immuno"
)
_FORM = re.compile(
    rf"\w{{2,}}(?:{_DRUG}|{_DISEASE}|{_PROCEDURE})s?|(?:{_CLINICAL_START})[a-z]{{5,}}",
    re.IGNORECASE,
)
# Ordinary words of those forms.
_ORDINARY = frozenset(
    [
        "program",
        "programs",
        "diagram",
        "diagrams",
        "kilogram",
        "kilograms",
        "milligram",
        "milligrams",
        "gram",
        "grams",
        "telegram",
        "histogram",
        "antidote",
        "antidotes",
        "colony",
        "color",
        "colors",
        "colour",
        "colours",
        "aroma",
        "diploma",
        "accept",
        "concept",
        "except",
        "intercept",
        "precept",
        "symmetry",
        "geometry",
        "telemetry",
        "photography",
        "geography",
        "biography",
        "bibliography",
        "demographic",
        "gyne",
        "sympathy",
        "empathy",
        "apathy",
        "industry",
        "periodic",
        "perimeter",
        "period",
        "periods",
        "peripheral",
        "intramural",
        "perinatal",
        "anticipate",
        "anticipated",
        "anticipating",
        "periodically",
        "intranet",
        "introduce",
        "perioperative",
        "periodical",
        "diagnosis",
        "prognosis",
        "hypothesis",
        "basis",
        "hypothetical",
        "reason",
        "season",
        "person",
        "personal",
        "lesson",
        "comparison",
        "poison",
        "prison",
        "crimson",
        "unison",
        "synopsis",
        "trophy",
        "atrophy",
        "provide",
        "provided",
        "guideline",
        "guidelines",
        "fellowship",
        "timeline",
        "online",
        "divide",
        "stride",
        "wide",
        "side",
        "outside",
        "inside",
        "beside",
        "landscape",
        "escape",
        "pathways",
        "telescopy",
        "urge",
        "urgent",
        "colleague",
        "colleagues",
        "endorse",
        "endorsed",
        "endorses",
        "endorsement",
        "intractable",
    ]
)
_YEAR = re.compile(r"(?:19|20)\d\d")


_DRUG_FORM = re.compile(rf"\w{{2,}}(?:{_DRUG})s?", re.IGNORECASE)


def is_drug_name(word: str) -> bool:
    """Whether a word has the form of a drug's international nonproprietary name."""
    return word.lower() not in _ORDINARY and bool(_DRUG_FORM.fullmatch(word))


def is_clinical_name(word: str) -> bool:
    """Whether a word looks like the name of a drug, a disease or a procedure, or is a year."""
    if word.lower() in _ORDINARY:
        return False
    return bool(_FORM.fullmatch(word) or _YEAR.fullmatch(word))
