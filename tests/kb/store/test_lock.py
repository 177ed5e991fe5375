"""One owner at a time, across processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.errors import LibraryBusy
from kb.store.lock import OwnerLock

HOLD = """
import sys
from pathlib import Path
from kb.store.lock import OwnerLock
OwnerLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def holder(home: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_kept_out_and_told_who_has_it(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(LibraryBusy) as caught:
            OwnerLock(tmp_path).acquire()
        assert caught.value.owner == f"process {process.pid}"
        process.communicate()
    with OwnerLock(tmp_path).acquire() as lock:
        assert lock.held


def test_a_killed_owner_leaves_no_lock_behind(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    OwnerLock(tmp_path).acquire().release()


def test_waiting_ends_when_the_owner_lets_go(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()
        OwnerLock(tmp_path).acquire(wait_seconds=30).release()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_waiting_ends_in_time(tmp_path: Path) -> None:
    first = OwnerLock(tmp_path).acquire()
    began = time.monotonic()
    with pytest.raises(LibraryBusy):
        OwnerLock(tmp_path).acquire(wait_seconds=0.2)
    assert time.monotonic() - began >= 0.2
    first.release()


def test_taking_it_twice_and_giving_it_back_twice_is_harmless(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path)
    lock.acquire().acquire()
    lock.release()
    lock.release()
    assert not lock.held
    OwnerLock(tmp_path).acquire().release()
