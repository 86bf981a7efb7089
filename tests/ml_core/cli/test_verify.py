from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

from ml_core import films
from ml_core.__main__ import main
from ml_core.marks import metadata
from ml_core.marks.marking import Marks
from ml_core.marks.watermark import PUBLIC_KEY, Watermark
from tests.ml_core.marks.signers import new_signer

MARKS = Marks(Watermark(PUBLIC_KEY), date(2026, 11, 30), "test", "en")


def verdict(file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str | None, str | None]:
    assert main(["verify", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == str(file)
    return told["digital_source_type"], told["marked_in"]


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_marked_picture_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    file = tmp_path / f"child.{kind}"
    file.write_bytes(getattr(MARKS, kind)(astronaut()))
    assert verdict(file, capsys) == (metadata.TRAINED_MODEL, "2026-11")


def test_the_mark_alone_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "saved-again.webp"
    Image.fromarray(MARKS.on(astronaut())).save(file, quality=70)
    assert verdict(file, capsys) == (None, "2026-11")


def test_a_marked_film_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "film.mp4"
    films.write_mp4(MARKS.on_each([astronaut()] * 3), file, size=512, xmp=MARKS.xmp)
    assert verdict(file, capsys) == (metadata.TRAINED_MODEL, "2026-11")


def test_a_photo_has_no_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "photo.jpg"
    Image.fromarray(astronaut()).save(file)
    assert verdict(file, capsys) == (None, None)


@pytest.mark.parametrize("with_root", [True, False])
def test_a_sites_signature_is_known_by_its_root(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], with_root: bool
) -> None:
    signer, known = new_signer()
    (tmp_path / "root.pem").write_text(known.roots)
    file = tmp_path / "child.png"
    file.write_bytes(MARKS._replace(signer=signer).png(astronaut()))
    root = ["--root", str(tmp_path / "root.pem")] if with_root else []
    assert main(["verify", str(file), "--json", *root]) == 0
    told = json.loads(capsys.readouterr().out)["content_credentials"]
    assert told["origin"] == ("ours" if with_root else "foreign")
    assert told["digital_source_type"] == metadata.TRAINED_MODEL
    assert told["signed_by"].startswith("babysite ")


def test_what_the_commands_make_is_unsigned_and_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "child.png"
    file.write_bytes(MARKS.png(astronaut()))
    assert main(["verify", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["content_credentials"]
    assert told == {"origin": "none", "signed_by": None, "digital_source_type": None}
    with pytest.raises(SystemExit):
        main(["verify", "--help"])
    assert "signs nothing" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"no certificate"])
def test_a_root_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None) -> None:
    root, file = tmp_path / "root.pem", tmp_path / "child.png"
    if content is not None:
        root.write_bytes(content)
    file.write_bytes(MARKS.png(astronaut()))
    assert main(["verify", str(file), "--root", str(root)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")


def test_finding_nothing_is_said_to_prove_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "photo.jpg"
    Image.fromarray(np.full((300, 300, 3), 90, np.uint8)).save(file)
    assert main(["verify", str(file)]) == 0
    assert "proves nothing" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"", b"text", b"\x89PNG\r\n\x1a\n", bytes(4) + b"ftypisom" + bytes(90)])
def test_what_is_no_picture_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None) -> None:
    file = tmp_path / "odd.jpg"
    if content is not None:
        file.write_bytes(content)
    assert main(["verify", str(file)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
