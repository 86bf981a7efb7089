"""An address with a domain of other letters than ASCII has two spellings, and is one account's wherever it comes in."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.addresses import clean_address, spell_address
from accounts.models import User
from tests.accounts.test_signing_up import sign_up
from tests.cast import PASSWORD, signed_in

STORED = "user@xn--2j5b21b.xn--3e0b707e"
SPELLINGS = [
    "user@예제.한국",
    "User@예제.한국",
    "USER@XN--2J5B21B.XN--3E0B707E",
    STORED,
    " user@예제.한국 ",
]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_one(spelling: str) -> None:
    assert spell_address(spelling) == clean_address(spelling) == STORED


def test_the_letters_of_a_domain_may_be_small_or_wide() -> None:
    assert spell_address("a@BÜCHER.example") == spell_address("a@bücher.example") == "a@xn--bcher-kva.example"
    assert spell_address("a@ｅｘａｍｐｌｅ。org") == "a@example.org"
    assert spell_address("a@localhost") == "a@localhost"
    assert spell_address("a@some_host.example") == "a@some_host.example"


@pytest.mark.parametrize("address", ["a@" + "예" * 60 + ".한국", "a@예\u200d제.한국", "a@한국.\u0301"])
def test_a_domain_that_cannot_be_one_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        clean_address(address)


def test_two_sign_ups_make_one_account(client: Client) -> None:
    for spelling in SPELLINGS:
        sign_up(Client(), email=spelling)
    assert [user.email for user in User.objects.all()] == [STORED]
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {STORED}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_either_spelling_signs_in(client: Client, spelling: str) -> None:
    User.objects.create_user("user@예제.한국", PASSWORD)
    client.post(reverse("account_login"), {"login": spelling, "password": PASSWORD})
    assert client.session.get("_auth_user_id")


def test_an_address_that_cannot_be_one_signs_nobody_in(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "a@" + "예" * 60 + ".한국", "password": PASSWORD})
    assert answer.status_code == 200


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_either_spelling_resets_the_password(client: Client, mailoutbox: list[Any], spelling: str) -> None:
    user = User.objects.create_user("user@예제.한국", PASSWORD)
    EmailAddress.objects.create(user=user, email="user@예제.한국", primary=True, verified=True)
    client.post(reverse("account_reset_password"), {"email": spelling})
    (email,) = mailoutbox
    assert email.to == [STORED]
    assert reverse("account_reset_password_from_key", args=["x", "y"]).split("x-y")[0] in email.body


def test_a_change_to_the_other_spelling_of_ones_own_is_none(alice: User) -> None:
    user = User.objects.create_user("user@예제.한국", PASSWORD)
    EmailAddress.objects.create(user=user, email=STORED, primary=True, verified=True)
    client = signed_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "user@예제.한국", "action_add": ""})
    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == [STORED]


def test_a_command_finds_the_account(db: None) -> None:
    user = User.objects.create_user(STORED, PASSWORD)
    call_command("make_moderator", "user@예제.한국", stdout=StringIO())
    assert user.groups.exists()
    call_command("close_account", "User@예제.한국", stdout=StringIO())
    assert not User.objects.exists()


def test_a_new_administrator_has_it_too(db: None) -> None:
    call_command("createsuperuser", email="Root@예제.한국", interactive=False, stdout=StringIO())
    assert User.objects.get().email == STORED.replace("user", "root")


def test_the_admin_stores_it(admin_user: User) -> None:
    client = signed_in(admin_user)
    fields = {"email": "user@예제.한국", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    assert User.objects.filter(email=STORED).count() == 1
    assert client.post(reverse("admin:accounts_user_add"), {**fields, "email": STORED}).status_code == 200


def test_a_query_and_a_save_put_it_in_too(alice: User) -> None:
    alice.email = "Alice@예제.한국"
    alice.save()
    assert alice.email == STORED.replace("user", "alice")
    assert User.objects.get(email="ALICE@예제.한국") == alice


@pytest.mark.parametrize("address", ["user@예제.한국", "User@example.org", "us er@example.org"])
def test_the_database_takes_no_other_spelling(alice: User, address: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = %s WHERE id = %s", [address, alice.pk])
