from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ml_core.errors import WeightsRefused
from ml_core.generators.stylegan1.architecture import check_variables, infer_architecture, variable_shapes
from tests.ml_core.generators.random_stylegan1 import TINY
from tests.ml_core.generators.stylegan1.networks import draw_variables

KERNEL = "synthesis/8x8/Conv1/weight"


def refuse(variables: dict[str, Any], said: str) -> None:
    with pytest.raises(WeightsRefused, match=said) as refusal:
        check_variables(TINY, variables)
    assert len(str(refusal.value)) < 500


def test_a_whole_table_passes() -> None:
    check_variables(TINY, draw_variables(TINY))


@pytest.mark.parametrize("name", variable_shapes(TINY))
def test_each_variable_is_missed_by_its_name(name: str) -> None:
    variables = draw_variables(TINY)
    del variables[name]
    refuse(variables, f"lacks {name}")


@pytest.mark.parametrize("name", ["mapping/Dense3/weight", "synthesis/32x32/Conv1/bias", "", "x" * 10_000])
def test_a_variable_too_many_is_refused_by_its_name(name: str) -> None:
    refuse(draw_variables(TINY) | {name: np.zeros(3, np.float32)}, f"no place for: {name[:80]}")


def test_a_name_cannot_write_to_the_terminal() -> None:
    refuse(draw_variables(TINY) | {"\x1b[2Ja\n": np.zeros(3, np.float32)}, r"no place for: \\x1b\[2Ja\\n\.")


def test_of_many_missing_ones_three_are_named() -> None:
    refuse({}, r"lacks lod, dlatent_avg, synthesis/lod and \d+ more")


@pytest.mark.parametrize("shape", [(3, 3, 4, 5), (4, 3, 3, 4), (144,), (), (3, 3, 4, 4, 1)])
def test_another_shape_is_refused_with_both(shape: tuple[int, ...]) -> None:
    refuse(draw_variables(TINY) | {KERNEL: np.zeros(shape, np.float32)}, rf"{KERNEL} has the shape .*\(3, 3, 4, 4\)")


@pytest.mark.parametrize("kind", ["float64", "float16", ">f4", "int32", "bool", "object", "U4"])
def test_numbers_of_another_kind_are_refused(kind: str) -> None:
    refuse(draw_variables(TINY) | {KERNEL: np.zeros((3, 3, 4, 4), kind)}, "expected float32")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_number_that_is_not_finite_is_enough(bad: float) -> None:
    variables = draw_variables(TINY)
    variables[KERNEL][1, 2, 3, 0] = bad
    refuse(variables, f"{KERNEL} holds values that are not finite")


@pytest.mark.parametrize("name", ["lod", "synthesis/lod"])
def test_an_unfinished_network_is_refused(name: str) -> None:
    refuse(draw_variables(TINY) | {name: np.array(0.5, np.float32)}, "is 0.5: a snapshot from the middle")


def test_a_gap_between_the_blocks_is_refused() -> None:
    variables = {name: array for name, array in draw_variables(TINY).items() if "8x8" not in name}
    with pytest.raises(WeightsRefused, match="lacks synthesis/8x8"):
        check_variables(infer_architecture(variables), variables)
