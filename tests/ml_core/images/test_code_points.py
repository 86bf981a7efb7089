"""Colours that a file describes by numbers become sRGB. Light is worked out here by BT.2100, the other way round."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import code_points, images
from ml_core.code_points import CodePoints
from ml_core.contracts import Picture
from tests.ml_core.images.files import COLOURS, TURNED_HEIC, chunk, encoded, linear_profile, quarters, shows_quarters

HDR_FACE = Path(__file__).parent / "hdr_pq.heic"
BT2020, P3 = 9, 12
SRGB, PQ, HLG = 13, 16, 18
# BT.709 to the other primaries: BT.2087 (2020), and Apple's published matrix (P3).
FROM_SRGB = {
    1: np.eye(3),
    BT2020: np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]]),
    P3: np.array([[0.8225, 0.1774, 0.0], [0.0332, 0.9669, 0.0], [0.0171, 0.0724, 0.9108]]),
}


def levels(points: CodePoints) -> Picture:
    """The four quarters as a camera stores them that writes these colours, white at 203 cd/m2."""
    srgb = np.asarray(COLOURS) / 255
    light = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4) @ FROM_SRGB[points.primaries].T
    if points.transfer == PQ:
        power = (light * 203 / 10_000) ** 0.1593017578125
        level = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    elif points.transfer == HLG:
        displayed = light * 203 / 1000
        luminance = displayed @ [0.2627, 0.6780, 0.0593]
        scene = displayed * (luminance ** (1 / 1.2 - 1))[:, None]
        level = np.where(
            scene <= 1 / 12,
            np.sqrt(3 * scene),
            0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073,
        )
    else:
        level = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    small = np.rint(level.reshape(2, 2, 3) * 255).astype(np.uint8)
    return small.repeat(48, axis=0).repeat(64, axis=1)


def png_of(points: CodePoints, **options: object) -> bytes:
    plain = encoded(Image.fromarray(levels(points)), "PNG", **options)
    return plain[:33] + chunk(b"cICP", bytes([*points, 0, 1])) + plain[33:]  # behind the head, as the standard wants


def relabelled(data: bytes, points: CodePoints) -> bytes:
    """The same pixels under other numbers."""
    at = data.index(b"colrnclx") + 8
    return data[:at] + struct.pack(">HH", *points) + data[at + 4 :]


@pytest.mark.parametrize("transfer", [SRGB, PQ, HLG])
@pytest.mark.parametrize("primaries", [1, BT2020, P3])
def test_colours_of_a_png_become_srgb(primaries: int, transfer: int) -> None:
    assert shows_quarters(images.read_picture(png_of(CodePoints(primaries, transfer))), tolerance=14)


@pytest.mark.parametrize("points", [CodePoints(BT2020, PQ), CodePoints(BT2020, HLG), CodePoints(P3, SRGB)])
def test_colours_of_an_avif_become_srgb(points: CodePoints) -> None:
    data = encoded(Image.fromarray(levels(points)), "AVIF", quality=100, subsampling="4:4:4")
    assert shows_quarters(
        images.read_picture(relabelled(data, points)),
        tolerance=35,  # 8 bits of PQ are few for what is dark
    )


def test_colours_of_a_heic_become_srgb() -> None:
    before = images.load_picture(TURNED_HEIC).astype(int)
    after = images.read_picture(relabelled(TURNED_HEIC.read_bytes(), CodePoints(P3, SRGB))).astype(int)
    reds = (slice(8, 40), slice(8, 56))  # the more saturated for it
    assert after[reds][..., 0].mean() > before[reds][..., 0].mean() + 8
    assert after[reds][..., 1].mean() < before[reds][..., 1].mean()


def test_a_face_in_hdr_is_not_grey() -> None:
    picture = images.load_picture(HDR_FACE).astype(float)
    chroma = (picture.max(axis=-1) - picture.min(axis=-1))[200:500, 150:450]
    assert picture.max() > 235
    assert chroma.mean() > 40


def test_what_is_lighter_than_white_keeps_its_shades_and_its_hue() -> None:
    ramp = np.linspace(140, 255, 116).astype(np.uint8)
    shown = code_points.to_srgb(Image.fromarray(np.stack([ramp, ramp, ramp - 40], axis=-1)[None]), CodePoints(9, PQ))
    seen = np.asarray(shown).astype(int)[0]
    assert (np.diff(seen[:, 0]) >= 0).all()
    assert (seen[:, 0] > seen[:, 2]).all()


def test_transparency_is_kept() -> None:
    image = Image.fromarray(levels(CodePoints(BT2020, PQ))).convert("RGBA")
    image.putalpha(0)
    shown = code_points.to_srgb(image, CodePoints(BT2020, PQ))
    assert shown.getchannel("A").getextrema() == (0, 0)


@pytest.mark.parametrize("points", [CodePoints(1, SRGB), CodePoints(2, 2), CodePoints(1, 1), CodePoints(6, 6)])
def test_colours_without_a_meaning_of_their_own_are_left_as_they_are(points: CodePoints) -> None:
    data = relabelled(TURNED_HEIC.read_bytes(), points)
    assert (images.read_picture(data) == images.load_picture(TURNED_HEIC)).all()


def test_a_profile_counts_where_the_numbers_say_nothing() -> None:
    plain = encoded(quarters(), "PNG", icc_profile=linear_profile())
    numbered = plain[:33] + chunk(b"cICP", bytes([1, SRGB, 0, 1])) + plain[33:]
    assert (images.read_picture(numbered) == images.read_picture(plain)).all()


@pytest.mark.parametrize("place", [b"meta", b"pitm", b"iprp", b"ipco", b"ipma", b"colr"])
def test_numbers_in_a_damaged_file_are_none(place: bytes) -> None:
    data = TURNED_HEIC.read_bytes()
    at = data.index(place)
    for damaged in (
        data[: at + 6],
        data[:at] + b"\xff" * 12 + data[at + 12 :],
        data[: at + 4] + b"\xff" * 8 + data[at + 12 :],
    ):
        assert code_points.find_code_points(damaged) in (None, CodePoints(1, SRGB))
