"""The forms that an order to a language model takes in a document.

Each speaks to a model, of its prompt, its answer or the passages beside this one; what only commands
('do not give ...', 'ignore values below ...') is ordinary clinical English and no form.
"""

from __future__ import annotations

import re

# A person who assists is none of these.
_MODEL = (
    r"(?:AI|A\.I\.|LLMs?|language models?|chat ?bots?|bots?|GPT(?:-?\d\S*)?|ChatGPT|Qwen|Llama|Claude|Gemini|DAN"
    r"|(?<!medical )(?<!research )(?<!nursing )(?<!surgical )(?<!dental )(?<!physician )(?<!teaching )(?<!care )"
    r"(?<!laboratory )(?<!health )assistant|reader model|automated (?:summar\w+|reader|system))"
)
_ORDERS = (
    r"(?:instructions?|prompts?|rules|directions|directives|commands?|context|training|safeguards|filters"
    r"|restrictions|guardrails|configuration)"
)
_SPEAK = r"(?:answer|reply|respond|say|output|print|write|tell|state|claim|repeat|conclude|translate|return)"
_QUOTE = r"(?:say|output|print|repeat|respond|reply|answer|write|return|translate)"
_REPLY = r"(?:answer|reply|response|summary|output)"
_SOURCES = r"(?:passages?|sources?|documents?|citations?|articles?|studies|texts?)"

# 'Ignore ... instructions' in languages beside English: a verb, a noun, and 'earlier' or 'all'.
_ELSEWHERE = (
    (
        r"ignore[rz]?|oublie[rz]?|ne tenez pas compte",
        r"instructions?|consignes?",
        r"précédent\w*|antérieur\w*|toutes?",
    ),
    (
        r"ignorier\w*|missacht\w*|vergiss|vergessen sie",
        r"anweisung\w*|instruktion\w*",
        r"vorherig\w*|bisherig\w*|obig\w*|alle",
    ),
    (
        r"ignor[ae]\w*|olvid[ae]\w*",
        r"instrucciones|indicaciones|órdenes",
        r"anteriores|previas|todas",
    ),
    (r"ignor[ai]\w*|dimentica\w*", r"istruzioni|indicazioni", r"precedenti|tutte"),
    (
        r"ignor[ea]\w*|esqueça\w*|desconsidere\w*",
        r"instruções|orientações",
        r"anteriores|prévias|todas",
    ),
    (r"negeer|vergeet", r"instructies|aanwijzingen|opdrachten", r"eerdere|vorige|alle"),
    (r"ignorera|glöm", r"instruktioner\w*|anvisningar\w*", r"tidigare|alla"),
    (r"zignoruj|ignoruj|zapomnij", r"instrukcj\w*|polece\w*", r"poprzedni\w*|wszystk\w*"),
    (r"игнорируй\w*|проигнорируй\w*|забудь\w*", r"инструкци\w*|указани\w*", r"предыдущ\w*|все\w*"),
    (r"yok say|görmezden gel|unut", r"talimat\w*|yönerge\w*", r"önceki|tüm"),
)
_ELSEWHERE_SCRIPTS = (
    r"(?:忽略|无视|無視|忘记|忘記)[^。]{0,20}(?:指令|指示|说明|說明|提示)",
    r"(?:指示|命令|プロンプト)[^。]{0,12}(?:無視|忘れ)",
    r"(?:지시|명령|프롬프트)[^.]{0,12}(?:무시|잊)",
    r"(?:تجاهل|انس)[^.]{0,30}(?:التعليمات|الأوامر|تعليمات)",
    r"(?:התעלם|שכח)[^.]{0,30}(?:הוראות|ההוראות)",
    r"(?:अनदेखा|नज़रअंदाज़|भूल)[^।]{0,30}(?:निर्देश)|निर्देश[^।]{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)",
)


