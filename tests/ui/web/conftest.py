"""A site around the library in memory, and the pages driven by Streamlit's AppTest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.access.local import local_principal
from kb.settings import Settings
from tests.fakes.library import FakeLibrary
from ui.web import site as shared
from ui.web.site import Site

SCREENS = Path(__file__).parents[3] / "ui" / "web" / "screens"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", key_file=tmp_path / "catalog.key")


@pytest.fixture
def library(settings: Settings) -> FakeLibrary:
    held = FakeLibrary(settings)
    held.add(
        "Blood pressure in chronic kidney disease: a guideline",
        [
            "The guideline suggests a systolic blood pressure target below 120 mmHg in kidney disease.",
            "Potassium is checked within two to four weeks after an ACE inhibitor is started.",
        ],
        year=2021,
    )
    held.add(
        "Sepsis and septic shock: a systematic review",
        ["At least 30 mL/kg of crystalloid fluid is suggested in septic shock."],
        year=2023,
    )
    return held


@pytest.fixture
def empty(settings: Settings) -> FakeLibrary:
    return FakeLibrary(settings)


@pytest.fixture
def install() -> Iterator[Callable[[FakeLibrary], Site]]:
    made: list[Site] = []

    def put(library: FakeLibrary) -> Site:
        site = shared.build(library, library.settings, local_principal())  # type: ignore[arg-type]
        shared.install(site)
        made.append(site)
        return site

    yield put
    shared.uninstall()
    for site in made:
        site.close()


@pytest.fixture
def site(library: FakeLibrary, install: Callable[[FakeLibrary], Site]) -> Site:
    return install(library)
