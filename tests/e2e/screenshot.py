"""Take the picture for the README: ``python -m tests.e2e.screenshot [FILE]``.

Serves the sample library, asks its first question, opens a source, and saves what the page looks like.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from tests.e2e.conftest import CHROMIUM, FLAGS, ROOT, start

QUESTION = "What blood pressure target is recommended in chronic kidney disease?"


def main() -> None:
    """Build, ask, click, save."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images" / "ask.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    files = (
        *sorted((ROOT / "corpora" / "literature").glob("*.pdf")),
        *sorted((ROOT / "corpora" / "records").iterdir()),
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        served = start(Path(folder), files)
        try:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            page = browser.new_page(
                viewport={"width": 1440, "height": 900}, device_scale_factor=1.5
            )
            page.goto(served.url)
            field = page.get_by_test_id("stChatInputTextArea")
            field.fill(QUESTION)
            field.press("Enter")
            page.locator(".foot").wait_for()
            chips = page.locator(".chip")
            chips.nth(1 if chips.count() > 1 else 0).click()
            page.locator('.chip[aria-pressed="true"]').wait_for()
            page.locator(".frame img").wait_for()
            page.mouse.move(400, 640)
            page.wait_for_timeout(1500)
            taken = page.screenshot()
            browser.close()
        finally:
            served.stop()
    # A palette is enough for a page, and a third of the size.
    Image.open(io.BytesIO(taken)).convert("RGB").quantize(200).save(target, optimize=True)
    print(target)


if __name__ == "__main__":
    main()
