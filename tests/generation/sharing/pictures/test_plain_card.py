"""The card that shows nobody."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from django.templatetags.static import static
from django.test import Client
from PIL import Image

from generation.sharing.pictures.encoding import MAX_CARD_BYTES
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.pictures.plain_card import FILE, plain_card


def test_the_shipped_card_is_the_drawn_one() -> None:
    """But for what another version of Pillow compresses otherwise."""
    data = plain_card()
    shipped, drawn = (np.asarray(Image.open(BytesIO(each)), np.int16) for each in (FILE.read_bytes(), data))
    assert shipped.shape == drawn.shape == (PictureFormat.CARD.height, PictureFormat.CARD.width, 3)
    assert np.abs(shipped - drawn).mean() < 0.5
    assert len(data) <= MAX_CARD_BYTES


def test_it_is_the_same_each_time() -> None:
    assert plain_card() == plain_card()


def test_what_it_says_stands_in_the_middle_square() -> None:
    pixels = np.asarray(Image.open(BytesIO(plain_card())), np.int16)
    side = (1200 - 630) // 2
    for margin in (pixels[:, :side], pixels[:, -side:]):
        assert np.abs(margin - pixels[0, 0]).max() <= 3
    assert pixels[:, side:-side].min() < 60


@pytest.mark.usefixtures("static_files")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_messengers_are_told_its_type_and_size(method: str) -> None:
    response = Client().generic(method, static("img/card.jpg"), headers={"User-Agent": "facebookexternalhit/1.1"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert int(response.headers["Content-Length"]) == FILE.stat().st_size
