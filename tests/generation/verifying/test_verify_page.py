"""Anybody learns what a file says of its origin, and nothing of the file is kept."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography import x509
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from accounts.people.keys.services import make_site_key
from generation import engine
from generation.portraits.uploads import UploadRefused
from generation.provenance.marks import marks
from generation.provenance.signing import roots
from generation.verifying import findings
from generation.verifying.findings import Findings, find
from generation.verifying.wording import sentences_about
from ml_core import films, images
from ml_core.marks import metadata
from tests.generation.conftest import files_in
from tests.ml_core.images.files import TURNED_HEIC
from tests.ml_core.marks.signers import new_signer

pytestmark = pytest.mark.django_db

PICTURE = images.resize(np.random.default_rng(3).integers(0, 255, (48, 48, 3)).astype(np.uint8), 512)


@pytest.fixture(autouse=True)
def nobody_asked_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def site_key() -> None:
    make_site_key()


@pytest.fixture
def drawn(site_key: None) -> bytes:
    """A picture as this site keeps it."""
    return marks(with_label=True).jpeg(PICTURE)


def _find(data: bytes) -> Findings:
    return find(data)


def _send(client: Client, data: bytes, name: str = "picture.jpg") -> Any:
    return client.post("/verify/", {"file": SimpleUploadedFile(name, data)})


def film_file(folder: Path, pictures: Iterable[engine.Picture] = (PICTURE, PICTURE[::-1])) -> bytes:
    films.write_mp4(pictures, folder / "a.mp4", size=512, xmp=metadata.xmp_of("1.0"))
    return (folder / "a.mp4").read_bytes()


def test_our_picture_is_known_by_all_three_marks(drawn: bytes) -> None:
    found = _find(drawn)
    now = datetime.now(UTC)
    assert found.credentials.origin == "ours"
    assert found.source_type == engine.TRAINED_MODEL
    assert (found.looked, found.mark) == ("found", (now.year, now.month))
    assert sentences_about(found).is_ours


def test_a_copy_without_metadata_is_known_by_its_pixels(drawn: bytes) -> None:
    """As a messenger sends it: smaller, cropped and saved again."""
    again = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as image:
        image.crop((9, 9, 500, 505)).save(again, "JPEG", quality=75)
    found = _find(again.getvalue())
    assert (found.credentials.origin, found.source_type, found.looked) == ("none", None, "found")
    assert sentences_about(found).is_ours


def test_our_film_is_known_by_its_signature(site_key: None, tmp_path: Path) -> None:
    found = _find(marks(with_label=True).signed(film_file(tmp_path), "video/mp4"))
    assert (found.credentials.origin, found.source_type, found.looked) == ("ours", engine.TRAINED_MODEL, "not_found")


def test_a_film_without_metadata_is_known_by_its_pictures(site_key: None, tmp_path: Path) -> None:
    """Although it begins with somebody else's."""
    found = _find(film_file(tmp_path, [PICTURE] * 6 + [marks(with_label=True).on(PICTURE)] * 30))
    assert (found.credentials.origin, found.looked) == ("none", "found")
    assert sentences_about(found).is_ours


def test_a_film_of_which_no_picture_can_be_read_is_told_so_beside_what_is_written_in_it(
    client: Client, tmp_path: Path
) -> None:
    page = _send(client, film_file(tmp_path)[:2000] + metadata.XMP_BOX + metadata.xmp_of("1.0"))
    assert page.status_code == 200
    assert _find(bytes(4) + b"ftypisom" + bytes(90)).looked == "unreadable"


def test_a_picture_with_photos_in_it_is_called_drawn_in_part(site_key: None) -> None:
    both = marks(with_label=True)._replace(source=engine.WITH_TRAINED_MODEL)
    found = _find(both.jpeg(PICTURE))
    assert (found.credentials.origin, found.source_type) == ("ours", engine.WITH_TRAINED_MODEL)
    drawn_alone = replace(found, credentials=found.credentials._replace(source_type=engine.TRAINED_MODEL))
    assert sentences_about(found).summary != sentences_about(drawn_alone).summary
    assert "compositeWithTrainedAlgorithmicMedia" in sentences_about(found).metadata


def test_a_foreign_signature_is_named_and_not_believed(site_key: None) -> None:
    signed = new_signer()[0].sign(images.encode_jpeg(PICTURE), "image/jpeg", "1.0")
    found = _find(signed)
    assert (found.credentials.origin, found.looked) == ("foreign", "not_found")
    assert found.credentials.signed_by.startswith("babysite ")
    assert not sentences_about(found).is_ours


