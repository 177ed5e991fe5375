"""Words that settle what a question is, whatever a model makes of the rest.

Somebody in danger may write in any language and in few words; an attempt to give this program orders is
known by its form. Each pattern is narrow: research on suicide, or a guideline on cardiac arrest, matches none.
"""

from __future__ import annotations

import re

from kb.answer.policy_features import plain
from kb.text.words import STOP_WORDS
from kb.types import PolicyKind

_SELFHARM = re.compile(
    r"\b(?:(?:kill|hang|shoot|drown|poison|unalive)(?:ing)? (?:my|your)self|end(?:ing)? my (?:own )?life"
    r"|i (?:really |just )?(?:want to|wanna|want 2|wish to|would like to) (?:die|be dead|kms)"
    r"|don'?t want to (?:live|be alive|be here)(?! with\b)|(?:gonna|want to|going to|wanna) kms"
    r"|take my own life|i(?:'m| am) (?:feeling )?suicidal|i have suicidal thoughts|suicide note"
    r"|kill(?:ing)? (?:him|her|them)sel(?:f|ves) (?:tonight|today|now|tomorrow)"
    # German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish
    r"|(?:will|m[öo]chte) (?:nicht mehr leben|sterben)|mich (?:umbringen|selbst t[öo]ten|umzubringen)"
    r"|mir das leben (?:zu )?nehmen|denke an (?:selbstmord|suizid)|(?:verletze|ritze|schneide) mich (?:selbst|wieder)"
    r"|je (?:veux|voudrais) mourir|me suicider|me tuer|(?:plus )?envie de (?:mourir|me faire du mal)|plus envie de vivre"
    r"|en finir avec (?:la|ma) vie|pense au suicide"
    r"|(?:quiero|queria|deseo) morir(?:me)?|suicidarme|(?:me quiero|quiero) matar(?:me)?|quitarme la vida"
    r"|no quiero (?:seguir viviendo|vivir(?: m[áa]s)?)|(?:hacerme|me quiero hacer) daño"
    r"|voglio (?:morire|uccidermi|farla finita)|mi voglio uccidere|mi faccio del male|non voglio pi[ùu] vivere"
    r"|quero morrer|(?:me matar|me suicidar)|n[ãa]o quero (?:mais )?viver"
    r"|(?:ik )?wil (?:niet meer leven|dood)|vill (?:d[öo]|inte leva)|chc[ęe] umrze[ćc])\b"
    r"|хочу умереть|покончить с собой|我想死|想自杀|死にたい|أريد أن أموت"
)
_EMERGENCY = re.compile(
    r"\b(?:(?:he|she|baby|child|son|daughter|husband|wife|mother|father|mum|mom|dad|friend|grandma|grandpa)"
    r"(?: has| is|'s)? (?:just )?(?:isn'?t|not|stopped|no longer) breathing|(?:i )?can'?t breathe(?: (?:now|help))?$"
    r"|(?:turning|turned|going|lips (?:are )?) ?blue (?:now|right now|help|what)"
    r"|(?:he|she|it|baby|child|son|daughter) (?:is |'s )?chok(?:ing|ed) (?:on|right now|now)"
    # German, French, Spanish, Italian, Portuguese, Dutch
    r"|atmet (?:nicht|kaum)|reagiert nicht(?: mehr)?(?=$|,| und\b)|nicht ansprechbar|kein(?:en)? puls|(?:bekomm\w*|krieg\w*|kriegt) keine luft|(?:ist|wurde) bewusstlos\b|bewusstlos(?:e|er)? .*\bwas tun|jetzt,? was tun"
    r"|ne respire (?:plus|pas)|(?:ne r[ée]agit (?:plus|pas)|a perdu connaissance|s'est effondr[ée]e?)(?=$|,| et\b)|s'[ée]touffe"
    r"|est inconsciente?(?= |$)|au secours|je n'arrive pas [àa] respirer"
    r"|no (?:respira|puede respirar|puedo respirar)|no (?:reacciona|despierta)(?=$|,| y\b)|se est[áa] ahogando|est[áa] inconsciente"
    r"|se ha (?:desmayado|atragantado)|non (?:respira|riesco a respirare)"
    r"|n[ãa]o (?:respira|consigo respirar|acorda)|ademt niet|krijgt? geen lucht)\b"
    r"|не дышит|没有呼吸|息をしていない"
)
# Where an order begins: patients also forget instructions, and a gastric bypass has its safety studied.
_ORDER = r"(?:^|[.!?:;,\"'(\]>-] ?|\b(?:please|now|and|then|also|just|first|must|you should|you can|to) )"
_ALL_OF = r"(?:(?:all|any|every|of|the|your|my|these|those|its|previous|prior|earlier|preceding|above|other|safety|system) )*"
_ORDERS = re.compile(
    rf"{_ORDER}(?:ignore|disregard|forget|override|bypass|stop following) "
    rf"(?:{_ALL_OF}(?:instructions?|rules|prompts?|restrictions|filters|safety (?:rules|filters)|constraints"
    r"|polic(?:y|ies)|directions|orders|messages?)|your \w+ ?guidelines|your guidelines|everything (?:above|before|you)"
    r"|(?:what|all that|everything) (?:you|i) (?:were|have been|was) told|(?:(?:all|the|everything|anything) )+above"
    r"|your (?:\w+ )?(?:settings|programming|training|limits))\b"
    r"|\b(?:(?:system|hidden) (?:prompt|instructions)|(?:developer|dan|god) mode|jail ?br(?:eak|oken)"
    r"|you are now (?:dan\b|free\b|no longer|in \w+ mode|(?:an? )?(?:\w+ ){0,2}(?:assistant|ai|bot|chatbot|model|pirate|hacker))"
    r"|act as (?:dan|an? (?:unrestricted|evil|pirate))|you have no (?:rules|restrictions|limits)"
    r"|(?:answer|respond|reply|speak|talk|act)\b.{0,40}\bwithout (?:any )?(?:rules|restrictions|filters|limits|guidelines))\b"
    rf"|{_ORDER}pretend (?:that )?(?:you|to be)\b"
    r"|\b(?:ignora|ignoriere|oublie|vergiss|olvida)\b.{0,20}\b(?:instrucciones|regeln|consignes|anweisungen|reglas)\b"
)
# Words of research, beside which no word of danger is a cry for help.
_STUDIED = re.compile(
    r"\b(?:prevalence|incidence|cohort|trials?|studies|study|review|risk factors|registry|among"
    r"|epidemiology|rates?|literature|guidelines?|definition|icd|code)\b"
)
_SPOKEN = re.compile(
    r"\b(?:i|i'm|i've|i'd|me|my|mine|we|our|us|you|your|he|she|his|her|him|they|them|patient|pt|help|now"
    r"|please|someone|somebody|nobody|how|what|which|when|where|why|who|can|could|should|is|are|does|do)\b"
)
_LATIN = re.compile(r"[a-z]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Words of German, French, Spanish, Italian, Portuguese, Dutch and Swedish that are none of English or medicine.
# Left out are those that are clinical abbreviations and words: av, des (drug-eluting stent), ma, da, na, il, mi, para.
_FOREIGN = re.compile(
    r"der|das|und|ist|nicht|mit|für|bei|wie|welche|eine|einen|ich|mein|meine|habe|kann|wird|zu|auf|seit|gibt"
    r"|les|une|avec|dans|quels|quelle|quel|mon|sur|que|qui|depuis|chez|puis|est|pour|aux|elle|je"
    r"|el|los|las|del|cuál|qué|tengo|está|puede|desde|por|lo|gli|della|nel|che|sono|mio|mia|una"
    r"|uma|não|meu|é|het|een|voor|hoe|welke|ik|mijn|och|att|är|jag|som|på|hos"
)
# English words that are words of those languages too, and so tell nothing.
_SHARED = frozenset(
    {"a", "am", "an", "as", "die", "do", "in", "is", "me", "no", "of", "on", "or", "so", "was"}
)
_ACCENT = re.compile(r"[äöüßéèêàùçñãõîôåœ]")


def settled(question: str) -> PolicyKind | None:
    """The kind that a question's words settle, or ``None``."""
    text = plain(question)
    if not _STUDIED.search(text):
        if _SELFHARM.search(text):
            return "selfharm"
        if _EMERGENCY.search(text):
            return "emergency"
    return "out_of_scope" if _ORDERS.search(text) else None


def is_statement(question: str) -> bool:
    """Whether it is a sentence that states something, as a paper does, and asks or tells of nobody."""
    text = plain(question)
    if "?" in text or "!" in text or text.count(" ") < 3:
        return False
    head = text.split(" ", 1)[0]
    verbs = {"is", "are", "does", "do", "can", "could", "should"}
    persons = set(_SPOKEN.findall(text)) - verbs
    return not persons and not _SPOKEN.fullmatch(head) and text.endswith(".")


def in_english(question: str) -> bool:
    """Whether a question seems to be in English; keywords alone count as English."""
    text = plain(question)
    letters = _LETTER.findall(text)
    if letters and sum(bool(_LATIN.match(letter)) for letter in letters) < 0.6 * len(letters):
        return False
    words = _WORD.findall(text)
    foreign = sum(bool(_FOREIGN.fullmatch(word)) for word in words)
    english = sum(word in STOP_WORDS and word not in _SHARED for word in words)
    accented = sum(bool(_ACCENT.search(word)) for word in words)
    return foreign + accented <= max(english, 1 if len(words) > 12 else 0)
