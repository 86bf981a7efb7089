from __future__ import annotations

import numpy as np
import pytest

from benchmarks.heredity import naturalness, references
from benchmarks.heredity.face_features import FaceFeatures
from ml_core.contracts import SEXES, FloatArray, Sex
from ml_core.pipeline import Pipeline

NUM_FACES, NUM_FEATURES, NUM_WAYS = 96, 200, 8
WAYS = np.random.default_rng(1).standard_normal((NUM_WAYS, NUM_FEATURES)).astype(np.float32)


def faces(seed: int, *, far: float = 1.0, noise: float = 0.3) -> FloatArray:
    """They differ in a few ways, and a little in all else."""
    rng = np.random.default_rng(seed)
    ways = far * rng.standard_normal((NUM_FACES, NUM_WAYS)) @ WAYS
    return np.asarray(ways + noise * rng.standard_normal((NUM_FACES, NUM_FEATURES)), np.float32)


DRAWN: dict[Sex, FloatArray] = {"girl": faces(2), "boy": faces(3) + 5.0}


MODEL = naturalness.fit(DRAWN)
USUAL = {sex: float(np.median(found)) for sex, found in naturalness.held_out_residuals(DRAWN).items()}


def figure(features: FloatArray, sex: Sex) -> float:
    return float(np.mean(MODEL.residuals(features, sex)) / USUAL[sex])


def test_faces_like_the_drawn_ones_are_as_natural() -> None:
    assert figure(faces(4), "girl") == pytest.approx(1.0, abs=0.1)
    assert figure(faces(5) + 5.0, "boy") == pytest.approx(1.0, abs=0.1)


def test_what_drawn_faces_do_as_well_counts_for_nothing() -> None:
    assert figure(faces(4, far=2.0), "girl") == pytest.approx(1.0, abs=0.2)


def test_what_drawn_faces_never_do_counts_the_more_the_stronger_it_is() -> None:
    strange = np.random.default_rng(6).standard_normal(NUM_FEATURES).astype(np.float32)
    figures = [figure(faces(4) + strength * strange, "girl") for strength in (0.0, 0.5, 1.0)]
    assert figures == sorted(figures)
    assert figures[2] > 2.0


def test_feature_that_hardly_ever_answers_does_not_decide() -> None:
    def with_rare(found: FloatArray) -> FloatArray:
        rare = np.zeros((len(found), 1), np.float32)
        rare[0] = 1e-3
        return np.concatenate([found, rare], axis=1)

    drawn = {sex: with_rare(found) for sex, found in DRAWN.items()}
    odd_one = with_rare(faces(4))
    odd_one[:, -1] = 0.1
    assert naturalness.fit(drawn).residuals(odd_one, "girl").mean() / USUAL["girl"] == pytest.approx(1.0, abs=0.1)


@pytest.mark.science
def test_rows_of_a_code_that_disagree_are_less_natural_the_more_they_do(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naturalness, "NUM_DIRECTIONS", 8)
    features, few = FaceFeatures.load(), 24

    def draw(numbers: range, spread: float) -> dict[Sex, FloatArray]:
        return {
            sex: features.describe(
                [
                    references.sample_face(pipeline, age_years=6.0, sex=sex, number=number, spread=spread)
                    for number in numbers
                ]
            )
            for sex in SEXES
        }

    drawn = draw(range(few), 0.0)
    model, held_out = naturalness.fit(drawn), naturalness.held_out_residuals(drawn)
    found = []
    for spread in (0.0, 0.5, 1.0):
        others = draw(range(few, few + 4), spread)
        found.append(np.mean([model.residuals(others[sex], sex).mean() / np.median(held_out[sex]) for sex in SEXES]))
    assert found == sorted(found)
    assert found[2] > 1.5 * found[0]
