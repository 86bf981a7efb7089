from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.heredity import reconstructions
from benchmarks.heredity.judging import Seen
from benchmarks.heredity.naturalness import GROWN_YEARS, Natural
from ml_core.contracts import Sex
from tests.benchmarks.heredity.made_up import code, couple


class Judge:
    def judge(self, seen: Sequence[Seen], *, age_years: float, sex: Sex) -> Natural:
        assert age_years == GROWN_YEARS
        return Natural(residual={"girl": 1.0, "boy": 3.0}[sex], unnatural=0.0, odd=0.0, odd_by={})


def test_means_are_over_mothers_and_fathers_and_a_lost_face_has_no_distance() -> None:
    found = couple(1)
    lost = replace(found, father=replace(found.father, code=code(identity_distance=np.nan)))
    naturalness: Any = Judge()
    judged = reconstructions.judge([found, lost], naturalness)
    assert judged.naturalness == 2.0
    assert judged.identity_distance == pytest.approx(0.2)
    assert (judged.lpips, judged.seconds) == (pytest.approx(0.1), 20.0)
