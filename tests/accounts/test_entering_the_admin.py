from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD, signed_in

ENTRANCE = "/admin/login/?next=/admin/"


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator@example.org", PASSWORD)


def guess(client: Client, password: str) -> Any:
    """Guesses a password at the form that the admin's entrance leads to."""
    door = client.post(ENTRANCE, {"username": "operator@example.org", "password": password}).headers["Location"]
    return client.post(door, {"login": "operator@example.org", "password": password})


def test_operators_enter_by_the_sites_own_door(client: Client, operator: User) -> None:
    guess(client, PASSWORD)
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_admin_has_no_door_of_its_own(client: Client, operator: User) -> None:
    answer = client.post(ENTRANCE, {"username": "operator@example.org", "password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("admin:index")).status_code == 302


def test_guessing_there_is_answered_with_429(client: Client, operator: User) -> None:
    answers = [guess(client, f"wrong {number}") for number in range(31)]
    assert answers[-1].status_code == 429


def test_who_is_inside_cannot_guess_the_passwords_of_others_there(client: Client, operator: User, staff: User) -> None:
    client.force_login(staff)
    assert client.post(ENTRANCE, {"username": operator.email, "password": PASSWORD}).status_code == 405


def test_operators_change_their_password_on_the_sites_own_page(client: Client, operator: User) -> None:
    client.force_login(operator)
    assert client.get("/admin/password_change/").headers["Location"] == reverse("account_change_password")


@pytest.fixture
def two_steps_asked(settings: Any) -> None:
    settings.STAFF_NEED_TWO_STEPS = True


def test_who_has_no_second_step_is_led_to_where_it_is_set_up(
    client: Client, operator: User, two_steps_asked: None
) -> None:
    guess(client, PASSWORD)
    page = client.get(reverse("admin:index"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Set it up first" in page.content.decode()


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_who_has_one_enters(operator: User, two_steps_asked: None, kind: str) -> None:
    Authenticator.objects.create(user=operator, type=kind, data={})
    assert signed_in(operator).get(reverse("admin:index")).status_code == 200


def test_recovery_codes_alone_are_no_second_step(operator: User, two_steps_asked: None) -> None:
    Authenticator.objects.create(user=operator, type="recovery_codes", data={})
    assert signed_in(operator).get(reverse("admin:index")).status_code == 302


def test_who_is_signed_in_but_no_operator_is_refused(alice_client: Client) -> None:
    assert alice_client.get(ENTRANCE).status_code == 403
