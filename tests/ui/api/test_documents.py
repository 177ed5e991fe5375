import pytest

from ingest.inspect import inspect_file
from kb.types import Box
from tests.fakes.samples import PASSAGES, TARGET
from tests.ingest.pdfs import simple_pdf
from ui.api.routes_documents import marked


def test_documents_are_listed_with_the_names_that_scripts_rely_on(client):
    found = client.get("/documents").json()
    assert [item["id"] for item in found] == ["d1", "d2"]
    assert {"id", "source", "title", "year", "doi", "collection", "pages", "passages"} <= set(
        found[0]
    )
    assert found[1]["title"] == "visit.md"


def test_the_list_can_be_limited_to_a_collection(client):
    found = client.get("/documents", params={"collection": "records"}).json()
    assert [item["id"] for item in found] == ["d2"]
    assert client.get("/documents", params={"collection": "all"}).status_code == 422


def test_one_document_and_its_passages(client):
    assert client.get("/documents/d1").json()["journal"] == "Sample J Nephrol"
    passages = client.get("/documents/d1/passages").json()
    assert passages[0]["text"] == TARGET
    assert {"id", "page", "section", "start", "end", "boxes", "text"} <= set(passages[0])
    assert len(passages[0]["boxes"]) == 2


def test_the_tables_of_a_document_come_cell_by_cell(client):
    (table,) = client.get("/documents/d1/tables").json()
    assert table["caption"] == "Table 1. Targets by guideline."
    assert table["rows"][1] == ["KDIGO", "<120 mmHg"]
    assert table["header_rows"] == 1
    assert client.get("/documents/d2/tables").json() == []


@pytest.mark.parametrize(
    "path", ["", "/passages", "/tables", "/reading", "/original", "/pages/1.png"]
)
def test_an_unknown_document_is_not_found(client, path):
    reply = client.get(f"/documents/nothing{path}")
    assert reply.status_code == 404
    assert set(reply.json()) == {"error", "hint"}


def test_a_removed_document_is_gone(client):
    assert client.delete("/documents/d1").json()["id"] == "d1"
    assert client.get("/documents/d1").status_code == 404
    assert client.delete("/documents/d1").status_code == 404


def test_the_original_is_a_download_never_a_page(client):
    reply = client.get("/documents/d1/original")
    assert reply.content.startswith(b"%PDF")
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert "ckd.pdf" in reply.headers["content-disposition"]


def test_a_document_without_a_kept_original_says_so(client):
    reply = client.get("/documents/d2/original")
    assert reply.status_code == 404
    assert "original" in reply.json()["error"]


def test_how_a_document_was_read_has_the_form_of_kb_inspect(client, library, tmp_path):
    pdf = simple_pdf(["Sodium was 138 mmol/L in the first group."], ["A second page."])
    library.original = lambda document_id, principal: pdf
    told = client.get("/documents/d1/reading").json()
    path = tmp_path / "ckd.pdf"
    path.write_bytes(pdf)
    assert told == inspect_file(path)
    assert told["blocks"][0]["boxes"][0]["page"] == 1


def test_how_a_document_was_read_needs_the_original(client):
    reply = client.get("/documents/d2/reading")
    assert reply.status_code == 404
    assert "/passages" in reply.json()["hint"]


def test_an_original_that_cannot_be_read_again_says_why(client, library):
    library.original = lambda document_id, principal: b"%PDF-1.7 torn"
    reply = client.get("/documents/d1/reading")
    assert 400 <= reply.status_code < 500
    assert "damaged" in reply.json()["error"]


def test_a_page_image_marks_the_lines_of_a_passage(client, renderer):
    reply = client.get("/documents/d1/pages/1.png", params={"passage": "d1-0000"})
    assert reply.headers["content-type"] == "image/png"
    assert reply.content.startswith(b"\x89PNG")
    page, boxes = renderer.asked[0]
    assert page == 1
    assert boxes == PASSAGES[0].boxes


def test_the_same_page_is_drawn_once(client, renderer):
    for _ in range(2):
        client.get("/documents/d1/pages/1.png", params={"passage": "d1-0000"})
    assert len(renderer.asked) == 1


def test_a_page_without_marks_is_drawn_plain(client, renderer):
    assert client.get("/documents/d1/pages/2.png").status_code == 200
    assert renderer.asked == [(2, ())]


def test_a_page_that_is_not_there_is_not_found(client):
    assert client.get("/documents/d1/pages/3.png").status_code == 404
    assert client.get("/documents/d1/pages/0.png").status_code == 422
    assert client.get("/documents/d1/pages/one.png").status_code == 422


def test_a_passage_of_another_document_is_not_marked(client):
    reply = client.get("/documents/d1/pages/1.png", params={"passage": "d2-0000"})
    assert reply.status_code == 404


def test_a_note_has_no_page_image(client):
    reply = client.get("/documents/d2/pages/1.png")
    assert reply.status_code == 404
    assert "KEEP_ORIGINALS" in reply.json()["hint"]


def test_a_span_marks_only_its_part_of_a_line():
    line = PASSAGES[0].lines[0]
    middle = (line.start + line.end) // 2
    (box,) = marked(PASSAGES[:1], 1, start=line.start, end=middle)
    share = (middle - line.start) / (line.end - line.start)
    assert box == Box(1, 50.0, 100.0, 50.0 + 200.0 * share, 112.0)


def test_overlapping_passages_mark_a_shared_line_once():
    assert marked([PASSAGES[0], PASSAGES[0]], 1) == PASSAGES[0].boxes


def test_lines_of_other_pages_are_not_marked():
    assert marked(PASSAGES[:2], 2) == PASSAGES[1].boxes


def test_a_field_is_corrected_and_given_back(client):
    changed = client.patch(
        "/documents/d1", json={"values": {"title": "Pressure"}, "by": "A. Clerk"}
    ).json()
    assert changed["title"] == "Pressure"
    assert changed["origins"]["title"].startswith("corrected by A. Clerk on ")
    (one,) = client.get("/documents/d1/corrections").json()
    assert (one["field"], one["by"]) == ("title", "A. Clerk")
    assert one["was"] == "Blood pressure in chronic kidney disease [sample]"
    given = client.patch("/documents/d1", json={"undo": ["title"]}).json()
    assert given["title"] == one["was"]
    assert client.get("/documents/d1/corrections").json() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"values": {"year": "soon"}}, 422),
        ({"values": {"colour": "red"}}, 422),
        ({"values": {"year": 2022}}, 422),
        ({"undo": ["title"]}, 404),
        ({"colour": "red"}, 422),
    ],
)
def test_what_no_field_can_take_is_refused(client, body, status):
    reply = client.patch("/documents/d1", json=body)
    assert reply.status_code == status
    assert set(reply.json()) == {"error", "hint"}
