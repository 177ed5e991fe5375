"""Commands run as whole processes, and what they cost."""

from __future__ import annotations

import sys

import pytest

from kb.errors import KbError
from ui.bench.processes import cpu_seconds, run, spread

WORK = "sum(number * number for number in range(3_000_000))"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_what_a_command_prints_comes_back() -> None:
    done = run(python("import sys; print('figures'); print('progress', file=sys.stderr)"))
    assert done.output == "figures\n"
    assert done.wall_s > 0


def test_cpu_seconds_are_those_of_the_process_and_its_children() -> None:
    own = f"import os; {WORK}; print(os.times().user)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {own!r}])"
    for code in (own, child):
        done = run(python(code))
        # The two are counted in ticks of a hundredth of a second.
        assert done.cpu_s + 0.05 >= float(done.output) > 0


def test_a_command_that_fails_is_an_error_with_what_it_said() -> None:
    with pytest.raises(KbError, match="no such model") as caught:
        run(python("import sys; sys.exit('no such model')"))
    assert sys.executable in caught.value.message


def test_the_environment_is_added_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_TEST_ONE", "1")
    code = "import os; print(os.environ['KB_TEST_ONE'], os.environ['KB_TEST_TWO'])"
    assert run(python(code), environment={"KB_TEST_TWO": "2"}).output == "1 2\n"


def test_nobody_is_asked_anything() -> None:
    assert run(python("import sys; print(repr(sys.stdin.read()))")).output == "''\n"


def test_cpu_seconds_only_grow() -> None:
    before = cpu_seconds()
    run(python(WORK))
    assert cpu_seconds() > before


def test_spread_is_least_median_and_greatest() -> None:
    assert spread([3.0, 1.0, 2.00049]) == {"min": 1.0, "median": 2.0, "max": 3.0}
    assert spread([1.0, 2.0])["median"] == 1.5
