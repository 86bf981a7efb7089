"""The list of all children: looking for some, and doing something with those that were chosen."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from generation.gallery.albums import add_to_album, create_album
from generation.models import Album, Child, Family
from generation.storage.files import discard_files, read_file
from tests.generation.finished import make_child, make_family
from tests.generation.streams import body_of

pytestmark = pytest.mark.django_db(transaction=True)

MAX_QUERIES = 12
LIST = "/children/"


@pytest.fixture
def family(alice: User) -> Family:
    return make_family(alice)


@pytest.fixture
def strangers_child(bob: User) -> Child:
    return make_child(make_family(bob))


def shown_at(client: Client, address: str = LIST) -> list[Child]:
    response = client.get(address)
    assert response.status_code == 200
    return list(response.context["children"])


def choose(client: Client, action: str, *children: Child, **more: str) -> Any:
    return client.post("/children/selected/", {"action": action, "children": [c.pk for c in children], **more})


def test_all_children_of_the_account_are_there_and_nobody_elses(
    alice_client: Client, alice: User, family: Family, strangers_child: Child
) -> None:
    children = {make_child(family), make_child(make_family(alice, names=("Cleo", "Dan")))}
    assert set(shown_at(alice_client)) == children


def test_an_empty_list_leads_to_a_first_child(alice_client: Client) -> None:
    assert reverse("families:new") in alice_client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "ages"),
    [
        ({"age": "baby"}, [1.0]),
        ({"age": "child"}, [7.0]),
        ({"age": "teen"}, [15.0]),
        ({"age": "grown"}, [25.0]),
        ({"order": "youngest"}, [1.0, 7.0, 15.0, 25.0]),
        ({"order": "eldest"}, [25.0, 15.0, 7.0, 1.0]),
        ({"order": "newest"}, [25.0, 15.0, 7.0, 1.0]),
        ({"order": "oldest"}, [1.0, 7.0, 15.0, 25.0]),
        ({"favourites": "on"}, [7.0]),
        ({"sex": "boy"}, []),
        ({"age": "ancient", "order": "sideways", "family": "nobody", "page": "x"}, [25.0, 15.0, 7.0, 1.0]),
    ],
)
def test_the_address_says_which_are_shown_and_in_which_order(
    alice_client: Client, family: Family, query: dict[str, str], ages: list[float]
) -> None:
    for age in (1.0, 7.0, 15.0, 25.0):
        make_child(family, age_years=age)
    Child.objects.filter(age_years=7.0).update(is_favourite=True)
    assert [child.age_years for child in shown_at(alice_client, f"{LIST}?{urlencode(query)}")] == ages


def test_a_family_can_be_chosen_and_a_strangers_is_no_choice(
    alice_client: Client, alice: User, family: Family, strangers_child: Child
) -> None:
    child, _other = make_child(family), make_child(make_family(alice))
    assert shown_at(alice_client, f"{LIST}?family={family.pk}") == [child]
    assert strangers_child not in shown_at(alice_client, f"{LIST}?family={strangers_child.family_id}")


def test_the_other_pages_are_asked_for_with_the_same_choice(
    alice_client: Client, family: Family, settings: Any
) -> None:
    settings.PAGE_SIZE = 1
    for _ in range(2):
        make_child(family)
    assert f"{LIST}?page=2&age=child" in alice_client.get(f"{LIST}?age=child").content.decode()


def test_a_page_of_many_named_children_asks_few_questions(alice_client: Client, family: Family, alice: User) -> None:
    for number in range(6):
        child = make_child(family if number % 2 else make_family(alice))
        child.name = f"Mina {number}"
        child.save()
    create_album(alice, "Summer")
    alice_client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        alice_client.get(LIST)
    assert len(queries) <= MAX_QUERIES, [query["sql"][:100] for query in queries]


def test_favourites_are_marked_and_can_be_taken_back(alice_client: Client, family: Family) -> None:
    already, new = make_child(family), make_child(family)
    Child.objects.filter(pk=already.pk).update(is_favourite=True)
    page = choose(alice_client, "favourite", already, new, next=f"{LIST}?age=child")
    assert page.headers["Location"] == f"{LIST}?age=child"
    assert Child.objects.filter(is_favourite=True).count() == 2
    alice_client.post("/children/undo/")
    assert Child.objects.get(is_favourite=True) == already


def test_something_is_taken_back_once(alice_client: Client, family: Family) -> None:
    choose(alice_client, "favourite", make_child(family))
    alice_client.post("/children/undo/")
    Child.objects.update(is_favourite=True)
    assert alice_client.post("/children/undo/").status_code == 302
    assert Child.objects.get().is_favourite


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "\\\\a"])
def test_nothing_leads_to_another_site(alice_client: Client, family: Family, back: str) -> None:
    assert choose(alice_client, "favourite", make_child(family), next=back).headers["Location"] == LIST


@pytest.mark.parametrize("action", ["favourite", "unfavourite", "download", "add", "take-out", "to-front", "delete"])
def test_a_strangers_child_cannot_be_chosen(
    alice_client: Client, alice: User, strangers_child: Child, action: str
) -> None:
    album = create_album(alice, "Mine")
    Child.objects.update(is_favourite=action == "unfavourite")
    assert choose(alice_client, action, strangers_child, album=str(album.pk), sure="yes").status_code == 302
    strangers_child.refresh_from_db()
    assert strangers_child.is_favourite == (action == "unfavourite")
    assert not album.places.exists()


@pytest.mark.parametrize("action", ["add", "take-out", "to-front"])
def test_a_strangers_album_is_not_there(
    alice_client: Client, bob: User, family: Family, strangers_child: Child, action: str
) -> None:
    album = create_album(bob, "Bob's")
    add_to_album(album, [strangers_child])
    assert choose(alice_client, action, make_child(family), album=str(album.pk)).status_code == 404
    assert album.places.get().child == strangers_child


@pytest.mark.parametrize("sent", [{}, {"children": ["nonsense"]}, {"children": ["nonsense"], "action": "delete"}])
def test_nothing_chosen_changes_nothing(alice_client: Client, family: Family, sent: dict[str, Any]) -> None:
    make_child(family)
    assert alice_client.post("/children/selected/", sent).headers["Location"] == LIST
    assert Child.objects.count() == 1


def test_an_action_that_there_is_not_is_refused(alice_client: Client, family: Family) -> None:
    assert choose(alice_client, "adopt", make_child(family)).status_code == 404


def test_deleting_asks_first(alice_client: Client, family: Family) -> None:
    doomed, kept = make_child(family), make_child(family)
    assert choose(alice_client, "delete", doomed).status_code == 200
    assert Child.objects.count() == 2
    choose(alice_client, "delete", doomed, sure="yes")
    assert Child.objects.get() == kept


@pytest.mark.parametrize(("number", "leads_on"), [(1, False), (2, True), (4, True), (5, False)])
def test_two_to_four_are_compared(alice_client: Client, family: Family, number: int, leads_on: bool) -> None:
    children = [make_child(family) for _ in range(number)]
    location = choose(alice_client, "compare", *children).headers["Location"]
    assert location.startswith("/children/compare/") == leads_on
    if leads_on:
        assert shown_at(alice_client, location) == children


def test_a_strangers_child_is_not_compared(alice_client: Client, family: Family, strangers_child: Child) -> None:
    mine = make_child(family)
    assert alice_client.get(f"/children/compare/?child={mine.pk}&child={strangers_child.pk}").status_code == 404


def test_chosen_pictures_come_as_one_file_of_the_length_that_it_says(alice_client: Client, family: Family) -> None:
    children = [make_child(family, age_years=age) for age in (3.0, 12.0)]
    response = choose(alice_client, "download", *children)
    content = body_of(response)
    assert int(response.headers["Content-Length"]) == len(content)
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["0001-girl-3.jpg", "0002-girl-12.jpg"]
        assert [archive.read(name) for name in archive.namelist()] == [read_file(str(c.image.name)) for c in children]


def test_a_picture_that_has_gone_is_left_out_of_the_file(alice_client: Client, family: Family) -> None:
    gone, there = make_child(family), make_child(family)
    discard_files([gone.image.name])
    response = choose(alice_client, "download", gone, there)
    content = body_of(response)
    assert int(response.headers["Content-Length"]) == len(content)
    assert ZipFile(io.BytesIO(content)).namelist() == ["0002-girl-7.jpg"]


def test_all_that_a_list_shows_come_as_one_file(alice_client: Client, family: Family, strangers_child: Child) -> None:
    for age in (1.0, 7.0, 8.0):
        make_child(family, age_years=age)
    response = alice_client.get("/children/pictures.zip?age=child&order=youngest")
    assert ZipFile(io.BytesIO(body_of(response))).namelist() == ["0001-girl-7.jpg", "0002-girl-8.jpg"]


def test_too_many_pictures_for_one_file_are_refused_with_a_sentence(
    alice_client: Client, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generation.storage.zipping.MAX_FILES", 1)
    assert choose(alice_client, "download", make_child(family), make_child(family)).status_code == 409


def test_children_are_put_into_an_album_once_and_taken_out_again(
    alice_client: Client, alice: User, family: Family
) -> None:
    first, second = make_child(family), make_child(family)
    album = create_album(alice, "Summer")
    add_to_album(album, [first])
    choose(alice_client, "add", first, second, album=str(album.pk))
    assert album.places.count() == 2
    alice_client.post("/children/undo/")
    assert album.places.get().child == first
    choose(alice_client, "take-out", first, second, album=str(album.pk))
    assert not album.places.exists()
    alice_client.post("/children/undo/")
    assert album.places.get().child == first
    assert Album.objects.count() == 1
