"""Words whose number is a name: 'stage 3', 'class II', 'day 5'."""

from __future__ import annotations

from kb.answer.units import words_in_order

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
LABELS = {
    "nyha": "class",
    "classes": "class",
    "stages": "stage",
    "grades": "grade",
    "types": "type",
    "phases": "phase",
    "steps": "step",
    "groups": "group",
    "categories": "category",
    "figures": "figure",
    "fig": "figure",
    "fig.": "figure",
    "tables": "table",
    "sections": "section",
    "chapters": "chapter",
}
LABEL_WORDS = (
    r"nyha|killip|gold|asa|class|stage|grade|type|phase|step|tier|group|category|classes|stages"
    r"|grades|types|phases|steps|groups|categories|fig\.?|figures?|tables?|sections?|chapters?"
    r"|appendix|box|days?|weeks?|months?|years?"
)
TIMED_UNITS = {unit: unit for unit in words_in_order("min h d wk mo y")}
TIMED = {"day": "d", "week": "wk", "month": "mo", "year": "y"}
