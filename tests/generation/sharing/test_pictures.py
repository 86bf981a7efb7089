"""Pictures made to be sent: who can have them drawn, what they are, and when they go."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as site_settings
from django.contrib.messages import ERROR
from django.db import transaction
from django.db.models.functions import Now
from django.templatetags.static import static
from django.test import Client
from PIL import Image

from accounts.models import Purpose, User
from generation.consent.answers import withdraw
from generation.exporting.description import describe
from generation.exporting.scope import scope_of
from generation.gallery.services import delete_child
from generation.models import Child, EndedBy, Film, PermissionKind, ShareLink, SharePicture
from generation.portraits.services import delete_originals
from generation.sharing.pictures.encoding import make_picture
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.layout import layout_of
from generation.sharing.places import places_for
from generation.sharing.services import change_link, end_links, permit
from generation.sharing.tokens import address_of
from generation.sharing.workflow import draw_picture
from generation.storage.files import store_file
from ml_core import films, life_films
from tests.cast import signed_in
from tests.generation.conftest import files_in
from tests.generation.finished import make_child, make_family, make_film
from tests.generation.sharing.conftest import agree_to_publishing, make_link, terms

pytestmark = pytest.mark.django_db


def ask_for(client: Client, link: ShareLink, slug: str) -> str:
    """Asks for a picture, and does the light worker's part. Returns its address."""
    address = f"/links/{link.pk}/pictures/{slug}/"
    assert client.post(address).status_code == 302
    draw_picture(SharePicture.objects.get(format=slug).pk)
    return address


@pytest.mark.parametrize(("slug", "size"), [("square", (1080, 1080)), ("story", (1080, 1920))])
def test_a_picture_is_drawn_when_it_is_asked_for(
    alice_client: Client, link: ShareLink, slug: str, size: tuple[int, int]
) -> None:
    assert alice_client.get(f"/links/{link.pk}/pictures/{slug}/").status_code == 404
    response = alice_client.get(ask_for(alice_client, link, slug) + "?download")
    assert Image.open(io.BytesIO(response.content)).size == size
    assert response.headers["Content-Disposition"] == f'attachment; filename="{slug}.jpg"'


def test_the_parents_are_drawn_only_where_both_said_so(alice_client: Client, link: ShareLink) -> None:
    address = f"/links/{link.pk}/pictures/parents-and-child/"
    permit(link, link.family.parent_a, [PermissionKind.PHOTO])
    assert alice_client.post(address).status_code == 404
    permit(link, link.family.parent_b, [PermissionKind.PHOTO])
    assert alice_client.get(ask_for(alice_client, link, "parents-and-child")).status_code == 200
    permit(link, link.family.parent_b, [])
    assert alice_client.get(address).status_code == 404
    assert not SharePicture.objects.exists()


def real_film(film: Film, folder: Path) -> None:
    """Gives a film pictures that get lighter with the age, as short as can be."""
    pictures = (np.full((128, 128, 3), 40 + 8 * number, np.uint8) for number in range(20))
    films.write_mp4(pictures, folder / "film.mp4", size=128, num_held=round(life_films.HELD_SECONDS * films.FPS))
    film.mp4 = store_file(film.child.family.folder, "film", "mp4", (folder / "film.mp4").read_bytes())
    film.ages_years = [1, 3, 6, 10, 15, 20, 25]
    film.save()


