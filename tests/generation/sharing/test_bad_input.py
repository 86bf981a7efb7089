"""What links meet in the open: two presses at once, storms, guesses, odd words, and clocks that jump."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Purpose, User
from generation.consent.answers import withdraw
from generation.erasing.withdrawing import withdraw_and_erase
from generation.gallery.services import delete_child
from generation.models import Child, EndedBy, Family, PermissionKind, ShareLink
from generation.sharing import viewer_views
from generation.sharing.services import GoneMeanwhile, change_link, end_links, permit
from generation.sharing.tokens import address_of
from tests.generation.at_once import at_once
from tests.generation.finished import make_child, make_family
from tests.generation.sharing.conftest import make_link, terms
from tests.generation.sharing.test_owning import wanting

in_threads = pytest.mark.django_db(transaction=True)
FROM_HERE = {"Origin": "http://testserver"}


@in_threads
def test_nothing_opens_after_a_withdrawal_however_many_ask(link: ShareLink) -> None:
    address, withdrawn = address_of(link), threading.Event()

    def ask() -> list[tuple[bool, int]]:
        """Returns of each request whether it began after the withdrawal, and its status."""
        client, seen = Client(), list[tuple[bool, int]]()
        while sum(was_after for was_after, _ in seen) < 5:
            seen.append((withdrawn.is_set(), client.get(f"{address}0.jpg").status_code))
        return seen

    def take_back() -> list[tuple[bool, int]]:
        withdraw(person=link.family.parent_b, purpose=Purpose.PUBLISH)
        withdrawn.set()
        return []

    seen = [each for found in at_once(ask, ask, ask, take_back) for each in found]
    assert {status for was_after, status in seen if was_after} == {404}


@in_threads
def test_a_link_that_is_made_while_a_parent_withdraws_does_not_open(agreed: Family, child: Child) -> None:
    made, _ = at_once(lambda: make_link(child), lambda: withdraw(person=agreed.parent_b, purpose=Purpose.PUBLISH))
    assert Client().get(address_of(made)).status_code == 404


@in_threads
def test_a_form_that_is_sent_twice_makes_one_link(alice: User, child: Child) -> None:
    def send() -> int:
        client = Client()
        client.force_login(alice)
        return client.post(f"/children/{child.pk}/share/", wanting(child, submission=submission)).status_code

    submission = str(uuid4())
    assert at_once(send, send) == [302, 302]
    assert ShareLink.objects.count() == 1


@pytest.mark.django_db
def test_going_back_to_the_form_for_another_person_makes_another_link(alice_client: Client, child: Child) -> None:
    submission = str(uuid4())
    for label in ("Grandma", "Grandpa"):
        alice_client.post(f"/children/{child.pk}/share/", wanting(child, submission=submission, label=label))
    assert {link.label for link in ShareLink.objects.all()} == {"Grandma", "Grandpa"}


@pytest.mark.django_db
def test_a_submission_cannot_name_the_link_of_somebody_else(
    charlie: User, charlie_client: Client, link: ShareLink
) -> None:
    own = make_child(make_family(charlie))
    charlie_client.post(f"/children/{own.pk}/share/", wanting(own, submission=str(link.pk)))
    link.refresh_from_db()
    assert link.family.owner != charlie
    assert ShareLink.objects.filter(family=own.family).count() == 1


@in_threads
def test_of_two_who_end_a_link_at_once_one_did(link: ShareLink) -> None:
    links = ShareLink.objects.filter(pk=link.pk)
    ended = at_once(lambda: end_links(links, EndedBy.OWNER), lambda: end_links(links.all(), EndedBy.PARENT))
    assert sorted(ended) == [0, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("vanish", ["ended", "erased"])
def test_a_link_that_goes_meanwhile_is_neither_changed_nor_permitted(link: ShareLink, vanish: str) -> None:
    if vanish == "ended":
        end_links(ShareLink.objects.all(), EndedBy.OWNER)
    else:
        withdraw_and_erase(person=link.family.parent_b, purpose=Purpose.COMPUTE)
    with pytest.raises(GoneMeanwhile):
        change_link(link, terms(shows_names=True))
    with pytest.raises(GoneMeanwhile):
        permit(link, link.family.parent_a, [PermissionKind.PHOTO])


@pytest.mark.django_db
def test_the_page_of_a_link_whose_child_was_deleted_shows_nothing_and_can_be_ended(
    alice_client: Client, link: ShareLink, child: Child
) -> None:
    delete_child(child)
    assert alice_client.get("/links/").status_code == 200
    assert not alice_client.get(f"/links/{link.pk}/").context["standing"].is_live
    assert alice_client.post(f"/links/{link.pk}/", {"label": "x", "days": ""}).status_code == 302
    assert alice_client.post(f"/links/{link.pk}/end/").status_code == 302


@pytest.mark.django_db
def test_links_of_an_erased_family_are_nowhere(alice_client: Client, link: ShareLink) -> None:
    withdraw_and_erase(person=link.family.parent_b, purpose=Purpose.COMPUTE)
    assert not alice_client.get("/links/").context["standings"]
    assert alice_client.get(f"/links/{link.pk}/").status_code == 404
    assert alice_client.post(f"/links/{link.pk}/end/").status_code == 404


@pytest.mark.django_db
def test_a_link_ends_by_the_clock_of_the_database(
    agreed: Family, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=400))
    link = make_link(child, days=7)
    change_link(link, terms(days=7))
    assert timedelta(days=6) < link.expires_at - now < timedelta(days=8)
    assert Client().get(address_of(link)).status_code == 200


LABELS = {
    "👨‍👩‍👧‍👦" * 8: 200,
    "סבתא ורדה": 200,
    "👵" * 12: 200,
    "x" * 200: 400,
    "a\x00b": 400,
    "a\u202eb": 400,
    "a\nb": 400,
    "<script>alert(1)</script>": 200,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("label", "status"), LABELS.items())
def test_labels_are_words_of_one_line(alice_client: Client, child: Child, label: str, status: int) -> None:
    response = alice_client.post(f"/children/{child.pk}/share/", wanting(child, label=label), follow=True)
    assert response.status_code == status
    assert {link.label for link in ShareLink.objects.all()} == ({label} if status == 200 else set())
    assert b"<script>alert" not in response.content


@in_threads
def test_of_five_hundred_guesses_at_once_the_limit_is_checked(
    agreed: Family, child: Child, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHARE_PASSWORDS_PER_HOUR = 20
    address = f"{address_of(make_link(child, password='persimmon tree'))}password/"
    checked: list[str] = []
    monkeypatch.setattr(viewer_views, "check_password", lambda given, _hashed: checked.append(given))

    def guess(number: int) -> int:
        try:
            return Client().post(address, {"password": str(number)}, headers=FROM_HERE).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(guess, range(500)))
    assert len(checked) == 20
    assert (answers.count(403), answers.count(429)) == (20, 480)
