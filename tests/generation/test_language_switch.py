"""The switch of languages leads to a page that shows the form again, on every page that a form is answered with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from generation.models import Child, Family
from tests.generation.finished import invitee_of, make_child, make_family
from tests.generation.invitations.invitee import Invitee

pytestmark = pytest.mark.django_db(transaction=True)
WANTED = "/families/new/?from=here&so=on"


@pytest.fixture
def family(alice: User, media: Path) -> Family:
    return make_family(alice)


@pytest.fixture
def child(family: Family) -> Child:
    return make_child(family)


def led_to(client: Client, answer: Any) -> str:
    """Switches the language as a browser does that names no page it comes from."""
    assert answer.status_code in (200, 400, 403), answer
    page = answer.content.decode()
    (form,) = re.findall(r'<form class="languages".*?</form>', page, re.DOTALL)
    (way_on,) = re.findall(r'name="next" value="([^"]*)"', form)
    unescaped = way_on.replace("&amp;", "&")
    assert escape(unescaped) == way_on
    return str(client.post("/i18n/setlang/", {"language": "ko", "next": unescaped}).headers["Location"])


@pytest.mark.parametrize("entrance", ["/accounts/login/", "/accounts/signup/"])
def test_an_entrance_still_leads_on(client: Client, entrance: str) -> None:
    address = led_to(client, client.post(entrance, {"login": "x", "password": "x", "next": WANTED}))
    assert address.startswith(f"{entrance}?")
    assert escape(WANTED) in client.get(address).content.decode()


def test_an_address_that_names_the_page_already_stays_as_it_is(client: Client) -> None:
    address = "/accounts/login/?next=/families/new/"
    assert led_to(client, client.post(address, {"next": "/elsewhere/"})) == address


def test_so_it_is_where_one_proves_it_again(alice_client: Client) -> None:
    address = led_to(alice_client, alice_client.post("/accounts/reauthenticate/", {"password": "x", "next": WANTED}))
    assert escape(WANTED) in alice_client.get(address).content.decode()


def test_forms_of_the_owner_are_shown_again(alice_client: Client, family: Family, child: Child) -> None:
    own = f"/families/{family.pk}/"
    give = f"/privacy/people/{family.parent_a_id}/publish/give/"
    for address, data, shown in (
        ("/families/new/", {}, "/families/new/"),
        ("/families/sample/", {"sex": "x"}, "/families/sample/"),
        (f"{own}another/", {"sex": "x"}, own),
        (f"/children/{child.pk}/share/", {"days": "x"}, f"/children/{child.pk}/share/"),
        (give, {"next": "/links/"}, f"{give}?next=/links/"),
        ("/verify/", {}, "/verify/"),
    ):
        assert led_to(alice_client, alice_client.post(address, data)) == shown
        assert alice_client.get(shown).status_code == 200


@pytest.mark.parametrize("route", ["photos/", "answers/", "consents/keep/"])
def test_forms_behind_an_invitation_lead_to_its_page(family: Family, route: str) -> None:
    invitee: Invitee = invitee_of(family)
    link_alone = Client()
    assert led_to(link_alone, link_alone.post(f"{invitee.link}{route}", {"says": "yes"})) == invitee.link


def test_photos_that_can_not_be_used_lead_to_the_page_of_the_invitee(family: Family) -> None:
    invitee = invitee_of(family)
    assert led_to(invitee.client, invitee.client.post(f"{invitee.link}photos/")) == invitee.link
