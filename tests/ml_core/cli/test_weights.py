from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_core import catalogue
from ml_core.__main__ import main

PAPER = "stylegan1/karras2019stylegan-ffhq-1024x1024.pkl"


def put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


@pytest.fixture
def no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    return tmp_path / "models"


def test_list_shows_each_file_with_its_state_size_and_licence(no_models: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "list"]) == 0

    output = capsys.readouterr()
    lines = output.out.splitlines()
    assert len(lines) == len(catalogue.WEIGHTS)
    (landmarks,) = (line for line in lines if "68_face_landmarks" in line)
    assert landmarks.startswith("missing")
    assert "99.7 MB" in landmarks
    assert "non-commercial" in landmarks
    assert "python -m ml_core weights fetch" in output.err


def test_verify_fails_when_files_are_missing(no_models: Path):
    assert main(["weights", "verify"]) == 1


def test_verify_of_whole_weights_is_told_as_json(capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "verify", "lpips/vgg.pth", "--json"]) == 0

    (row,) = json.loads(capsys.readouterr().out)["weights"]
    assert (row["name"], row["state"], row["kind"]) == ("lpips/vgg.pth", "present", "built-in")
    assert row["sources"] == ["lpips==0.1.4"]


def test_list_tells_an_optional_file_from_a_missing_one(no_models: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    (paper,) = (line for line in lines if "karras2019stylegan" in line)
    assert paper.startswith("absent")
    assert "324.7 MB" in paper
    assert "optional" in paper
    assert "CC-BY-NC-4.0" in paper


def test_the_json_of_an_optional_file_says_where_it_is_and_what_nobody_knows(
    no_models: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["weights", "list", "perceptual/vgg16_zhang_perceptual.pkl", "--json"]) == 0

    (row,) = json.loads(capsys.readouterr().out)["weights"]
    assert (row["kind"], row["state"], row["licence"]) == ("optional", "missing", "CC-BY-NC-4.0")
    assert (row["size"], row["sha256"], row["hash_is_official"]) == (None, None, False)
    assert [source.split("/")[2] for source in row["sources"]] == ["drive.google.com", "nvlabs-fi-cdn.nvidia.com"]


def test_verify_forgives_that_optional_files_are_not_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for folder in {Path(weight.name).parent for weight in catalogue.BUILT_IN}:
        (tmp_path / folder).symlink_to(catalogue.weights_dir() / folder)
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))

    assert main(["weights", "verify"]) == 0

    assert "are optional and not here" in capsys.readouterr().err


def test_verify_of_an_optional_file_by_its_name_fails_when_it_is_not_here(no_models: Path):
    assert main(["weights", "verify", PAPER]) == 1


def test_verify_fails_for_a_damaged_optional_file(no_models: Path, capsys: pytest.CaptureFixture[str]):
    put(no_models / PAPER, b"<html>quota</html>")

    assert main(["weights", "verify", PAPER]) == 1
    assert f"Run `python -m ml_core weights fetch {PAPER}`" in capsys.readouterr().err


def test_verify_says_what_it_cannot_tell(no_models: Path, capsys: pytest.CaptureFixture[str]):
    put(no_models / "perceptual/vgg16_zhang_perceptual.pkl", b"\x80\x03.")

    assert main(["weights", "verify", "perceptual/vgg16_zhang_perceptual.pkl"]) == 0
    assert "no hash by the author confirms it" in capsys.readouterr().err


def test_a_file_that_was_brought_is_taken_in_with_a_warning(
    no_models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    put(tmp_path / "downloaded", b"\x80\x03.")

    assert (
        main(["weights", "fetch", "perceptual/vgg16_zhang_perceptual.pkl", "--from", str(tmp_path / "downloaded")]) == 0
    )
    assert (no_models / "perceptual/vgg16_zhang_perceptual.pkl").read_bytes() == b"\x80\x03."
    assert "warning: perceptual/vgg16_zhang_perceptual.pkl came from" in capsys.readouterr().err


def test_a_brought_file_that_is_another_is_the_users_mistake(
    no_models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    put(tmp_path / "downloaded", b"<html>quota</html>")

    assert main(["weights", "fetch", PAPER, "--from", str(tmp_path / "downloaded")]) == 2
    assert "is a web page" in capsys.readouterr().err


def test_from_goes_with_one_name(capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "fetch", "--from", "file"]) == 2

    assert "--from takes exactly one NAME. Received: none" in capsys.readouterr().err


def test_fetch_of_what_is_there_downloads_nothing(capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "fetch"]) == 0

    assert "0 of them new" in capsys.readouterr().err


def test_an_unknown_name_is_the_users_mistake(capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "fetch", "nose"]) == 2

    assert "No such weights: nose" in capsys.readouterr().err
