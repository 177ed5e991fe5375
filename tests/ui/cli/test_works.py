from kb.types import as_json
from tests.fakes.samples import GUIDELINE, NOTE
from ui.cli.works import document_of, named, place, snippet

FILLER = "Many other words stand here to make the text long. " * 12


def test_a_document_survives_the_way_through_json():
    assert named(as_json(GUIDELINE)).startswith("Smith JA, Roe R. Blood pressure in chronic")
    assert document_of(as_json(GUIDELINE)).metadata == GUIDELINE.metadata


def test_a_note_of_one_page_has_no_page_number():
    assert place(as_json(NOTE), 1, "Findings") == "Findings"
    assert place(as_json(GUIDELINE), 2, None) == "p. 2"


def test_a_snippet_holds_the_words_that_were_asked_for():
    text = f"{FILLER}Norepinephrine is the first vasopressor. {FILLER}"
    found = snippet(text, "Which vasopressor is first: norepinephrine?")
    assert "Norepinephrine is the first vasopressor." in found
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert len(found) < 280


def test_a_snippet_begins_and_ends_between_words():
    text = " ".join(f"word{n}" for n in range(300))
    words = set(text.split())
    for question in ("word0", "word150", "word299", "nothing"):
        assert set(snippet(text, question).strip("… ").split()) <= words


def test_a_short_text_is_shown_whole():
    assert snippet("A short\ntext.", "other") == "A short text."


def test_a_text_without_spaces_does_not_hang():
    assert snippet("x" * 1000, "x")
