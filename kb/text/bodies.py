"""The organisations that issue guidelines, by name or by acronym."""

from __future__ import annotations

import re

# Acronyms that stand for a body alone; read in capitals only, since some are words.
_ACRONYMS = {
    "AACE": "american association of clinical endocrinology",
    "AAD": "american academy of dermatology",
    "AAFP": "american academy of family physicians",
    "AAN": "american academy of neurology",
    "AAOS": "american academy of orthopaedic surgeons",
    "AAP": "american academy of pediatrics",
    "AASLD": "american association for the study of liver diseases",
    "ACC": "american college of cardiology",
    "ACCF": "american college of cardiology",
    "ACCP": "american college of chest physicians",
    "ACG": "american college of gastroenterology",
    "ACOG": "american college of obstetricians and gynecologists",
    "ACP": "american college of physicians",
    "ACR": "american college of rheumatology",
    "ADA": "american diabetes association",
    "AGA": "american gastroenterological association",
    "AGS": "american geriatrics society",
    "AHA": "american heart association",
    "APA": "american psychiatric association",
    "ASA": "american stroke association",
    "ASCO": "american society of clinical oncology",
    "ASH": "american society of hematology",
    "ATA": "american thyroid association",
    "ATS": "american thoracic society",
    "AUA": "american urological association",
    "BSH": "british society for haematology",
    "BTS": "british thoracic society",
    "CCS": "canadian cardiovascular society",
    "CDC": "centers for disease control and prevention",
    "CHEST": "american college of chest physicians",
    "EACTS": "european association for cardio-thoracic surgery",
    "EAN": "european academy of neurology",
    "EASD": "european association for the study of diabetes",
    "EASL": "european association for the study of the liver",
    "EAU": "european association of urology",
    "ERS": "european respiratory society",
    "ESC": "european society of cardiology",
    "ESCMID": "european society of clinical microbiology and infectious diseases",
    "ESH": "european society of hypertension",
    "ESMO": "european society for medical oncology",
    "ESO": "european stroke organisation",
    "ESPEN": "european society for clinical nutrition and metabolism",
    "EULAR": "european alliance of associations for rheumatology",
    "GINA": "global initiative for asthma",
    "GOLD": "global initiative for chronic obstructive lung disease",
    "HRS": "heart rhythm society",
    "IDSA": "infectious diseases society of america",
    "ILAE": "international league against epilepsy",
    "KDIGO": "kidney disease: improving global outcomes",
    "KDOQI": "kidney disease outcomes quality initiative",
    "NCCN": "national comprehensive cancer network",
    "NICE": "national institute for health and care excellence",
    "RCOG": "royal college of obstetricians and gynaecologists",
    "SCCM": "society of critical care medicine",
    "SIGN": "scottish intercollegiate guidelines network",
    "USPSTF": "us preventive services task force",
    "WHO": "world health organization",
}
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{3,8}(?![A-Za-z])")
_KIND = (
    r"(?:Society|Association|College|Academy|Organi[sz]ation|Institute|Foundation|Federation|League|Alliance|"
    r"Network|Initiative|Task Force|Council|Agency|Union)\b"
)
_LEAD = (
    r"(?:(?!(?:A|An|The|Of|On|By|For|From|And|In|With|Guidelines?|Statement|Recommendations?|Report|Consensus)\b)"
    r"[A-Z][\w'’-]+\s+)"
)
_PART = r"(?!(?:Guidelines?|Statement|Recommendations?|Report|Consensus)\b)[A-Z][\w'’-]+"
# "European Society of Cardiology", "National Institute for Health and Care Excellence".
_NAME = re.compile(
    rf"\b{_LEAD}{{1,4}}{_KIND}"
    rf"(?:(?:\s+(?:of|for|on|in|against|to|the|and|&))+\s+(?!{_LEAD}{{0,3}}{_KIND}){_PART}"
    rf"(?:\s+(?!{_LEAD}{{0,3}}{_KIND}){_PART})*){{0,4}}"
    rf"|\b(?:Society|Association|College|Academy|Federation|Network) (?:of|for) {_PART}(?:\s+{_PART})*"
)
_SPACE = re.compile(r"[\s/,;&]+")


def bodies(text: str) -> frozenset[str]:
    """The organisations that a title or an author's name names, each in one form."""
    found = {_plain(match.group()) for match in _NAME.finditer(text)}
    if not text.isupper():
        found |= {
            _ACRONYMS[match.group()]
            for match in _ACRONYM.finditer(text)
            if match.group() in _ACRONYMS
        }
    return frozenset(found)


def without_bodies(title: str) -> str:
    """A title without the organisations that it names."""
    rest = _NAME.sub(" ", title)
    if title.isupper():
        return rest
    return _ACRONYM.sub(lambda found: "" if found.group() in _ACRONYMS else found.group(), rest)


def _plain(name: str) -> str:
    return " ".join(_SPACE.split(name.lower().replace("organisation", "organization"))).strip()
