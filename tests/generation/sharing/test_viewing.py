"""The pages behind a share link, as people see them who were given it and have no account."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ConsentBasis, EventKind, Purpose, SecurityEvent, User
from generation.consent.answers import withdraw
from generation.erasing.withdrawing import withdraw_and_erase
from generation.gallery.describing import describe_child
from generation.gallery.services import delete_child
from generation.models import Child, EndedBy, Family, PermissionKind, ShareLink
from generation.privacy.services import close_account
from generation.sharing import viewer_views
from generation.sharing.services import change_link, end_links, permit
from generation.sharing.tokens import address_of, token_of
from tests.generation.finished import connect
from tests.generation.invitations.invitee import Invitee
from tests.generation.sharing.conftest import addresses_of, agree_to_publishing, make_link, terms

pytestmark = pytest.mark.django_db

PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"}
FORGED = {"Origin": "https://elsewhere.example"}
FROM_HERE = {"Origin": "http://testserver"}


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def test_whoever_has_the_address_sees_the_child(visitor: Client, link: ShareLink, child: Child) -> None:
    assert visitor.get(address_of(link)).status_code == 200
    picture = visitor.get(address_of(link) + "0.jpg")
    assert picture.headers["Content-Type"] == "image/jpeg"
    with child.image.open() as stored:
        assert picture.content == stored.read()


def test_nothing_is_kept_of_a_visitor(visitor: Client, filmed: ShareLink) -> None:
    permit(filmed, filmed.family.parent_a, [PermissionKind.PHOTO])
    for address in addresses_of(filmed):
        response = visitor.get(address)
        assert response.status_code == 200, address
        assert not response.cookies
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "strict-origin"


def test_names_are_shown_only_where_that_was_chosen(visitor: Client, link: ShareLink) -> None:
    first, second = link.family.names
    assert first.encode() not in visitor.get(address_of(link)).content
    change_link(link, terms(shows_names=True))
    page = visitor.get(address_of(link)).content
    assert first.encode() in page
    assert second.encode() in page


def test_a_child_s_own_name_is_shown_only_where_names_are(link: ShareLink, child: Child) -> None:
    describe_child(child, name="하늘", note="Only for me")
    assert "하늘" not in Client().get(address_of(link)).content.decode()
    change_link(link, terms(shows_names=True))
    page = Client().get(address_of(link)).content.decode()
    assert "<bdi>하늘</bdi>" in page
    assert "Only for me" not in page


def test_a_film_is_shown_only_where_that_was_chosen(visitor: Client, filmed: ShareLink) -> None:
    assert visitor.get(address_of(filmed) + "0.mp4", headers={"Range": "bytes=0-99"}).status_code == 206
    change_link(filmed, terms(shows_films=False))
    assert visitor.get(address_of(filmed) + "0.mp4").status_code == 404


def test_the_photo_of_a_parent_is_shown_only_where_they_said_so_for_this_link(
    visitor: Client, link: ShareLink, child: Child
) -> None:
    other = make_link(child)
    permit(link, link.family.parent_a, [PermissionKind.PHOTO])
    assert visitor.get(address_of(link) + "parent-a.jpg").status_code == 200
    assert visitor.get(address_of(link) + "parent-b.jpg").status_code == 404
    assert visitor.get(address_of(other) + "parent-a.jpg").status_code == 404
    permit(link, link.family.parent_a, [])
    assert visitor.get(address_of(link) + "parent-a.jpg").status_code == 404


def end_by_owner(link: ShareLink) -> None:
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.OWNER)


def withdraw_as_partner(link: ShareLink) -> None:
    withdraw(person=link.family.parent_b, purpose=Purpose.PUBLISH)


def withdraw_as_owner(link: ShareLink) -> None:
    withdraw(person=link.family.parent_a, purpose=Purpose.PUBLISH)


def expire(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def erase_partner(link: ShareLink) -> None:
    withdraw_and_erase(person=link.family.parent_b, purpose=Purpose.COMPUTE)


def close(link: ShareLink) -> None:
    close_account(link.family.owner)


def lock_account(link: ShareLink) -> None:
    User.objects.filter(pk=link.family.owner_id).update(is_active=False)


def end_by_moderator(link: ShareLink) -> None:
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.MODERATOR)


def delete_the_child(link: ShareLink) -> None:
    delete_child(link.children.get())


def rest_on_a_word(link: ShareLink) -> None:
    link.family.parent_b.consent_basis = ConsentBasis.ATTESTED
    link.family.parent_b.save()


ENDINGS: list[Callable[[ShareLink], None]] = [
    *(end_by_owner, withdraw_as_partner, withdraw_as_owner, expire, erase_partner, close, lock_account),
    *(end_by_moderator, delete_the_child, rest_on_a_word),
]


@pytest.mark.parametrize("end", ENDINGS)
def test_every_byte_is_gone_with_the_next_request(
    visitor: Client, filmed: ShareLink, end: Callable[[ShareLink], None]
) -> None:
    permit(filmed, filmed.family.parent_a, [PermissionKind.PHOTO])
    addresses = addresses_of(filmed)
    assert {visitor.get(address).status_code for address in addresses} == {200}
    end(filmed)
    never_there = visitor.get(f"/s/{token_of(filmed)}A/")
    for address in addresses:
        response = visitor.get(address)
        assert response.status_code == 404, address
        assert response.content == never_there.content
        assert response.headers == never_there.headers


def test_a_link_opens_again_once_its_parent_agrees_again(visitor: Client, link: ShareLink) -> None:
    withdraw_as_partner(link)
    assert visitor.get(address_of(link)).status_code == 404
    agree_to_publishing(link.family.parent_b)
    assert visitor.get(address_of(link)).status_code == 200


TOKENS = ["made-up", "a.b", "." * 20, "%00", "한글", "a" * 10_000, "../../etc/passwd", "AAAAAAAAAAAAAAAAAAAAAA.x"]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_that_nobody_was_given_opens_nothing(visitor: Client, token: str) -> None:
    assert visitor.get(f"/s/{token}/").status_code == 404
    assert visitor.get(f"/s/{token}/0.jpg").status_code == 404


def test_no_view_knows_what_a_link_is_made_of() -> None:
    """The selectors do. What else can be shown one day, as children of several families, changes no view."""
    views = [each for each in vars(viewer_views).values() if inspect.isfunction(each)]
    own = [inspect.unwrap(each).__code__ for each in views if each.__module__ == viewer_views.__name__]
    assert len(own) > 10
    assert not {"family", "children", "permissions"} & {name for code in own for name in code.co_names}


def test_an_id_from_the_database_opens_nothing(visitor: Client, link: ShareLink) -> None:
    public_id = token_of(link).partition(".")[0]
    for guess in (public_id, str(link.pk), bytes(link.public_id).hex()):
        assert visitor.get(f"/s/{guess}/").status_code == 404


def test_children_that_were_not_chosen_are_not_there(visitor: Client, link: ShareLink) -> None:
    assert visitor.get(address_of(link) + "1.jpg").status_code == 404
    assert visitor.get(address_of(link) + "99999999999999999999.jpg").status_code == 404


def test_the_owner_sees_what_others_see(link: ShareLink, alice_client: Client, visitor: Client) -> None:
    assert alice_client.get(address_of(link)).content == visitor.get(address_of(link)).content


def test_a_password_stands_before_every_byte(visitor: Client, child: Child, agreed: Family) -> None:
    link = make_link(child, password="persimmon tree")
    page = address_of(link)
    assert b"0.jpg" not in visitor.get(page).content
    assert visitor.get(page + "0.jpg").status_code == 404
    assert visitor.post(f"{page}password/", {"password": "wrong"}, headers=FROM_HERE).status_code == 403
    assert visitor.post(f"{page}password/", {"password": "persimmon tree"}, headers=FROM_HERE).status_code == 302
    assert visitor.get(page + "0.jpg").status_code == 200


def test_a_new_password_closes_a_link_to_all_who_knew_the_old_one(
    visitor: Client, child: Child, agreed: Family
) -> None:
    link = make_link(child, password="persimmon tree")
    visitor.post(f"{address_of(link)}password/", {"password": "persimmon tree"}, headers=FROM_HERE)
    change_link(link, terms(password="another tree"))
    assert visitor.get(address_of(link) + "0.jpg").status_code == 404


def test_passwords_are_guessed_a_few_times_only(
    visitor: Client, child: Child, agreed: Family, settings: object
) -> None:
    settings.SHARE_PASSWORDS_PER_HOUR = 3  # type: ignore[attr-defined]
    address = f"{address_of(make_link(child, password='persimmon tree'))}password/"
    answers = [visitor.post(address, {"password": "x" * 10_000}, headers=FROM_HERE).status_code for _ in range(4)]
    assert answers == [403, 403, 403, 429]
    assert visitor.post(address, {"password": "persimmon tree"}, headers=FROM_HERE).status_code == 429


def test_a_form_of_another_site_is_refused(visitor: Client, child: Child, agreed: Family) -> None:
    address = f"{address_of(make_link(child, password='persimmon tree'))}password/"
    assert visitor.post(address, {"password": "persimmon tree"}, headers=FORGED).status_code == 403
    assert visitor.post(address, {"password": "persimmon tree"}).status_code == 403


def test_an_open_is_counted_for_people_alone(visitor: Client, link: ShareLink) -> None:
    picture = address_of(link) + "0.jpg"
    visitor.get(picture, headers=PERSON)
    visitor.get(picture, headers={**PERSON, "Sec-Purpose": "prefetch"})
    visitor.get(picture, headers={"User-Agent": "facebookexternalhit/1.1"})
    visitor.get(picture, headers={"User-Agent": "TelegramBot (like TwitterBot)"})
    visitor.get(picture)
    visitor.head(picture, headers=PERSON)
    visitor.get(address_of(link), headers=PERSON)
    link.refresh_from_db()
    assert link.num_opens == 1
    assert link.first_opened_on == link.last_opened_on == timezone.now().date()


def test_an_invitee_ends_it_with_the_invitation_alone(visitor: Client, link: ShareLink, invitee: Invitee) -> None:
    assert Client().post(f"{invitee.link}links/end/").status_code == 302
    assert visitor.get(address_of(link)).status_code == 404
    link.refresh_from_db()
    assert link.ended_by == EndedBy.INVITATION


@pytest.mark.parametrize(
    ("who", "ended_by"), [("browser", EndedBy.PARENT), ("account", EndedBy.PARENT), ("inviter", EndedBy.OWNER)]
)
def test_it_is_told_who_ended_it_where_that_is_known(
    link: ShareLink, family: Family, invitee: Invitee, alice_client: Client, charlie: User, who: str, ended_by: EndedBy
) -> None:
    client = {"browser": invitee.client, "account": connect(family, charlie), "inviter": alice_client}[who]
    client.post(f"{invitee.link}links/end/")
    link.refresh_from_db()
    assert link.ended_by == ended_by


def test_a_change_keeps_what_another_changed_a_moment_before(visitor: Client, link: ShareLink) -> None:
    first, second = ShareLink.objects.get(pk=link.pk), ShareLink.objects.get(pk=link.pk)
    change_link(first, terms(password="persimmon tree"))
    change_link(second, terms(password=None, label="Grandma"))
    assert visitor.get(address_of(link) + "0.jpg").status_code == 404


def test_an_address_without_its_last_slash_leads_on_and_tells_nothing(visitor: Client, link: ShareLink) -> None:
    for address in (address_of(link), "/s/made-up/"):
        response = visitor.get(address.removesuffix("/"))
        assert (response.status_code, response.headers["Location"]) == (302, address)


def test_a_password_is_one_however_its_letters_are_written(visitor: Client, child: Child, agreed: Family) -> None:
    link = make_link(child, password=unicodedata.normalize("NFC", "감나무 아래"))
    given = {"password": unicodedata.normalize("NFD", "감나무 아래")}
    assert visitor.post(f"{address_of(link)}password/", given, headers=FROM_HERE).status_code == 302


def test_a_link_takes_so_many_passwords_from_everywhere(
    visitor: Client, child: Child, agreed: Family, settings: object
) -> None:
    settings.SHARE_PASSWORDS_PER_HOUR = 1  # type: ignore[attr-defined]
    address = f"{address_of(make_link(child, password='persimmon tree'))}password/"
    answers = [
        visitor.post(address, {"password": "x"}, headers=FROM_HERE, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(12)
    ]
    assert answers == [*[403] * 10, 429, 429]


def test_visitors_are_not_in_the_security_log(visitor: Client, child: Child, agreed: Family, bob: User) -> None:
    link = make_link(child, password="persimmon tree")
    visitor.post(f"{address_of(link)}password/", {"password": "wrong"}, headers=FROM_HERE)
    visitor.force_login(bob)
    before = SecurityEvent.objects.count()
    end_by_owner(link)
    visitor.get(address_of(link))
    assert SecurityEvent.objects.count() == before
    assert not SecurityEvent.objects.filter(kind=EventKind.REFUSED).exists()


def test_previews_and_title_say_the_same(visitor: Client, link: ShareLink) -> None:
    change_link(link, terms(shows_names=True))
    page = visitor.get(address_of(link)).content.decode()
    (title,) = re.findall(r'property="og:title"\s+content="([^"]+)"', page)
    assert title == "A child of {} and {}".format(*link.family.names)