def test_ages_are_taken_from_the_film(alice_client: Client, filmed: ShareLink, tmp_path: Path) -> None:
    film = Film.objects.get()
    real_film(film, tmp_path)
    change_link(filmed, terms(shows_films=True, shows_names=True))
    response = alice_client.get(ask_for(alice_client, filmed, "growing-up"))
    image = np.asarray(Image.open(io.BytesIO(response.content)).convert("L"))
    assert image.shape == PictureFormat.AGES.size[::-1]
    windows = [panel.window for panel in layout_of(PictureFormat.AGES, 7, has_captions=True, has_names=True).panels]
    shown = [image[window.top + window.height // 2, window.left + window.width // 2] for window in windows]
    assert shown == sorted(shown)
    assert shown[0] < 60
    assert shown[-1] > 180
    assert not list(site_settings.SCRATCH_DIR.glob("*"))


def test_ages_are_offered_only_with_the_film(alice_client: Client, child: Child, filmed: ShareLink) -> None:
    page, picture = f"/links/{filmed.pk}/", f"/links/{filmed.pk}/pictures/growing-up/"
    assert picture in alice_client.get(page).content.decode()
    change_link(filmed, terms(shows_films=False))
    assert picture not in alice_client.get(page).content.decode()
    assert alice_client.post(picture).status_code == 404
    change_link(filmed, terms(shows_films=True))
    Film.objects.all().delete()
    assert picture not in (found := alice_client.get(page).content.decode())
    assert f'<a href="/children/{child.pk}/#growing-up">' in found  # where the film is made
    assert alice_client.post(picture).status_code == 404


def ask_for_film(client: Client, link: ShareLink) -> bool:
    """Returns whether it was taken in. What isn't is told on the page of the link."""
    page = client.post(f"/links/{link.pk}/pictures/growing-up-film/", follow=True)
    assert page.status_code == 200
    is_refused = [message.level for message in page.context["messages"]] == [ERROR]
    assert is_refused != link.pictures.filter(format="growing-up-film").exists()
    return not is_refused


def test_an_account_waits_for_so_many_films_at_most(
    alice_client: Client, filmed: ShareLink, child: Child, settings: Any
) -> None:
    settings.FILMS_TO_SEND_PER_ACCOUNT = 2
    second, third = (make_link(child, shows_films=True) for _number in range(2))
    assert [ask_for_film(alice_client, link) for link in (filmed, second, third)] == [True, True, False]
    # What is on its way may be asked for again, and other pictures may be too.
    assert ask_for_film(alice_client, filmed)
    assert alice_client.post(f"/links/{third.pk}/pictures/square/").status_code == 302
    # One that is done, and one that was lost, make room.
    SharePicture.objects.filter(link=second).update(file="a.mp4")
    assert ask_for_film(alice_client, third)


def test_films_of_another_account_and_films_that_were_lost_keep_nobody_waiting(
    alice_client: Client, filmed: ShareLink, child: Child, bob: User, settings: Any
) -> None:
    settings.FILMS_TO_SEND_PER_ACCOUNT = 1
    lost = make_link(child, shows_films=True)
    assert ask_for_film(alice_client, lost)
    assert not ask_for_film(alice_client, filmed)
    SharePicture.objects.update(asked_at=Now() - timedelta(hours=2))
    assert ask_for_film(alice_client, filmed)
    others = make_child(make_family(bob))
    make_film(others)
    for person in others.family.parents:
        agree_to_publishing(person)
    assert ask_for_film(signed_in(bob), make_link(others, shows_films=True))


def card_of(link: ShareLink) -> str:
    """Returns what messengers are told to show beside the link."""
    page = Client().get(address_of(link)).content.decode()
    (address,) = re.findall(r'property="og:image"\s+content="([^"]+)"', page)
    return str(address).removeprefix(site_settings.SITE_URL)


def test_a_face_is_in_the_card_only_while_both_want_it(alice_client: Client, link: ShareLink) -> None:
    plain = card_of(link)
    assert plain == static("img/card.jpg")
    permit(link, link.family.parent_a, [PermissionKind.PREVIEW])
    assert alice_client.post(f"/links/{link.pk}/pictures/card/").status_code == 404
    permit(link, link.family.parent_b, [PermissionKind.PREVIEW])
    ask_for(alice_client, link, "card")
    assert card_of(link) == f"{address_of(link)}card.jpg"
    picture = Image.open(io.BytesIO(Client().get(card_of(link)).content))
    assert picture.size == (1200, 630)
    permit(link, link.family.parent_b, [])
    assert card_of(link) == plain
    assert Client().get(f"{address_of(link)}card.jpg").status_code == 404


def test_a_password_keeps_the_face_out_of_the_card(alice_client: Client, link: ShareLink) -> None:
    for person in link.family.parents:
        permit(link, person, [PermissionKind.PREVIEW])
    ask_for(alice_client, link, "card")
    change_link(link, terms(password="persimmon tree"))
    assert Client().get(f"{address_of(link)}card.jpg").status_code == 404
    assert alice_client.post(f"/links/{link.pk}/pictures/card/").status_code == 404


def shares(media: Path) -> list[str]:
    return [name for name in files_in(media) if "/share-" in name]


def test_pictures_go_with_their_link(
    alice_client: Client, link: ShareLink, media: Path, django_capture_on_commit_callbacks: object
) -> None:
    ask_for(alice_client, link, "square")
    assert len(shares(media)) == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.OWNER)
    assert not shares(media)
    assert alice_client.get(f"/links/{link.pk}/pictures/square/").status_code == 404


def test_pictures_go_when_the_terms_change(alice_client: Client, link: ShareLink) -> None:
    ask_for(alice_client, link, "square")
    change_link(link, terms(shows_names=True))
    assert not SharePicture.objects.exists()


def permit_both(link: ShareLink, kind: PermissionKind) -> None:
    for person in link.family.parents:
        permit(link, person, [kind])


def test_a_withdrawal_takes_pictures_and_permissions_back(
    alice_client: Client, alice: User, link: ShareLink, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    permit_both(link, PermissionKind.PHOTO)
    address = ask_for(alice_client, link, "parents-and-child")
    alice_client.post(f"/links/{link.pk}/pictures/story/")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(person=link.family.parent_b, purpose=Purpose.PUBLISH)
    assert not SharePicture.objects.exists()
    assert not shares(media)
    assert alice_client.post(f"/links/{link.pk}/pictures/story/").status_code == 404
    assert not [name for name in describe(scope_of(alice)).files if "/links/" in name]
    agree_to_publishing(link.family.parent_b)
    assert alice_client.get(address).status_code == 404
    assert Client().get(f"{address_of(link)}parent-b.jpg").status_code == 404


def test_a_deleted_child_is_in_no_picture_any_more(
    alice_client: Client, link: ShareLink, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    permit_both(link, PermissionKind.PREVIEW)
    addresses = [ask_for(alice_client, link, slug) for slug in ("square", "card")]
    with django_capture_on_commit_callbacks(execute=True):
        delete_child(link.children.get())
    assert not shares(media)
    assert {alice_client.get(address).status_code for address in addresses} == {404}
    assert Client().get(f"{address_of(link)}card.jpg").status_code == 404


def test_a_photo_whose_time_is_over_is_in_no_picture_any_more(
    alice_client: Client, link: ShareLink, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    permit_both(link, PermissionKind.PHOTO)
    address = ask_for(alice_client, link, "parents-and-child")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        delete_originals(link.family.parent_a.portrait)
    assert not shares(media)
    assert alice_client.get(address).status_code == 404
    assert alice_client.post(address).status_code == 404
    assert b"parent-a.jpg" not in Client().get(address_of(link)).content


@pytest.mark.parametrize("change", [lambda link: delete_child(link.children.get()), lambda link: end_all(link)])
def test_what_changed_while_a_picture_was_drawn_is_not_kept(
    alice_client: Client, link: ShareLink, media: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[..., None]
) -> None:
    def draw_and_change(*args: Any, **kwargs: Any) -> bytes:
        data = make_picture(*args, **kwargs)
        change(link)
        return data

    alice_client.post(f"/links/{link.pk}/pictures/square/")
    picture = SharePicture.objects.get()
    monkeypatch.setattr("generation.sharing.workflow.make_picture", draw_and_change)
    draw_picture(picture.pk)
    assert not shares(media)
    assert not SharePicture.objects.exclude(file="").exists()


def end_all(link: ShareLink) -> None:
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.OWNER)


@pytest.mark.parametrize("name", ["สมชาย", "\ufdfd" * 20, "देव"])
def test_names_in_any_script_are_drawn_or_left_out(
    alice_client: Client, link: ShareLink, media: Path, name: str
) -> None:
    person = link.family.parent_b
    person.name = name
    person.save()
    change_link(link, terms(shows_names=True))
    assert alice_client.get(ask_for(alice_client, link, "square")).status_code == 200


def test_what_cannot_be_drawn_can_be_asked_for_again(
    alice_client: Client, link: ShareLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice_client.post(f"/links/{link.pk}/pictures/square/")

    def fail(*_args: object, **_kwargs: object) -> bytes:
        raise OSError("The disk is full.")

    monkeypatch.setattr("generation.sharing.workflow.make_picture", fail)
    with pytest.raises(OSError, match="full"):
        draw_picture(SharePicture.objects.get().pk)
    assert not SharePicture.objects.exists()


@pytest.mark.parametrize("slug", ["siblings", "growing-up", "nothing", "card"])
def test_what_a_link_has_nothing_for_is_not_drawn(alice_client: Client, link: ShareLink, slug: str) -> None:
    assert alice_client.post(f"/links/{link.pk}/pictures/{slug}/").status_code == 404


def test_a_stranger_has_nothing_drawn(charlie_client: Client, alice_client: Client, link: ShareLink) -> None:
    address = ask_for(alice_client, link, "square")
    assert charlie_client.get(address).status_code == 404
    assert charlie_client.post(address).status_code == 404


def test_addresses_of_services_hold_the_whole_link() -> None:
    for place in places_for("https://site.example/s/a.b/?x=1&y=2"):
        assert "https%3A%2F%2Fsite.example%2Fs%2Fa.b%2F%3Fx%3D1%26y%3D2" in place.url
