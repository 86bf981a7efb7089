from __future__ import annotations

import numpy as np

from benchmarks.heredity.figures import age_and_sex
from ml_core.attributes import Estimate


def estimate(age_years: float, p_female: float) -> Estimate:
    return Estimate(age_years=age_years, p_female=p_female)


def test_ages_are_off_by_as_much_as_they_are_on_either_side() -> None:
    found = age_and_sex([estimate(4.0, 0.9), estimate(8.0, 0.2)], age_years=6.0, sex="girl")
    assert (found.age_error, found.sex_met) == (2.0, 0.5)


def test_child_without_a_face_has_no_age_and_no_sex() -> None:
    for sex in ("girl", "boy"):
        found = age_and_sex([estimate(6.0, 0.9 if sex == "girl" else 0.1), None], age_years=6.0, sex=sex)
        assert (found.age_error, found.sex_met) == (0.0, 0.5)


def test_babies_sex_is_not_judged() -> None:
    assert np.isnan(age_and_sex([estimate(1.0, 0.9)], age_years=1.0, sex="boy").sex_met)
