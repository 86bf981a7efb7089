from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse

from accounts.models import User
from babysite import settings as site
from tests.cast import PASSWORD

ADDRESS = "dana@example.org"


def sign_up(client: Client, email: str = ADDRESS, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_signup"), {"email": email, "password1": password, "is_adult": "on", **more})


def test_an_address_and_a_password_make_an_account_that_is_signed_in(client: Client) -> None:
    response = sign_up(client)
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("families:list")
    assert client.get(reverse("families:list")).status_code == 200
    assert User.objects.get().email == ADDRESS


def test_passwords_are_kept_as_argon2(client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = site.PASSWORD_HASHERS
    sign_up(client)
    stored = User.objects.get().password
    assert identify_hasher(stored).algorithm == "argon2"
    assert PASSWORD not in stored


def test_a_short_password_is_refused_with_a_message(client: Client) -> None:
    response = sign_up(client, password="short7!")
    assert "at least 8 characters" in response.content.decode()
    assert not User.objects.exists()


def test_browsers_know_how_long_a_new_password_has_to_be(client: Client, alice: User) -> None:
    assert 'minlength="8"' in client.get(reverse("account_signup")).content.decode()
    client.force_login(alice)
    assert 'minlength="8"' in client.get(reverse("account_change_password")).content.decode()
    assert set(site.ACCOUNT_FORMS) > {"signup", "change_password", "set_password", "reset_password_from_key"}


def test_a_common_password_is_refused_with_a_message(client: Client) -> None:
    response = sign_up(client, password="smokey24")
    assert response.context["form"].has_error("password1", "password_too_common")
    assert not User.objects.exists()


def test_a_password_like_the_address_is_refused_with_a_message(client: Client) -> None:
    response = sign_up(client, email="danadanadana@example.org", password="danadanadana")
    assert response.context["form"].has_error("password1", "password_of_context")
    assert not User.objects.exists()


def test_capitals_make_no_second_account(client: Client) -> None:
    sign_up(client)
    sign_up(Client(), email="Dana@Example.ORG")
    assert User.objects.count() == 1


def test_an_address_with_a_nul_byte_is_refused(client: Client) -> None:
    assert sign_up(client, email="da\0na@example.org").status_code == 200
    assert not User.objects.exists()


def test_the_way_back_leads_to_a_page_of_the_site(client: Client) -> None:
    response = sign_up(client, next=reverse("families:sample"))
    assert response.headers["Location"] == reverse("families:sample")


def test_the_way_back_never_leads_elsewhere(client: Client) -> None:
    response = sign_up(client, next="https://evil.example/")
    assert response.headers["Location"] == reverse("families:list")


def test_a_letter_asks_the_newcomer_to_confirm_the_address(client: Client, mailoutbox: list[Any]) -> None:
    sign_up(client)
    assert [email.to for email in mailoutbox] == [[ADDRESS]]
