"""The report as an HTML page."""

from __future__ import annotations

from lxml import html

from kb.evaluate.report import Bar, Section, html_report


def page(*sections: Section) -> str:
    return html_report("Retrieval", "kb eval retrieval FOLDER", sections)


def test_every_figure_stands_in_a_table_with_its_heading() -> None:
    rows = [{"name": "bm25", "ndcg@10": 0.5, "interval": [0.4, 0.6]}, {"name": "dense", "p": None}]
    tree = html.fromstring(page(Section("On a set", "What it means.", rows)))
    assert tree.xpath("//th/text()") == ["name", "ndcg@10", "interval", "p"]
    cells = [[cell.text_content() for cell in row.xpath("td")] for row in tree.xpath("//tbody/tr")]
    assert cells == [["bm25", "0.5", "0.4 to 0.6", "–"], ["dense", "–", "–", "–"]]


def test_bars_are_as_long_as_their_values_and_stay_in_the_plot() -> None:
    bars = [Bar("a", 0.5, 0.4, 0.6), Bar("b", 1.0), Bar("c", 2.0), Bar("d", -1.0)]
    tree = html.fromstring(page(Section("Plot", bars=bars)))
    widths = [float(one) for one in tree.xpath("//rect/@width")]
    assert widths[1] == 2 * widths[0] == widths[2]
    assert widths[3] == 0


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = page(Section("<script>alert(1)</script>", rows=[{"<b>": "<img src=x onerror=y>"}]))
    tree = html.fromstring(text)
    assert not tree.xpath("//script | //img | //link | //iframe")
    assert not tree.xpath("//@src | //@href | //@onerror")
