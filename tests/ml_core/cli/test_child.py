from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "generation" / "samples"
FATHER, MOTHER = str(SAMPLES / "father.jpg"), str(SAMPLES / "mother.jpg")


def child(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ml_core", "child", *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def text_file(folder: Path) -> str:
    path = folder / "holiday.jpg"
    path.write_text("not a picture")
    return str(path)


def faceless(folder: Path) -> str:
    path = folder / "wall.png"
    Image.fromarray(np.full((300, 300, 3), 120, np.uint8)).save(path)
    return str(path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--age", "30"], "age_years must lie in [0, 25]"),
        (["--age", "nan"], "age_years must lie in [0, 25]"),
        (["--age", "old"], "--age is a number of years from 0 to 25 or one of baby, toddler"),
        (["--dominance", "2"], "dominance must lie in [-1, 1]"),
        (["--seed", "-1"], "seed must lie in"),
        (["--out", "child.gif"], "--out names a PNG picture"),
        (["--out", "nowhere/child.png"], "there is no folder nowhere"),
        (["--out", "/proc/child.png"], "/proc can't be written"),
    ],
)
def test_a_wish_that_makes_no_sense_is_answered_with_what_would(arguments: list[str], said: str) -> None:
    result = child(FATHER, MOTHER, *arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_photo_at_fault_is_named(tmp_path: Path) -> None:
    for photo, said in [
        ("gone.jpg", "can't be read (No such file or directory)"),
        (text_file(tmp_path), "not a picture"),
        (faceless(tmp_path), "No face was found"),
    ]:
        result = child(FATHER, photo)
        assert result.returncode == 2
        assert f"error: MOTHER {photo}: " in result.stderr
        assert said in result.stderr
        assert "Traceback" not in result.stderr


def test_missing_weights_are_named_with_the_command_that_fetches_them(tmp_path: Path) -> None:
    result = child(FATHER, MOTHER, environment={"MODELS_DIR": str(tmp_path)})
    assert result.returncode == 1
    assert "python -m ml_core weights fetch" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.science
def test_two_photos_become_a_picture_and_one_line_of_json(tmp_path: Path) -> None:
    out = tmp_path / "child.png"
    result = child(FATHER, MOTHER, "--age", "toddler", "--sex", "girl", "--out", str(out), "--json")
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["out"], told["sex"], told["age_years"]) == (str(out), "girl", 3.0)
    assert (told["lpips_trunk"], told["lpips_is_exact"]) == ("VGG16 (HED fine-tuned)", False)
    assert told["father"]["identity_distance"] < 0.42
    assert told["mother"]["identity_distance"] < 0.42
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == ("PNG", (1024, 1024))
    assert list(tmp_path.iterdir()) == [out]
