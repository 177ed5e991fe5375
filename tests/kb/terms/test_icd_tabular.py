"""Reading the CDC's tabular XML."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import UnreadableFile
from kb.terms.icd_tabular import read_tabular

LIST = """<?xml version="1.0"?>
<ICD10CM.tabular><version>2030</version><chapter><name>19</name><desc>Injury (S00-T88)</desc>
<section id="T07"><desc>Multiple injuries (T07)</desc>
<diag><name>T07</name><desc>Unspecified multiple injuries</desc>
<excludes1><note>injury NOS (T14.90)</note></excludes1>
<sevenChrNote><note>The appropriate 7th character is to be added to code T07</note></sevenChrNote>
<sevenChrDef><extension char="A">initial encounter</extension><note>active treatment</note>
<extension char="D">subsequent encounter</extension></sevenChrDef></diag></section></chapter>
</ICD10CM.tabular>"""


def written(folder: Path, text: str) -> Path:
    path = folder / "tabular.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_codes_with_a_seventh_character_are_made_with_the_placeholder(tmp_path: Path) -> None:
    rows = list(read_tabular(written(tmp_path, LIST)))
    assert [row.code for row in rows] == ["19", "T07-T07", "T07", "T07.XXXA", "T07.XXXD"]
    assert [row.billable for row in rows] == [False, False, False, True, True]
    assert (
        rows[3].description == "Unspecified multiple injuries, initial encounter (active treatment)"
    )


def test_codes_that_do_not_exist_are_left_out(tmp_path: Path) -> None:
    rows = list(read_tabular(written(tmp_path, LIST), confirm="T07XXXA".__eq__))
    assert [row.code for row in rows if row.extended] == ["T07.XXXA"]


def test_notes_keep_their_kind_and_wording(tmp_path: Path) -> None:
    row = next(row for row in read_tabular(written(tmp_path, LIST)) if row.code == "T07")
    assert ("excludes1", "injury NOS (T14.90)") in row.notes


@pytest.mark.parametrize(
    "text",
    [
        "no xml at all",
        "<ICD10CM.tabular><chapter>",
        "<html><body>page</body></html>",
        "<ICD10CM.tabular></ICD10CM.tabular>",
        "<ICD10CM.tabular><chapter><desc>without a name</desc></chapter></ICD10CM.tabular>",
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile):
        list(read_tabular(written(tmp_path, text)))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + LIST.split("?>")[1].replace("Injury", "&a;")
    with pytest.raises(UnreadableFile):
        list(read_tabular(written(tmp_path, bomb)))
