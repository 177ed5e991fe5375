import json


def test_a_term_is_defined_with_its_source(either, kb):
    form = json.loads(kb("define", "ejection fraction", "--json").out)
    assert set(form) == {"term", "ambiguous", "meanings", "notice"}
    (meaning,) = form["meanings"]
    assert meaning["text"]
    assert meaning["source"]
    out = kb("define", "ejection", "fraction").out
    assert meaning["text"].split()[0] in out
    assert "Source: " in out


def test_an_abbreviation_shows_everything_that_it_stands_for(either, kb):
    form = json.loads(kb("define", "MS", "--json").out)
    assert form["ambiguous"] is True
    phrases = {one["phrase"] for one in form["meanings"]}
    assert {"multiple sclerosis", "mitral stenosis"} <= phrases
    out = kb("define", "MS").out
    assert "MS: multiple sclerosis" in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_a_term_that_nobody_defines_fails_with_the_nearest(either, kb):
    ended = kb("define", "qwertyzxcv")
    assert ended.status == 1
    assert ended.out == ""
    assert "defines" in ended.err


def test_a_laboratory_test_shows_its_ranges_and_their_source(kb, tmp_path):
    form = json.loads(kb("lab", "K", "--json").out)
    assert form["name"] == "potassium"
    assert form["ranges"][0]["low"] == 3.5
    assert form["source"]
    out = kb("lab", "potassium").out
    assert "3.5 to 5.0" in out
    assert "mmol/L" in out
    assert not (tmp_path / "home").exists()


def test_an_unknown_laboratory_test_names_the_nearest(kb):
    ended = kb("lab", "potasium")
    assert ended.status == 1
    assert "potassium" in ended.err
