from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core.attributes import Estimate
from ml_core.calibration import MAX_SEX_STRENGTH, AgeSearch, WishSearch

YOUNGEST, OLDEST = 0.5, 45.0
ages = st.floats(0.0, 25.0)


def search(target: float) -> AgeSearch:
    return AgeSearch(target, youngest=YOUNGEST, oldest=OLDEST)


def test_the_first_guess_is_the_wished_age() -> None:
    assert math.isclose(search(7.0).path_age, 7.0)


@given(target=st.floats(1.0, 20.0), shift=st.floats(-0.8, 0.8), slope=st.floats(0.6, 1.6))
def test_a_couple_that_looks_too_old_or_too_young_is_met_in_few_drawings(
    target: float, shift: float, slope: float
) -> None:
    """The apparent age as any line over the logarithm of the place, which is about what couples do."""

    def apparent(place: float) -> float:
        return math.exp(slope * math.log(place + 1) + shift) - 1

    if not apparent(YOUNGEST) <= target <= apparent(OLDEST):
        return
    looking = search(target)
    for _ in range(6):
        if looking.is_met(apparent(looking.path_age)):
            return
        looking.learn(apparent(looking.path_age))
    raise AssertionError(f"{apparent(looking.path_age)} instead of {target}")


@given(target=ages, seen=st.lists(st.floats(0.0, 80.0), max_size=12))
def test_whatever_is_seen_the_place_stays_on_the_path(target: float, seen: list[float]) -> None:
    looking = search(target)
    for apparent in seen:
        looking.learn(apparent)
        assert YOUNGEST - 1e-6 <= looking.path_age <= OLDEST + 1e-6


def test_a_baby_that_looks_too_old_at_the_youngest_end_is_not_drawn_again() -> None:
    looking = search(0.2)
    assert not looking.learn(2.0)


@given(target=ages)
def test_a_face_of_the_wished_age_meets_it(target: float) -> None:
    assert search(target).is_met(target)
    assert not search(target).is_met(target * 1.5 + 1)


def wish(age_years: float) -> WishSearch:
    return WishSearch(age_years, "boy", youngest=YOUNGEST, oldest=OLDEST)


def test_a_wish_that_is_met_changes_nothing() -> None:
    looking = wish(7.0)
    assert not looking.adjust(Estimate(age_years=7.0, p_female=0.1))
    assert (round(looking.path_age, 3), looking.sex_strength) == (7.0, 1.0)


def test_a_boy_who_looks_like_a_girl_is_moved_on_until_the_end_of_what_is_natural() -> None:
    looking = wish(7.0)
    girlish = Estimate(age_years=7.0, p_female=0.9)
    strengths = [looking.sex_strength]
    while looking.adjust(girlish):
        strengths.append(looking.sex_strength)
    assert strengths == sorted(strengths)
    assert strengths[-1] == MAX_SEX_STRENGTH


def test_a_small_childs_sex_is_not_judged() -> None:
    assert not wish(2.0).adjust(Estimate(age_years=2.0, p_female=0.9))


def test_the_wrong_sex_is_worse_than_a_somewhat_wrong_age() -> None:
    looking = wish(14.0)
    older, girlish = Estimate(age_years=19.0, p_female=0.1), Estimate(age_years=14.0, p_female=0.9)
    assert looking.miss(older) < looking.miss(girlish)


def test_a_baby_that_looks_too_old_at_the_youngest_end_is_moved_beyond_it() -> None:
    looking = wish(1.0)
    places = [(looking.path_age, looking.reach)]
    while looking.adjust(Estimate(age_years=4.0, p_female=0.1)):
        places.append((looking.path_age, looking.reach))
    assert places[1][0] == pytest.approx(YOUNGEST)
    assert [reach for _, reach in places[1:]] == pytest.approx([1.0, 1.15, 1.3, 1.45])


def test_a_grown_child_that_looks_too_young_at_the_oldest_end_is_left_there() -> None:
    looking = wish(25.0)
    while looking.adjust(Estimate(age_years=9.0, p_female=0.1)):
        pass
    assert looking.path_age == pytest.approx(OLDEST)
    assert looking.reach == 1.0
