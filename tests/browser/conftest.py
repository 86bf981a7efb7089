from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.babysite.running_site import QUICK_NETWORKS, RunningSite, new_home, wait_for

CHROMIUM = "/usr/bin/chromium"
# Almost five minutes for two faces.
STEPS_WITHOUT_END = 400
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the browser come together, since they share a site. A module with `TOLD_IN_ORDER` is one visit from its
    first test to its last; all others may be shuffled."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    places: dict[object, list[int]] = {}
    for place, item in enumerate(items):
        module = getattr(item, "module", None)
        if getattr(module, "TOLD_IN_ORDER", False):
            places.setdefault(module, []).append(place)
    for own in places.values():
        told = sorted((items[place] for place in own), key=lambda item: item.function.__code__.co_firstlineno)  # type: ignore[attr-defined]
        for place, item in zip(own, told, strict=True):
            items[place] = item


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@contextmanager
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or CHROMIUM
    if not os.path.exists(program):  # noqa: PTH110 - a Path would say the same
        if os.environ.get("CI"):
            pytest.fail("Chromium is required here. On Debian: apt-get install chromium")
        pytest.skip("There is no Chromium (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        # Playwright can answer no request that a service worker makes in a page's place; whoever tests one allows it.
        browser.new_context = partial(browser.new_context, service_workers="block")  # type: ignore[method-assign]
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def shared_site() -> Iterator[RunningSite]:
    """The whole site as `make run` starts it. Its networks are quick ones: what the real ones draw is looked at in
    test_sample_couple.py."""
    sharing = {"SHARE_STATE_SECONDS": "1", "SHARE_AFTER_HOURS": "0"}
    with running_site(QUICK_FINDS_FACES="yes", **sharing, **QUICK_NETWORKS) as site:
        yield site


@pytest.fixture(scope="module")
def site(shared_site: RunningSite) -> RunningSite:
    """A site whose jobs go on until somebody stops them."""
    shared_site.search_for(STEPS_WITHOUT_END)
    return shared_site


@pytest.fixture(scope="module")
def quick_site(shared_site: RunningSite) -> RunningSite:
    """A site whose jobs are done within seconds, for tests that need a child."""
    shared_site.search_for(1)
    return shared_site


@contextmanager
def running_site(**environment: str) -> Iterator[RunningSite]:
    with new_home() as home:
        site = RunningSite(home, **environment)
        site.start()
        try:
            site.wait_until_up()
            wait_for(site.is_ready, seconds=120, what=f"a warm worker. It said:\n{site.output}")
            yield site
        finally:
            site.end()
