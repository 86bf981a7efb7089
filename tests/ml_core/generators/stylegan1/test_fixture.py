from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.generators.stylegan1.architecture import Architecture
from ml_core.generators.stylegan1.fixture import Fixture, read_fixture
from tests.ml_core.generators.random_stylegan1 import TINY
from tests.ml_core.generators.stylegan1.fixtures import draw_fixture, write
from tests.ml_core.generators.stylegan1.networks import FIXTURE


@pytest.fixture(scope="module")
def arrays() -> dict[str, Any]:
    return draw_fixture()


def read(folder: Path, arrays: dict[str, Any], **settings: Any) -> Fixture:
    return read_fixture(write(folder, {**arrays, **settings}))


def refuse(folder: Path, arrays: dict[str, Any], said: str) -> None:
    with pytest.raises(WeightsRefused, match=said) as refusal:
        read_fixture(write(folder, arrays))
    assert len(str(refusal.value)) < 500


def test_nvidia_s_fixture_says_what_it_was_made_of() -> None:
    fixture = read_fixture(FIXTURE)
    assert fixture.architecture == Architecture(
        channels=(64, 64, 64, 32, 16, 8, 4), latent_width=64, mapping_width=64, style_width=64
    )
    assert (fixture.w.shape, fixture.img_wplus.shape) == ((2, 14, 64), (2, 3, 256, 256))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("auto", "auto"),
        ("True", True),
        ("False", False),
        (b"auto", "auto"),
        (np.bool_(True), True),
        (np.array(False), False),
        (np.array(["False"]), False),
        (np.array([True]), True),
    ],
)
def test_fused_scale_is_text_or_a_bool(tmp_path: Path, arrays: dict[str, Any], written: Any, read_as: Any) -> None:
    architecture = read(tmp_path, arrays, fused_scale=written).architecture
    assert (architecture.fused_scale, type(architecture.fused_scale)) == (read_as, type(read_as))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [(8, 8), (np.int64(3), 3), (4.0, 4), (10**9, 1 << 16), ("None", None), (-1, None), (0, None), (np.array([2]), 2)],
)
def test_cutoff_is_a_number_or_none(tmp_path: Path, arrays: dict[str, Any], written: Any, read_as: Any) -> None:
    assert read(tmp_path, arrays, cutoff=written).architecture.truncation_cutoff == read_as


@pytest.mark.parametrize(("written", "read_as"), [(0.7, 0.7), (-1, -1.0), ("None", 1.0), (np.float64(0.0), 0.0)])
def test_psi_is_a_number_or_none(tmp_path: Path, arrays: dict[str, Any], written: Any, read_as: float) -> None:
    assert read(tmp_path, arrays, psi=written).architecture.truncation_psi == read_as


def test_settings_that_are_absent_truncate_nothing(tmp_path: Path, arrays: dict[str, Any]) -> None:
    architecture = read(tmp_path, arrays).architecture
    assert architecture.fused_scale == "auto"
    assert (architecture.truncation_psi, architecture.truncation_cutoff) == (1.0, None)


@pytest.mark.parametrize("kind", ["float64", ">f4", "float16"])
def test_real_numbers_of_any_kind_become_float32(tmp_path: Path, arrays: dict[str, Any], kind: str) -> None:
    fixture = read(tmp_path, {name: np.asarray(array, kind, order="F") for name, array in arrays.items()})
    assert {array.dtype for array in fixture.variables.values()} == {np.dtype(np.float32)}
    np.testing.assert_allclose(fixture.img, arrays["img"], rtol=1e-3, atol=1e-2)


def test_other_keys_are_passed_over(tmp_path: Path, arrays: dict[str, Any]) -> None:
    assert read(tmp_path, arrays, seed=np.array(3), note=np.array("made on a Sunday")).architecture.channels == (
        5,
        4,
        3,
    )


@pytest.mark.parametrize("name", ["z", "w", "img", "wplus", "img_wplus"])
def test_a_missing_key_is_named(tmp_path: Path, arrays: dict[str, Any], name: str) -> None:
    refuse(tmp_path, {key: array for key, array in arrays.items() if key != name}, f"lacks {name}\\.")


def test_no_variables_at_all_are_missed(tmp_path: Path, arrays: dict[str, Any]) -> None:
    refuse(tmp_path, {k: a for k, a in arrays.items() if not k.startswith("var:")}, "lacks synthesis/4x4/Conv/bias")


@pytest.mark.parametrize("name", ["var:lod", "var:synthesis/8x8/Conv1/weight"])
def test_a_missing_variable_is_named(tmp_path: Path, arrays: dict[str, Any], name: str) -> None:
    refuse(tmp_path, {key: array for key, array in arrays.items() if key != name}, f"lacks {name[4:]}")


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("z", ()),
        ("z", (0, 6)),
        ("z", (2, 7)),
        ("z", (3, 6)),
        ("w", (2, 7)),
        ("w", (2, 5, 7)),
        ("img", (2, 16, 16, 3)),
        ("img", (2, 3, 32, 32)),
        ("wplus", (0, 6, 7)),
        ("img_wplus", (1, 3, 16, 16)),
    ],
)
def test_shapes_that_do_not_fit_are_named(
    tmp_path: Path, arrays: dict[str, Any], name: str, shape: tuple[int, ...]
) -> None:
    refuse(tmp_path, {**arrays, name: np.ones(shape, np.float32)}, "has the shape .* with these variables it is")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fused_scale": "sometimes"}, "fused_scale must be auto, True or False. Received: 'sometimes'"),
        ({"fused_scale": 1}, "fused_scale must be auto, True or False"),
        ({"fused_scale": np.array([True, False])}, "fused_scale must be one value"),
        ({"psi": "much"}, "psi must be a finite number or None"),
        ({"psi": np.nan}, "psi must be a finite number or None"),
        ({"psi": 1e300}, "truncation_psi finite"),
        ({"psi": True}, "psi must be a finite number or None"),
        ({"psi": np.array([])}, "psi must be one value"),
        ({"cutoff": 2.5}, "cutoff must be a whole number or None"),
        ({"cutoff": "8 of them"}, "cutoff must be a finite number or None"),
        ({"cutoff": np.inf}, "cutoff must be a finite number or None"),
        ({"z": np.full((2, 6), np.nan)}, "z holds values that are not finite"),
        ({"img": np.full((2, 3, 16, 16), 1e300)}, "img holds values that are not finite"),
        ({"img": np.zeros((2, 3, 16, 16))}, "img is zero everywhere"),
        ({"w": np.array("w")}, "w is of <U1; expected real numbers"),
        ({"z": np.ones((2, 6), bool)}, "z is of bool; expected real numbers"),
        ({"var:lod": np.array(0.5)}, "lod is 0.5: a snapshot"),
        ({"var:\x1b[2J": np.zeros(3)}, r"no place for: \\x1b\[2J"),
    ],
)
def test_values_that_make_no_sense_are_named(
    tmp_path: Path, arrays: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    refuse(tmp_path, {**arrays, **change}, said)


def test_the_fixture_is_of_the_tiny_network(tmp_path: Path, arrays: dict[str, Any]) -> None:
    assert read(tmp_path, arrays, psi=TINY.truncation_psi, cutoff=TINY.truncation_cutoff).architecture == TINY
