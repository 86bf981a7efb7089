"""A photo whose file lacks its end, as after a download that was cut off: the rest is used, and the page says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from generation.models import Job
from generation.portraits.uploads import clean_photo
from tests.generation.forms import send
from tests.generation.pictures import upload
from tests.ml_core.images.files import encoded

pytestmark = pytest.mark.django_db
NOISE = Image.fromarray(np.random.default_rng(1).integers(0, 256, (400, 320, 3), dtype=np.uint8))
CUT_OFF = encoded(NOISE, "JPEG")[:-60]
WORDS = "The end of a photo’s file was missing"


def test_it_is_used_and_the_next_page_says_so(alice_client: Client, media: Path) -> None:
    answer = send(alice_client, photo_a=upload(CUT_OFF))
    job = f"/jobs/{Job.objects.get().pk}/"
    assert answer.headers["Location"] == f"{job}?incomplete"
    assert WORDS in alice_client.get(answer.headers["Location"]).content.decode()
    assert WORDS not in alice_client.get(job).content.decode()


def test_what_is_kept_is_whole(media: Path) -> None:
    photo = clean_photo(CUT_OFF)
    assert photo.lacks_end
    assert (photo.width, photo.height) == (320, 384)
    assert photo.jpeg.endswith(b"\xff\xd9")


def test_of_a_whole_photo_nothing_is_said(alice_client: Client, media: Path) -> None:
    assert "incomplete" not in send(alice_client).headers["Location"]
