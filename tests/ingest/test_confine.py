"""What a reader process can no longer do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PRELUDE = """
import ctypes, os, sys
from ingest.confine import allow_cpu, confine
done = confine(memory_mb=512)
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + code],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
        timeout=60,
    )


def test_it_cannot_open_a_socket() -> None:
    result = run("import _socket\n_socket.socket(2, 1, 0)")
    assert result.returncode != 0
    assert "PermissionError" in result.stderr or "ImportError" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the system-call filter is Linux's")
@pytest.mark.parametrize(
    "call",
    [
        "libc.socket(2, 1, 0)",
        "libc.open(b'/etc/hostname', 0)",
        "libc.open(b'/tmp/written', 0o101, 0o600)",
        "libc.execv(b'/bin/true', None)",
        "libc.unlink(b'/tmp/none')",
        "libc.kill(os.getppid(), 0)",
    ],
)
def test_the_kernel_refuses_files_sockets_and_programs(call: str) -> None:
    result = run(
        "if not done['filter']: print('no filter'); sys.exit()\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        f"assert {call} == -1\n"
        "print(ctypes.get_errno())"
    )
    if result.stdout.strip() == "no filter":
        pytest.skip("this kernel has no system-call filter")
    assert result.stdout.strip() == "1", result.stderr


def test_memory_has_an_end() -> None:
    assert "MemoryError" in run("bytearray(1 << 30)").stderr


def test_cpu_time_has_an_end() -> None:
    assert run("allow_cpu(1)\nwhile True: pass").returncode == -24


def test_it_still_computes() -> None:
    assert run("print(sum(range(10)))").stdout.strip() == "45"
