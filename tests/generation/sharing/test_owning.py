"""The owner's pages about links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ConsentBasis, Purpose, User
from accounts.people.consents import CURRENT_VERSIONS
from generation.consent.answers import withdraw
from generation.consent.gate import publishing_lacks
from generation.models import Child, EndedBy, Family, ShareLink
from generation.sharing.services import end_links
from generation.sharing.tokens import address_of
from tests.generation.finished import make_child, make_family
from tests.generation.invitations.invitee import Invitee
from tests.generation.sharing.conftest import agree_to_publishing, make_link

pytestmark = pytest.mark.django_db


def wanting(child: Child, **changes: Any) -> dict[str, Any]:
    return {"children": [str(child.pk)], "label": "Grandma", "days": "7", **changes}


AGREEING = {
    "publish": "on",
    "publish_version": CURRENT_VERSIONS[Purpose.PUBLISH],
    "consent_language": "en",
}


def test_a_link_is_made_and_opens_once_both_agree(
    alice_client: Client, child: Child, family: Family, invitee: Invitee
) -> None:
    made = alice_client.post(f"/children/{child.pk}/share/", wanting(child, **AGREEING))
    link = ShareLink.objects.get()
    assert made.headers["Location"] == f"/links/{link.pk}/"
    assert link.label == "Grandma"
    assert publishing_lacks(family) == [family.parent_b]
    assert Client().get(address_of(link)).status_code == 404
    invitee.say("publish", "yes")
    assert Client().get(address_of(link)).status_code == 200


def test_a_label_is_not_in_the_database(alice_client: Client, child: Child) -> None:
    alice_client.post(f"/children/{child.pk}/share/", wanting(child))
    assert b"Grandma" not in bytes(ShareLink.objects.get().encrypted_label)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("children", []),
        ("children", ["11111111-1111-4111-8111-111111111111"]),
        ("children", ["nonsense"]),
        ("days", "365"),
        ("days", "-1"),
        ("label", "\u202eamdnarG"),
        ("label", "x" * 200),
        ("password", "short"),
        ("password", "x" * 10_000),
    ],
)
def test_nonsense_makes_no_link(alice_client: Client, child: Child, field: str, value: Any) -> None:
    response = alice_client.post(f"/children/{child.pk}/share/", wanting(child, **{field: value}))
    assert response.status_code == 400
    assert not ShareLink.objects.exists()


def test_children_of_another_family_are_not_taken(alice: User, alice_client: Client, child: Child) -> None:
    other = make_child(make_family(alice, names=("Cem", "Dora")))
    response = alice_client.post(f"/children/{child.pk}/share/", wanting(child, children=[str(other.pk)]))
    assert response.status_code == 400


def test_an_account_has_so_many_links_at_most(alice_client: Client, child: Child, settings: Any) -> None:
    settings.LINKS_PER_ACCOUNT = 1
    make_link(child)
    response = alice_client.post(f"/children/{child.pk}/share/", wanting(child))
    assert response.status_code == 409
    assert ShareLink.objects.count() == 1


def test_a_change_keeps_the_address(alice_client: Client, link: ShareLink) -> None:
    address = address_of(link)
    changed = {"label": "Grandpa", "days": "", "shows_names": "on"}
    assert alice_client.post(f"/links/{link.pk}/", changed).status_code == 302
    expires_at = link.expires_at
    link.refresh_from_db()
    assert (link.label, link.shows_names, link.takes_guesses, address_of(link)) == ("Grandpa", True, False, address)
    assert link.expires_at == expires_at


def test_all_end_at_once(alice_client: Client, link: ShareLink, child: Child) -> None:
    other = make_link(child)
    alice_client.post("/links/end/")
    assert {Client().get(address_of(each)).status_code for each in (link, other)} == {404}


def test_the_list_says_how_each_stands(alice_client: Client, link: ShareLink, child: Child, family: Family) -> None:
    page = alice_client.get("/links/")
    assert [standing.is_live for standing in page.context["standings"]] == [True]


def headings_in(page: str) -> list[str]:
    """Returns the words of each heading without the marks around names."""
    return [
        " ".join(re.sub(r"<[^>]+>", "", text).split()) for text in re.findall(r"<h[13].*?</h[13]>", page, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("language", "of_one", "of_two"),
    [
        ("en", "A child of Ada and Ben", "Children of Ada and Ben"),
        ("ko", "Ada 님과 Ben 님의 아이", "Ada 님과 Ben 님의 아이들"),
    ],
)
def test_a_link_without_a_label_is_called_by_the_number_of_its_children(
    alice_client: Client, family: Family, link: ShareLink, invitee: Invitee, language: str, of_one: str, of_two: str
) -> None:
    accepting = {"Accept-Language": language}
    assert of_one in headings_in(invitee.look(headers=accepting).content.decode())
    make_link(*link.children.all(), make_child(family))
    lists = [
        alice_client.get("/links/", headers=accepting),
        invitee.client.get(f"{invitee.link}links/", headers=accepting),
    ]
    for page in lists:
        assert headings_in(page.content.decode())[1:] == [of_two, of_one]
    assert of_two in headings_in(invitee.look(headers=accepting).content.decode())


@pytest.mark.parametrize("address", ["/links/{}/", "/links/{}/end/", "/links/{}/ask/b/"])
def test_a_stranger_finds_no_link(charlie_client: Client, link: ShareLink, address: str) -> None:
    ask = charlie_client.get if address == "/links/{}/" else charlie_client.post
    assert ask(address.format(link.pk)).status_code == 404
    link.refresh_from_db()
    assert link.ended_at is None


def test_nothing_is_shared_of_somebody_on_anothers_word(alice: User, alice_client: Client, media: Path) -> None:
    child = make_child(make_family(alice, bases=(ConsentBasis.SELF, ConsentBasis.ATTESTED)))
    agree = {**wanting(child), **AGREEING}
    alice_client.post(f"/children/{child.pk}/share/", agree)
    links = ShareLink.objects.all()
    assert {Client().get(address_of(link)).status_code for link in links} <= {404}


def test_a_parent_who_agreed_earlier_is_not_asked_again(alice_client: Client, child: Child, family: Family) -> None:
    agree_to_publishing(family.parent_a)
    page = alice_client.get(f"/children/{child.pk}/share/")
    assert not page.context["form"].needs_consent


def test_pages_of_child_and_family_say_how_many_links_show_them(
    alice_client: Client, link: ShareLink, child: Child, family: Family
) -> None:
    other = make_child(family)
    for address, number in {
        f"/children/{child.pk}/": 1,
        f"/children/{other.pk}/": 0,
        f"/families/{family.pk}/": 1,
    }.items():
        assert alice_client.get(address).context["num_links"] == number
    withdraw(person=family.parent_b, purpose=Purpose.PUBLISH)
    assert alice_client.get(f"/children/{child.pk}/").context["num_links"] == 0


def test_whoever_shares_what_goes_sooner_is_told_and_can_keep_it(
    alice_client: Client, child: Child, link: ShareLink
) -> None:
    for address in (f"/children/{child.pk}/share/", f"/links/{link.pk}/"):
        page = alice_client.get(address)
        assert page.context["keeping"].statements
        assert reverse("retention:extend", args=[child.family_id]) in page.content.decode()


def test_a_child_of_the_sample_couple_is_shared_at_once(alice: User, alice_client: Client, media: Path) -> None:
    bases = (ConsentBasis.ATTESTED, ConsentBasis.ATTESTED)
    child = make_child(make_family(alice, bases=bases, is_sample=True))
    alice_client.post(f"/children/{child.pk}/share/", wanting(child))
    assert Client().get(address_of(ShareLink.objects.get())).status_code == 200


def test_the_owner_reads_that_the_other_parent_ended_it(alice_client: Client, link: ShareLink) -> None:
    end_links(ShareLink.objects.all(), EndedBy.PARENT)
    (standing,) = alice_client.get("/links/").context["standings"]
    assert standing.link.ended_by == EndedBy.PARENT
    assert alice_client.get(f"/links/{link.pk}/").status_code == 200


def test_it_is_said_whether_a_link_has_a_password(alice_client: Client, link: ShareLink, child: Child) -> None:
    closed = make_link(child, password="persimmon tree")
    words = {link: "Opens for whoever has the link", closed: "Opens with a password"}
    rows = alice_client.get("/links/").content.decode().split('class="link-row"')[1:]
    for each, row in zip((closed, link), rows, strict=True):
        page = alice_client.get(f"/links/{each.pk}/")
        assert words[each] in row
        assert words[each] in page.content.decode()
        assert ("no_password" in page.context["form"].fields) == (each == closed)


def test_a_password_stays_unless_it_is_changed_or_removed(alice_client: Client, child: Child, agreed: Family) -> None:
    link = make_link(child, password="persimmon tree")
    before = link.password
    alice_client.post(f"/links/{link.pk}/", {"label": "Grandma", "days": "", "password": ""})
    link.refresh_from_db()
    assert link.password == before
    alice_client.post(f"/links/{link.pk}/", {"label": "", "days": "", "no_password": "on"})
    link.refresh_from_db()
    assert not link.password
