"""What messengers and social networks show beside a link, by their own rules (`previews.py`)."""

from __future__ import annotations

import mimetypes
import unicodedata
from collections.abc import Mapping

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.test import Client

from generation.models import Child, EndedBy, Family, PermissionKind, ShareLink
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.plain_card import FILE as PLAIN_CARD
from generation.sharing.services import ask_for_picture, change_link, end_links, permit
from generation.sharing.tokens import address_of
from generation.sharing.workflow import draw_picture
from tests.generation.sharing.conftest import make_link, terms
from tests.generation.sharing.pictures.names import NASTY
from tests.generation.sharing.previews import SERVICES, Answer, Preview, Service, preview_by

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)]

MAX_DESCRIPTION = 80  # so much WhatsApp shows; X ends at 200
MAX_ALT = 420  # X


def ask(address: str, method: str, headers: Mapping[str, str]) -> Answer:
    """Asks the site, as somebody without cookies."""
    assert address.startswith(f"{settings.SITE_URL}/"), address
    path = address.removeprefix(settings.SITE_URL)
    if path.startswith(settings.STATIC_URL):
        return static_file(path.removeprefix(settings.STATIC_URL), method)
    response = Client().generic(method, path, headers=headers)
    return Answer(response.status_code, response.headers, response.content)


def static_file(name: str, method: str) -> Answer:
    """Returns a file as it is: the site's answer would end the connection of this test as it is closed."""
    with staticfiles_storage.open(name) as file:
        data = file.read()
    headers = {"Content-Type": str(mimetypes.guess_type(name)[0]), "Content-Length": str(len(data))}
    return Answer(200, headers, data if method == "GET" else b"")


def shown(service: Service, link: ShareLink) -> Preview | None:
    """Returns what is shown beside the address as it is sent, and as it is without its last slash."""
    address = settings.SITE_URL + address_of(link)
    preview = preview_by(service, ask, address)
    assert preview_by(service, ask, address.removesuffix("/")) == preview
    return preview


def draw_card(link: ShareLink) -> None:
    for person in link.family.parents:
        permit(link, person, [PermissionKind.PREVIEW])
    draw_picture(ask_for_picture(link, PictureFormat.CARD).pk)


def tags_of(link: ShareLink) -> str:
    return Client().get(address_of(link)).content.decode().partition("</head>")[0]


def test_the_card_of_all_links_is_shown(service: Service, link: ShareLink) -> None:
    preview = shown(service, link)
    assert preview is not None
    assert preview.image == PLAIN_CARD.read_bytes()
    assert preview.image_url == settings.SITE_URL + static("img/card.jpg")
    assert not any(name in preview.title + preview.description for name in link.family.names)
    assert 0 < len(preview.description) <= MAX_DESCRIPTION


def test_the_face_is_shown_where_both_parents_want_it(service: Service, link: ShareLink) -> None:
    without = tags_of(link)
    draw_card(link)
    preview = shown(service, link)
    assert preview is not None
    assert preview.image_url == f"{settings.SITE_URL}{address_of(link)}card.jpg"
    assert preview.image != PLAIN_CARD.read_bytes()
    assert alt_of(tags_of(link)) != alt_of(without)


def alt_of(tags: str) -> set[str]:
    """Returns the words for people who don't see the picture, as Facebook and X read them."""
    found = set()
    for name in ('property="og:image:alt"', 'name="twitter:image:alt"'):
        words = tags.partition(name)[2].partition('content="')[2].partition('"')[0]
        assert 0 < len(words) <= MAX_ALT, name
        found.add(words)
    return found


def test_a_page_for_guesses_is_shown_as_the_link_is(service: Service, link: ShareLink) -> None:
    """Without a preview of its own, WhatsApp would show the picture that is on it."""
    link.children.update(shares={"eyes": 0.2})
    change_link(link, terms(shows_names=True))
    page = settings.SITE_URL + address_of(link)
    preview = preview_by(service, ask, page)
    assert preview is not None
    assert preview_by(service, ask, f"{page}0/guess/") == preview


def test_nothing_is_shown_of_a_link_that_has_ended(service: Service, link: ShareLink) -> None:
    draw_card(link)
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.OWNER)
    assert shown(service, link) is None
    assert Client().get(f"{address_of(link)}card.jpg").status_code == 404


def test_a_link_with_a_password_shows_that_there_is_something_and_not_what(
    service: Service, agreed: Family, child: Child
) -> None:
    link = make_link(child, password="persimmon tree", shows_names=True)
    preview = shown(service, link)
    assert preview is not None
    assert preview.image == PLAIN_CARD.read_bytes()
    assert not any(name in tags_of(link) for name in link.family.names)


@pytest.mark.parametrize(
    "names",
    [
        ("서연", "👨‍👩‍👧‍👦🎉❤️🇰🇷👍🏽"),
        (NASTY["hangul in parts"], NASTY["vietnamese"]),
        ('"><script>', "O'Neil & <b>"),
        (NASTY["arabic"], "&amp;"),
    ],
    ids=["hangul and emoji", "in parts", "markup", "from the right"],
)
def test_names_arrive_as_they_were_written(service: Service, link: ShareLink, names: tuple[str, str]) -> None:
    for person, name in zip(link.family.parents, names, strict=True):
        person.name = name
        person.save()
    change_link(link, terms(shows_names=True))
    preview = shown(service, link)
    assert preview is not None
    # Composed: Windows shows Hangul in parts letter by letter.
    assert all(unicodedata.normalize("NFC", name) in preview.title for name in names)
