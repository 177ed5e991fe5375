"""What the policy sees of a question: its words, their letters, and signs of what is asked.

Names of medicines and of bodies that issue guidelines, numbers, weights and ages are replaced by what they are,
so that a question about a drug that was never seen still reads as "<drug> with <drug>" or "dose <drug> <weight>".
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "policy_data"
# A vignette begins with who it is about and ends with what is asked; the middle adds little but time.
HEAD, TAIL = 900, 900

_WORD = re.compile(r"<\w+>|[^\W_]+(?:'[^\W_]+)?|[?!+=]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "\u00a0": " "})

_NUMBER = r"\d+(?:[.,/]\d+)*"
# In this order: the first that fits takes the characters.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("code", re.compile(r"\b[a-tv-z]\d[0-9ab](?:\.[0-9a-z]{1,4}|\.-)?(?![\w.]*\d)(?=\W|$)")),
    ("perkg", re.compile(rf"\b{_NUMBER}\s?(?:mg|mcg|µg|ug|g|ml|mmol|units?|u)\s?/\s?kg(?:/\w+)*")),
    ("weight", re.compile(rf"\b{_NUMBER}[\s-]?(?:kg|kgs|kilos?|kilograms?|lbs?|pounds?)\b")),
    (
        "age",
        re.compile(
            rf"\b{_NUMBER}[\s-]*(?:years?|yrs?|yo|y/o|y|months?|weeks?)[\s-]*(?:olds?|o)?\b"
            r"(?:[\s-](?:m|f|man|male|woman|female|boy|girl))?|\b\d{1,3}\s?[mf]\b"
        ),
    ),
    ("amount", re.compile(rf"\b{_NUMBER}\s?(?:mg|mcg|micrograms?|µg|ug|ml|units?|tablets?|g)\b")),
    ("time", re.compile(rf"\b{_NUMBER}\s?(?:minutes?|mins?|hours?|hrs?|days?|h)\b")),
    ("year", re.compile(r"\b(?:19|20)\d\d\b")),
    ("num", re.compile(rf"\b{_NUMBER}%?")),
)
# Stems of international non-proprietary names (WHO, "The use of stems in the selection of INN").
_STEM = re.compile(
    r"\b\w{2,}(?:mab|nib|pril|sartan|statin|olol|dipine|prazole|conazole|cillin|mycin|floxacin|cycline"
    r"|gliptin|gliflozin|glutide|parin|xaban|gatran|setron|triptan|azepam|azolam|barbital|caine|vir"
    r"|tidine|oxetine|ipramine|triptyline|profen|lukast|terol|tropium|onide|olone|asone|dronate"
    r"|thiazide|semide|sulfan|platin|rubicin|taxel|bicin|trexate|zosin|afil|steride|perazole|peridone"
    r"|idone|apine|giline|cept|kinra|limus|fenacin|bactam|penem|oxacin|navir|tegravir|buvir|ciclib"
    r"|parib|rafenib|zomib|lidomide)\b"
)
_NOT_DRUGS = frozenset(
    {"reservoir", "accept", "except", "concept", "intercept", "precept", "elvir"}
)

_CUES: tuple[tuple[str, str], ...] = (
    ("own", r"\b(?:i|i'm|im|i've|ive|i'd|me|myself|my)\b"),
    (
        "relative",
        r"\b(?:my|our|her|his) (?:\w+ )?(?:mum|mom|mother|dad|father|wife|husband|son|daughter|baby|child"
        r"|kid|toddler|newborn|friend|sister|brother|grandmother|grandma|grandpa|grandad|grandfather|partner"
        r"|girlfriend|boyfriend|nephew|niece|uncle|aunt|parents?|infant)\b",
    ),
    ("patient", r"\b(?:patient|pt|resident|client)(?:'s)?\b"),
    (
        "one_patient",
        r"\b(?:(?:patient|pt|resident|mrn|chart|bed|room|record)\s*#?\s*(?:no\.?\s*)?<(?:num|code|year|age)>"
        r"|(?:this|the|our|my) (?:patient|pt|resident|lady|gentleman|client)\b"
        r"|(?:mr|mrs|ms|miss|mister)\.? [a-z]|(?:patient|pt) <num>)",
    ),
    (
        "chart",
        r"\b(?:chart|records?|notes?|documented|recorded|on file|discharge summary|latest|last|most recent"
        r"|previous (?:visit|encounter)|history of|mrn)\b",
    ),
    (
        "now",
        r"\b(?:right now|now|just|urgent(?:ly)?|immediately|help|suddenly|at the moment|hurry)\b|!",
    ),
    (
        "vital",
        r"\b(?:unconscious|unresponsive|collapsed|(?:not|isn't|isnt|stopped) breathing|can'?t breathe"
        r"|cannot breathe|no pulse|choking|turning blue|lips (?:are )?(?:going |turning )?blue|seizing"
        r"|bleeding (?:out|heavily)|won'?t (?:stop|wake)|can'?t wake|barely breathing|drowning|passing out)\b",
    ),
    (
        "die",
        r"\b(?:suicid\w*|kill(?:ing|ed)? (?:my|your|him|her|them)sel\w*|end (?:it|my|their|his|her)\b"
        r"|want(?:s|ed)? to die|wanna die|self[- ]?harm\w*|die|dead|dying|hurt(?:ing)? myself|overdos\w*)\b",
    ),
    (
        "research",
        r"\b(?:trials?|rcts?|cohorts?|meta-?analys[ie]s|systematic|reviews?|studies|study|evidence"
        r"|prevalence|incidence|mortality|survival|outcomes?|risk factors?|efficacy|effectiveness"
        r"|association|associated|predict\w*|mechanism|epidemiology|pathogenesis|literature|papers?"
        r"|hazard|registry|randomi[sz]ed|observational|qualitative|versus|compared|effects?)\b",
    ),
    (
        "advice",
        r"\b(?:guidelines?|guidance|recommend\w*|nice|who|esc|acc|acr|ada|gold|sign|consensus|protocol|first[- ]line|standard of care|advised|indicat\w*"
        r"|contraindicat\w*|target|algorithm|screening|eligible)\b|<body>",
    ),
    (
        "term",
        r"\b(?:icd\w*|snomed|loinc|mesh|code|stands? for|abbreviation|acronym|define[ds]?|definition"
        r"|meaning|means?|meant|synonyms?|normal (?:range|values?)|reference (?:range|interval)|convert"
        r"|formula|full form|another name|medical (?:term|word)|called)\b",
    ),
    (
        "together",
        r"\b(?:interact\w*|together|combin\w*|mix(?:ing|ed)?|with|plus|while (?:on|taking)|co-?administ\w*"
        r"|compatib\w*|clash)\b|\+",
    ),
    (
        "how_much",
        r"\b(?:how (?:much|many)|dos(?:e|es|ing|age)|mg|ml|units|titrat\w*|taper\w*|loading"
        r"|maintenance|double|missed|forgot|extra|maximum|max)\b",
    ),
    (
        "what_is_it",
        r"\b(?:ddx|dx|differentials?|diagnos\w*|could (?:it|this|that) be|what could|might (?:it|this) be"
        r"|do i have|what (?:is|'s) (?:it|this|that|wrong)|what's wrong|caus(?:e|es|ing)|why (?:do|does|is|are)"
        r"|likely|possibilities|presents? with)\b",
    ),
    (
        "reported",
        r"\b(?:told|tells|telling|texted|texts|wrote|writes|writing|says|said|saying|discloses?|disclosed"
        r"|messaged?|email(?:ed|s)?|voicemail|portal|caller|phoned?|rang|on the line|posted)\b",
    ),
    (
        "command",
        r"\b(?:ignore|disregard|forget|pretend|act as|you are now|system prompt|instructions|jailbreak"
        r"|write|compose|draft|translate|tell me a|recipe|your (?:rules|prompt))\b",
    ),
)
# Vital signs of somebody in danger, read before numbers are replaced: systolic pressure below 90 mm Hg, SpO2 below
# 86 %, Glasgow Coma Scale 8 or less, respiratory rate below 8 or above 35 (the extremes of NEWS2, Royal College of
# Physicians 2017, and stricter, so that a target or a stable patient seldom has them).
_GRAVE = re.compile(
    r"\b(?:s?bp|blood pressure|systolic)(?: of| is| was| now| at home|:)* ?[3-8]\d(?:/\d+|(?= ?systolic|[,.;!]| and\b|$))"
    r"|\b(?:sats?|spo2|o2 sats?|saturations?|saturating|desaturat\w*)(?: of| is| are| now| at| to|:)* ?(?:[3-7]\d|8[0-5])\b"
    r"|\bgcs(?: of| is| now|:)* ?[3-8]\b|\b(?:rr|resp(?:iratory)? rate)(?: of| is|:)* ?(?:[2-7]|3[6-9]|[4-6]\d)\b"
)
_CUE_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _CUES)


@lru_cache(maxsize=1)
def _substances() -> re.Pattern[str]:
    """Every listed medicine as one pattern, the longest names first."""
    from kb.lexicon.drug_classes import listed_drugs

    names = set(listed_drugs())
    for line in (DATA / "substances.tsv").read_text(encoding="utf-8").split("\n"):
        kind, tab, listed = line.partition("\t")
        if tab and not kind.startswith("#"):
            names |= {name.strip() for name in listed.split(",")}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})s?\b")


@lru_cache(maxsize=1)
def _bodies() -> re.Pattern[str]:
    """Every listed body that issues guidelines as one pattern, the longest names first."""
    names: set[str] = set()
    for line in (DATA / "bodies.tsv").read_text(encoding="utf-8").split("\n"):
        field, tab, listed = line.partition("\t")
        if tab and not field.startswith("#"):
            names |= {name.strip() for name in listed.split(",")}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})(?:'s|s)?\b")


@lru_cache(maxsize=1)
def _clinical() -> frozenset[str]:
    """Words of the lexicon's phrases and abbreviations that name clinical subjects."""
    from kb.lexicon.lists import GENERAL_FIELDS, abbreviations, synonym_groups
    from kb.text.words import STOP_WORDS

    phrases = [phrase for group in synonym_groups() for phrase in group]
    phrases += [one.long for one in abbreviations() if one.field not in GENERAL_FIELDS]
    words = {word for phrase in phrases for word in _WORD.findall(phrase.lower()) if len(word) > 4}
    shorts = {one.short.lower() for one in abbreviations() if len(one.short) > 2}
    return frozenset((words | shorts) - STOP_WORDS)


