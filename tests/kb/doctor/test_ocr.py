"""The doctor says whether scanned pages can be read, and what is missing for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.doctor.finding import Finding
from kb.doctor.ocr import check_ocr
from kb.errors import SettingsError
from kb.settings import Settings
from tests.fakes.tesseract import fake_tesseract, no_tesseract


def found(**ingest: str) -> Finding:
    (finding,) = check_ocr(Settings.load(ingest=ingest))
    return finding


def test_tesseract_and_its_languages_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    finding = found()
    assert finding.status == "ok"
    assert finding.message == "tesseract 5.3.0 reads scanned pages (eng)."


def test_without_it_the_way_to_install_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_tesseract(tmp_path, monkeypatch)
    finding = found()
    assert finding.status == "ok"
    assert "apt install tesseract-ocr" in finding.message
    assert "brew install tesseract" in finding.message


def test_a_language_that_is_set_and_missing_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    finding = found(ocr_languages="eng+deu+chi_sim")
    assert finding.status == "warn"
    assert "deu, chi_sim" in finding.message
    assert "apt install tesseract-ocr-deu tesseract-ocr-chi-sim" in finding.fix


def test_a_program_that_does_not_start_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tesseract(tmp_path, monkeypatch).write_text("#!/bin/sh\nexit 3\n")
    assert found().status == "warn"
    assert "does not start" in found().message


def test_switched_off_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tesseract(tmp_path, monkeypatch)
    assert found(ocr="off").status == "ok"
    assert "switched off" in found(ocr="off").message


@pytest.mark.parametrize("languages", ["", "--list-langs", "eng deu", "eng+", "/etc/x", "eng\n"])
def test_languages_can_be_nothing_but_names(languages: str) -> None:
    with pytest.raises(SettingsError):
        found(ocr_languages=languages)
