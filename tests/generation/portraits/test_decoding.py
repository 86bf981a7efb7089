"""A form looks into a photo only when everything else in it is right, and then into several at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from generation.portraits import uploads
from generation.portraits.fields import PhotosField, PhotosForm
from generation.portraits.uploads import CleanPhoto, UploadRefused, clean_uploads
from tests.generation.forms import assert_nothing_stored, family_form, send
from tests.generation.pictures import upload
from tests.generation.portraits.decoders import busy_decoders

NO_PICTURE = b"a letter, not a picture" * 9


class Decoder:
    """A stand-in for the decoder, which notes what it was given, and how much of it at once."""

    def __init__(self) -> None:
        self.given: list[bytes] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, data: bytes, _told: Mapping[str, Any]) -> bytes:
        with self._lock:
            self.given.append(data)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        time.sleep(0.05)
        with self._lock:
            self._now -= 1
        if data == NO_PICTURE:
            return b'{"ok": false, "code": "not_a_picture"}\n'
        return b'{"ok": true, "width": 8, "height": 8, "lacks_end": false}\n' + data


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> Decoder:
    decoder = Decoder()
    monkeypatch.setattr(uploads, "_run_decoder", decoder)
    return decoder


def photos(*contents: bytes) -> list[UploadedFile[Any]]:
    return [SimpleUploadedFile(f"{number}.jpg", content) for number, content in enumerate(contents)]


class PhotoForm(PhotosForm):
    photo = PhotosField()


def photo_form(*contents: bytes) -> PhotoForm:
    return PhotoForm({}, MultiValueDict({"photo": photos(*contents)}))


def test_photos_come_back_in_their_order(decoder: Decoder) -> None:
    contents = [bytes([number]) for number in range(8)]
    results = clean_uploads(photos(*contents))
    assert [photo.jpeg for photo in results if isinstance(photo, CleanPhoto)] == contents


def test_forms_at_once_wait_for_decoders_in_turns(decoder: Decoder) -> None:
    forms = [threading.Thread(target=clean_uploads, args=(photos(*[name] * 4),)) for name in (b"a", b"b", b"c", b"d")]
    for form in forms:
        form.start()
    for form in forms:
        form.join()
    assert sorted(decoder.given[:4]) == [b"a", b"b", b"c", b"d"]
    assert len(decoder.given) == 16
    assert decoder.most_at_once == uploads.DECODERS_AT_ONCE


def test_a_photo_that_no_decoder_began_in_time_is_refused_and_leaves_the_line(
    decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.01)
    with busy_decoders():
        (refusal,) = clean_uploads(photos(b"x"))
    assert isinstance(refusal, UploadRefused)
    assert (refusal.code, decoder.given) == ("busy", [])


def test_a_photo_that_takes_longer_than_the_wait_is_decoded(decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.01)
    assert isinstance(clean_uploads(photos(b"x"))[0], CleanPhoto)


def test_what_is_refused_is_told_in_the_language_of_whoever_asked(decoder: Decoder) -> None:
    (refusal,) = clean_uploads(photos(NO_PICTURE))
    assert isinstance(refusal, UploadRefused)
    with translation.override("ko"):
        assert any("가" <= letter <= "힣" for letter in refusal.message)


def test_a_form_is_valid_before_anybody_has_looked_into_its_photos(decoder: Decoder) -> None:
    form = photo_form(b"x", b"y")
    assert form.is_valid()
    assert decoder.given == []
    assert form.decode_photos()
    assert [photo.jpeg for photo in form.cleaned_data["photo"]] == [b"x", b"y"]


def test_one_bad_file_refuses_its_field_and_is_named_among_several(decoder: Decoder) -> None:
    form = photo_form(b"x", NO_PICTURE)
    assert form.is_valid()
    assert not form.decode_photos()
    assert not form.is_valid()
    assert form.has_error("photo", "not_a_picture")
    assert str(form.errors["photo"][0]).startswith("1.jpg: ")


@pytest.mark.parametrize("content", [b"", b"x" * 65])
def test_an_empty_or_too_large_file_needs_no_decoder(content: bytes, decoder: Decoder, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 64
    assert not photo_form(content).is_valid()
    assert decoder.given == []


def by_page(client: Client, fields: dict[str, Any]) -> Any:
    return send(client, **fields)


def by_api(client: Client, fields: dict[str, Any]) -> Any:
    return client.post("/api/families/", family_form(**fields))


Sender = Callable[[Client, dict[str, Any]], Any]
EACH_WAY = pytest.mark.parametrize("ask", [by_page, by_api])


@pytest.mark.django_db
@EACH_WAY
@pytest.mark.parametrize(
    "wrong", [{"consent_b": None}, {"name_a": ""}, {"seed": "many"}, {"consent_version": "0"}, {"photo_a": None}]
)
def test_no_photo_is_opened_for_a_form_that_is_wrong_elsewhere(
    alice_client: Client, media: Path, decoder: Decoder, ask: Sender, wrong: dict[str, Any]
) -> None:
    assert ask(alice_client, wrong).status_code == 400
    assert decoder.given == []
    assert_nothing_stored(media)


@pytest.mark.django_db
@EACH_WAY
def test_both_parents_photos_are_opened_once_all_is_right(
    alice_client: Client, media: Path, decoder: Decoder, ask: Sender
) -> None:
    assert ask(alice_client, {"photo_a": upload(NO_PICTURE)}).status_code == 400
    assert len(decoder.given) == 2
    assert decoder.most_at_once == 1
    assert_nothing_stored(media)
    assert ask(alice_client, {}).status_code in (201, 302)
