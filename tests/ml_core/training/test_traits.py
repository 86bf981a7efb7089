from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ml_core import statistics
from ml_core.contracts import FloatArray
from ml_core.errors import InvalidRequest
from ml_core.pipeline import Pipeline
from ml_core.training import glasses, traits
from ml_core.traits import PARTS, Part

ROWS, WIDTH = 2, 24
GLASSES = np.zeros(WIDTH, np.float32)


def gradients(rng: np.random.Generator) -> dict[Part, FloatArray]:
    """Each part is seen in two directions of its own, and a little in all."""
    found: dict[Part, FloatArray] = {}
    for index, part in enumerate(PARTS):
        number = 300 if part == "skin_tone" else 100
        seen = 0.05 * rng.standard_normal((number, ROWS, WIDTH))
        seen[:, :, 2 * index : 2 * index + 2] += rng.standard_normal((number, ROWS, 2))
        found[part] = seen.astype(np.float32)
    return found


def test_each_direction_goes_to_the_part_in_which_it_is_seen() -> None:
    rng = np.random.default_rng(1)
    deviations = rng.uniform(0.5, 2.0, WIDTH).astype(np.float32)
    maps = traits.take_apart(gradients(rng), np.eye(WIDTH, dtype=np.float32), deviations, glasses=GLASSES)
    assert sum(maps.parts.values()) == pytest.approx(np.tile(np.eye(WIDTH), (ROWS, 1, 1)), abs=1e-4)
    offset, nothing = rng.standard_normal((ROWS, WIDTH)).astype(np.float32), np.zeros((ROWS, WIDTH), np.float32)
    for index, part in enumerate(PARTS):
        alone = maps.mix({**dict.fromkeys(PARTS, nothing), part: offset}, nothing)
        own = slice(2 * index, 2 * index + 2)
        assert alone[:, own] == pytest.approx(offset[:, own], abs=0.3 * float(np.abs(offset).max()))
        assert np.delete(alone, own, axis=1) == pytest.approx(0, abs=0.3 * float(np.abs(offset).max()))


def test_a_step_of_the_skin_is_seen_in_its_channel_alone() -> None:
    rng = np.random.default_rng(1)
    found = gradients(rng)
    jacobian = rng.standard_normal((3, ROWS, WIDTH)).astype(np.float32)
    found["skin_tone"] = np.tile(jacobian, (100, 1, 1))
    maps = traits.take_apart(found, np.eye(WIDTH, dtype=np.float32), np.ones(WIDTH, np.float32), glasses=GLASSES)
    seen = np.einsum("clk,dlk->cd", jacobian, maps.skin_step)
    assert seen == pytest.approx(np.eye(3), abs=1e-4)


@pytest.mark.science
def test_measuring_a_few_faces_sees_every_part_and_goes_on_where_it_stopped(pipeline: Pipeline, tmp_path: Path) -> None:
    known = statistics.load(pipeline.generator.fingerprint)
    first = traits.collect(pipeline.generator, known, num_chunks=1, work_dir=tmp_path)
    (kept,) = tmp_path.iterdir()
    written = kept.stat().st_mtime_ns
    again = traits.collect(pipeline.generator, known, num_chunks=1, work_dir=tmp_path)
    assert kept.stat().st_mtime_ns == written
    assert set(first) == set(PARTS)
    for part in PARTS:
        assert np.array_equal(first[part], again[part])
        assert np.isfinite(first[part]).all()
        assert np.abs(first[part]).max() > 0


def test_too_few_faces_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="--num-faces must be at least 8"):
        traits.run(SimpleNamespace(num_faces=3))  # type: ignore[arg-type]


def test_what_glasses_add_is_told_from_what_age_adds() -> None:
    rng = np.random.default_rng(1)
    age = rng.uniform(1.0, 60.0, 4000)
    wearing = rng.random(4000) < age / 120.0  # the older, the more
    added, aged = rng.standard_normal((2, WIDTH))
    codes = rng.standard_normal((4000, WIDTH)) + wearing[:, None] * added + np.log1p(age)[:, None] * aged
    edges = np.where(wearing, 0.3, 0.02)
    looks = np.stack([edges, age, rng.random(4000)], axis=1)
    found = glasses.added_by_glasses(codes.astype(np.float32), looks.astype(np.float32))
    assert found == pytest.approx(added, abs=0.3)


def test_a_generator_that_draws_no_glasses_is_told_so() -> None:
    looks = np.tile(np.array([0.02, 30.0, 0.5], np.float32), (100, 1))
    with pytest.raises(InvalidRequest, match="0 of 100 drawn faces wear glasses"):
        glasses.added_by_glasses(np.zeros((100, WIDTH), np.float32), looks)
