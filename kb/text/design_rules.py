"""The words by which a work names its own type and design, as rules for :mod:`kb.text.designs`.

A rule of the title looks for a phrase that titles use for the work itself; ``unless`` are words with which
the phrase is about something else ("adherence to the guideline"). A rule of the text needs authors who
speak of their own work (``OWN``) or a sentence that only such a work has ("we randomly assigned").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """Pattern that makes a work ``says``, where it is looked for, and what forbids it there."""

    says: str
    place: Literal["title", "text"]
    pattern: str
    unless: str = r"(?!)"


_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|[2-9]|[1-4]\d)"
_AGED = r"\d{1,3}[- ](?:year|month|week|day|yr)s?[- ]old"
_PERSON = r"(?:case|patient|infant|newborn|neonate|child|boy|girl|man|woman|male|female|adult)"
_TOLD = r"(?:reported|presented|described|documented|discussed)"
_RANDOM = r"(?<!non[- ])(?<!non)(?<!quasi[- ])(?<!quasi)(?<!pseudo-)randomi[sz]ed"
_ANIMALS = (
    r"(?:mice|mouse|murine|rats?|rabbits?|dogs?|canine|pigs?|piglets?|swine|porcine|sheep|goats?|monkeys?"
    r"|macaques?|zebrafish|drosophila|hamsters?|guinea[- ]pigs?|cats|feline|cattle|cows?|calves|bovine|horses"
    r"|equine|chickens?|chicks|broilers?|hens|rodents?|seedlings|larvae|caenorhabditis elegans|xenopus"
    r"|saccharomyces|escherichia coli)"
)
_HUMANS = r"\b(?:patients?|humans?|child(?:ren)?|women|men|adults?|people|clinical|infants?|participants?|volunteers?)\b"
# Authors speaking of their own work, up to where its design may follow.
_OWN = (
    r"(?:\bwe (?:have )?(?:here(?:in)? )?(?:also )?(?:conducted|performed|carried out|undertook|did|designed"
    r"|used|completed|report|present|employed|adopted|implemented)\b[^.;]{0,60}?\b"
    r"|\b(?:this|our|the (?:present|current)|present)(?: [\w()/-]+){0,4}? (?:is|was|were|employed|used)\b[^.;]{0,60}?\b"
    r"|\b(?:study )?design(?:,? (?:and )?[\w, ]{0,30})?[:.]\s*[^.;]{0,60}?\b"
    r"|\b(?:methods?|methodology|study|trial)[:.]\s*[^.;]{0,40}?\b"
    r"|\b(?:in )?(?:this|our|the present)\s(?:[\w()/-]+,? ){0,8}?"
    r"|\A(?:methods |in )?an?\s(?:[\w()/-]+,? ){0,8}?(?=[^.;]{0,220}\b(?:was|were|compared|evaluated)\b))"
)
_NOT_YET = (
    r"\b(?:needed|warranted|should|required|necessary|future|further|recommended|lacking|lack of|unlike"
    r"|in contrast (?:to|with)|previous(?:ly)?|earlier|prior)\b"
)
_OTHERS = (
    r"\b(?:systematic(?:ally)?|meta-?analys[ie]s|trials|studies|literature|emulat\w+|mendelian|unlike|previous"
    r"|secondary|post[- ]?hoc|protocol|(?:component|example|context|analysis) of|needs?|needed|warranted|should|future|further|follow[- ]up study)\b"
)

NOTICES = (
    Rule(
        "correction",
        "title",
        r"\A(?:author |publisher )?(?:correction|corrigendum|erratum|errata)\b(?=\s*(?::|to\b|for\b|in\b|\Z))",
    ),
    Rule(
        "retraction notice",
        "title",
        r"\A(?:notice of )?retraction(?: note| notice)?(?=\s*(?::|of\b|to\b|\Z))",
    ),
    Rule(
        "letter",
        "title",
        r"\A(?:letters? to the editor|re:|in reply\b|(?:author'?s?'? )?(?:reply|response)(?: by\b|:|\Z)"
        r"|(?:reply|response) to\b(?=.*(?:[\"\u201c\u2018]|\bet al\b|\bletter\b|\bcomment|\bdr\.? ))"
        r"|comments? on\b(?=\s*[:\"\u201c\u2018]))|\bletter to the editor\Z",
    ),
    Rule(
        "letter",
        "text",
        r"\A(?:(?:sir|dear editor|to the editor)\W+)?(?:we|i) (?:have )?read with (?:great |much )?interest\b",
    ),
    Rule("editorial", "title", r"\A(?:guest |invited )?editorial\b|[:.] (?:an )?editorial\Z"),
    Rule(
        "protocol",
        "title",
        r"\b(?:study|trial|review|research) protocol\b|(?<!per[- ])\bprotocol (?:for|of) (?:an?|the)\b"
        r"|[:\u2013-] ?(?:a |study |trial )?(?<!per[- ])protocol\b(?=\s*(?:\Z|for|of|and))"
        r"|\brationale(?:,|,? and)? (?:study |trial )?design\b|\bdesign and rationale\b",
        r"\btreatment protocol|protocol violation",
    ),
    Rule(
        "guideline",
        "title",
        r"\b(?:practice |clinical |management |treatment |society |consensus )?guidelines?\b"
        r"(?=\s*(?:\Z|[:,.(]|for\b|on\b|from\b|of the\b|\d{4}|update|by\b))"
        r"|\b(?:consensus|position|scientific) (?:statement|document|recommendations?|paper)\b|\bexpert consensus\b"
        r"|\brecommendations? (?:from|of|by) the\b[^.]*\b(?:society|task force|committee|association|college|panel"
        r"|group|academy|network)\b|\brecommendation statement\b"
        r"|\b(?:practice|consensus|expert|evidence-based) recommendations?\b|\b(?:expert|society) statement\b"
        r"|\brecommendations for the\b[^.]*\b(?:management|treatment|diagnosis|follow-up|prevention|care)\b",
        r"\b(?:adheren\w+|complian\w+|concordan\w+|impact|effects?|based|according|implement\w*|knowledge|awareness"
        r"|follow\w*|using|use|uptake|evaluation|assessment|apprais\w+|quality|review|comparison|agreement"
        r"|attitudes?|survey|barriers|protocol|versus|vs|before and after|validation|application|applying"
        r"|editorial|commentary|analysis|compare\w*|challeng\w+|overview|inform|defined|reporting|overcoming|beyond|need for|towards?|role of)\b",
    ),
)

_PLANNED = r"\b(?:protocol|previous|published|existing|should|needed|future|recent)\b"
_RECORDS = r"\b(?:records?|charts?|patients|cases|retrospective(?:ly)?|consecutive|database)\b"
_GIVES = (
    r"(?:summari[sz]|discuss|describ|review|provid|focus|examin|highlight|outlin|cover|explor|present|address"
    r"|consider|aim)"
)
_DATABASES = r"(?:medline|pubmed|embase|cochrane(?: library)?)"

REVIEWS = (
    Rule(
        "meta-analysis",
        "title",
        r"\bmeta-?\s?analys[ie]s\b",
        r"\bprotocol\b|\b(?:transcriptom|genom|microarray)\w*",
    ),
    Rule("scoping review", "title", r"\bscoping (?:literature )?review\b"),
    Rule(
        "systematic review",
        "title",
        r"\b(?:systematic(?:ally)?|umbrella|cochrane)(?: [\w-]+){0,3}? reviews?\b|\bsystematic overview\b",
    ),
    Rule(
        "meta-analysis",
        "text",
        rf"{_OWN}meta-?\s?analys[ie]s\b|\b(?:this|our) meta-?analysis\b",
        _PLANNED,
    ),
    Rule("scoping review", "text", rf"{_OWN}scoping review\b", _PLANNED),
    Rule(
        "systematic review",
        "text",
        rf"{_OWN}systematic(?: [\w-]+){{0,3}}? review\b|\bwe systematically (?:reviewed|searched)\b",
        _PLANNED,
    ),
    Rule(
        "systematic review",
        "text",
        rf"\bwe (?:systematically )?searched\b[^.]{{0,80}}\b{_DATABASES}\b"
        rf"|\b{_DATABASES}\b[^.]{{0,120}}\bwere (?:systematically )?searched\b",
    ),
)
_NARRATIVE = (
    Rule(
        "narrative review",
        "title",
        r"\b(?:narrative|critical|comprehensive|brief|mini|updated|current|state[- ]of[- ]the[- ]art|integrative"
        r"|clinical|literature|concise|historical)[- ]review\b(?! of (?:\d|our|patients|records|cases))"
        r"|[:.?] ?(?:an? )?(?:[\w-]+ ){0,2}(?:review|overview)(?: of (?:the )?(?:[\w-]+ )?(?:literature|evidence))?\.?\Z"
        r"|\Areview of (?:the )?literature\b|\Areview:",
        _RECORDS,
    ),
    Rule(
        "narrative review",
        "text",
        rf"\b(?:in )?(?:this|the present|our)(?: [\w-]+){{0,3}}? (?:review|overview)\b[^.;]{{0,60}}\b{_GIVES}\w*"
        rf"|\bthe review\b (?:also |will |briefly )?{_GIVES}"
        r"|\b(?:this|the present) (?:article|paper|chapter|work) (?:briefly |also |critically )?(?:reviews"
        r"|summari[sz]es|discusses|outlines|gives an overview|provides an overview)"
        r"|\b(?:here|herein|in this (?:article|paper|chapter|work|communication)),? (?:we |the authors? )?"
        r"(?:briefly |will |critically )?(?:review|summari[sz]e|discuss)\b|\bwe (?:briefly |critically |also )?review (?!of\b)",
        rf"{_RECORDS}|\bthis report\b",
    ),
)

CASES = (
    Rule(
        "case series",
        "title",
        rf"\bcase series\b|\breport (?:of|on) {_COUNT}(?: [\w-]+){{0,3}} (?:cases|patients)\b|\b{_COUNT} case reports?\b",
    ),
    Rule(
        "case report",
        "title",
        r"\bcase reports?\b(?! forms?)|\ba (?:rare |unusual |fatal |unique |peculiar |severe |new )?case of\b"
        r"|\breport of (?:a|one|an?\s\w+) case\b|\b(?:rare|unusual|first|unique|autopsy) case\b|\bone case\b",
        r"\bcases\b",
    ),
    Rule(
        "case report",
        "text",
        r"\b(?:we|the authors?|here(?:in)?|this (?:paper|article|report|case report)) (?:have )?(?:now |here(?:in)? "
        r"|also )?(?:reports?|presents?|describes?|reported|presented|described|discuss)(?: (?:on|here))?"
        rf" (?:the|an?|one)(?: [\w,'()-]+){{0,7}}? (?:case|patient|{_AGED})\b(?! series)(?!-)",
        r"\b(?:cases|patients|studies|series|cohort|case[- ]control|method|approach|model)\b",
    ),
    Rule(
        "case report",
        "text",
        rf"\Aan?\b(?: [\w,-]+){{0,4}}? ?{_AGED}\b[^.]{{0,160}}\b(?:presented|was|had|developed|complained|suffered"
        r"|died|underwent|who|with)\b"
        rf"|\A(?:the |an? |one )(?:[\w,'-]+ ){{0,8}}?{_PERSON}\b[^.]{{0,200}}\b(?:is|was) {_TOLD}\b",
    ),
    Rule(
        "case series",
        "text",
        rf"{_OWN}case series\b|\b(?:we|the authors?) (?:report|present|describe|reported|presented|described|discuss)"
        rf"(?: on)? (?:the cases? of )?{_COUNT}(?: [\w-]+){{0,5}}? (?:cases|patients)\b"
        rf"|\A{_COUNT}(?: [\w-]+){{0,5}}? (?:cases|patients)\b[^.]{{0,160}}\b(?:are|were) {_TOLD}\b",
    ),
    *_NARRATIVE,
)

_TRIAL = r"(?:trial|study|experiment)"
_NOT_THE_TRIAL = (
    r"\b(?:protocol|secondary|post[- ]?hoc|sub-?group|trials|studies|emulat\w+|mendelian|participants in|sub-?study"
    r"|follow[- ]?up of|cost|lessons|guidance|recruit(?:ing|ment)|planning|designing|specifying)\b"
    r"|\b(?:for|into|within|alongside) an? (?:[\w-]+ ){0,4}randomi[sz]ed"
)

TRIALS = (
    Rule(
        "randomised controlled trial",
        "title",
        rf"\b(?:{_RANDOM}|rct)\b[^:.]{{0,60}}?\b(?:{_TRIAL}|comparison|evaluation)\b|\brandomi[sz]ation to\b"
        rf"|\b{_RANDOM},? (?:double|single|placebo|controlled|open)[\w -]*"
        r"|\b(?:placebo[- ]controlled|double[- ]blind)\b[^.]{0,40}\b(?:trial|study)\b",
        rf"{_NOT_THE_TRIAL}|\b{_ANIMALS}\b|non-?randomi",
    ),
    Rule(
        "non-randomised trial",
        "title",
        r"\b(?:non-?randomi[sz]ed|quasi-(?:experimental|randomi[sz]ed)|single-arm)\b[^:.]{0,60}\b(?:trial|study)\b"
        r"|\bphase (?:i|ii|1|2|i/ii|1/2)[ab]?\b[^:.]{0,40}\b(?:trial|study)\b",
        rf"{_NOT_THE_TRIAL}|\bobservational\b",
    ),
    Rule(
        "non-randomised trial",
        "text",
        rf"{_OWN}(?:non-?randomi[sz]ed|quasi-(?:experimental|randomi[sz]ed)|single-arm|uncontrolled)"
        r"(?:,? [\w-]+){0,4} (?:trial|study|design)\b",
        rf"{_NOT_YET}|\bobservational\b",
    ),
    Rule(
        "randomised controlled trial",
        "text",
        rf"{_OWN}(?:{_RANDOM}|rct)\b[^.;]{{0,60}}\b(?:{_TRIAL}|design|comparison)\b"
        rf"|\bdesign[:.]\s*[^.;]{{0,60}}\b{_RANDOM}\b"
        rf"|\b(?:was|is) an? (?:(?!of\b|in\b|for\b|to\b)[\w()/-]+,? ){{0,6}}?{_RANDOM}\b[^.;]{{0,60}}\b{_TRIAL}\b"
        rf"|\A(?:methods )?in an?\b[^.;]{{0,60}}\b{_RANDOM}\b[^.;]{{0,60}}\b{_TRIAL}\b",
        rf"\b{_ANIMALS}\b|{_OTHERS}",
    ),
    Rule(
        "randomised controlled trial",
        "text",
        r"\b(?:were|was) (?:then |subsequently |centrally |equally )?(?:randomly (?:assigned|allocated|allotted|divided"
        rf" into)|{_RANDOM} (?:to|into|in a|between|either|\(|1:1|2:1|by|using|with))"
        rf"|\bwe (?:randomly (?:assigned|allocated)|{_RANDOM})\b|\bunderwent randomi[sz]ation\b"
        r"|\b(?:assigned|allocated)(?: at random| randomly)\b|\brandomly (?:assigned|allocated)\b",
        rf"\b{_ANIMALS}\b|{_OTHERS}",
    ),
)

_FORMS = (
    (
        "case-control study",
        r"(?:case[-\u2013 ]control(?:led)?|case[-\u2013 ]crossover)(?: [\w-]+){0,2}? (?:study|analysis|design|studies)",
    ),
    (
        "cohort study",
        r"(?:cohort(?: [\w-]+){0,2}? (?:study|analysis|design)|case-cohort|longitudinal(?: [\w-]+){0,2}? study)",
    ),
    (
        "cross-sectional study",
        r"cross[- ]sectional(?: [\w,-]+){0,4}? (?:study|survey|analysis|design)",
    ),
    (
        "economic evaluation",
        r"(?:cost[- ](?:effectiveness|utility|benefit)(?: analysis| evaluation| study)|economic evaluation)",
    ),
    (
        "observational study",
        r"(?:(?:retrospective|observational)(?:,? [\w-]+){0,4}? (?:study|analysis|review|survey|evaluation|series)"
        r"|prospective(?:,? [\w-]+){0,2}? observational(?: [\w-]+)? study)",
    ),
)
_INTERVIEWS = r"(?:(?:semi-?structured|in-depth)(?: [\w-]+){0,2} interviews|focus groups?)"

OBSERVATIONS = (
    Rule(
        "qualitative study",
        "title",
        r"\bqualitative(?: [\w-]+){0,2}? (?:study|research|exploration|inquiry|interviews?|evaluation|investigation)\b"
        r"|\bgrounded theory\b|\bphenomenological study\b|\bfocus groups?(?: study)?\Z",
    ),
    Rule(
        "diagnostic accuracy study",
        "title",
        r"\bdiagnostic (?:test )?(?:accuracy|performance|validity)\b(?=:| of| study|\Z)",
    ),
    *(Rule(name, "title", rf"\b{form}\b", r"\b(?:review of|studies)\b") for name, form in _FORMS),
    Rule(
        "cohort study",
        "title",
        r"\b(?:prospective|retrospective|population-based|birth|inception|national|nationwide) cohort\b",
    ),
    Rule(
        "qualitative study",
        "text",
        rf"{_OWN}qualitative(?: [\w-]+){{0,3}}? (?:study|design|approach|interviews?|research)\b"
        r"|\b(?:semi-?structured|in-depth)(?: [\w-]+){0,3}? interviews were\b"
        rf"|\bwe (?:conducted|held|undertook|did|carried out)(?: [\w-]+){{0,3}} {_INTERVIEWS}\b",
        _NOT_YET,
    ),
    Rule(
        "diagnostic accuracy study",
        "text",
        rf"{_OWN}diagnostic (?:test )?accuracy study\b"
        r"|\b(?:to|we) (?:evaluated?|assess(?:ed)?|determined?|compared?|investigated?|estimated?) the diagnostic"
        r" (?:accuracy|performance|validity)\b",
        _NOT_YET,
    ),
    *(Rule(name, "text", rf"{_OWN}{form}\b", _NOT_YET) for name, form in _FORMS),
)

LABORATORY = (
    Rule(
        "laboratory study",
        "title",
        rf"\bin[ -]vitro\b|\b(?:in|of|from|using) (?:[\w-]+ ){{0,3}}{_ANIMALS}\b|\b{_ANIMALS} (?:model|liver|brain|heart"
        r"|kidney|muscle|lung|hepatocytes|cells|embryos|tissues?)\b",
        _HUMANS,
    ),
    Rule(
        "laboratory study",
        "text",
        rf"\b{_ANIMALS}\b[^.;]{{0,40}}\bwere (?:randomly|treated|fed|injected|divided|exposed|administered|sacrificed|killed"
        r"|given|infected|immuni[sz]ed|implanted|subjected|allocated|housed|ana?esthetized)\b"
        r"|\b(?:in vitro|animal|mouse|rat) (?:study|experiments?)\b[^.;]{0,60}\b(?:was|were)\b",
        _HUMANS,
    ),
)

# Tried in this order within a place; the first that applies counts.
RULES = (*NOTICES, *REVIEWS, *CASES, *TRIALS, *OBSERVATIONS, *LABORATORY)
