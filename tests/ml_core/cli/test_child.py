from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import latents
from ml_core.__main__ import main
from ml_core.contracts import Latent
from ml_core.generators import registry
from ml_core.pipeline import Pipeline
from ml_core.statistics import load

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


def refuse(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of an input at fault; no other error goes past `main`."""
    code: int | str | None
    try:
        code = main(["child", *arguments])
    except SystemExit as refused:  # words that argparse itself doesn't take
        code = refused.code
    assert code == 2
    return capsys.readouterr().err


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
        (["--siblings", "0"], "The number of siblings must lie in 1..8"),
        (["--siblings", "9"], "The number of siblings must lie in 1..8"),
        (["--from", "eyes"], "--from is written as eyes=a,nose=b"),
        (["--from", "tail=a"], "Received: tail=a"),
        (["--from", "eyes=c"], "Received: eyes=c"),
        (["--from", "eyes=a,eyes=b"], "Received: eyes=b"),
        (["--out", str(Path(__file__))], "test_child.py is a file, not a folder"),
        (["--out", "/proc/children"], "/proc can't be written"),
    ],
)
def test_a_request_that_makes_no_sense_is_answered_with_what_would(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in refuse(capsys, FATHER, MOTHER, "--out", "children", *arguments)


def test_the_photo_at_fault_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for photo, said in [
        ("gone.jpg", "can't be read (No such file or directory)"),
        (text_file(tmp_path), "not a picture"),
        (faceless(tmp_path), "No face was found"),
    ]:
        error = refuse(capsys, FATHER, photo, "--out", str(tmp_path / "out"))
        assert f"error: B {photo}: " in error
        assert said in error


def test_missing_weights_are_named_with_the_command_that_fetches_them(tmp_path: Path) -> None:
    result = child(FATHER, MOTHER, "--out", str(tmp_path), environment={"MODELS_DIR": str(tmp_path)})
    assert result.returncode == 1
    assert "python -m ml_core weights fetch" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.usefixtures("few_steps")
def test_two_codes_become_siblings_whose_traits_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    statistics = load(registry.BUILT_IN_FINGERPRINT)
    for name, mean in {"a": statistics.path_girl[-1], "b": statistics.path_boy[-1]}.items():
        latent = Latent(w_plus=np.tile(mean, (16, 1)), generator=registry.BUILT_IN_FINGERPRINT)
        (tmp_path / f"{name}.npz").write_bytes(latents.to_bytes(latent))
    out = tmp_path / "children"
    codes = [str(tmp_path / name) for name in ("a.npz", "b.npz")]
    wish = ["--siblings", "2", "--from", "eyes=a, nose=b", "--age", "24", "--sex", "boy"]
    assert main(["child", *codes, *wish, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["sex"] for each in told["children"]] == ["boy", "boy"]
    for each in told["children"]:
        assert (each["shares"]["eyes"], each["shares"]["nose"]) == (0.0, 1.0)
        with Image.open(each["picture"]) as picture:
            assert (picture.format, picture.size) == ("PNG", (1024, 1024))
        assert latents.from_bytes(Path(each["latent"]).read_bytes()).generator == told["generator"]
    assert sorted(path.name for path in out.iterdir()) == ["child-1.npz", "child-1.png", "child-2.npz", "child-2.png"]


@pytest.mark.science
def test_two_photos_become_a_picture_and_a_sentence_about_its_traits(
    few_steps: Pipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["child", FATHER, MOTHER, "--age", "toddler", "--sex", "girl", "--adults", "--out", str(tmp_path)]) == 0
    assert f"{tmp_path / 'child.png'}: a girl of 3 years. from A: " in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["child.npz", "child.png"]


@pytest.mark.parametrize("command", ["child", "grow"])
def test_a_small_child_is_nobody_s_parent(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    small_child = str(ROOT / "tests" / "ml_core" / "photo_advice" / "small-child.jpg")
    assert main([command, FATHER, small_child, "--adults", "--out", str(tmp_path / "out")]) == 2
    assert f"error: B {small_child}: " in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
