import io

import pytest

from ui.cli.paper import Paper, count, duration, wants_colour


class Terminal(io.StringIO):
    def isatty(self):
        return True


def written(text, *, columns=80, colour=False, **options):
    stream = io.StringIO()
    Paper(stream, columns=columns, colour=colour).paragraph(text, **options)
    return stream.getvalue()


def test_no_line_is_longer_than_the_terminal():
    for columns in (36, 60, 80, 200):
        lines = written("word " * 100, columns=columns).splitlines()
        assert max(len(line) for line in lines) < min(columns, 80)


@pytest.mark.parametrize(
    "quantity", ["120 mmHg", "30 mL/kg", "7 %", "6.5 mmol/L", "12 weeks", "80 mg", "140 mm Hg"]
)
def test_a_number_is_never_parted_from_its_unit(quantity):
    for pad in range(40, 80):
        text = f"{'x' * pad} {quantity} and so on"
        assert quantity.split(" ")[0] + " " + quantity.split(" ")[1] in written(text)


def test_a_mark_is_never_at_the_start_of_a_line():
    for pad in range(40, 80):
        lines = written(f"{'x' * pad} word [12] and so on").splitlines()
        assert not any(line.startswith("[12]") for line in lines)


def test_what_is_printed_is_what_was_given_with_plain_spaces():
    text = "Aim for 120 mmHg. [1] Then 30 mL/kg within 3 hours. [2][3]"
    assert " ".join(written(text, columns=40).split()) == text


def test_a_long_word_is_not_cut():
    assert "x" * 200 in written("x" * 200, columns=40)


def test_paragraphs_and_bullets_keep_their_shape():
    stream = io.StringIO()
    Paper(stream, columns=40, colour=False).text(
        "One.\n\n- first point that is long enough to wrap\n- two"
    )
    assert stream.getvalue() == ("One.\n\n- first point that is long enough to\n  wrap\n- two\n")


def test_marks_are_coloured_only_where_colour_is_wanted(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[36m[1]\x1b[0m" in written("Yes. [1]", colour=True)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())


def test_colour_does_not_change_where_lines_break():
    text = "word [1] " * 60
    plain = written(text, columns=60).splitlines()
    coloured = written(text, columns=60, colour=True).splitlines()
    assert [line.replace("\x1b[36m", "").replace("\x1b[0m", "") for line in coloured] == plain


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.412, "0.41 s"),
        (12.3, "12 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (7500, "2 h 5 min"),
    ],
)
def test_durations_read_well(seconds, text):
    assert duration(seconds) == text


def test_counts_read_well():
    assert [count(1, "passage"), count(0, "passage"), count(12000, "passage")] == [
        "1 passage",
        "0 passages",
        "12,000 passages",
    ]
