"""Bodies that are too large are refused by the real web process before it reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tests.generation.forms import NEW, assert_nothing_stored, family_form
from tests.generation.pictures import picture_file
from tests.generation.web_process import WebProcess, running_web_process

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(alice: User, media: Path, tmp_path: Path) -> Iterator[WebProcess]:
    with running_web_process(tmp_path, alice, MEDIA_ROOT=str(media)) as process:
        yield process


def photo_of(num_bytes: int) -> SimpleUploadedFile:
    """A good photo with rubbish after it."""
    return SimpleUploadedFile("photo.jpg", picture_file().ljust(num_bytes, b"\0"))


def test_a_photo_that_is_too_large_is_refused_beside_its_field(web: WebProcess, media: Path) -> None:
    answer = web.post(NEW, family_form(photo_a=photo_of(settings.MAX_UPLOAD_BYTES + 1)))
    assert answer.status == 400
    assert "This picture is too large. Up to 16 MB and 51 megapixels can be read." in answer.text
    assert_nothing_stored(media)


@pytest.mark.parametrize("path", [NEW, "/api/families/"])
def test_a_body_that_is_too_large_is_refused_with_a_message(web: WebProcess, media: Path, path: str) -> None:
    before = web.resident_mib()
    body = bytes(settings.MAX_REQUEST_BYTES + 1)
    answer = web.send("POST", path, body, content_type="multipart/form-data; boundary=x")
    assert answer.status == 413
    assert "What you sent has 32." in answer.text
    assert web.resident_mib() - before < 40
    assert_nothing_stored(media)


def test_the_form_works_there(web: WebProcess, media: Path) -> None:
    """Otherwise the tests above would hold for a site that refuses everything."""
    answer = web.post(NEW, family_form())
    assert answer.status == 302
    assert answer.headers["location"].startswith("/jobs/")
