"""Names with digits in them: 'G3a', 'SGLT2', 'V600E'."""

from __future__ import annotations

import re

from kb.answer.units import words_of

# Names whose digits measure nothing.
NAMES = words_of(
    "hba1c a1c fev1 fev6 sglt2 sglt2i cha2ds2 co2 pco2 paco2 po2 pao2 spo2 sao2 fio2 etco2 h2o b12 covid19 cov2"
    " icd10 icd10cm o2 h2 p2y12 f2f r2 m2 abo2 phq9 gad7 curb65 crb65"
)


def name_stands(name: str, low: str) -> bool | None:
    """Whether a text in lower case has a name with digits; None where only its digits stand.

    'G3a', 'SGLT2', '2.1.3'. Hyphens and, in long names, spaces do not count.
    """
    if name in NAMES:
        return True
    letters = re.match(r"[a-z]*", name)
    head = letters[0] if letters else ""
    text = re.sub(r"[-\s]", "", low) if len(head) > 2 else f"{low} {low.replace('-', '')}"
    edge = r"(?<!\d)" if len(head) > 2 else r"(?<![a-z0-9])"
    if re.search(rf"{edge}{re.escape(name)}(?!\d)", text):
        return True
    digits = name[len(head) :]
    spelled_out = len(head) > 2 and head not in text and digits.isdigit()
    if spelled_out and re.search(rf"(?<![\d.]){digits}(?![\d.]?\d)", low):
        return None
    return False
