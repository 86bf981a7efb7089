from __future__ import annotations

import re
import stat
import struct
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import films
from ml_core.contracts import Picture
from ml_core.errors import FilmFailed, InvalidRequest

SIZE = 64


def pictures(number: int, *, size: int = SIZE) -> Iterator[Picture]:
    """A soft field of colour that moves to the right."""
    across, down = np.meshgrid(np.linspace(0, np.pi, size), np.linspace(0, np.pi, size))
    for index in range(number):
        waves = np.stack([np.sin(across + 0.2 * index), np.sin(down), np.cos(across - down)], axis=-1)
        yield (128 + 100 * waves).astype(np.uint8)


def ffmpeg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([films.find_ffmpeg(), "-hide_banner", *arguments], capture_output=True, check=True)


def decode(path: Path, *, size: int = SIZE) -> Picture:
    """[N, size, size, 3]"""
    raw = ffmpeg("-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-").stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, size, size, 3)


def fake_ffmpeg(folder: Path, *lines: str) -> str:
    path = folder / "ffmpeg"
    path.write_text("\n".join(["#!/bin/sh", *lines]))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_an_mp4_is_what_browsers_and_phones_play(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    films.write_mp4(pictures(10), path, size=SIZE)
    told = ffmpeg("-i", str(path), "-f", "null", "-").stderr.decode()
    assert re.search(rf"Video: h264 .*yuv420p\(tv, bt709.*{SIZE}x{SIZE}.* 24 fps", told)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert list(tmp_path.iterdir()) == [path]


def test_an_mp4_says_which_colours_it_has(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    films.write_mp4(pictures(2), path, size=SIZE)
    colour = path.read_bytes().partition(b"colr")[2]
    assert colour[:4] == b"nclx"
    primaries, transfer, matrix, full_range = struct.unpack(">HHHB", colour[4:11])
    assert (primaries, transfer, matrix, full_range >> 7) == (1, 1, 1, 0)  # BT.709 (ITU-T H.273), limited range


@pytest.mark.parametrize("name", ["film:1", "2026-11-29T10:15:00", "-film", "100%d"])
def test_no_folder_s_name_is_an_address_or_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name) / "film.mp4"
    path.parent.mkdir()
    films.write_mp4(pictures(2), path, size=SIZE)
    assert path.stat().st_size > 0


def test_a_film_shows_the_pictures_that_were_given(tmp_path: Path) -> None:
    films.write_mp4(pictures(10), tmp_path / "film.mp4", size=SIZE)
    shown = decode(tmp_path / "film.mp4")
    assert len(shown) == 10
    for seen, given in zip(shown, pictures(10), strict=True):
        assert np.abs(seen.astype(float) - given).mean() < 4


def test_the_first_and_the_last_picture_stand_as_long_as_was_asked(tmp_path: Path) -> None:
    films.write_mp4(pictures(6), tmp_path / "film.mp4", size=SIZE, num_held=4)
    shown = decode(tmp_path / "film.mp4").astype(float)
    moves = [float(np.abs(after - before).mean()) for before, after in pairwise(shown)]
    assert len(shown) == 6 + 2 * 4
    assert max(moves[:4] + moves[-4:]) < 1.5 < min(moves[4:-4])


@pytest.mark.parametrize("size", [63, 0, -2])
def test_a_side_that_cannot_be_filmed_is_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(InvalidRequest, match=f"even number of pixels. Received: {size}"):
        films.write_mp4(pictures(2), tmp_path / "film.mp4", size=size)


def test_a_picture_of_another_size_leaves_no_film(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"Expected a picture of \(64, 64, 3\). Received: \(32, 32, 3\)"):
        films.write_mp4([*pictures(2), *pictures(1, size=32)], tmp_path / "film.mp4", size=SIZE)
    assert not list(tmp_path.iterdir())


def test_whatever_ends_the_pictures_ends_the_film_and_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("an older film")

    def ending() -> Iterator[Picture]:
        yield from pictures(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        films.write_mp4(ending(), path, size=SIZE)
    assert path.read_text() == "an older film"
    assert list(tmp_path.iterdir()) == [path]


def test_without_ffmpeg_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "nowhere"))
    with pytest.raises(FilmFailed, match=r"ffmpeg can't be run: .*nowhere\. IMAGEIO_FFMPEG_EXE names a program"):
        films.write_mp4(pictures(2), tmp_path / "film.mp4", size=SIZE)


@pytest.mark.parametrize("reads", ["", "cat > /dev/null"], ids=["at once", "in the end"])
def test_the_last_line_of_a_failed_ffmpeg_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reads: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    lines = ["echo some words >&2", reads, "echo 'film.mp4: No space left on device' >&2", "exit 228"]
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", fake_ffmpeg(tmp_path, *lines))
    with pytest.raises(FilmFailed, match=r"ffmpeg could not write the film: film\.mp4: No space left on device$"):
        films.write_mp4(pictures(400), out / "film.mp4", size=SIZE)
    assert not list(out.iterdir())


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone/film\.mp4"):
        films.write_mp4(pictures(2), tmp_path / "gone" / "film.mp4", size=SIZE)
    with pytest.raises(FileNotFoundError, match=r"gone/film\.webp"):
        films.write_webp([*pictures(2)], tmp_path / "gone" / "film.webp", picture_ms=40)


def test_a_webp_goes_round_for_ever_and_holds_its_ends(tmp_path: Path) -> None:
    path = tmp_path / "film.webp"
    films.write_webp([*pictures(5)], path, picture_ms=80, held_ms=500)
    with Image.open(path) as animation:
        assert (animation.format, animation.size) == ("WEBP", (SIZE, SIZE))
        assert animation.info["loop"] == 0
        assert getattr(animation, "n_frames", 1) == 5
        durations = []
        for index in range(5):
            animation.seek(index)
            animation.load()
            durations.append(animation.info["duration"])
    assert durations == [580, 80, 80, 80, 580]
    assert list(tmp_path.iterdir()) == [path]


def test_a_film_need_not_be_square(tmp_path: Path) -> None:
    upright = [np.hstack([picture, picture])[:, ::2] for picture in pictures(2, size=64)]
    films.write_mp4([np.vstack([each, each]) for each in upright], tmp_path / "film.mp4", size=64, height=128)
    assert films.first_picture(tmp_path / "film.mp4").shape == (128, 64, 3)
    with pytest.raises(InvalidRequest, match="129"):
        films.write_mp4(upright, tmp_path / "odd.mp4", size=64, height=129)


def test_a_film_s_pictures_come_one_by_one(tmp_path: Path) -> None:
    written = list(pictures(10))
    films.write_mp4(written, tmp_path / "film.mp4", size=SIZE)
    shown = list(films.pictures_of(tmp_path / "film.mp4"))
    assert len(shown) == 10
    for one, other in zip(written, shown, strict=True):
        assert np.abs(one.astype(int) - other).mean() < 4
    next(films.pictures_of(tmp_path / "film.mp4"))  # who wants no more leaves nothing running
