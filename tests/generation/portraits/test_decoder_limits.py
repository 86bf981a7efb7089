"""Limits of the process that reads a stranger's file."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from generation.portraits import decoder, uploads
from tests.generation.forms import assert_nothing_stored, send
from tests.generation.pictures import picture_file, upload
from tests.generation.portraits.decoders import busy_decoders
from tests.ml_core.images.files import TURNED_HEIC, linear_profile

pytestmark = pytest.mark.django_db


def answer_with(monkeypatch: pytest.MonkeyPatch, **result: Any) -> None:
    def ask(_question: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], **{"returncode": 0, "stdout": b"", "stderr": b"", **result})

    monkeypatch.setattr(uploads, "_ask_decoder", ask)


def test_the_largest_photo_that_is_promised_can_be_read(alice_client: Client, media: Path) -> None:
    assert send(alice_client, photo_a=upload(picture_file(width=8160, height=6250))).status_code == 302


def test_one_pixel_row_more_is_refused(alice_client: Client, media: Path) -> None:
    page = send(alice_client, photo_a=upload(picture_file(width=8160, height=6251)))
    assert page.status_code == 400
    assert "Up to 16 MB and 51 megapixels can be read." in page.content.decode()


@pytest.mark.parametrize("last_words", [b"Segmentation fault", b"\xbb" * 3000, "끝".encode() * 1000])
def test_a_decoder_that_dies_is_the_files_fault(
    alice_client: Client, media: Path, monkeypatch: pytest.MonkeyPatch, last_words: bytes
) -> None:
    answer_with(monkeypatch, returncode=-11, stderr=last_words)
    page = send(alice_client)
    assert page.status_code == 400
    assert "could not be read as a picture" in page.content.decode()
    assert_nothing_stored(media)


def test_a_file_that_takes_for_ever_is_given_up(
    alice_client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "DECODE_SECONDS", 0.001)
    page = send(alice_client)
    assert page.status_code == 400
    assert "This picture takes too long to read" in page.content.decode()


def test_one_that_was_taken_over_and_answers_without_end_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    talker = tmp_path / "generation" / "portraits" / "decoder.py"
    talker.parent.mkdir(parents=True)
    talker.write_text("import sys\nsys.stdin.buffer.read()\nwhile True: sys.stdout.write('{}' * 1000)")
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    monkeypatch.setattr(settings, "MAX_UPLOAD_PIXELS", 2500)
    result = uploads._ask_decoder(b"{}\n")
    assert result.returncode == -signal.SIGKILL
    assert len(result.stdout) == 10_000


def test_a_file_that_takes_too_much_time_of_the_processor_is_told_so(
    alice_client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(monkeypatch, returncode=-signal.SIGXCPU)
    page = send(alice_client)
    assert page.status_code == 400
    assert "This picture takes too long to read" in page.content.decode()
    assert_nothing_stored(media)


def test_who_comes_while_all_decoders_are_busy_is_asked_to_come_back(
    alice_client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.01)
    with busy_decoders():
        page = send(alice_client)
    assert page.status_code == 400
    assert "Many photos are being processed right now." in page.content.decode()


def say_in_the_decoder(tmp_path: Path, source: str) -> list[str]:
    """Runs a program in place of the decoder, under its limits, and returns its output."""
    result = subprocess.run(
        [sys.executable, "-c", source],
        cwd=tmp_path,
        env={"PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split("\n")[:-1]


def test_the_decoder_can_write_no_file_and_take_no_more_memory_than_its_share(tmp_path: Path) -> None:
    source = (
        "from generation.portraits.decoder import limit_this_process; limit_this_process()\n"
        "try: bytearray(2 * 2**30)\n"
        "except MemoryError: print('no memory')\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    with open('stray', 'w') as file: file.write('x')\n"
        "except OSError as error: print('no file')\n"
    )
    assert say_in_the_decoder(tmp_path, source) == ["no memory", "no file"]
    assert decoder.MEMORY_BYTES < 2 * 2**30


@pytest.mark.parametrize("kind", ["JPEG", "MPO", "PNG", "WEBP", "AVIF", "HEIF"])
def test_every_format_is_read_without_opening_anything(kind: str) -> None:
    photo = TURNED_HEIC.read_bytes() if kind == "HEIF" else picture_file(kind, icc_profile=linear_profile())
    clean = uploads.clean_photo(photo)
    assert min(clean.width, clean.height) > 0
