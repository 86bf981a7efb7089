"""Nothing ends by one press: a page asks before, and says what would end."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from generation.models import Child, EndedBy, ShareLink
from generation.sharing.services import end_links
from tests.generation.invitations.invitee import Invitee
from tests.generation.sharing.conftest import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(link: ShareLink, child: Child) -> ShareLink:
    return make_link(child)


def num_open() -> int:
    return ShareLink.objects.filter(ended_at=None).count()


def test_the_owner_is_asked_and_told_which_links_end(alice_client: Client, link: ShareLink, other: ShareLink) -> None:
    assert alice_client.get("/links/end/").context["ending"] == [other, link]
    assert alice_client.get(f"/links/{link.pk}/end/").context["ending"] == [link]
    assert num_open() == 2
    alice_client.post(f"/links/{link.pk}/end/")
    assert num_open() == 1
    assert alice_client.get("/links/end/").context["ending"] == [other]


def test_where_nothing_is_open_nothing_is_asked(alice_client: Client, link: ShareLink) -> None:
    end_links(ShareLink.objects.all(), EndedBy.OWNER)
    for address in ("/links/end/", f"/links/{link.pk}/end/"):
        page = alice_client.get(address)
        assert page.context["ending"] == []
        assert b"button danger" not in page.content
        assert b'class="danger"' not in page.content


def test_an_invitee_is_asked_about_one_link_or_all(invitee: Invitee, link: ShareLink, other: ShareLink) -> None:
    address = f"{invitee.link}links/end/"
    assert invitee.client.get(address).context["ending"] == [other, link]
    assert invitee.client.get(f"{address}?link={link.pk}").context["ending"] == [link]
    assert num_open() == 2
    invitee.client.post(f"{address}?link={link.pk}")
    assert list(ShareLink.objects.filter(ended_at=None)) == [other]
    assert invitee.client.post(f"{address}?link=nonsense").status_code == 404


def test_whoever_has_the_link_alone_is_asked_and_not_told_what_there_is(invitee: Invitee, link: ShareLink) -> None:
    page = Client().get(f"{invitee.link}links/end/")
    assert page.context["ending"] == []
    assert b'class="danger"' in page.content


@pytest.mark.parametrize("holder", ["invitee", "link alone"])
def test_pages_with_links_end_none_by_a_press(
    alice_client: Client, invitee: Invitee, link: ShareLink, holder: str
) -> None:
    client = invitee.client if holder == "invitee" else Client()
    pages = [alice_client.get("/links/"), alice_client.get(f"/links/{link.pk}/"), client.get(f"{invitee.link}links/")]
    for page in pages:
        text = page.content.decode()
        assert "/end/" in text
        assert not [action for action in re.findall(r'<form[^>]*action="([^"]*)"', text) if "/end/" in action]