def plain(question: str) -> str:
    """Lower case, straight quotes, single spaces; of a long text only its beginning and its end."""
    if len(question) > HEAD + TAIL:
        question = f"{question[:HEAD]} {question[-TAIL:]}"
    return " ".join(question.translate(_QUOTES).lower().split())


def signs(text: str) -> tuple[str, int]:
    """A plain text with medicines, bodies and quantities replaced by what they are, and how many medicines."""
    found = 0

    def medicine(match: re.Match[str]) -> str:
        nonlocal found
        if match.group() in _NOT_DRUGS:
            return match.group()
        found += 1
        return "<drug>"

    text = _bodies().sub("<body>", text)
    text = _STEM.sub(medicine, _substances().sub(medicine, text))
    for name, pattern in _SIGNS:
        text = pattern.sub(f"<{name}>", text)
    return text, found


def features(question: str) -> list[str]:
    """The distinct features of a question, by name; none for a question without any word."""
    text = plain(question)
    masked, medicines = signs(text)
    tokens = _WORD.findall(masked)
    if not tokens:
        return []
    found: dict[str, None] = {}
    padded = ["^", *tokens, "$"]
    for size, mark in ((1, "w:"), (2, "b:"), (3, "t:")):
        for at in range(len(padded) - size + 1):
            found[mark + " ".join(padded[at : at + size])] = None
    for token in tokens:
        if token.startswith("<"):
            continue
        spelled = f" {token} "
        for size in (3, 4, 5):
            for at in range(len(spelled) - size + 1):
                found[f"c:{spelled[at : at + size]}"] = None
    for name, pattern in _CUE_PATTERNS:
        if pattern.search(masked):
            found[f"cue:{name}"] = None
    if _GRAVE.search(text):
        found["cue:grave"] = None
    found[f"medicines:{min(medicines, 3)}"] = None
    found[f"length:{_band(len(tokens))}"] = None
    known = _clinical()
    clinical = medicines + sum(token in known or token.rstrip("s") in known for token in tokens)
    found[f"clinical:{min(clinical, 4)}"] = None
    found[f"share:{min(4, 6 * clinical // len(tokens))}"] = None
    return list(found)


def _band(count: int) -> int:
    return next((at for at, most in enumerate((1, 2, 4, 7, 12, 20, 40)) if count <= most), 7)
