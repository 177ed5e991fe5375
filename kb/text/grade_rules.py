"""How guidelines print the grade of a recommendation, and the words of a sentence that recommends.

The forms are those of the ACC/AHA (class and level, 2015 and 2019), the ESC (class and level, in tables
"I A"), GRADE (Guyatt 2008: strength, and the quality or certainty of the evidence, "1B"), KDIGO ("Not
Graded"), the USPSTF (A, B, C, D, I), SIGN and OCEBM ("1++", "2a"), the EAU ("LE: 1a, GR: A"), SORT (A, B, C),
the IDSA ("A-II"), ESMO ("II, B") and the ADA (A, B, C, E at the end). NICE prints none.

*Full* forms name what they are, so that they are known wherever they stand. *Short* ones could as well be a
tumour's grade, a panel of a figure or a group: they count in the text of a guideline only.
"""

from __future__ import annotations

import re

# Words of the grades. A value is never followed by more of a word.
_END = r"(?![\w+]|-\w)"
_CLASS = r"(?:(?i:Class(?: of Recommendation)?)|C[Oo]R)\s*[:=]?\s*"
CLASSES = r"(?:III|II[abAB]|I|3|2[abAB]|1)"
# ACC/AHA divide the third class.
_CLASSED = rf"{_CLASS}{CLASSES}{_END}(?:\s?:\s?(?i:No Benefit|Harm))?"
_LEVEL = r"(?:(?i:Level(?:s)?(?: of Evidence)?|Evidence Level)|L[Oo]?E)\s*[:=]?\s*(?i:Level )?"
_LETTERED = r"(?:B-NR|B-R|C-LD|C-EO|[ABC])"
_NUMBERED = r"(?:[1-4](?:\+\+|\+|[-\u2212\u2013](?![\d\w]))|[1-5][abc]?|I{1,3}|IV)"
_LEVELLED = rf"{_LEVEL}{_LETTERED}{_END}"
_NUMBER_LEVELLED = rf"{_LEVEL}{_NUMBERED}{_END}"
# "Level II" alone is as often a trauma centre's, or the study's own at the end of an abstract.
_NAMED_LEVEL = rf"(?:(?i:Levels? of Evidence|Evidence Level)|L[Oo]?E)\s*[:=]?\s*{_NUMBERED}{_END}"
_JOIN = r"\s*(?:[,;:/|\u00b7\u2013-]|and|with)?\s*\(?"

_QUALITY = r"(?:very[- ]low|low|moderate|high)(?:[- ]to[- ](?:low|moderate|high))?"
_EFFECTS = r"(?: (?:of|about|for) (?:the )?(?:effects?|estimates?))?"
_EVIDENCE = (
    rf"(?:{_QUALITY}[- ](?:quality|certainty|confidence)(?: (?:of|in)(?: the)?)?(?: evidence{_EFFECTS})?"
    rf"|(?:(?:quality|certainty|level|strength) of (?:the )?evidence|evidence (?:quality|certainty)|evidence)"
    rf"\s*[:=]\s*{_QUALITY})"
)
_SIGNS = r"(?:[\u2295\u2a01]{1,4}[\u25ef\u25cb\u2296\u229d\u2a02O0]{0,3})(?![\u2295\u2a01\u25ef\u25cbO0\w])"
_STRENGTH = (
    r"(?:(?:strong|weak|conditional|discretionary|qualified) recommendation\b(?! to\b)"
    r"(?: (?:for|against)(?: the intervention)?\b)?"
    r"|(?:(?:strength of )?(?:the )?recommendation|recommendation strength|strength)\s*[:=]\s*"
    r"(?:strong|weak|conditional|moderate)(?: recommendation)?\b)"
)
_WITH = r"\s*(?:[,;:./|\u00b7\u2013-]|\(|,? ?(?:based on|with|and))?\s*"

_GRADE_OF = r"(?:(?i:(?:recommendation grade|grade of recommendation|strength of recommendation))|S[Oo]R|G[Oo]?R)\s*[:=]?\s*"
_OF = rf"{_GRADE_OF}[ABCD]{_END}"
_ONE_B = rf"(?:Grade|GRADE)\s*[:=]?\s*[12]\s?[ABCD][+]?{_END}"

