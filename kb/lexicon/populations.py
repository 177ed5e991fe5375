"""Which special populations a text speaks of: children, pregnancy, animals.

A library on adult medicine should not answer a question about an infant or a cat with a sentence
about adults. The words are listed with the company in which they mean something else: "Child-Pugh",
"adult children", "porcine valve", "PET", "dog bite".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Population = Literal["child", "pregnancy", "animal", "laboratory animal"]

_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen"
)
_MINOR = rf"(?:1[0-7]|\d|{_NUMBERS})(?:\.\d)?"
# Not the "five" of "seventy-five", nor the 6 of "0.6".
_ALONE = r"(?<![\w.,/])(?<!ty[-\s])"
_FAMILY = r"(?:her|his|their|my|a|an|the|our|your)"
_PETS = r"(?:cat|dog|horse|cow|sheep|rabbit|mouse|rat|pet|animal|bird)"

# Taken out before anything is looked for: each stands for something else than it seems.
_FALSE_FRIENDS = (
    r"childs?(?:'s)?[-\s]+(?:turcotte[-\s]+)?(?:pugh\w*|class|score|grade)",
    r"(?-i:Child(?:'s)?[-\s]+[ABC])",
    r"child[-\s]?(?:resistant|proof|birth|bearing)\w*",
    r"reach of (?:all )?children",
    r"(?:adult|grown|grown[-\s]up) (?:child|children)",
    # The family in a social history: "lives with two children", "mother of three boys".
    rf"(?:has|have|had|with|and|mother of|father of|parent of)\s+(?:{_FAMILY}\s+)?"
    rf"(?:\d|{_NUMBERS})\s+(?:\w+\s+)?(?:children|kids|sons|daughters|boys|girls)",
    r"(?:as|when|since|while) an? (?:child|infant|baby|teenager)",
    r"baby[-\s]?(?:aspirin|boom\w*|powder|oil)",
    r"(?:non|not)[-\s]?pregnan\w+|non[-\s]?lactating|nulligravid\w*",
    r"maternal (?:grand\w+|aunts?|uncles?|cousins?|family|history|side|relatives?)",
    # Products, infections, injuries, allergies, foods and names.
    r"(?:porcine|bovine|equine|ovine|murine|pig|horse|rabbit|goat|sheep|mouse)[-\s]+(?:\w+[-\s]+)?"
    r"(?:valves?|bioprosthe\w+|xenograft\w*|heparin\w*|insulins?|collagen|gelatin\w*|pericardi\w+"
    r"|serum|albumin|thyroid|grafts?|surfactants?|antithymocyte|thrombin|antibod\w+|monoclonal)",
    r"bovine spongiform|swine (?:flu|influenza)|equine encephalitis|murine typhus",
    rf"{_PETS}s?[-\s]+(?:scratch\w*|bites?|bitten|hair|dander|allerg\w*|fur|owners?|handlers?"
    r"|exposure|contact|epithelium|tapeworms?|hookworms?|ticks?|fever|bite fever|lungworm|poison\w*"
    r"|chestnut|riding|eye|cry|gut|fancier\w*|liver fluke|click|pointer|cursor|naming)",
    r"(?:cat|cow|goat|sheep|horse|dog)'s[-\s]+(?:eye|cry|milk|claw|ear)\w*",
    rf"(?:allerg\w+|sensiti[sz]\w+|exposure|exposed|bitten|scratched|kicked)\s+(?:to|by)\s+"
    rf"(?:{_FAMILY}\s+)?(?:\w+\s+)?{_PETS}s?(?:(?:,|\s+and|\s+or)\s+{_PETS}s?)*",
    r"hot[-\s]dogs?|bull ?dog|dog[-\s]leg\w*|prairie dogs?",
    rf"(?:guide|assistance|therapy|service|hearing)[-\s]dogs?|walk\w* {_FAMILY} dogs?",
    r"cat[-\s]+(?:scans?|scores?|tests?|questionnaires?|assessment)",
    r"pet(?:[-/\s]+ct|[-\s]+(?:scan\w*|imaging|tracers?|study|studies))",
    r"canine (?:tooth|teeth|fossa|eminence)|(?:maxillary|upper|lower|impacted) canines?",
    r"charley horse|horse[-\s]?shoe|horse ?radish|cauda equina",
    r"guinea[-\s]worm|chicken[-\s]?(?:pox|soup|breast|eggs?|meat)|monkey ?pox",
    r"animal (?:fats?|proteins?|products?|sources?|starch)|stuffed animals?",
)

_CHILD = (
    r"child(?:ren|hood)?(?:'?s)?|school[-\s]?child(?:ren)?",
    r"pa?ediatric\w*",
    r"infants?(?:'s)?|infantile|infancy",
    r"toddlers?|adolescen\w+|teen(?:s|aged?|agers?)?",
    r"neonat\w+|newborns?|new-born\w*|bab(?:y|ies)(?:'s)?",
    r"boys?|girls?|kids?|juveniles?|young (?:people|persons?)",
    r"(?:pre-?)?school[-\s]aged?|pre-?school\w*",
    r"[np]icu",
)

_CHILD_AGES = (
    # "6-year-old", "six year old", "8 yo" but not "a 10-year-old prosthesis".
    rf"{_ALONE}{_MINOR}[-\s]*(?:year|yr|month|mo|week|wk|day)s?[-\s]*olds?\b(?!\s+(?:\w+\s+)?(?:wound"
    r"|injur|fractur|prosthe|graft|stent|implant|scar|stroke|infarct|thromb|clot|hist|study|trial"
    r"|record|scan|device|pacemaker|guideline|lesion|ulcer|hip|knee|valve|data|sample|culture|cell"
    r"|rash|burn|bite|bruis|symptom|catheter|line|abscess|ha?ematoma|blood|milk|bleed))",
    rf"{_ALONE}{_MINOR}\s*(?:y/?o|(?:year|month|week|day)s? of age)\b",
    # "aged 6 months", "aged 5 to 17", "age of 12 years" but not "aged 60".
    r"\b(?:aged?|ages)\s+(?:(?:of|between|from|under|below|less than|younger than|up to)\s+|<\s*)?"
    rf"{_MINOR}(?![\w.]*\d|\s*%)",
    r"\b(?:aged?|ages)\s*(?:under|below|less than|younger than|<)\s*18\b",
    r"(?:\b(?:under|below|younger than|less than|up to)|<)\s*(?:the age of\s+)?"
    rf"(?:{_MINOR}|18)\s*(?:years?|months?|weeks?|days?)?\s*(?:of age|old)\b",
    rf"\b(?:younger than|under the age of|below the age of)\s*(?:{_MINOR}|18)(?![\d.])",
    r"\bunder[-\s](?:twos|fives|2s|5s|12s|16s|18s)\b",
)

_PREGNANCY = (
    r"pregnan\w+|gestation\w*|(?:primi|multi)?gravid\w*|trimesters?",
    r"(?:ante|pre|peri)natal\w*|(?:ante|intra|peri)partum",
    r"post[-\s]?(?:partum|natal)\w*|puerper\w+",
    r"breast[-\s]?fe(?:d|ed\w*)|lactation\w*|lactating|nursing (?:mothers?|a baby|infants?)",
    r"obstetric\w*|maternal\w*|expectant mothers?",
    r"(?:pre-?)?eclamp\w+|hyperemesis gravidarum|chorioamnionitis|placent\w+",
    r"fo?et(?:al|us|uses)|teratogen\w*|miscarr\w+|still-?b\w+|ca?esarean\w*",
    r"(?:preterm|premature|active|induction of|in|during) labou?r",
)

_ANIMAL = (
    r"veterinar\w+|(?:the|my|our) vets?",
    r"cats?(?:'s)?|kittens?|feline|dogs?(?:'s)?|pupp(?:y|ies)|canine",
    r"horses?|foals?|pon(?:y|ies)|equine|cows?|cattle|heifers?|bovine|livestock",
    # Alone, calf and calves are more often part of the leg.
    r"(?:dairy|beef|newborn|suckling|veal) (?:calf|calves)",
    r"pigs?|piglets?|swine|porcine|sheep|ovine|goats?|poultry|chickens?",
    rf"(?:{_FAMILY}|family|household) pets?|pet (?:cat|dog|rabbit|bird)s?",
    r"ferrets?|hamsters?|gerbils?|parrots?|budgerigars?",
)

_LABORATORY = (
    r"mice|mouse|murine|rats?|rodents?|rabbits?|guinea[-\s]pigs?|zebrafish|drosophila",
    r"macaques?|monkeys?|non-?human primates?",
    r"animal (?:model|stud|experiment|data|trial|research|test)\w*|in animals",
)


class _Patterns(NamedTuple):
    false_friends: re.Pattern[str]
    child: re.Pattern[str]
    child_ages: re.Pattern[str]
    pregnancy: re.Pattern[str]
    animal: re.Pattern[str]
    laboratory: re.Pattern[str]
    birth: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    def words(parts: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)

    return _Patterns(
        words(_FALSE_FRIENDS),
        words(_CHILD),
        re.compile("|".join(_CHILD_AGES), re.IGNORECASE),
        words(_PREGNANCY),
        words(_ANIMAL),
        words(_LABORATORY),
        words((r"child[-\s]?(?:birth|bearing)",)),
    )


def populations(text: str) -> frozenset[Population]:
    """The special populations that a text speaks of; empty for a text about adults in general.

    An age counts for a child only where the text speaks of no animals, whose ages run otherwise.
    Negation is not understood, apart from "non-pregnant": a text that says that children were
    excluded speaks of children.
    """
    plain = re.sub(r"[\u2010-\u2015]", "-", text.replace("’", "'"))
    if text != text.upper():
        # In capitals among other words these are the COPD Assessment Test and a scan.
        plain = re.sub(r"\b(?:CAT|PET)\b", " ", plain)
    patterns = _patterns()
    if not any(pattern.search(plain) for pattern in patterns[1:]):
        return frozenset()
    birth = patterns.birth.search(plain)
    plain = patterns.false_friends.sub(" | ", plain)
    found: set[Population] = set()
    if patterns.animal.search(plain):
        found.add("animal")
    if patterns.laboratory.search(plain):
        found.add("laboratory animal")
    if patterns.child.search(plain) or (not found and patterns.child_ages.search(plain)):
        found.add("child")
    if birth or patterns.pregnancy.search(plain):
        found.add("pregnancy")
    return frozenset(found)
