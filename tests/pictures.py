"""The pictures of the README, from a real run: `python tests/pictures.py` (needs Chromium)."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

FIGURES = Path(__file__).parents[1] / "notebooks" / "figures"
NAMES = {"en": "live.png", "de": "live-de.png"}
SIZE = {"width": 1600, "height": 900}
# the vote at the end of 2026, and what Ringgau weighed
STATE = {
    "panel": "measures",
    "detail": "card",
    "q": 7,
    "side": "b",
    "b": {"measures": {"coordination.membership": "county_wide"}, "turns": []},
    "card": {"municipality": 9},
}
HERE = """() => {
  const data = window.Kuemmerer?.data;
  return Boolean(data?.county && ["a", "b"].every((side) => data[side].fan && data[side].run));
}"""


def address(lang: str) -> str:
    """The part of a link that says what is shown."""
    values = {k: v if isinstance(v, str) else json.dumps(v) for k, v in STATE.items()}
    return "#" + "&".join(f"{k}={quote(v)}" for k, v in {"lang": lang, **values}.items())


def main() -> None:
    """Start the live view, take a picture of it in each language, end it."""
    live = [sys.executable, "-m", "sim", "live", "--no-browser", "--port", "0", "--lang", "en"]
    server = subprocess.Popen(live, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found, "the live view did not start"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for lang, name in NAMES.items():
                page = browser.new_page(viewport=SIZE)
                page.goto(found[0] + address(lang))
                page.wait_for_function(HERE, timeout=120_000)
                page.wait_for_timeout(3_000)  # until all is drawn
                page.screenshot(path=FIGURES / name)
                page.close()
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
