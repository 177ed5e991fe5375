"""What is known of the volume under a folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kb.doctor.volume import linux_volume, mac_volume, mount_of, mounts, volume_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /sys and mountinfo")


class Machine:
    """A made-up /sys and mountinfo."""

    def __init__(self, root: Path) -> None:
        self.sys = root / "sys"
        self.info = root / "mountinfo"
        self.lines: list[str] = []
        self.folder = root / "data folder"
        self.folder.mkdir(parents=True)
        (self.sys / "dev" / "block").mkdir(parents=True)

    def mount(self, point: Path, kind: str, source: str, device: str) -> None:
        escaped = str(point).replace(" ", "\\040")
        self.lines.append(f"36 35 {device} / {escaped} rw,noatime shared:1 - {kind} {source} rw")

    def block(self, name: str, device: str, *, uuid: str = "", below: tuple[str, ...] = ()) -> None:
        place = self.sys / "devices" / name
        (place / "slaves").mkdir(parents=True)
        if uuid:
            (place / "dm").mkdir()
            (place / "dm" / "uuid").write_text(uuid + "\n")
        for one in below:
            (place / "slaves" / one).symlink_to(self.sys / "devices" / one)
        (self.sys / "dev" / "block" / device).symlink_to(place)

    def volume(self) -> tuple[str, str]:
        self.info.write_text("\n".join(self.lines) + "\n")
        found = linux_volume(self.folder, mountinfo=self.info, sys_root=self.sys)
        return found.state, found.how


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.mount(Path("/"), "ext4", "/dev/sda1", "8:1")
    machine.block("sda1", "8:1")
    return machine


def test_a_plain_disk_is_plain(machine: Machine) -> None:
    assert machine.volume() == ("plain", "sda1")


def test_luks_is_encrypted(machine: Machine) -> None:
    machine.mount(machine.folder, "ext4", "/dev/mapper/home", "253:0")
    machine.block("dm-0", "253:0", uuid="CRYPT-LUKS2-0123-home", below=("sda1",))
    assert machine.volume() == ("encrypted", "dm-crypt LUKS2 on dm-0")


def test_a_logical_volume_on_luks_is_encrypted(machine: Machine) -> None:
    machine.mount(machine.folder, "xfs", "/dev/mapper/vg-home", "253:1")
    machine.block("dm-0", "253:0", uuid="CRYPT-LUKS2-0123-pv", below=("sda1",))
    machine.block("dm-1", "253:1", uuid="LVM-abc", below=("dm-0",))
    assert machine.volume()[0] == "encrypted"


def test_a_volume_that_is_encrypted_in_part_is_plain(machine: Machine) -> None:
    machine.mount(machine.folder, "xfs", "/dev/mapper/vg-home", "253:1")
    machine.block("dm-0", "253:0", uuid="CRYPT-LUKS2-0123-pv")
    machine.block("dm-1", "253:1", uuid="LVM-abc", below=("dm-0", "sda1"))
    assert machine.volume()[0] == "plain"


@pytest.mark.parametrize("kind", ["fuse.gocryptfs", "ecryptfs", "fuse.cryfs"])
def test_a_file_system_that_encrypts_is_encrypted(machine: Machine, kind: str) -> None:
    machine.mount(machine.folder, kind, "/somewhere", "0:50")
    assert machine.volume()[0] == "encrypted"


@pytest.mark.parametrize(
    ("kind", "source"),
    [("nfs4", "host:/x"), ("tmpfs", "tmpfs"), ("overlay", "overlay"), ("zfs", "t/x")],
)
def test_what_cannot_be_known_is_unknown(machine: Machine, kind: str, source: str) -> None:
    machine.mount(machine.folder, kind, source, "0:50")
    assert machine.volume()[0] == "unknown"


def test_the_last_mount_on_a_place_counts(machine: Machine) -> None:
    machine.mount(machine.folder, "tmpfs", "tmpfs", "0:50")
    machine.mount(machine.folder, "fuse.gocryptfs", "/cipher", "0:51")
    machine.mount(machine.folder.parent / "data", "tmpfs", "tmpfs", "0:52")
    assert machine.volume() == ("encrypted", "gocryptfs")


def test_a_system_without_mountinfo_is_unknown(tmp_path: Path) -> None:
    found = linux_volume(tmp_path, mountinfo=tmp_path / "nothing", sys_root=tmp_path)
    assert found.state == "unknown"


def test_this_machine_gives_an_answer(tmp_path: Path) -> None:
    assert volume_of(tmp_path).state in ("encrypted", "plain", "unknown")
    real = mounts(Path("/proc/self/mountinfo").read_text())
    assert mount_of(tmp_path, real) is not None


@pytest.mark.parametrize(
    ("told", "state"),
    [("FileVault is On.\n", "encrypted"), ("FileVault is Off.\n", "plain"), ("?\n", "unknown")],
)
def test_filevault_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, state: str
) -> None:
    program = tmp_path / "fdesetup"
    program.write_text(f"#!/bin/sh\nprintf '%s' '{told}'\n")
    program.chmod(0o700)
    monkeypatch.setattr("kb.doctor.volume.FDESETUP", str(program))
    assert mac_volume().state == state


def test_without_fdesetup_it_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("kb.doctor.volume.FDESETUP", str(tmp_path / "nothing"))
    assert mac_volume().state == "unknown"
