"""A signature says whose a file is, and that it is as it was: in every format, and of strangers' files too."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import films, images
from ml_core.errors import SigningFailed
from ml_core.marks import metadata
from ml_core.marks.credentials import Credentials, KnownSigners, Signer, media_type_of, read
from ml_core.marks.metadata import TRAINED_MODEL, WITH_TRAINED_MODEL, find_source_type
from tests.ml_core.marks.signers import new_signer

XMP = metadata.xmp_of("1.0")
PICTURE = images.resize(np.random.default_rng(7).integers(0, 255, (16, 16, 3)).astype(np.uint8), 256)


def _webp(folder: Path) -> bytes:
    films.write_webp([PICTURE, PICTURE[::-1]], folder / "a.webp", picture_ms=80, xmp=XMP)
    return (folder / "a.webp").read_bytes()


def _mp4(folder: Path) -> bytes:
    films.write_mp4([PICTURE, PICTURE[::-1]], folder / "a.mp4", size=256, xmp=XMP)
    return (folder / "a.mp4").read_bytes()


FORMATS: dict[str, Callable[[Path], bytes]] = {
    "image/jpeg": lambda _folder: images.encode_jpeg(PICTURE, xmp=XMP),
    "image/png": lambda _folder: images.encode_png(PICTURE, texts=metadata.png_texts(XMP)),
    "image/webp": _webp,
    "video/mp4": _mp4,
}


@pytest.fixture(scope="module")
def signer() -> Signer:
    return new_signer()[0]


@pytest.fixture(scope="module")
def ours() -> tuple[Signer, KnownSigners]:
    return new_signer()


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_signed_file_is_known_as_ours_and_as_drawn(
    media_type: str, ours: tuple[Signer, KnownSigners], tmp_path: Path
) -> None:
    signer, known = ours
    data = FORMATS[media_type](tmp_path)
    signed = signer.sign(data, media_type, "1.0")
    found = read(signed, known)
    assert (found.origin, found.source_type) == ("ours", TRAINED_MODEL)
    assert found.signed_by.startswith("babysite ")
    assert media_type_of(signed) == media_type
    assert find_source_type(signed) == TRAINED_MODEL
    assert len(signed) - len(data) < 8_000
    assert read(data, known) == Credentials("none")


def test_a_picture_with_photos_in_it_says_so(ours: tuple[Signer, KnownSigners]) -> None:
    signed = ours[0].sign(images.encode_jpeg(PICTURE), "image/jpeg", "1.0", WITH_TRAINED_MODEL)
    assert read(signed, ours[1])[::2] == ("ours", WITH_TRAINED_MODEL)


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_changed_file_is_broken(media_type: str, ours: tuple[Signer, KnownSigners], tmp_path: Path) -> None:
    signer, known = ours
    signed = bytearray(signer.sign(FORMATS[media_type](tmp_path), media_type, "1.0"))
    place = {"video/mp4": signed.find(b"mdat") + 40}.get(media_type, len(signed) * 3 // 4)
    signed[place] ^= 1
    assert read(bytes(signed), known).origin == "broken"


def test_pictures_are_the_same_to_the_pixel(signer: Signer) -> None:
    data = images.encode_jpeg(PICTURE)
    assert np.array_equal(images.read_picture(signer.sign(data, "image/jpeg", "1.0")), images.read_picture(data))


def test_a_signed_film_still_plays(signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "signed.mp4"
    path.write_bytes(signer.sign(_mp4(tmp_path), "video/mp4", "1.0"))
    assert films.first_picture(path).shape == (256, 256, 3)


def test_somebody_elses_is_named_and_not_ours(signer: Signer, ours: tuple[Signer, KnownSigners]) -> None:
    signed = signer.sign(images.encode_jpeg(PICTURE), "image/jpeg", "1.0")
    found = read(signed, ours[1])
    assert found.origin == "foreign"
    assert found.signed_by


def test_another_signer_under_our_root_is_not_ours(ours: tuple[Signer, KnownSigners]) -> None:
    """As of an operator whose certificate a public authority issued, and the next one's too."""
    signer, known = ours
    signed = signer.sign(images.encode_jpeg(PICTURE), "image/jpeg", "1.0")
    others = KnownSigners(roots=known.roots, serial_numbers=frozenset({"1"}))
    assert read(signed, others).origin == "foreign"


def test_a_picture_saved_again_has_none(ours: tuple[Signer, KnownSigners]) -> None:
    signed = ours[0].sign(images.encode_jpeg(PICTURE), "image/jpeg", "1.0")
    again = io.BytesIO()
    with Image.open(io.BytesIO(signed)) as image:
        image.save(again, "JPEG")
    assert read(again.getvalue(), ours[1]) == Credentials("none")


def test_a_cut_file_is_broken(ours: tuple[Signer, KnownSigners]) -> None:
    signed = ours[0].sign(images.encode_jpeg(PICTURE), "image/jpeg", "1.0")
    assert read(signed[: len(signed) // 2], ours[1]).origin == "broken"
    assert read(signed[: signed.find(b"c2pa") + 400], ours[1]).origin == "broken"


@pytest.mark.parametrize("data", [b"", b"c2pa", b"hello " * 200, b"\xff\xd8\xff c2pa", b"    ftypmp42c2pa" * 9])
def test_what_is_no_picture_is_no_crash(data: bytes) -> None:
    assert read(data).origin in {"none", "broken"}


def test_a_time_that_nobody_states_is_an_error_that_may_pass(signer: Signer) -> None:
    asking = replace(signer, time_stamp_url="http://127.0.0.1:9/")
    with pytest.raises(SigningFailed):
        asking.sign(images.encode_jpeg(PICTURE), "image/jpeg", "1.0")


def test_nothing_of_a_signature_tells_of_the_family(signer: Signer) -> None:
    """Only the system, its version, and numbers that are random each time."""
    data = images.encode_jpeg(PICTURE)
    added = signer.sign(data, "image/jpeg", "9.8.7")
    assert b"9.8.7" in added
    assert b"thumbnail" not in added
    assert b"c2pa.ingredient" not in added


def test_the_key_is_not_in_the_words_for_a_signer(signer: Signer) -> None:
    assert "PRIVATE" not in repr(signer)


def test_credentials_that_lie_elsewhere_are_none_of_the_files_own(ours: tuple[Signer, KnownSigners]) -> None:
    """Nobody looks there: the address is a stranger's."""
    where = b"https://cai-manifests.example/a.c2pa"
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="' + where + b'"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    assert read(images.encode_jpeg(PICTURE, xmp=xmp), ours[1]) == Credentials("none")


def test_a_forked_process_signs_too(signer: Signer) -> None:
    data = images.encode_jpeg(PICTURE)
    signer.sign(data, "image/jpeg", "1.0")
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signer.sign(data, "image/jpeg", "1.0")
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(pid, 0)[1] == 0
