"""Stored photos: pixels, upright, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from PIL import Image, PngImagePlugin

from generation.storage.files import read_file
from tests.generation.forms import send
from tests.generation.pictures import picture, picture_file, upload
from tests.generation.portrait_rows import portrait_of
from tests.generation.portraits.clean import assert_clean_jpeg
from tests.ml_core.images.files import TURNED_HEIC, linear_profile

pytestmark = pytest.mark.django_db
SECRET = b"Rue Secrete 17"


def exif(*, orientation: int = 1) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = SECRET.decode()  # ImageDescription
    data.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})  # GPS
    return data


def png_texts() -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SECRET.decode())
    texts.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET.decode()}</x:xmpmeta>")
    return texts


def mpo() -> bytes:
    buffer = io.BytesIO()
    picture().save(buffer, "MPO", save_all=True, append_images=[picture(seed=1)], exif=exif())
    return buffer.getvalue()


PHOTOS = {
    "jpeg": picture_file(exif=exif(), comment=SECRET, icc_profile=linear_profile(), xmp=SECRET),
    "png": picture_file("PNG", exif=exif(), icc_profile=linear_profile(), pnginfo=png_texts()),
    "webp": picture_file("WEBP", exif=exif(), icc_profile=linear_profile(), xmp=SECRET),
    "avif": picture_file("AVIF", exif=exif(), xmp=SECRET),
    "mpo": mpo(),
    "heic": TURNED_HEIC.read_bytes(),
}


def stored_from(client: Client, photo: bytes, name: str = "photo.jpg") -> bytes:
    response = send(client, photo_a=upload(photo, name), photo_b=upload(picture_file()))
    assert response.status_code == 302, response.content.decode()
    return read_file(str(portrait_of("Ada").photos.get().original.name))


@pytest.mark.parametrize("kind", PHOTOS)
def test_nothing_hidden_in_a_photo_is_stored(alice_client: Client, media: Path, kind: str) -> None:
    if kind not in ("heic", "mpo"):
        assert SECRET in PHOTOS[kind], "The photo of this test hides nothing."
    stored = stored_from(alice_client, PHOTOS[kind], f"photo.{kind}")
    assert_clean_jpeg(stored)
    assert SECRET not in stored


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_is_stored_upright(alice_client: Client, media: Path, orientation: int) -> None:
    upright = picture(300, 200)
    turn_back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    turned = upright.transpose(turn_back[orientation]) if orientation in turn_back else upright
    buffer = io.BytesIO()
    turned.save(buffer, "JPEG", quality=95, exif=exif(orientation=orientation))
    stored = np.asarray(assert_clean_jpeg(stored_from(alice_client, buffer.getvalue())), dtype=float)
    assert stored.shape == (200, 300, 3)
    assert np.abs(stored - np.asarray(upright, dtype=float)).mean() < 3


def test_colours_of_another_colour_space_are_kept_as_seen(alice_client: Client, media: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (200, 200), (128, 128, 128)).save(buffer, "PNG", icc_profile=linear_profile())
    image = assert_clean_jpeg(stored_from(alice_client, buffer.getvalue()))
    assert image.getpixel((100, 100)) == pytest.approx((188, 188, 188), abs=3)


def test_the_name_of_the_file_is_not_kept(alice_client: Client, media: Path) -> None:
    stored_from(alice_client, picture_file(), "Ada Lovelace at home.jpg")
    assert not any("Lovelace" in str(path) for path in media.rglob("*"))


def test_stored_files_are_closed_to_other_users_of_the_machine(alice_client: Client, media: Path) -> None:
    stored_from(alice_client, picture_file())
    assert {path.stat().st_mode & 0o777 for path in media.rglob("*") if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in media.rglob("*") if path.is_dir()} == {0o700}
