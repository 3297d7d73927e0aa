"""What tests of several rooms share: a real browser.

Needs Debian's chromium (or CHROMIUM naming one). Without it the tests are skipped, visibly; in CI they fail.
"""

from __future__ import annotations

import os
import shutil

import pytest

QUIET = (  # chromium itself talks to nobody
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium():
    if os.environ.get("CI"):  # there it must run
        import playwright.sync_api as playwright
    else:
        playwright = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None
    )
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "chromium is not installed: apt-get install chromium"
        )
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