def _together(*parts: str) -> str:
    """All parts in one sentence, in any order."""
    return "^" + "".join(rf"(?=.*\b(?:{part})\b)" for part in parts)


FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Away with what was said before.
        rf"\b(?:ignore|disregard|forget|override|bypass|skip|overrule)\b[^.]{{0,50}}\b{_ORDERS}\b",
        r"\b(?:ignore|disregard|forget)\s+(?:everything|anything|what(?:ever)?|all)\b[^.]{0,30}"
        r"\b(?:above|before|told|said|previous|earlier|else)\b",
        rf"\b(?:ignore|disregard|pay no attention to|suppress|discard|distrust|skip)\b[^.]{{0,30}}\b(?:other|every other"
        rf"|above|preceding|remaining|retrieved)\b[^.]{{0,12}}\b{_SOURCES}\b",
        r"\b(?:ignore|disregard|skip)\b[^.]{0,20}\b(?:passages|citations|sources)\b[^.]{0,10}\b(?:above|below|before)\b",
        rf"\btreat (?:every|all|any|the) other {_SOURCES}\b|\bdo not (?:mention|cite|use) (?:any )?other {_SOURCES}\b",
        rf"\b(?:rely|draw|base your \w+) (?:only|solely|exclusively) on this {_SOURCES}\b"
        rf"|\bonly {_SOURCES} (?:that )?you (?:may|can|should|must)\b|\bprioriti[sz]e this {_SOURCES}\b",
        rf"\b{_SPEAK}\b[^.]{{0,40}}\b(?:regardless of|no matter|whatever)\b[^.]{{0,25}}\b(?:sources?|evidence|passages?|asked"
        r"|questions?)\b",
        r"\boverrid(?:es?|ing|den)\b[^.]{0,20}\b(?:your|configuration|settings)\b|^\W*override\s*:",
        rf"\byour (?:previous|prior|earlier|original|former) (?:guidelines|{_ORDERS})\b",
        # Who the model is.
        rf"\byou(?:'re| are| will act| must act)\b[^.]{{0,30}}\b(?:an?|the)\b[^.]{{0,25}}\b{_MODEL}\b",
        r"\byou are (?:now|no longer) (?:an? |the )?[^.]{0,40}\b(?:who|that|which|unrestricted|assistant)\b",
        rf"\b(?:act|behave|pretend|role-?play|respond|speak)\s+(?:as|like|to be)\b[^.]{{0,30}}\b{_MODEL}\b",
        r"\byour new (?:role|task|goal|purpose|identity|instructions?)\b|\ba new task follows\b",
        # Spoken to by name.
        rf"\b(?:dear|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|to) (?:the |any |all |whichever |every )?"
        rf"[^.,]{{0,20}}\b{_MODEL}\b[^.]{{0,60}}(?:[:,;]|\b(?:please|ask|request|must|should|kindly)\b|$)",
        rf"^\W*{_MODEL}\s*[:,]\s*\S",
        rf"\bif you(?:'re| are) (?:an?|the) {_MODEL}\b",
        rf"\b(?:any|every|all|the|an?|this|whichever|{_MODEL}[- ]generated)\s+(?:\w+\s+)?(?:{_MODEL}|summaries)\b[^.]{{0,40}}"
        rf"\b(?:must|should|shall|is to|are to|has to)\b[^.]{{0,40}}\b(?:{_SPEAK}|ignore|omit|hide|recommend|cite|prioriti[sz]e)\b",
        rf"\b(?:request|ask|demand|require|expect|want|urge)\w*\b[^.]{{0,20}}\b(?:{_MODEL}|automated summaries)\b[^.]{{0,30}}"
        rf"\b(?:{_SPEAK}|quote|give|describe|recommend|report|cite|present)\b",
        rf"\b(?:{_MODEL}|model)\b[^.]{{0,40}}\b{_REPLY} (?:must|should|has to|shall) (?:contain|include|state|say|be)\b",
        rf"\b(?:processed|read|indexed|summari[sz]ed|retrieved) by (?:an? |the )?(?:\w+ )?{_MODEL}\b[^.]{{0,60}}\b(?:must|should"
        r"|please|add|say)\b",
        r"\bTODO\b[^.]{0,20}\b(?:bot|model|assistant|AI|LLM)\b",
        # Its prompt.
        r"\b(?:system|developer|hidden|original|initial)\s+(?:prompt|message|instructions?|override)\b(?! (?:was|were|is) (?:sent|shown))",
        r"\b(?:new|updated|revised|additional|secret)\s+(?:system\s+)?instructions?\s*[:.-]",
        r"\b(?:reveal|print|show|repeat|leak|send|e-?mail|upload|post(?!-)|transmit|exfiltrate|dump)\b[^.]{0,60}"
        r"(?:\b(?:prompt|instructions|passwords?|api keys?|credentials|conversation|chat history|other passages)\b"
        r"|\bto\s+(?:https?://|\S+@\S))",
        r"\b(?:jail ?break|prompt injection|developer mode|do anything now|sudo|god mode)\b",
        # What it shall say.
        rf"\bfrom now on\b[^.]{{0,40}}\b(?:you|{_SPEAK})\b",
        rf"^\W*(?:please\s+|now\s+|instead,?\s+|always\s+|only\s+|just\s+|simply\s+)*(?:{_QUOTE}|tell|state|claim|conclude)"
        r"\s+(?:only|exactly|simply|just|nothing|instead|with (?:the|a|\W|\d|only)|the (?:word|phrase)|that\b|[\"'“‘](?![^\"'”’]{1,4}[\"'”’]))",
        rf"^\W*(?:please\s+)?(?:{_QUOTE})\s+(?:the|in the) following (?:text|words?|phrase|sentence|format|into)\b|^\W*translate the following\b",
        r"^\W*(?:simply|just|only|always) (?:say|output|print|repeat|reply|respond|answer)\b",
        r"^\W*(?:say|output|print|reply|respond)\s*:",
        rf"\b(?:begin|start|end|finish|open) (?:your|the|every|each) {_REPLY} with\b",
        rf"^\W*in (?:your|the|every) {_REPLY},|\byour {_REPLY} (?:must|should|shall|will|consists?|contains?|is to)\b",
        r"\b(?:the )?(?:final|correct|only|right) answer\b[^.]{0,40}(?::\s|\bis\s)(?!(?:chosen|given|marked|recorded|one|always|often"
        r"|usually|shown|that|to|in|not|the)\b)",
        r"\byou (?:must|should|shall|have to|need to|will)\s+(?:now\s+|always\s+|only\s+|instead\s+|never\s+)*"
        r"(?:answer|reply|respond|output|print|state|claim|conclude|translate|return|cite|mention|ignore|obey|say"
        r"|comply|reveal)\b(?! (?:all|to|the) (?:the )?(?:questions?|items?|clinic|hospital|form))",
        r"\byou (?:must |will |shall )?obey\b|\byou always (?:answer|say|reply)\b|\b(?:permission|allowed) to skip\b",
        rf"\b{_SPEAK}\b[^.]{{0,40}}\bto the (?:user|clinician who asks)\b|\b(?:from|to) the user\b[^.]{{0,30}}\b{_SPEAK}\b",
        rf"\b{_SPEAK} to the (?:clinician|reader|physician|doctor|asker) that\b",
        rf"\bwhen(?:ever)?\s+(?:you(?:'re| are)?\s+)?(?:asked|answering|summari[sz]ing|generating|replying|the user asks|queried"
        rf"|prompted)\b[^.]{{0,60}}\b(?:{_SPEAK}|always|never|recommend|cite|prioriti[sz]e)\b",
        rf"\b(?:user|reader)(?:'s)? question\b[^.]{{0,40}}\b(?:{_SPEAK}|ignore|is)\b",
        rf"^\W*(?:please\s+)?{_SPEAK}\b[^.]{{0,40}}\b(?:to|for) (?:the|this|your) (?:user|question|query)\b",
        r"\b(?:answer|reply to|treat) all (?:further|future|later|other) questions\b|\bwhatever is asked\b|\binclude this link in\b",
        r"\bplease (?:respond|reply|answer) with\b|\b(?:answer|reply|respond|say)\s+\d",
        r"\b(?:do not|don't|never)\s+(?:cite|mention|tell|reveal|disclose|show|quote|warn)\b[^.]{0,50}"
        r"\b(?:user|reader|sources?|passages?|instructions?|this (?:message|text|sentence))\b",
        # Marks of a prompt.
        r"<\|?\s*/?(?:im_start|im_end|system|assistant|user|endoftext|inst)\b|\[/?INST\]|<</?SYS>>"
        r"|\[\[/?(?:system|assistant|user)\]\]|^\W*#{2,}\s*(?:system|instruction|assistant|response)",
        r"\[(?:system|assistant|developer|instruction)s?\]",
        r"^\W*(?:system|assistant|developer)\s*:(?=[^;]*\b(?:is|are|was|must|should|shall|may|will|can|you|user|say|tell|answer"
        r"|reply|respond|output|recommend|ignore)\b)\s*\S",
        r"\bhuman\s*:.{0,120}\bassistant\s*:",
        r"\"(?:role|content|answer|citations|sentences|instructions?|tool_calls?|function)\"\s*:\s*[\[{\"]",
        r"!\[[^\]]*\]\(\s*https?://|\]\(\s*https?://[^)]*(?:\{|[?&](?:q|query|data|text|prompt|log)=)",
        r"^\W*\|\s*(?:instruction|system|note to [^|]*)s?\s*\|(?=[^|]*\b(?:answer|reply|always|respond|say|ignore|user)\b)",
        r"^\W*(?:end|begin|start)\s+of\s+(?:passages?|documents?|context|system|data)\b",
        r"</?\s*(?:passages?|question|system|instructions?|context)\b",
        r"<!--(?=[^>]*\b(?:assistant|AI|model|LLM|bot|answer|say|ignore)\b)",
    )
)
ELSEWHERE = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (*(_together(*parts) for parts in _ELSEWHERE), *_ELSEWHERE_SCRIPTS)
)
# A sentence with none of these has none of the forms; most have none.
TRIGGER = re.compile(
    r"ignor|disregard|forget|overrid|overrul|bypass|skip|attention|suppress|discard|distrust|treat (?:every|all|any|the)"
    r"|mention|cite|\brely\b|\bdraw\b|base your|\byou|prioriti|regardless|no matter|whatever|assistant|\bA\.?I\b|\bLLM|language model"
    r"|\bmodel\b|bots?\b|GPT|Qwen|Llama|Claude|Gemini|\bDAN\b|automated|prompt|instruction|reveal|leak|conversation|password|jail"
    r"|developer|sudo|god mode|anything now|from now on|new task|\bsay|output|print|repl(?:y|ies)|respon[ds]|answer|repeat|translate"
    r"|return|\btell|\bstate|claim|conclude|\bwrite|summar|\buser|reader|[<\[{|!\"]|^\W*system|human\s*:|TODO|end of|begin|start of|message|asked|queried|upload|e-?mail|\bsend|transmit|exfiltrat|\bdump|chat history|api key|credential",
    re.IGNORECASE,
)
TRIGGER_ELSEWHERE = re.compile(
    r"ignor|oubli|pas compte|missacht|verges|vergis|olvid|dimentic|esque|desconsid|negeer|vergeet|glöm|zapomn|игнор|забуд"
    r"|yok say|görmez|unut|[\u0590-\u08ff\u0900-\u097f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]",
    re.IGNORECASE,
)
