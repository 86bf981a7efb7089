"""Requests that no browser makes, at the entrance for photos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from generation.models import Job
from tests.generation.conftest import decode_here
from tests.generation.forms import NEW, assert_nothing_stored, family_form, send
from tests.generation.pictures import picture_file, upload

pytestmark = pytest.mark.django_db
UNFINISHED = b'--x\r\nContent-Disposition: form-data; name="'


@pytest.fixture(autouse=True)
def quick_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the form is odd, and the photos are ordinary."""
    decode_here(monkeypatch)


NAMES = [
    "../../../etc/passwd",
    "no\0thing.jpg",
    "👶🏽.jpg",
    "x" * 250 + ".jpg",
    ".htaccess",
    "a\r\nX: b.jpg",
    "CON",
    "a/b\\c",
]


def named(name: str) -> SimpleUploadedFile:
    photo = upload(picture_file())
    photo.__dict__["_name"] = name  # as it is: Django would cut it down already here
    return photo


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_means_nothing(alice_client: Client, media: Path, name: str) -> None:
    assert send(alice_client, photo_a=named(name)).status_code == 302
    assert all(path.suffix == ".jpg" and len(path.name) < 60 for path in media.rglob("*") if path.is_file())


def test_a_name_of_a_thousand_letters_is_refused_with_a_message(alice_client: Client, media: Path) -> None:
    page = send(alice_client, photo_a=named("x" * 1000 + ".jpg"))
    assert page.status_code == 400
    assert "This request could not be understood." in page.content.decode()
    assert_nothing_stored(media)


def test_a_false_content_type_means_nothing(alice_client: Client, media: Path) -> None:
    photo = upload(picture_file("PNG"))
    photo.content_type = "text/html; charset=evil"
    assert send(alice_client, photo_a=photo).status_code == 302


def test_too_many_files_are_refused_with_a_message(alice_client: Client, media: Path) -> None:
    extra = {f"more_{number}": upload(b"x") for number in range(7)}
    page = alice_client.post(NEW, family_form(**extra))
    assert page.status_code == 400
    assert "This request could not be understood." in page.content.decode()
    assert_nothing_stored(media)


def test_too_many_files_are_refused_by_the_api_in_its_own_shape(alice_client: Client, media: Path) -> None:
    extra = {f"more_{number}": upload(b"x") for number in range(7)}
    answer = alice_client.post("/api/families/", family_form(**extra))
    assert answer.status_code == 400
    assert set(answer.json()["error"]) == {"code", "message", "fields"}


def test_too_many_fields_are_refused(alice_client: Client, media: Path) -> None:
    assert send(alice_client, **{f"more_{number}": "x" for number in range(1001)}).status_code == 400
    assert_nothing_stored(media)


def test_a_field_of_a_megabyte_and_more_is_refused(alice_client: Client, media: Path) -> None:
    assert send(alice_client, name_a="x" * 1_100_000).status_code == 400
    assert_nothing_stored(media)


def test_the_same_field_twice_counts_as_its_last(alice_client: Client, media: Path) -> None:
    assert send(alice_client, name_a=["Ada", "Augusta"]).status_code == 302
    assert Job.objects.get().family.parent_a.name == "Augusta"


@pytest.mark.parametrize("address", [NEW, "/api/families/"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x", UNFINISHED),
        ("multipart/form-data; boundary=x", UNFINISHED + b'photo_a"; filename="a"\r\n\r\n'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="photo_a"; filename="a"\r\n\r\n',
        ),
        ("multipart/form-data; boundary=\xff", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b"name_a=%ff%00&" * 50),
        ("application/json", b"[" * 1500),
        ("text/plain; charset=utf-99", b"hello"),
        ("image/jpeg", b"\xff\xd8\xff"),
        ("", b"?"),
    ],
)
def test_bodies_that_are_no_form_are_refused(
    alice_client: Client, media: Path, address: str, content_type: str, body: bytes
) -> None:
    answer = alice_client.generic("POST", address, body, content_type=content_type)
    assert answer.status_code in (400, 415)
    assert answer.content
    assert_nothing_stored(media)


def test_text_where_files_belong_is_refused_by_the_api_too(alice_client: Client, media: Path) -> None:
    answer: Any = alice_client.post("/api/families/", family_form(photo_a="text", photo_b="text"))
    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"photo_a", "photo_b"}
    assert_nothing_stored(media)
