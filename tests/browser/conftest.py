from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.babysite.running_site import RunningSite, new_home, wait_for

CHROMIUM = "/usr/bin/chromium"
# Chromium's own errands would be refused on a closed network, many at a time.
OPTIONS = [
    "--no-sandbox",  # refused to root; the pages are ours
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or CHROMIUM
    if not os.path.exists(program):  # noqa: PTH110 - a Path would say the same
        if os.environ.get("CI"):
            pytest.fail("Chromium is required here. On Debian: apt-get install chromium")
        pytest.skip("There is no Chromium (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[RunningSite]:
    """The whole site as `make run` starts it, with the real networks, warm."""
    with new_home() as home:
        site = RunningSite(home)
        site.start()
        try:
            site.wait_until_up()
            wait_for(site.is_ready, seconds=120, what=f"a warm worker. It said:\n{site.output}")
            yield site
        finally:
            site.end()
