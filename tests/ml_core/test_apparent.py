from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core.alignment import align
from ml_core.apparent import Estimators, combine
from ml_core.attributes import Estimate
from ml_core.contracts import Picture

estimates = st.builds(Estimate, age_years=st.floats(0.0, 80.0), p_female=st.floats(0.0, 1.0))


@given(one=estimates, other=estimates)
def test_the_age_lies_between_both_and_the_order_does_not_matter(one: Estimate, other: Estimate) -> None:
    both = combine(one, other)
    low, high = sorted((one.age_years, other.age_years))
    assert low - 1e-6 <= both.age_years <= high + 1e-6
    assert both.at_least_years == low
    assert combine(other, one).age_years == pytest.approx(both.age_years)


@given(one=estimates, other=estimates)
def test_nobody_is_surer_of_a_sex_than_either_network(one: Estimate, other: Estimate) -> None:
    both = combine(one, other)
    assert abs(both.p_female - 0.5) <= min(abs(one.p_female - 0.5), abs(other.p_female - 0.5)) + 1e-9


def test_networks_that_contradict_each_other_are_unsure() -> None:
    girl, boy = Estimate(age_years=6.0, p_female=0.99), Estimate(age_years=6.0, p_female=0.01)
    assert combine(girl, boy).p_female == 0.5


def test_the_astronaut_is_a_grown_woman_to_both(astronaut: Picture) -> None:
    seen = Estimators.load().estimate(align(astronaut).pixels)
    assert seen is not None
    assert 20.0 < seen.age_years < 50.0
    assert seen.p_female > 0.5


def test_a_picture_without_a_face_is_not_estimated() -> None:
    assert Estimators.load().estimate(np.zeros((256, 256, 3), np.uint8)) is None
