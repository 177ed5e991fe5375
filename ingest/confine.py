"""Takes from the calling process what a file reader does not need: network, files, programs, memory.

On Linux a system-call filter (seccomp, Linux 3.5) refuses to open any file or socket or to start any
program, and a network namespace without interfaces (unshare(2)) holds should the filter be missing.
Both are asked for and neither is required: containers and other systems may refuse. Resource limits
(setrlimit(2)) and Python's own audit hook hold everywhere.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import resource
import struct
import sys
from collections.abc import Container, Iterable, Sequence

_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_OPEN_FILES = 32

# audit_arch of <linux/audit.h> and the numbers of the refused calls, from the kernel's own tables:
# open*, creat, socket, socketpair, connect, bind, fork, vfork, exec*, ptrace, process_vm_*, unlink*,
# rename*, mkdir*, mknod*, link*, symlink*, truncate, *chmod*, *chown*, io_uring_setup, bpf, kill.
_X86_64 = (
    "2 41 42 49 53 57 58 59 62 76 82 83 84 85 86 87 88 90 92 94 101 133 257 258 259 260 263 264"
    " 265 266 268 310 311 316 321 322 425 437"
)
_AARCH64 = "33 34 35 36 37 38 45 53 54 56 117 129 198 199 200 203 221 270 271 276 280 281 425 437"
_REFUSED = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
# Of these, what a program needs to begin at all: open, openat, openat2, execve, execveat.
_TO_BEGIN = {"x86_64": {2, 59, 257, 322, 437}, "aarch64": {56, 221, 281, 437}}
# And what it must not: clone and clone3, by which processes start as threads do.
_TO_SPLIT = {"x86_64": [56, 435], "aarch64": [220, 435]}
_X32 = 0x40000000  # the other way to number calls on x86-64; nothing here uses it
_AUDITED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.spawn",
    "os.posix_spawn",
)


def confine(*, memory_mb: int) -> dict[str, bool]:
    """Give up for good what reading a file does not need. Import everything first.

    Args:
        memory_mb: address space that may be used from here on, in MiB.

    Returns:
        What took effect: ``namespace`` (no network interface) and ``filter`` (no files, no sockets).
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_AS, memory_mb * 1024 * 1024)
    done = {"namespace": False, "filter": False}
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        done["namespace"] = _leave_network(libc)
        done["filter"] = _filter_calls(libc)
    sys.addaudithook(_refuse)
    return done


def confine_program(*, memory_mb: int, cpu_seconds: int) -> None:
    """The same for a program that is about to take this process's place: it may still open files.

    It cannot write to them: no file may grow beyond nothing. It stays one process of one thread.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_AS, memory_mb * 1024 * 1024)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        _leave_network(libc)
        machine = platform.machine()
        _filter_calls(libc, spared=_TO_BEGIN.get(machine, ()), more=_TO_SPLIT.get(machine, ()))


def allow_cpu(seconds: int) -> None:
    """Let this process use so many CPU seconds from now; the kernel ends it afterwards (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _limit(what: int, value: int) -> None:
    """Lower a limit; a lower one that stands already is kept."""
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # macOS does not let RLIMIT_AS be lowered; the wall clock and the CPU limit hold there.
    try:
        resource.setrlimit(what, (value, value))
    except (OSError, ValueError):
        if what != resource.RLIMIT_AS:
            raise


def _leave_network(libc: ctypes.CDLL) -> bool:
    """Move to a new network namespace: through a user namespace first, as root without one."""
    both = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    return bool(both == 0 or libc.unshare(_CLONE_NEWNET) == 0)


def _filter_calls(libc: ctypes.CDLL, spared: Container[int] = (), more: Iterable[int] = ()) -> bool:
    """Install the system-call filter; False where machine or kernel has none."""
    known = _REFUSED.get(platform.machine())
    if known is None or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    arch, calls = known
    program = _program(
        arch, [*more, *(call for call in map(int, calls.split()) if call not in spared)]
    )
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a count and a pointer, padded to the pointer's size.
    fprog = ctypes.create_string_buffer(
        struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    )
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, fprog, 0, 0) == 0)


def _program(arch: int, calls: Sequence[int]) -> bytes:
    """Classic BPF over struct seccomp_data (nr at 0, arch at 4): EPERM for ``calls``, else allow."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    allow, refuse, kill = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    count = len(calls)
    steps = [step(load, 4), step(equal, arch, 1, 0), step(give, kill), step(load, 0)]
    steps.append(step(at_least, _X32, count + 1, 0))
    steps += [step(equal, call, count - i, 0) for i, call in enumerate(calls)]
    return b"".join([*steps, step(give, allow), step(give, refuse)])


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_AUDITED):
        raise PermissionError(f"a reader process must not do this: {event}")