_PAIRED = (
    rf"{_CLASSED}(?: (?:recommendation|indication)\b)?{_JOIN}{_LEVELLED}",
    rf"{_LEVELLED}{_JOIN}{_CLASSED}",
    rf"{_NUMBER_LEVELLED}{_JOIN}(?:{_OF}|Grade:?\s?[ABCD]{_END})",
    rf"(?:{_OF}|Grade:?\s?[ABCD]{_END}){_JOIN}{_NUMBER_LEVELLED}",
    rf"(?i:{_STRENGTH}{_WITH}{_EVIDENCE})(?:,? ?{_SIGNS})?",
    rf"(?i:{_EVIDENCE}{_WITH}{_STRENGTH})",
    rf"(?i:{_STRENGTH}){_WITH}{_SIGNS}",
)
# What may stand in a sentence without brackets.
IN_WORDS = (
    *_PAIRED,
    rf"{_CLASSED} (?:recommendation|indication)\b",
    rf"{_ONE_B} recommendation\b",
    rf"Grade [ABCD]{_END} recommendation\b",
    r"(?:(?<= a )[BCD]|(?<= an )[AI]) recommendation\b",
)
FULL = (
    *IN_WORDS,
    _ONE_B,
    _OF,
    rf"[12]\s?[|,]?\s?{_SIGNS}",
    rf"(?i:{_STRENGTH})",
    r"(?:Grade:? )?[ABCDI] (?:recommendation|statement)\b",
)
SHORT = (
    rf"Class {CLASSES}{_END}",
    _LEVELLED,
    _NAMED_LEVEL,
    r"(?:Grade|GRADE)\s?:?\s?[ABCD]",
    r"[12][ABCD]",
    r"(?i:not graded|ungraded)",
    r"(?i:(?:ungraded )?(?:good|best) practice (?:statement|point))",
    r"[A-E]-I{1,3}|[A-C]I{2,3}",
    r"(?:I{1,3}|IV|V), ?[A-E]",
    r"(?:I|II[ab]|III)(?: ?[,/-] ?| )[ABC]",
)
# Short ones that may stand behind a recommendation without brackets, alone to the end of the line.
ALONE = (
    _LEVELLED,
    _NAMED_LEVEL,
    r"Grade:? ?[ABCD]",
    r"[12][ABCD]",
    r"(?i:not graded|ungraded)",
    r"(?i:(?:ungraded )?(?:good|best) practice (?:statement|point))",
    r"(?:I|II[ab]|III) [ABC]",
)
# ACC/AHA tables as lines: class and level, then the number of the recommendation.
COLUMNS = rf"(?P<tag>(?:3:? ?(?:No [Bb]enefit|Harm)|1|2a|2b) {_LETTERED})\s+\d{{1,2}}\.\s+"
OWN_LETTERS = re.compile(r" (?:B-N?R|C-LD|C-EO)")
HEADS = re.compile(r"\bCOR\b.{0,20}\bLOE\b", re.DOTALL)
# A row of a table that was read as one: its heads name the columns.
CELLS = (
    r"\| (?P<tag>(?:COR|Class(?: ?a)?(?: of [Rr]ecommendation)?): (?:III(?:: ?(?:Harm|No [Bb]enefit))?|II[ab]|I|1|2[ab]|3)"
    rf" \| (?:LOE|Level(?: ?b)?(?: of [Ee]vidence)?): {_LETTERED})(?= \||$)"
)
# ADA: "9.4 Screen ... A": the number before, a letter behind the stop, then the end of the line or a number.
ADA_NUMBER = re.compile(r"(?:^|\n|\s)(?:[ABCE]\s+)?\d{1,2}\.\d{1,2}[a-z]?\s+$")
ADA_NUMBERED = re.compile(r"(?:[ABCE]\s+)?\d{1,2}\.\d{1,2}[a-z]?\s+\S")
ADA_LETTER = re.compile(r"\s+(?P<tag>[ABCE])(?=[^\S\n]*(?:\n|$)|\s+\d{1,2}\.\d{1,2}[a-z]?\s+[A-Z])")

