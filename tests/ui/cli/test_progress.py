import io

from ui.cli import progress as module
from ui.cli.progress import ProgressDisplay, describe


def at(done, total=40, rate=3.14, remaining=9.0, current="/papers/a.pdf"):
    return {
        "done": done,
        "total": total,
        "current": current,
        "passages": 0,
        "rate": rate,
        "remaining_s": remaining,
    }


def test_progress_tells_how_far_how_fast_and_how_long_still():
    assert describe(at(12), "files") == "12 of 40 files · 3.1/s · 9 s left"


def test_the_time_left_is_told_in_whole_seconds():
    assert describe(at(12, remaining=7.4), "files").endswith("· 7 s left")
    assert describe(at(12, remaining=0.2), "files").endswith("· 1 s left")
    assert describe(at(12, remaining=200.0), "files").endswith("· 3 min 20 s left")


def test_nothing_is_guessed_at_the_start_or_left_at_the_end():
    assert describe(at(0, rate=0.0, remaining=None), "files") == "0 of 40 files"
    assert describe(at(40, remaining=0.0), "files") == "40 of 40 files · 3.1/s"


def test_without_a_terminal_a_line_comes_every_few_seconds(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with ProgressDisplay() as display:
        for done in range(40):
            clock[0] += 1.0
            display(at(done))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 8
    assert lines[0] == "4 of 40 files · 3.1/s · 9 s left · a.pdf"


def test_in_a_terminal_there_is_a_bar_that_goes_away(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with ProgressDisplay() as display:
        display(at(0, total=0))
        display(at(20, current="/papers/[b]old/x.pdf"))
    text = stream.getvalue()
    assert "20 of 40 files" in text
    assert "x.pdf" in text
    assert text.rstrip().endswith("\x1b[2K")
