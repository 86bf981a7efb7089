from __future__ import annotations

import numpy as np
import pytest

from ml_core.errors import InvalidRequest
from ml_core.inheritable.traces import TRACES
from ml_core.training.inheritance import LEAST_FACES, NUM_HELD, Faces, regress

N, D = 1500, 64
RNG = np.random.default_rng(4)
AXES = np.linalg.qr(RNG.standard_normal((D, 2)))[0].astype(np.float32)


def faces(number: int = N) -> tuple[Faces, np.ndarray]:
    """Codes that a planted direction a trace moves by one deviation, and that age moves too; noise besides."""
    rng = np.random.default_rng(5)
    planted = rng.standard_normal((len(TRACES), D)).astype(np.float32)
    planted -= (planted @ AXES) @ AXES.T
    age = rng.uniform(1.0, 60.0, number).astype(np.float32)
    p_female = rng.uniform(0.0, 1.0, number).astype(np.float32)
    traces = rng.standard_normal((number, len(TRACES))).astype(np.float32)
    codes = traces @ planted + np.log1p(age)[:, None] * AXES[:, 0] + 0.1 * rng.standard_normal((number, D))
    return (
        Faces(
            codes=codes.astype(np.float32),
            traces=traces + np.log1p(age)[:, None],
            held=rng.standard_normal((number, NUM_HELD)).astype(np.float32),
            age=age,
            p_female=p_female,
            embeddings=rng.standard_normal((number, 32)).astype(np.float32),
        ),
        planted,
    )


def test_what_each_trace_adds_to_a_code_is_found_again() -> None:
    known, planted = faces()
    usual, deviations, directions = regress(known, AXES)
    assert usual.shape == (6, len(TRACES))
    assert deviations == pytest.approx(np.ones(len(TRACES)), abs=0.1)
    assert np.abs(directions - planted).max() < 0.2


def test_no_trace_leads_along_age_or_sex() -> None:
    _, _, directions = regress(faces()[0], AXES)
    assert np.abs(directions @ AXES).max() < 1e-4


def test_too_few_whole_faces_are_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidRequest, match="--num-faces"):
        regress(faces(LEAST_FACES - 1)[0], AXES)
