"""The ways that lead back to what somebody wanted before they signed in or up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.cast import PASSWORD

WANTED = "/families/new/"


@pytest.mark.parametrize("page", ["home", "about"])
def test_who_has_no_account_is_led_to_one_and_back_to_the_form(client: Client, page: str) -> None:
    assert f'href="{reverse("account_signup")}?next={WANTED}"' in content_of(client, reverse(page))


@pytest.mark.parametrize("page", ["home", "about"])
def test_who_is_signed_in_is_led_to_the_form(alice_client: Client, page: str) -> None:
    assert f'href="{WANTED}"' in content_of(alice_client, reverse(page))


@pytest.mark.parametrize(("here", "there"), [("account_signup", "account_login"), ("account_login", "account_signup")])
def test_signing_up_and_in_lead_to_each_other_with_the_way_back(client: Client, here: str, there: str) -> None:
    links = re.findall(r'href="([^"]+)"', content_of(client, f"{reverse(here)}?next={WANTED}"))
    assert [link for link in links if link.startswith(f"{reverse(there)}?next=")] != []


@pytest.mark.parametrize("entrance", ["account_login", "account_signup"])
def test_a_form_left_open_while_another_tab_signed_in_leads_on(alice: User, entrance: str) -> None:
    answer = send_outdated(alice, reverse(entrance), WANTED)
    assert answer.redirect_chain[-1] == (WANTED, 302)
    assert answer.status_code == 200


def test_a_form_left_open_leads_to_no_other_site(alice: User) -> None:
    answer = send_outdated(alice, reverse("account_login"), "https://evil.example/")
    assert answer.redirect_chain[-1] == (reverse("families:list"), 302)


def test_any_other_outdated_form_is_refused(alice: User) -> None:
    assert send_outdated(alice, WANTED, "/about/").status_code == 403


def send_outdated(user: User, address: str, wanted: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    form = {"email": user.email, "login": user.email, "password": PASSWORD, "next": wanted}
    return client.post(address, form, follow=True)


def content_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()
