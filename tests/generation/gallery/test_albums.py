from __future__ import annotations

from contextlib import suppress

import pytest
from django.test import Client

from accounts.models import User
from generation.gallery.albums import add_to_album, create_album, get_albums_for, move_to_front, take_out_of_album
from generation.gallery.services import delete_child
from generation.models import Album, Child
from generation.refusals import TooManyAlbums
from tests.generation.at_once import at_once
from tests.generation.finished import make_child, make_family

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def children(alice: User) -> list[Child]:
    return [make_child(make_family(alice), age_years=age) for age in (1.0, 2.0, 3.0)]


@pytest.fixture
def album(alice: User, children: list[Child]) -> Album:
    made = create_album(alice, "여름 🌻")
    add_to_album(made, children)
    return made


@pytest.fixture
def bob_client(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def in_order(client: Client, album: Album) -> list[float]:
    return [child.age_years for child in client.get(f"/children/albums/{album.pk}/").context["children"]]


def test_an_album_is_made_named_and_shown(alice_client: Client) -> None:
    page = alice_client.post("/children/albums/", {"name": "여름 🌻"}, follow=True)
    assert page.redirect_chain[-1][0] == f"/children/albums/{Album.objects.get().pk}/"
    assert "여름 🌻" in page.content.decode()


def test_its_name_is_not_in_the_database(album: Album) -> None:
    assert Album.objects.get().name == "여름 🌻"
    assert "여름" not in Album.objects.values_list("encrypted_name", flat=True).get()


@pytest.mark.parametrize("name", ["", " ", "a" * 61, "a\u202eb", "\x00"])
def test_nonsense_is_no_name(alice_client: Client, name: str) -> None:
    assert alice_client.post("/children/albums/", {"name": name}).status_code == 400
    assert not Album.objects.exists()


def test_it_holds_children_of_many_families_in_its_own_order(
    alice_client: Client, album: Album, children: list[Child]
) -> None:
    assert in_order(alice_client, album) == [1.0, 2.0, 3.0]
    move_to_front(album, [children[2], children[1]])
    assert in_order(alice_client, album) == [2.0, 3.0, 1.0]
    take_out_of_album(album, [children[2]])
    assert in_order(alice_client, album) == [2.0, 1.0]


def test_its_cover_is_the_first_child_or_the_one_that_was_chosen(
    alice_client: Client, alice: User, album: Album, children: list[Child]
) -> None:
    assert get_albums_for(alice).get().cover_child_id == children[0].pk
    alice_client.post(f"/children/albums/{album.pk}/edit/", {"name": "Winter", "cover": str(children[1].pk)})
    row = get_albums_for(alice).get()
    assert (row.name, row.cover_child_id, row.num_children) == ("Winter", children[1].pk, 3)
    take_out_of_album(album, [children[1]])
    assert get_albums_for(alice).get().cover_child_id == children[0].pk


def test_a_child_that_is_deleted_leaves_its_albums(alice_client: Client, album: Album, children: list[Child]) -> None:
    delete_child(children[0])
    assert in_order(alice_client, album) == [2.0, 3.0]


def test_deleting_an_album_deletes_no_child(alice_client: Client, album: Album) -> None:
    assert alice_client.get(f"/children/albums/{album.pk}/delete/").status_code == 200
    assert Album.objects.exists()
    alice_client.post(f"/children/albums/{album.pk}/delete/")
    assert not Album.objects.exists()
    assert Child.objects.count() == 3


def test_an_account_has_so_many_albums_and_no_more(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generation.gallery.albums.MAX_ALBUMS", 2)
    with suppress(TooManyAlbums):
        at_once(*[lambda: create_album(alice, "One")] * 4)
    assert Album.objects.count() == 2


def test_one_too_many_is_refused_with_a_sentence(
    alice_client: Client, album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generation.gallery.albums.MAX_ALBUMS", 1)
    assert alice_client.post("/children/albums/", {"name": "Another"}).status_code == 409


def test_children_that_are_added_at_once_each_have_a_place(alice: User, children: list[Child]) -> None:
    album = create_album(alice, "Both")
    at_once(*[lambda: add_to_album(album, children)] * 4)
    assert sorted(album.places.values_list("place", flat=True)) == [0, 1, 2]


@pytest.mark.parametrize("rest", ["", "edit/", "delete/", "pictures.zip"])
def test_a_strangers_album_is_not_there(bob_client: Client, album: Album, rest: str) -> None:
    assert bob_client.get(f"/children/albums/{album.pk}/{rest}").status_code == 404


def test_no_row_of_a_stranger_becomes_a_cover(alice_client: Client, album: Album, bob: User) -> None:
    theirs = make_child(make_family(bob))
    sent = {"name": "Mine", "cover": str(theirs.pk)}
    assert alice_client.post(f"/children/albums/{album.pk}/edit/", sent).status_code == 404
    album.refresh_from_db()
    assert album.cover_id is None
