from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_core import catalogue
from ml_core.__main__ import main


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
    assert (row["name"], row["state"], row["source"]) == ("lpips/vgg.pth", "present", "lpips==0.1.4")


def test_fetch_of_what_is_there_downloads_nothing(capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "fetch"]) == 0

    assert "0 of them new" in capsys.readouterr().err


def test_an_unknown_name_is_the_users_mistake(capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "fetch", "nose"]) == 2

    assert "No such weights: nose" in capsys.readouterr().err
