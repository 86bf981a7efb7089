from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from generation.models import AuditAct, AuditLine, CaseState
from generation.moderation.moderators import is_moderator
from generation.moderation.roles import make_moderator
from tests.cast import PASSWORD, add_second_step, signed_in
from tests.generation.moderation.queue_rows import make_reported, taken

pytestmark = pytest.mark.django_db
PAGE = "/moderation/moderators/"


@pytest.fixture
def operator(db: None) -> User:
    user = User.objects.create_superuser("operator@example.org", PASSWORD)
    add_second_step(user)
    return user


@pytest.fixture
def client(operator: User) -> Client:
    return signed_in(operator)


def test_an_operator_makes_a_moderator_by_their_address(client: Client, operator: User, alice: User) -> None:
    assert client.post(PAGE, {"email": alice.email.upper()}).status_code == 302
    assert is_moderator(alice)
    line = AuditLine.objects.get()
    assert (line.act, line.actor_id, line.subject_id) == (AuditAct.MODERATOR_MADE, operator.pk, alice.pk)
    assert alice.email in client.get(PAGE).content.decode()


@pytest.mark.parametrize("email", ["", "nobody@example.org", "no address", "\x00@example.org"])
def test_nobodys_address_makes_nobody_one(client: Client, email: str) -> None:
    assert client.post(PAGE, {"email": email}).status_code == 400
    assert not AuditLine.objects.exists()


def test_who_is_removed_has_no_case_any_more(
    client: Client, alice: User, bob: User, moderator: User, media: Path
) -> None:
    make_moderator(bob)
    case = make_reported(alice)
    taken(case, moderator)
    assert client.post(reverse("moderation:remove", args=[moderator.pk])).headers["Location"] == PAGE
    case.refresh_from_db()
    assert (case.state, case.taken_by, is_moderator(moderator)) == (CaseState.NEW, None, False)


def test_the_last_one_is_removed_only_after_being_told(client: Client, moderator: User) -> None:
    remove = reverse("moderation:remove", args=[moderator.pk])
    told = client.post(remove)
    assert (told.status_code, is_moderator(moderator)) == (409, True)
    assert 'name="even_the_last"' in told.content.decode()
    assert client.post(remove, {"even_the_last": "yes"}).status_code == 302
    assert not is_moderator(moderator)


def test_who_is_none_is_not_removed(client: Client, alice: User) -> None:
    assert client.post(reverse("moderation:remove", args=[alice.pk])).status_code == 404


def test_moderators_appoint_nobody(moderator: User, alice: User) -> None:
    visitor = signed_in(moderator)
    assert visitor.post(PAGE, {"email": alice.email}).status_code == 404
    assert visitor.post(reverse("moderation:remove", args=[moderator.pk])).status_code == 404
    assert not is_moderator(alice)


def test_an_operator_without_a_second_step_appoints_nobody(alice: User) -> None:
    visitor = signed_in(User.objects.create_superuser("new@example.org", PASSWORD))
    assert visitor.post(PAGE, {"email": alice.email}).headers["Location"] == reverse("mfa_index")
    assert not is_moderator(alice)


def test_an_operator_is_no_moderator_by_that(client: Client) -> None:
    assert client.get("/moderation/").status_code == 404
