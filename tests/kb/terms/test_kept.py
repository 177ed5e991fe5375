from kb.store.store import Store
from kb.terms.kept import RECENT, KeptCodes
from kb.types import Principal

ANN, BOB = (Principal(name, frozenset({"staff"})) for name in ("ann", "bob"))


def test_what_is_kept_is_there_after_the_library_was_closed(tmp_path):
    with_store = Store(tmp_path / "home", tmp_path / "key")
    kept = KeptCodes(with_store.catalog)
    kept.pin("I50.9", ANN)
    kept.keep_basket(["E11.22", "N18.4"], ANN)
    with_store.close()
    again = KeptCodes(Store(tmp_path / "home", tmp_path / "key").catalog)
    assert again.pinned(ANN) == ["I50.9"]
    assert again.basket(ANN) == ["E11.22", "N18.4"]


def test_nobody_sees_what_another_keeps(tmp_path):
    kept = KeptCodes(Store(tmp_path / "home", tmp_path / "key").catalog)
    kept.pin("I50.9", ANN)
    kept.opened("E11", ANN)
    assert kept.pinned(BOB) == kept.recent(BOB) == kept.basket(BOB) == []


def test_the_last_opened_comes_first_and_only_once(tmp_path):
    kept = KeptCodes(Store(tmp_path / "home", tmp_path / "key").catalog)
    for number in range(RECENT + 3):
        kept.opened(f"E{number}", ANN)
    kept.opened("E5", ANN)
    assert kept.recent(ANN)[:2] == ["E5", f"E{RECENT + 2}"]
    assert len(kept.recent(ANN)) == RECENT


def test_pinning_again_lets_go(tmp_path):
    kept = KeptCodes(Store(tmp_path / "home", tmp_path / "key").catalog)
    assert kept.pin("I50.9", ANN) is True
    assert kept.pin("I50.9", ANN) is False
    assert kept.pinned(ANN) == []
