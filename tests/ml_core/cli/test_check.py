from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_core.__main__ import main
from ml_core.generators.stylegan1.architecture import Architecture
from tests.ml_core.generators.stylegan1.fixtures import draw_fixture, write
from tests.ml_core.generators.stylegan1.networks import FIXTURE

ROOT = Path(__file__).parents[3]


def check_json(file: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, float]]:
    code = main(["weights", "check", str(file), "--json", *options])
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert list(told) == ["errors"]
    assert list(told["errors"]) == ["w", "img", "img_wplus"]
    return code, told["errors"]


def test_nvidia_s_fixture_gives_one_line_of_json_and_nothing_else() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "ml_core", "weights", "check", str(FIXTURE), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    errors = json.loads(result.stdout)["errors"]
    assert set(errors) == {"w", "img", "img_wplus"}
    assert 0 < max(errors.values()) <= 1e-4


SETTINGS: list[tuple[dict[str, Any], dict[str, Any], int]] = [
    # architecture, what the file says of it, batch
    ({"channels": (7, 5)}, {"psi": 0.7, "cutoff": 8, "fused_scale": "auto"}, 1),
    (
        {"channels": (7, 5, 3), "fused_scale": True, "truncation_psi": 0.5},
        {"psi": 0.5, "cutoff": 8, "fused_scale": "True"},
        3,
    ),
    ({"channels": (4, 3, 2), "fused_scale": False}, {"psi": 0.7, "cutoff": np.int32(8), "fused_scale": "False"}, 2),
    ({"channels": (4, 3), "fused_scale": True}, {"psi": 0.7, "cutoff": 8, "fused_scale": np.bool_(True)}, 2),
    ({"channels": (4, 3), "truncation_psi": -1.0, "truncation_cutoff": 2}, {"psi": -1, "cutoff": 2}, 2),
    ({"channels": (4, 3), "truncation_psi": 0.3, "truncation_cutoff": None}, {"psi": 0.3, "cutoff": -1}, 2),
    ({"channels": (4, 3), "truncation_psi": 0.3, "truncation_cutoff": None}, {"psi": 0.3, "cutoff": "None"}, 2),
    ({"channels": (4, 3), "truncation_psi": 0.3, "truncation_cutoff": None}, {"psi": 0.3}, 2),
    ({"channels": (4, 3), "truncation_psi": 1.0}, {"cutoff": 8}, 2),
    ({"channels": (5, 4, 4, 3, 3, 2)}, {"psi": 0.7, "cutoff": 8, "fused_scale": "auto"}, 1),
    ({"channels": (5, 4), "mapping_layers": 1, "mapping_width": 9}, {"psi": 0.7, "cutoff": 8}, 1),
    ({"channels": (5, 4), "mapping_layers": 8, "mapping_width": 3}, {"psi": 0.7, "cutoff": 8}, 1),
]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize(("sizes", "settings", "batch"), SETTINGS)
def test_any_network_is_rebuilt_from_its_fixture(
    sizes: dict[str, Any],
    settings: dict[str, Any],
    batch: int,
    kind: type,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    architecture = Architecture(**{"latent_width": 6, "mapping_width": 8, "style_width": 9, **sizes})
    arrays: dict[str, Any] = {
        name: np.asarray(array, kind) for name, array in draw_fixture(architecture, batch=batch).items()
    }
    code, errors = check_json(write(tmp_path, {**arrays, **settings}, compressed=kind is np.float64), capsys)
    assert code == 0
    assert max(errors.values()) <= 1e-4


def test_errors_are_norms_of_what_is_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arrays = draw_fixture()
    code, errors = check_json(write(tmp_path, {**arrays, "psi": 0.7, "cutoff": 8, "img": 2.0 * arrays["img"]}), capsys)
    assert code == 1
    assert errors["img"] == pytest.approx(0.5, abs=1e-5)
    assert max(errors["w"], errors["img_wplus"]) <= 1e-4


@pytest.mark.parametrize("wrong", [{"psi": 0.6}, {"cutoff": 5}, {"fused_scale": True}])
def test_another_setting_than_the_pictures_were_drawn_with_is_noticed(
    wrong: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, {**draw_fixture(), "psi": 0.7, "cutoff": 8, "fused_scale": "auto", **wrong})
    code, errors = check_json(file, capsys)
    assert code == 1
    assert errors["img"] > 1e-3


def test_people_are_told_in_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arrays = {**draw_fixture(), "psi": 0.7, "cutoff": 8}
    assert main(["weights", "check", str(write(tmp_path, arrays))]) == 0
    assert [line.split()[0::2] for line in capsys.readouterr().out.splitlines()] == [
        ["w", "ok"],
        ["img", "ok"],
        ["img_wplus", "ok"],
    ]
    assert main(["weights", "check", str(write(tmp_path, {**arrays, "img": arrays["img"] + 1.0}))]) == 1
    assert "off by more than 1e-04\nimg_wplus" in capsys.readouterr().out


def test_mixed_precision_has_no_limit(capsys: pytest.CaptureFixture[str]) -> None:
    code, errors = check_json(FIXTURE, capsys, "--precision", "mixed")
    assert code == 0
    assert 1e-3 < errors["img"] < errors["img_wplus"] < 4e-3


def test_a_picture_that_overflows_is_off_by_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arrays = {**draw_fixture(), "psi": 0.7, "cutoff": 8}
    arrays["var:synthesis/8x8/Conv1/StyleMod/bias"] = np.full(8, 3e38, np.float32)
    code, errors = check_json(write(tmp_path, arrays), capsys)
    assert code == 1
    assert errors["img"] is None
    assert errors["w"] <= 1e-4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cutoff": np.array(None)}, "cutoff holds Python objects, which are never loaded"),
        ({"z": np.zeros((2, 5), np.float32)}, "z has the shape (2, 5)"),
        ({"var:lod": np.float32(1)}, "lod is 1"),
    ],
)
def test_a_fixture_that_makes_no_sense_is_answered_in_a_sentence(
    change: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["weights", "check", str(write(tmp_path, {**draw_fixture(), **change})), "--json"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("error: ")
    assert said in output.err


def test_another_file_is_answered_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (tmp_path / "nowhere.npz", tmp_path, Path(__file__)):
        assert main(["weights", "check", str(file)]) == 2
        assert "Traceback" not in capsys.readouterr().err
