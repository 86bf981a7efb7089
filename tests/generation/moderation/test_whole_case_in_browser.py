"""A whole case in Chromium, from the report to the link that lives again, each by whoever it is up to."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from generation.models import Case, Reason, Report
from generation.moderation.references import token_of as reference_of
from generation.sharing.tokens import address_of
from tests.cast import add_second_step, signed_in
from tests.generation.moderation.decisions_rows import REPORTER, make_another_moderator, make_shared_link
from tests.generation.moderation.test_queue_in_browser import Open, opened, pool
from tests.generation.sharing.test_in_browser import HOST

__all__ = ["opened", "pool"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

WORDS = "제 얼굴이에요 😢 That is my face."
PICTURE = "figure img[src*='/s/']"


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_a_reported_link_is_hidden_ended_and_lives_again(
    opened: Open, pool: ThreadPoolExecutor, alice: User, media: Path, moderator: User, locale: str
) -> None:
    link = make_shared_link(alice)
    address = address_of(link)
    second = make_another_moderator()
    add_second_step(second)
    clients = [signed_in(user) for user in (alice, moderator, second)]
    visitor = Client(headers={"Origin": HOST})

    on_phone = opened(visitor, locale)
    on_phone.goto(address)
    expect(on_phone.locator(PICTURE)).to_be_visible()
    on_phone.locator("a[href$='/report/']").first.click()
    on_phone.locator(f"[name=reason][value={Reason.OWN_FACE}]").check()
    on_phone.locator("[name=words]").fill(WORDS)
    on_phone.locator("[name=email]").fill(REPORTER)
    send(on_phone)
    reference = f"/report/{pool.submit(lambda: reference_of(Report.objects.get())).result()}/"
    assert on_phone.goto(reference).status == 200  # type: ignore[union-attr]
    assert on_phone.goto(address).status == 404  # type: ignore[union-attr]

    owner, first, other = (opened(client, locale) for client in clients)
    first.goto("/moderation/")
    first.locator("[data-case-list] h3 a").click()
    first.locator("form[action$='/take/'] button").click()
    expect(first.get_by_text(WORDS)).to_be_visible()
    first.locator("a[href*='/look/']").first.click()
    first.locator("[name=reason]").fill("Whether it is a photo.")
    send(first)
    expect(first.locator("img[src*='/picture/']")).to_be_visible()
    case_id = pool.submit(lambda: Case.objects.get().pk).result()
    first.goto(f"/moderation/cases/{case_id}/decide/")
    first.locator("[name=kind][value=end_link]").check()
    first.locator("[name=ground][value=law_consent]").check()
    first.locator("[name=facts]").fill("Whoever is shown did not agree.")
    first.locator("[value=preview]").click()
    first.locator("[value=decide]").click()
    first.get_by_role("heading", level=1).wait_for()

    to_owner, to_reporter = mail.outbox[-2:]
    assert (to_owner.to, to_reporter.to) == ([alice.email], [REPORTER])
    owner.goto(address_in(to_owner))
    expect(owner.get_by_text("Whoever is shown did not agree.")).to_be_visible()
    owner.locator("[name=words]").fill("It is my own face.")
    send(owner)
    assert on_phone.goto(address_in(to_reporter)).status == 200  # type: ignore[union-attr]

    other.goto(f"/moderation/cases/{case_id}/")
    other.locator("form[action$='/take/'] button").click()
    other.locator("a[href*='/moderation/appeals/']").click()
    other.locator("[name=outcome][value=granted]").check()
    other.locator("[name=answer]").fill("You are right.")
    send(other)
    owner.goto(address_in(to_owner))
    expect(owner.get_by_text("You are right.")).to_be_visible()
    assert on_phone.goto(address).status == 200  # type: ignore[union-attr]
    expect(on_phone.locator(PICTURE)).to_be_visible()


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def address_in(email: Any) -> str:
    found = re.search(rf"{re.escape(settings.SITE_URL)}(/\S+)", str(email.body))
    assert found is not None
    return found[1]
