"""Photos that a network takes for nudity. No test brings one: here the network is taken for surer than it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Person, SecurityEvent
from generation import engine
from generation.portraits import uploads
from generation.portraits.uploads import UploadRefused, ask_decoder, clean_photo
from tests.generation.forms import assert_nothing_stored, family_form
from tests.generation.pictures import picture_file
from tests.ml_core.images.files import TURNED_HEIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def sure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_NUDITY", 0.0)


@pytest.mark.parametrize("data", [picture_file(), TURNED_HEIC.read_bytes()], ids=["jpeg", "heic"])
def test_a_photo_is_judged_behind_all_walls_of_the_decoder(data: bytes, sure: None, settings: Any) -> None:
    settings.REQUIRE_SECCOMP = True
    with pytest.raises(UploadRefused) as refused:
        clean_photo(data)
    assert refused.value.code == "shows_nudity"


def test_an_ordinary_photo_is_taken(settings: Any) -> None:
    settings.REQUIRE_SECCOMP = True
    assert clean_photo(picture_file()).jpeg


def test_an_operator_may_do_without(sure: None, settings: Any) -> None:
    settings.SCREEN_UPLOADS = False
    assert clean_photo(picture_file()).jpeg


def test_whoever_sent_it_is_told_and_nothing_of_it_is_kept(alice_client: Client, sure: None, media: Path) -> None:
    events = SecurityEvent.objects.count()
    answer = alice_client.post("/families/new/", family_form())
    assert answer.status_code == 400
    assert "looks like it shows nudity" in answer.content.decode()
    assert_nothing_stored(media)
    assert (Person.objects.count(), SecurityEvent.objects.count()) == (0, events)


def test_programs_are_told_too(alice_client: Client, sure: None, media: Path) -> None:
    answer = alice_client.post("/api/families/", family_form())
    assert answer.status_code == 400
    assert "looks like it shows nudity" in answer.content.decode()


def test_what_is_brought_to_be_verified_is_not_judged(sure: None) -> None:
    verdict, _rest = ask_decoder(picture_file(), roots="", serial_numbers=[])
    assert verdict["ok"]


def test_without_the_network_no_photo_is_taken_and_the_log_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    with pytest.raises(UploadRefused) as refused:
        clean_photo(picture_file())
    assert refused.value.code == engine.WeightsMissing.code
    assert "open_nsfw.onnx" in caplog.text
    assert "make models" in refused.value.message
