"""New accounts, and those that make many links."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import ConsentBasis, User
from generation.models import Case, CaseState, Child, Family, Reason, ShareLink, SharingPause
from generation.moderation.reporting import Complaint, take_report
from generation.refusals import TooManyLinksToday
from tests.generation.finished import make_child, make_family
from tests.generation.sharing.conftest import make_link
from tests.generation.sharing.test_owning import wanting

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(alice: User) -> User:
    User.objects.update(date_joined=timezone.now() - timedelta(hours=23))
    alice.refresh_from_db()
    return alice


def try_to_share(client: Client, child: Child) -> int:
    return client.post(f"/children/{child.pk}/share/", wanting(child)).status_code


def wait_on_page(client: Client, child: Child) -> Any:
    return client.get(f"/children/{child.pk}/share/").context["wait"]


def test_a_new_account_is_told_from_when_it_can_share_before_it_fills_anything_in(
    newcomer: User, alice_client: Client, child: Child
) -> None:
    page = alice_client.get(f"/children/{child.pk}/share/")
    assert page.context["wait"].new_until == newcomer.date_joined + timedelta(hours=24)
    assert 'name="days"' not in page.content.decode()
    assert try_to_share(alice_client, child) == 403
    assert not ShareLink.objects.exists()


def test_after_that_time_it_can(newcomer: User, alice_client: Client, child: Child) -> None:
    User.objects.update(date_joined=timezone.now() - timedelta(hours=24))
    assert not wait_on_page(alice_client, child)
    assert try_to_share(alice_client, child) == 302


def test_an_operator_may_do_without(newcomer: User, alice_client: Client, child: Child, settings: Any) -> None:
    settings.SHARE_AFTER_HOURS = 0
    assert try_to_share(alice_client, child) == 302


def test_the_sample_couple_is_nobody_and_can_be_shown_at_once(
    newcomer: User, alice_client: Client, media: Path
) -> None:
    bases = (ConsentBasis.ATTESTED, ConsentBasis.ATTESTED)
    child = make_child(make_family(newcomer, bases=bases, is_sample=True))
    assert try_to_share(alice_client, child) == 302


def test_an_address_has_to_be_confirmed_where_that_is_possible(
    alice: User, alice_client: Client, child: Child, settings: Any
) -> None:
    settings.CAN_SEND_MAIL = True
    assert wait_on_page(alice_client, child).needs_address
    assert try_to_share(alice_client, child) == 403
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True)
    assert try_to_share(alice_client, child) == 302


def test_an_account_makes_so_many_links_a_day(alice_client: Client, child: Child, settings: Any) -> None:
    settings.LINKS_PER_DAY = 2
    first = make_link(child)
    assert try_to_share(alice_client, child) == 302
    assert try_to_share(alice_client, child) == 429
    first.refresh_from_db()
    assert wait_on_page(alice_client, child).full_until == first.created_at + timedelta(days=1)
    ShareLink.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert try_to_share(alice_client, child) == 302


def test_ending_a_link_makes_no_room_for_another_that_day(alice_client: Client, child: Child, settings: Any) -> None:
    settings.LINKS_PER_DAY = 1
    make_link(child)
    alice_client.post("/links/end/")
    assert try_to_share(alice_client, child) == 429


def test_the_same_form_sent_again_is_no_further_link(alice_client: Client, child: Child, settings: Any) -> None:
    settings.LINKS_PER_DAY = 1
    form = wanting(child, submission="11111111-2222-4333-8444-555555555555")
    answers = [alice_client.post(f"/children/{child.pk}/share/", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_make_no_more(child: Child, settings: Any) -> None:
    settings.LINKS_PER_DAY = 3

    def make(_number: int) -> bool:
        try:
            make_link(child)
        except TooManyLinksToday:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(make, range(6))) == 3
    assert ShareLink.objects.count() == 3


def test_a_paused_account_makes_no_link(alice: User, alice_client: Client, child: Child) -> None:
    pause = SharingPause.objects.create(owner=alice, until=timezone.now() + timedelta(days=3))
    assert wait_on_page(alice_client, child).paused_until == pause.until
    assert try_to_share(alice_client, child) == 403
    SharingPause.objects.update(until=timezone.now())
    assert try_to_share(alice_client, child) == 302


@pytest.mark.parametrize("does", ["nothing", "ends it", "shares a sibling"])
def test_what_a_report_has_hidden_is_not_shown_by_another_link(
    alice_client: Client, family: Family, child: Child, does: str
) -> None:
    link = make_link(child)
    take_report(link, Complaint(reason=Reason.NEVER_AGREED))
    if does == "ends it":
        alice_client.post(f"/links/{link.pk}/end/")
    other = make_child(family) if does == "shares a sibling" else child
    assert wait_on_page(alice_client, other).due_at == Case.objects.get().due_at
    assert try_to_share(alice_client, other) == 409
    Case.objects.update(state=CaseState.DECIDED)
    assert try_to_share(alice_client, other) == 302


def test_a_report_that_hides_nothing_keeps_nobody_from_sharing(alice_client: Client, child: Child) -> None:
    take_report(make_link(child), Complaint(reason=Reason.OTHER))
    assert not wait_on_page(alice_client, child)
    assert try_to_share(alice_client, child) == 302
