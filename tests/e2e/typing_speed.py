"""How long a keystroke on the Terminology page takes until its codes are shown, in a real browser.

Run from the root: ``python -m tests.e2e.typing_speed [URL]``. Without the address of a running server an
empty library is served (its code book is built first). Prints milliseconds from the key event to the last
change of the list before the next key, and to the frame that shows it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.conftest import CHROMIUM, FLAGS, start

# Whole terms, lay words, beginnings that few entries have, a slip, codes, and nothing at all.
PHRASES = (
    "diabetes kidney",
    "chronic obstructive pulm",
    "heart attack",
    "fracture of left wrist",
    "sugar diabetes",
    "hypertenshun",
    "copd exac",
    "E11.22",
    "major depressive disorder",
    "htn with ckd stage 4",
    "afib",
    "qwxz",
)
PAUSE_MS = 250  # a fast typist's; long enough that every keystroke gets its reply
BUILD_MS = 300_000
WATCH = """() => {
  const find = (root) => root.querySelector('#code-box') ??
    [...root.querySelectorAll('*')].reduce((f, one) => f ?? (one.shadowRoot && find(one.shadowRoot)), null);
  const box = find(document);
  const root = box.closest('.lookup');
  window.keys = [];
  box.addEventListener('input', (event) =>
    window.keys.push({ text: box.value, began: event.timeStamp, changed: null, painted: null }), true);
  new MutationObserver(() => {
    const key = window.keys.at(-1);
    if (!key) return;
    key.changed = performance.now();
    requestAnimationFrame(() => setTimeout(() => (key.painted = performance.now())));
  }).observe(root.querySelector('#code-list').parentNode,
    { childList: true, subtree: true, characterData: true, attributes: true });
}"""


def measure(page: Any) -> list[dict[str, Any]]:
    """Type :data:`PHRASES` into an open page; every keystroke with its times in ms."""
    page.evaluate(WATCH)
    box = page.locator("#code-box")
    for phrase in PHRASES:
        box.fill("")
        page.wait_for_timeout(PAUSE_MS)
        box.press_sequentially(phrase, delay=PAUSE_MS)
        page.wait_for_timeout(2 * PAUSE_MS)
    return [one for one in page.evaluate("() => window.keys") if one["text"]]


def share(values: list[float], part: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    served = None
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        try:
            if len(sys.argv) > 1:
                url = sys.argv[1].rstrip("/")
            else:
                served = start(Path(folder) / "served", ())
                url = served.url
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{url}/terms")
            page.locator("#code-box").wait_for(timeout=BUILD_MS)
            measure(page)  # the first round loads what the first words need
            page.reload()
            page.locator("#code-box").wait_for()
            keys = measure(page)
            browser.close()
        finally:
            if served is not None:
                served.stop()
    print(f"{len(keys)} keystrokes")
    for name in ("changed", "painted"):
        took = [one[name] - one["began"] for one in keys if one[name] is not None]
        parts = "  ".join(
            f"p{part * 100:.0f} {share(took, part):.0f} ms" for part in (0.5, 0.95, 0.99)
        )
        print(f"{name:8} {parts}  ({len(took)} of them changed the list)")


if __name__ == "__main__":
    main()
