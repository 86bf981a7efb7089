from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ml_core import latents
from ml_core.__main__ import main
from ml_core.cli.photos import read_photos
from ml_core.images import encode_jpeg, load_picture
from ml_core.likeness import grade
from ml_core.pipeline import Pipeline

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "generation" / "samples"
FATHER, MOTHER = str(SAMPLES / "father.jpg"), str(SAMPLES / "mother.jpg")
CHILD = str(ROOT / "static" / "img" / "sample-child.jpg")


def refuse(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said; nothing else may be said, and the code is that of an input at fault."""
    assert main(["project", *arguments]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("error: ")
    return output.err


def write_couple(folder: Path) -> str:
    """Father and mother in one photo, he on the left."""
    path = folder / "couple.jpg"
    path.write_bytes(encode_jpeg(np.hstack([load_picture(FATHER), load_picture(MOTHER)])))
    return str(path)


def test_a_bad_photo_among_good_ones_is_named_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wall, text, out = tmp_path / "wall.png", tmp_path / "holiday.jpg", tmp_path / "out"
    Image.fromarray(np.full((300, 300, 3), 120, np.uint8)).save(wall)
    text.write_text("not a picture")
    for photo, said in [(wall, "No face was found"), (text, "not a picture"), (tmp_path / "gone.jpg", "can't be read")]:
        error = refuse(capsys, FATHER, str(photo), "--out", str(out), "--json")
        assert f"error: {photo}: " in error
        assert said in error
        assert not out.exists()


def test_a_bad_photo_is_told_before_tensorflow_is_loaded(tmp_path: Path) -> None:
    arguments = ["project", FATHER, str(tmp_path / "gone.jpg"), "--out", str(tmp_path / "out")]
    code = f"import sys; from ml_core.__main__ import main; main({arguments}); sys.exit('tensorflow' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "gone.jpg: " in result.stderr


def test_a_folder_that_cannot_be_is_told_before_the_photos_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    (tmp_path / "gone").write_text("")
    for out, said in [
        (file, f"{file} is a file"),
        (file / "below", f"{file} is a file"),
        (tmp_path, f"{tmp_path / 'gone'} is a file"),
        (Path("/proc/out"), "/proc can't be written"),
    ]:
        assert said in refuse(capsys, "gone.jpg", "--out", str(out))


def test_of_several_faces_one_has_to_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    couple, out = write_couple(tmp_path), str(tmp_path / "out")
    assert f"{couple}: 2 faces were found" in (error := refuse(capsys, couple, "--out", out))
    assert "--face 1 is the leftmost, --face 2 the last" in error
    assert "and 2 can be seen. Received: 3" in refuse(capsys, couple, "--out", out, "--face", "3")
    assert "from 1. Received: 0" in refuse(capsys, couple, "--out", out, "--face", "0")


def test_somebody_has_to_vouch_for_whoever_looks_young(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = refuse(capsys, CHILD, "--out", str(tmp_path / "out"))
    assert f"{CHILD}: The person may be under 18" in error
    assert "Pass --adults to confirm it" in error
    (photo,) = read_photos([Path(CHILD)], face=None, are_adults=True)
    assert "minor" in [finding.check for finding in photo.findings]


@pytest.mark.science
def test_photos_become_folders_and_lines_of_json(
    few_steps: Pipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    couple, out = write_couple(tmp_path), tmp_path / "new" / "out"
    assert main(["project", couple, couple, "--face", "2", "--adults", "--out", str(out), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["out"] for line in lines] == [str(out / "couple"), str(out / "couple-2")]
    for line in lines:
        assert (line["photo"], line["mode"]) == (couple, "default")
        assert line["lpips_trunk"] == "VGG16 (HED fine-tuned)"
        assert 0.0 < line["identity_distance"] < 1.0
        assert line["grade"] == grade(line["lpips"], line["identity_distance"])
        assert 0.0 < line["lpips"] < 1.0
        assert all({"check", "level", "value", "threshold", "message"} <= set(check) for check in line["checks"])
        folder = Path(line["out"])
        assert {file.name for file in folder.iterdir()} == {"aligned.png", "reconstruction.png", "latent.npz"}
        assert latents.from_bytes((folder / "latent.npz").read_bytes()).generator == line["generator"]
        assert load_picture(folder / "reconstruction.png").shape == (1024, 1024, 3)


@pytest.mark.science
def test_photos_of_one_person_become_one_folder(
    few_steps: Pipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mirrored = tmp_path / "mirrored.jpg"
    mirrored.write_bytes(encode_jpeg(np.ascontiguousarray(load_picture(FATHER)[:, ::-1])))
    out = tmp_path / "out"
    assert main(["project", FATHER, str(mirrored), "--same-person", "--adults", "--out", str(out), "--json"]) == 0
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert line["photos"] == [FATHER, str(mirrored)]
    assert {path.relative_to(out) for path in out.rglob("*.*")} == {
        Path("father") / name for name in ("aligned.png", "aligned-2.png", "reconstruction.png", "latent.npz")
    }
