"""Steps that people take, and checks that must hold, on every page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from babysite.paths import BASE_DIR
from tests.babysite.running_site import RunningSite

SAMPLES = BASE_DIR / "generation" / "samples"
MOTHER, FATHER = SAMPLES / "mother.jpg", SAMPLES / "father.jpg"
PASSWORD = "correct horse battery"
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 640}

FOR_STRANGERS = [
    "/",
    "/about/",
    "/models/",
    "/models/dlib/",
    "/transparency/",
    "/verify/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-used/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/old/",
    "/accounts/inactive/",
    "/accounts/connections/login/cancelled/",
    "/nowhere/",
]
FOR_MEMBERS = [
    "/families/",
    "/families/new/",
    "/families/sample/",
    "/privacy/",
    "/privacy/close/",
    "/accounts/",
    "/privacy/export/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/two-step/",
    "/accounts/two-step/webauthn/",
    "/accounts/sessions/",
    "/accounts/events/",
    "/accounts/connections/",
    "/accounts/logout/",
]


@contextmanager
def signed_up(browser: Browser, site: RunningSite, name: str, **options: Any) -> Iterator[BrowserContext]:
    """A member with an account of their own, who leaves nothing behind."""
    context = browser.new_context(**{"base_url": site.url, "viewport": PHONE, "locale": "en-US", **options})
    page = context.new_page()
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("I am at least 18 years old").check()
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/families/")
    page.close()
    yield context
    page = context.new_page()
    remove_families(page)
    context.close()


def remove_families(page: Page) -> None:
    families = page.request.get("/api/families/").json()["results"]
    for family in families:
        page.goto(f"/families/{family['id']}/delete/")
        page.get_by_role("button", name="Delete everything").click()
        page.wait_for_url("**/families/")


def catch_file_choosers(page: Page) -> None:
    """Catches file choosers from now on. Waiting for one would be too late for a key that is pressed at once."""
    page.on("filechooser", lambda chooser: None)


def fill_in(page: Page, *, photo_a: Path = MOTHER, photo_b: Path = FATHER) -> None:
    page.goto("/families/new/")
    page.locator("[name=consent_basis_b][value=attested]").check(force=True)
    for slot, photo, name in (("a", photo_a, "Alice"), ("b", photo_b, "Bob")):
        page.locator(f"[name=photo_{slot}]").set_input_files(photo)
        page.locator(f"[name=name_{slot}]").fill(name)
        page.locator(f"[name=consent_{slot}]").check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Imagine the child").click()


def send_and_arrive(page: Page) -> None:
    send(page)
    page.wait_for_url("**/jobs/*/")


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("heading", name="Stopped").wait_for()


def complaints_of(page: Page) -> list[str]:
    """Returns a list of complaints that grows while the page is used, except remarks about missing pages."""
    found: list[str] = []

    def note(line: ConsoleMessage) -> None:
        is_about_the_page = line.location["url"] == page.url and "404" in line.text
        is_blocked_worker = "Service Worker registration blocked" in line.text  # by Playwright, see conftest.py
        if line.type in ("error", "warning") and not is_about_the_page and not is_blocked_worker:
            found.append(f"{page.url}: {line.text}")

    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on("console", note)
    return found


def violations_of(page: Page) -> list[str]:
    """Returns what axe calls serious or critical."""
    results = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {found['id']} at {[node['target'] for node in found['nodes']]}"
        for found in results
        if found["impact"] in ("serious", "critical")
    ]


def overflow_of(page: Page) -> list[str]:
    """Returns the elements that stick out to the right, so that the page could be moved sideways, and the boxes whose
    words stick out of them.
    """
    found: list[str] = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            const isWide = document.documentElement.scrollWidth > width;
            return [...document.querySelectorAll("body *")]
                .filter((element) =>
                    (isWide && element.getBoundingClientRect().right > width + 1) ||
                    (element.matches(".card, .notice, .portrait") && element.scrollWidth > element.clientWidth + 1))
                .map((element) => `${location.pathname}: ${element.outerHTML.slice(0, 120)}`);
        }"""
    )
    return found
