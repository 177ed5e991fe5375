import pytest
import watchfiles
from watchfiles import Change

from kb.errors import LibraryBusy
from ui.cli.commands.watch import follow
from ui.cli.exits import DONE, SOME_FAILED, STOPPED


@pytest.fixture
def changes(monkeypatch):
    """The batches that the file system reports, then Ctrl-C."""
    batches = []

    def watch(*_paths, **_options):
        yield from batches
        raise KeyboardInterrupt

    monkeypatch.setattr(watchfiles, "watch", watch)
    return batches


def test_what_is_added_or_changed_is_taken_in(changes, tmp_path):
    a, b = tmp_path / "a.md", tmp_path / "b.md"
    a.write_text("a")
    b.write_text("b")
    changes += [{(Change.added, str(a))}, set(), {(Change.modified, str(b))}]
    taken = []
    assert follow([tmp_path], lambda paths: taken.append(list(paths)) or DONE) == STOPPED
    assert taken == [[a], [b]]


def test_deleted_and_hidden_files_and_folders_are_left_alone(changes, tmp_path):
    hidden = tmp_path / ".partial"
    hidden.write_text("x")
    (tmp_path / "folder").mkdir()
    changes.append(
        {
            (Change.deleted, str(tmp_path / "gone.md")),
            (Change.added, str(hidden)),
            (Change.added, str(tmp_path / "folder")),
        }
    )
    taken = []
    follow([tmp_path], lambda paths: taken.append(list(paths)) or DONE)
    assert taken == []


def test_a_batch_waits_while_another_process_has_the_library(changes, tmp_path):
    a = tmp_path / "a.md"
    a.write_text("a")
    changes += [{(Change.added, str(a))}, set(), set()]
    tries = []

    def busy_at_first(paths):
        tries.append(list(paths))
        if len(tries) < 3:
            raise LibraryBusy("Another process is using the library.")
        return DONE

    follow([tmp_path], busy_at_first)
    assert tries == [[a], [a], [a]]


def test_a_bad_file_does_not_end_the_watch(changes, tmp_path):
    a = tmp_path / "a.md"
    a.write_text("a")
    changes += [{(Change.added, str(a))}, {(Change.modified, str(a))}]
    taken = []
    follow([tmp_path], lambda paths: taken.append(paths) or SOME_FAILED)
    assert len(taken) == 2


def test_ctrl_c_while_taking_in_ends_the_watch(changes, tmp_path):
    a = tmp_path / "a.md"
    a.write_text("a")
    changes += [{(Change.added, str(a))}, {(Change.modified, str(a))}]
    taken = []
    assert follow([tmp_path], lambda paths: taken.append(paths) or STOPPED) == STOPPED
    assert len(taken) == 1