_IMPERATIVES = (
    "Administer|Advise|Aim|Arrange|Assess|Avoid|Check|Confirm|Consider|Continue|Discuss|Do not|Encourage|Ensure"
    "|Evaluate|Give|Initiate|Inform|Manage|Measure|Monitor|Obtain|Offer|Perform|Prescribe|Provide|Refer|Repeat"
    "|Replace|Review|Screen|Start|Stop|Switch|Take|Teach|Test|Treat|Use|Withhold"
)
RECOMMENDS = re.compile(
    r"(?i:\brecommend(?:s|ed)?\b|\bshould\b|\bmust\b|\bis contraindicated\b|\bare contraindicated\b"
    r"|\b(?:we|panel|committee|task force|group|society|guidelines?) (?:also |therefore )?(?:suggests?|advises?)\b"
    r"|\b(?:is|are) (?:not |also |strongly )?(?:suggested|advised|indicated|reasonable|preferred|useful|beneficial|appropriate)\b"
    r"|\b(?:may|might|can|could) be (?:\w+ )?(?:considered|reasonable|useful|beneficial|used|offered|given)\b"
    r"|\b(?:is|are) (?:probably |potentially )?not (?:\w+ )?(?:useful|beneficial|effective|helpful)\b"
    r"|\bevidence is insufficient\b|\binsufficient evidence\b|\bpotentially harmful\b)"
    rf"|^(?:\W|\d[a-z]?|[A-E]\s|(?:Recommendation|Statement)\s)*(?:{_IMPERATIVES})\b|: (?:{_IMPERATIVES})\b"
)
# A sentence that only tells which grade something has: "... has a Class IIa recommendation".
GIVES = re.compile(
    r"(?i:\b(?:has|have|received?s?|carr(?:y|ies)|holds?|gives?|given|is|are|with|as|assigns?|issued?|makes?|made)"
    r"(?: \w+){0,4} (?:an?|the) $)"
)
# What speaks about grades and not of one recommendation, or of a grade that it had once.
ABOUT_GRADES = re.compile(
    r"(?i:\b(?:means?|denotes?|signif(?:y|ies)|(?:is|are) defined as|stands? for|correspond(?:s|ing|ed)? to)\b"
    r"|\b(?:were|was|is|are) (?:graded|classified|rated|categori[sz]ed|assigned)\b"
    r"|\b(?:upgraded|downgraded|withdrawn|superseded|changed (?:from|to))\b"
    r"|\bpreviously (?:an? )?(?:class|grade|strong|weak|recommended|graded|rated)\b"
    r"|\b(?:previous|prior|earlier|former|older|last) (?:\w+ ){0,3}(?:guidelines?|editions?|versions?|statements?|updates?"
    r"|recommendations?)\b"
    r"|\bin (?:the )?(?:19|20)\d\d (?:\w+ ){0,4}(?:guidelines?|editions?|versions?|update)\b)"
    r"|\b(?:Class \w+|Grade \w+|[Ss]trong|[Ww]eak|[Cc]onditional) recommendations\b"
)
# What itself has grades, classes or levels: in the words just before a short form, it is theirs.
GRADED_THINGS = re.compile(
    r"(?i:\b(?:\w*(?:itis|aemia|emia|oma|opathy|osis)|obes\w+|shock|h?a?emorrhag\w+|h(?:a)?emorrhoids?|NYHA|failure|angina"
    r"|hypertension|Child(?:-Pugh)?|Killip|WHO|ASA|CCS|malocclusion|drugs?|agents?|devices?|molecules?|antigens?"
    r"|symptoms?|dyspn\w+|tumou?rs?|cancers?|disease|varices|toxicity|events?|injur(?:y|ies)|ulcers?|prolapse|sprains?"
    r"|reflux|vitamins?|influenza|groups?|arms?|factors?|types?|burns?|trauma|cent(?:er|re)s?|lesions?|fractures?"
    r"|Mallampati|system|scale|score|stage))\W*$"
)
SCALES = re.compile(
    r"(?i:\b(?:graded|grading|classif\w+|staged|staging|scored|Los Angeles|NYHA|Child-Pugh)\b)"
)
AGAINST = re.compile(
    r"(?i:\b(?:not|no|never|avoid(?:ed)?|against|harm\w*|contraindicated|without benefit)\b)"
)
# A line behind the recommendation that names its grade as such, often after its source.
LABELLED = (
    r"\s*(?:Sources?: [^.;\n]{1,90}[.;]\s+)?"
    r"(?:Grade|(?:Grade|Strength|Class) of recommendation|Recommendation grade): +(?P<tag>[^\n]{1,120})"
)
# What such a line begins with, whatever is said to it.
NAMED = (
    rf"Class {CLASSES}{_END}",
    r"[12][ABCD](?![\w-])",
    r"[ABCDE](?![\w-])",
    rf"(?i:{_STRENGTH})",
    r"(?i:(?:strong|weak|conditional)(?=[\s.,;(]|$))",
)