def test_a_changed_picture_is_broken(drawn: bytes) -> None:
    changed = bytearray(drawn)
    changed[len(changed) // 2] ^= 1
    assert _find(bytes(changed)).credentials.origin == "broken"


def test_a_plain_picture_says_nothing_and_is_never_called_real(site_key: None) -> None:
    found = _find(images.encode_jpeg(PICTURE))
    assert found == Findings(credentials=engine.Credentials("none"), source_type=None, looked="not_found")
    assert not sentences_about(found).is_ours


@pytest.mark.parametrize(
    ("data", "looked"),
    [
        (images.encode_png(PICTURE[:100, :100]), "small"),
        (TURNED_HEIC.read_bytes(), "small"),
    ],
)
def test_small_and_rare_ones_are_read_too(site_key: None, data: bytes, looked: str) -> None:
    found = _find(data)
    assert (found.credentials.origin, found.looked) == ("none", looked)


def test_of_an_animation_the_first_picture_is_looked_at(site_key: None, tmp_path: Path) -> None:
    first, second = (marks(with_label=False).on(picture) for picture in (PICTURE, PICTURE[::-1]))
    films.write_webp([first, second], tmp_path / "a.webp", picture_ms=80)
    assert _find((tmp_path / "a.webp").read_bytes()).looked == "found"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"hello " * 500, "not_a_picture"),
        (b"\xff\xd8\xff\xe0 c2pa" * 50, "not_a_picture"),
        (images.encode_jpeg(PICTURE)[:900], "not_a_picture"),
        (bytes(16 * 1024 * 1024 + 1), "picture_too_large"),
    ],
    ids=["empty", "words", "nonsense", "cut", "huge"],
)
def test_a_file_that_cannot_be_read_is_told_why(client: Client, data: bytes, code: str) -> None:
    page = _send(client, data)
    assert page.status_code == 400
    assert page.context["form"].errors.as_data()["file"][0].code == code
    assert page.context["sentences"] is None


def test_no_file_at_all_is_asked_for(client: Client) -> None:
    page = client.post("/verify/")
    assert page.status_code == 400
    assert page.context["form"].errors.as_data()["file"][0].code == "required"


def test_a_renamed_file_is_read_by_what_is_in_it(client: Client, drawn: bytes, tmp_path: Path) -> None:
    for name in ("letter.pdf", "film.mp4", "x"):
        assert _send(client, drawn, name).context["sentences"].is_ours
    film = marks(with_label=True).signed(film_file(tmp_path), "video/mp4")
    assert _send(client, film, "picture.jpg").context["sentences"].is_ours


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_answers_without_an_account_and_keeps_nothing(
    client: Client, drawn: bytes, media: Path, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = client.post(
            "/verify/", {"file": SimpleUploadedFile("canary.jpg", drawn)}, headers={"Accept-Language": language}
        )
    with translation.override(language):
        (summary, always) = page.context["sentences"].summary, page.content.decode()
    assert page.status_code == 200
    assert summary in always
    assert ("proves nothing" in always) == (language == "en")
    assert "no-store" in page.headers["Cache-Control"]
    assert files_in(media) == []
    assert "canary" not in caplog.text
    assert "sessionid" not in "".join(page.cookies)


def test_a_strangers_words_are_shown_as_words(site_key: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ({"credentials": ["foreign", "<b>Eve", None], "source_type": "http://x/<i>", "width": 0, "height": 0}, b"")
    monkeypatch.setattr(findings, "ask_decoder", lambda *_arguments, **_told: said)
    page = _send(client, b"anything").content.decode()
    assert "&lt;b&gt;Eve" in page
    assert "<i>" not in page


@pytest.mark.parametrize(
    "verdict",
    [
        {},
        {"credentials": ["real", "", None], "source_type": None, "width": 0, "height": 0},
        {"credentials": ["ours"], "source_type": None, "width": 0, "height": 0},
        {"credentials": ["none", "", None], "source_type": None, "width": 10**6, "height": 10**6},
        {"credentials": ["none", "", None], "source_type": None, "width": -1, "height": 2},
        {"credentials": ["none", "", None], "source_type": None, "width": 1, "height": 0},
        {"credentials": ["none", "", None], "source_type": None, "width": "a", "height": 2},
    ],
)
def test_a_decoder_that_was_taken_over_is_the_files_fault(
    verdict: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "ask_decoder", lambda *_arguments, **_told: (verdict, b"123"))
    with pytest.raises(UploadRefused):
        _find(b"anything")


def test_the_decoder_is_never_told_a_key(drawn: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def ask(data: bytes, **told: Any) -> Any:
        asked.append(told)
        raise UploadRefused("busy")

    monkeypatch.setattr(findings, "ask_decoder", ask)
    with pytest.raises(UploadRefused):
        _find(drawn)
    assert set(asked[0]) == {"roots", "serial_numbers"}
    assert "PRIVATE" not in asked[0]["roots"]


def test_one_address_may_ask_so_often(client: Client, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 2
    assert [_send(client, b"").status_code for _time in range(3)] == [400, 400, 429]
    assert client.get("/verify/").status_code == 200


def test_the_roots_can_be_fetched_and_nothing_else_is_in_them(client: Client) -> None:
    answer = client.get("/verify/root.pem")
    assert answer.content == roots()
    assert b"PRIVATE" not in answer.content
    assert all(each.subject == each.issuer for each in x509.load_pem_x509_certificates(answer.content))
