"""Some pictures of films as strangers send them: of any length, turned, damaged, huge, or no films at all."""

from __future__ import annotations

import struct
import subprocess
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut

from ml_core import film_pictures, films
from ml_core.contracts import Picture
from ml_core.errors import NotAPicture
from ml_core.film_pictures import PLACES, some_pictures
from ml_core.images import resize
from ml_core.marks import spread_spectrum
from ml_core.marks.watermark import Watermark

OURS = Watermark(b"a key that is ours")


def made_by_ffmpeg(path: Path, *arguments: str) -> bytes:
    subprocess.run([films.find_ffmpeg(), "-loglevel", "error", "-y", *arguments, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds, each picture darker than the one before."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    light = resize(astronaut(), 256)
    bits = OURS.new_bits(date(2026, 11, 1))
    mark = spread_spectrum.mark_for(light, bits, OURS.pattern)
    pictures = [spread_spectrum.add((light * (1 - index / 96)).astype(np.uint8), mark) for index in range(48)]
    films.write_mp4(pictures, path, size=256)
    return path


def brightness(pictures: list[Picture]) -> list[float]:
    return [float(picture.mean()) for picture in pictures]


def test_pictures_are_from_all_over_a_film_though_it_has_one_key_frame(film: Path) -> None:
    pictures = some_pictures(film.read_bytes())
    assert len(pictures) == len(PLACES)
    assert {picture.shape for picture in pictures} == {(256, 256, 3)}
    shown = brightness(pictures)
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] < 0.7 * shown[0]
    assert all(OURS.find(picture) for picture in pictures)


def test_a_film_of_one_picture_gives_it(tmp_path: Path) -> None:
    films.write_mp4([astronaut()], tmp_path / "a.mp4", size=512)
    assert len(some_pictures((tmp_path / "a.mp4").read_bytes())) == 1


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_film_that_is_shown_turned_comes_out_upright(film: Path, tmp_path: Path, degrees: int) -> None:
    shown = tmp_path / "turned.mp4"
    data = made_by_ffmpeg(shown, "-display_rotation", str(degrees), "-i", str(film), "-c", "copy")
    first, ours = films.first_picture(shown).astype(float), some_pictures(data)[0].astype(float)
    # Another moment of the same film: all of it is a little darker.
    assert np.corrcoef(first.ravel(), ours.ravel())[0, 1] > 0.99


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c:v", "mpeg4"],
        ["-c:v", "libx265", "-x265-params", "log-level=none"],
        ["-c", "copy", "-movflags", "frag_keyframe+empty_moov"],
        ["-c", "copy", "-f", "mov"],
        ["-vf", "scale=250:130", "-c:v", "libx264", "-g", "5", "-pix_fmt", "yuv444p"],
    ],
    ids=["mpeg4", "hevc", "in pieces, no length", "mov", "odd"],
)
def test_films_of_other_makers_are_read(film: Path, tmp_path: Path, arguments: list[str]) -> None:
    data = made_by_ffmpeg(tmp_path / "other.mp4", "-i", str(film), *arguments)
    assert some_pictures(data)


def test_what_is_whole_of_a_film_that_was_cut_off_is_read(film: Path, tmp_path: Path) -> None:
    data = made_by_ffmpeg(tmp_path / "a.mp4", "-i", str(film), "-c", "copy", "-movflags", "+faststart")
    assert some_pictures(data[: len(data) * 9 // 10])


def test_a_film_without_its_end_where_the_list_of_its_pictures_is_can_not_be_read(film: Path, tmp_path: Path) -> None:
    data = made_by_ffmpeg(tmp_path / "a.mp4", "-i", str(film), "-c", "copy")
    with pytest.raises(NotAPicture):
        some_pictures(data[:-2000])


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_film_is_read_or_refused(film: Path, seed: int) -> None:
    data = bytearray(film.read_bytes())
    for place in np.random.default_rng(seed).integers(32, len(data), 200):
        data[place] ^= 0x5A
    with suppress(NotAPicture):
        assert some_pictures(bytes(data))


def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    data = made_by_ffmpeg(tmp_path / "a.mp4", "-f", "lavfi", "-i", "sine=d=0.2", "-c:a", "aac")
    with pytest.raises(NotAPicture, match="no pictures"):
        some_pictures(data)


@pytest.mark.parametrize("data", [b"", bytes(4) + b"ftypisom" + bytes(90), b"#EXTM3U\nfile:///etc/passwd\n" * 9])
def test_what_is_no_film_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        some_pictures(data)


def test_a_kind_of_film_that_is_rare_is_refused(film: Path, tmp_path: Path) -> None:
    data = made_by_ffmpeg(tmp_path / "a.mov", "-i", str(film), "-t", "0.2", "-c:v", "prores")
    with pytest.raises(NotAPicture, match="prores"):
        some_pictures(data)


def test_a_huge_film_is_refused_by_what_it_says_and_by_what_it_is(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = film.read_bytes()
    monkeypatch.setattr(film_pictures, "MAX_PIXELS", 256 * 255)
    with pytest.raises(NotAPicture, match="256 x 256"):
        some_pictures(data)


def test_a_film_that_says_it_never_ends_takes_no_longer(film: Path) -> None:
    """All of its lengths are the largest that there are."""
    data = film.read_bytes()
    for box, at in ((b"mvhd", 16), (b"tkhd", 20), (b"mdhd", 16)):
        start = data.index(box) + 4 + at
        data = data[:start] + struct.pack(">I", 0xFFFF_FFFF) + data[start + 4 :]
    began = time.process_time()
    assert some_pictures(data)
    assert time.process_time() - began < 2


def test_the_work_has_an_end_whatever_a_film_holds(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film_pictures, "MAX_PACKETS", 3)
    few = some_pictures(film.read_bytes())
    assert len(few) <= len(PLACES)
    monkeypatch.setattr(film_pictures, "MAX_SECONDS", -1.0)
    with pytest.raises(NotAPicture, match="No picture"):
        some_pictures(film.read_bytes())
