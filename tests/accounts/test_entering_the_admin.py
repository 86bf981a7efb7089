from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD

ENTRANCE = "/admin/login/?next=/admin/"


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator@example.org", PASSWORD)


def guess(client: Client, password: str) -> Any:
    """At the form that the admin's entrance leads to."""
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


def test_who_is_signed_in_but_no_operator_is_refused(alice_client: Client) -> None:
    assert alice_client.get(ENTRANCE).status_code == 403
