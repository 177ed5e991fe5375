"""The proof that nothing leaves the machine.

The whole round trip runs in a network namespace that has only a loopback, under strace: it must work there,
and no system call may even try to reach another address or look up a name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb.offline import SWITCHES
from tests.conftest import ROOT
from tests.offline.trace import attempts

pytestmark = pytest.mark.offline

# Calls that name a peer; `bind` too, so that nothing listens beyond the loopback.
CALLS = "connect,sendto,sendmsg,sendmmsg,bind"
# TEST-NET-1, where round_trip.py looks for a way out before it begins.
CANARY = "192.0.2.1"


def lacking(reason: str) -> None:
    """Skip here; fail where the proof is required."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def apart() -> list[str]:
    """The words that start a command in a network of its own."""
    if sys.platform != "linux":
        lacking("network namespaces are a thing of Linux")
    if shutil.which("strace") is None:
        lacking("strace is missing (apt-get install strace)")
    words = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], check=False).returncode:
        lacking("this machine does not let this user make a network namespace")
    return words


def traced(
    words: list[str], command: list[str], folder: Path, **settings: str
) -> tuple[int, str, str]:
    """Run a command apart and traced; its status, output and trace."""
    log = folder / "trace.txt"
    person = folder / "person"
    person.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    done = subprocess.run(
        [*words, "strace", "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(log), *command],
        cwd=ROOT,
        env=environment | {"HOME": str(person)} | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    return done.returncode, done.stdout, log.read_text(errors="replace")


# The program has to switch everything off by itself; and libraries that keep quiet on a build machine
# must not take this for one.
LEFT_OUT = {
    *SWITCHES,
    "BUILD_ID",
    "BUILD_NUMBER",
    "CI",
    "CONTINUOUS_INTEGRATION",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "TF_BUILD",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
}


def test_ingest_search_ask_and_serve_work_without_a_network_and_try_none(
    apart: list[str], tmp_path: Path
) -> None:
    status, output, trace = traced(
        apart,
        [sys.executable, "-m", "tests.offline.round_trip", str(tmp_path)],
        tmp_path,
        KB_HOME=str(tmp_path / "home"),
        KB_KEY_FILE=str(tmp_path / "keys" / "catalog.key"),
        # Empty, so that the export of the model is part of the proof.
        KB_MODEL_CACHE=str(tmp_path / "models"),
    )
    assert status == 0, output
    assert "server done" in output
    tried = [one for one in attempts(trace) if CANARY not in one.address]
    assert tried == []
    # No device id, no cache, no history: all that was written lies in the library's own folders.
    assert [str(one.relative_to(tmp_path)) for one in (tmp_path / "person").rglob("*")] == []
    # The trace saw the talk between command line and server, so it was looking.
    assert 'inet_addr("127.0.0.1")' in trace
    assert CANARY in trace


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.socket().connect_ex(('198.51.100.7', 443))",
        "import socket; socket.socket(socket.AF_INET6).connect_ex(('2001:db8::1', 443))",
        "import socket\ntry: socket.getaddrinfo('example.org', 80)\nexcept OSError: pass",
        "import socket\ns = socket.socket(type=socket.SOCK_DGRAM)\n"
        "try: s.sendto(b'x', ('198.51.100.7', 53))\nexcept OSError: pass",
        "import socket; socket.socket().bind(('0.0.0.0', 0))",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        "\"import socket; socket.socket().connect_ex(('198.51.100.7', 443))\"])",
    ],
    ids=["connect", "ipv6", "name lookup", "datagram", "listening to all", "a child"],
)
def test_the_proof_notices_who_tries(apart: list[str], tmp_path: Path, deed: str) -> None:
    status, output, trace = traced(apart, [sys.executable, "-c", deed], tmp_path)
    assert status == 0, output
    if "getaddrinfo" in deed and "nameserver" not in resolvers():
        pytest.skip("this machine has no name server to ask")
    assert attempts(trace) != []


def resolvers() -> str:
    try:
        return Path("/etc/resolv.conf").read_text()
    except OSError:
        return ""


def test_the_loopback_and_sockets_of_this_machine_are_no_attempt() -> None:
    trace = """
    12 connect(5, {sa_family=AF_INET, sin_port=htons(8501), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
    12 connect(5, {sa_family=AF_INET6, sin6_port=htons(8501), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
    12 connect(5, {sa_family=AF_INET6, sin6_port=htons(1), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::ffff:127.0.0.1", &sin6_addr), sin6_scope_id=0}, 28) = 0
    12 connect(5, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT
    12 sendto(3, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20
    """
    assert attempts(trace) == []
    asked = '12 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0'
    assert len(attempts(asked)) == 1
