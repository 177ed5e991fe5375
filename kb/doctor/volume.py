"""Does the data folder lie on an encrypted volume?

The catalog and the originals are encrypted by themselves; the vectors in the index are not, and what a
passage was about can be worked out from its vector. So the volume matters. Where the system does not
say, the answer is 'unknown'.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kb.doctor.files import nearest_folder
from kb.doctor.finding import Finding, ok, warn
from kb.settings import Settings

State = Literal["encrypted", "plain", "unknown"]

# File systems that encrypt what they are given.
ENCRYPTING = {
    "fuse.gocryptfs": "gocryptfs",
    "fuse.cryfs": "CryFS",
    "fuse.encfs": "EncFS",
    "fuse.securefs": "securefs",
    "ecryptfs": "eCryptfs",
}
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse.sshfs", "ceph", "fuse.glusterfs"}
MEMORY = {"tmpfs", "ramfs"}
# Asks the kernel for the fscrypt policy of a folder: _IOWR('f', 22, __u8[9]), linux/fscrypt.h.
GET_POLICY = 0xC0096616
FDESETUP = "/usr/bin/fdesetup"


@dataclass(frozen=True, slots=True)
class Volume:
    """What is known of the volume a folder lies on, and how."""

    state: State
    how: str


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of /proc/self/mountinfo: where, of which kind, from what, and the device's numbers."""

    point: Path
    kind: str
    source: str
    device: tuple[int, int]


def check_volume(settings: Settings) -> list[Finding]:
    """Say whether the data folder's volume is encrypted."""
    name, found = "volume", volume_of(nearest_folder(settings.home))
    if found.state == "encrypted":
        return [ok(name, f"The data folder lies on an encrypted volume ({found.how}).")]
    advice = (
        "Keep the data folder on an encrypted volume (LUKS, FileVault, BitLocker, gocryptfs): the catalog "
        "and the originals are encrypted, the vectors are not."
    )
    if found.state == "plain":
        return [
            warn(
                name, f"The data folder does not lie on an encrypted volume ({found.how}).", advice
            )
        ]
    return [
        warn(
            name, f"Whether the data folder's volume is encrypted is unknown ({found.how}).", advice
        )
    ]


def volume_of(folder: Path) -> Volume:
    """What this system tells about the volume that ``folder`` (which exists) lies on."""
    if sys.platform == "linux":
        return linux_volume(folder)
    if sys.platform == "darwin":
        return mac_volume()
    return Volume("unknown", "this system is not asked")


def linux_volume(
    folder: Path, *, mountinfo: Path = Path("/proc/self/mountinfo"), sys_root: Path = Path("/sys")
) -> Volume:
    """By the kind of the mounted file system, the folder's own policy, and the devices underneath."""
    try:
        mount = mount_of(folder, mounts(mountinfo.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        mount = None
    if mount is None:
        return Volume("unknown", "the mount was not found")
    return _by_kind(mount, folder) or _by_device(mount, sys_root)


def _by_kind(mount: Mount, folder: Path) -> Volume | None:
    """What the kind of file system and the folder's own policy decide."""
    if mount.kind in ENCRYPTING:
        return Volume("encrypted", ENCRYPTING[mount.kind])
    if has_policy(folder):
        return Volume("encrypted", "fscrypt")
    if mount.kind in NETWORK:
        return Volume("unknown", f"it is on another machine, by {mount.kind}")
    if mount.kind in MEMORY:
        return Volume("unknown", "it is in memory, and gone after a restart")
    return None


def _by_device(mount: Mount, sys_root: Path) -> Volume:
    """What the block devices underneath decide."""
    block = block_device(mount, sys_root)
    if block is None:
        return Volume("unknown", f"{mount.kind} does not say what it lies on")
    if how := dm_crypt(block):
        return Volume("encrypted", how)
    if block.name.startswith(("vd", "xvd")):
        return Volume("plain", f"{block.name}, a virtual disk; its host may encrypt it")
    return Volume("plain", block.name)


def mounts(text: str) -> list[Mount]:
    """The mounts of a mountinfo file, proc_pid_mountinfo(5)."""
    found = []
    for line in text.splitlines():
        left, dash, right = line.partition(" - ")
        fields, after = left.split(" "), right.split(" ")
        if not dash or len(fields) < 5 or len(after) < 2:
            continue
        major, _, minor = fields[2].partition(":")
        found.append(
            Mount(
                Path(_unescape(fields[4])),
                after[0],
                _unescape(after[1]),
                (int(major), int(minor)),
            )
        )
    return found


def _unescape(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def mount_of(folder: Path, every: list[Mount]) -> Mount | None:
    """The mount that a folder lies on: the deepest one above it, of equals the last."""
    above = [one for one in every if folder.resolve().is_relative_to(one.point)]
    return max(reversed(above), key=lambda one: len(one.point.parts), default=None)


def block_device(mount: Mount, sys_root: Path) -> Path | None:
    """The block device's folder under /sys; for file systems with numbers of their own, by its path."""
    numbers = mount.device
    if numbers[0] == 0:
        # Btrfs and its like: the mount's source is the device.
        try:
            status = os.stat(mount.source) if mount.source.startswith("/") else None  # noqa: PTH116
        except OSError:
            status = None
        if status is None or not status.st_rdev:
            return None
        numbers = (os.major(status.st_rdev), os.minor(status.st_rdev))
    place = sys_root / "dev" / "block" / f"{numbers[0]}:{numbers[1]}"
    return place.resolve() if place.exists() else None


def dm_crypt(block: Path) -> str | None:
    """How a device, or every device that it is made of, is encrypted; ``None`` if it is not."""
    try:
        uuid = (block / "dm" / "uuid").read_text(encoding="ascii").strip()
    except OSError:
        uuid = ""
    if uuid.startswith("CRYPT-"):
        return f"dm-crypt {uuid.split('-')[1]} on {block.name}"
    below = [one.resolve() for one in _entries(block / "slaves")]
    found = [dm_crypt(one) for one in below]
    return next(iter(found)) if found and all(found) else None


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def has_policy(folder: Path) -> bool:
    """Whether the kernel encrypts this folder's files itself (fscrypt on ext4, f2fs, ubifs)."""
    import fcntl
    import struct

    # struct fscrypt_get_policy_ex_arg: the size of what follows, then room for the largest policy.
    asked = bytearray(struct.pack("=Q24x", 24))
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        fcntl.ioctl(descriptor, GET_POLICY, asked)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def mac_volume() -> Volume:
    """What ``fdesetup status`` says of the start-up volume."""
    try:
        told = subprocess.run(
            [FDESETUP, "status"], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return Volume("unknown", "fdesetup did not answer")
    if "FileVault is On" in told:
        return Volume("encrypted", "FileVault, if it is the start-up volume")
    if "FileVault is Off" in told:
        return Volume("plain", "FileVault is off")
    return Volume("unknown", "fdesetup did not say")
