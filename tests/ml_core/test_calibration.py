from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core.attributes import Estimate
from ml_core.calibration import (
    BANDS,
    GIVING_WAY,
    MAX_EXTRAPOLATION,
    MAX_SEX_STRENGTH,
    AgeSearch,
    ChildSearch,
    looks_another_age,
    position_of,
    scale,
)

YOUNGEST, OLDEST = 0.5, 45.0
SMALLEST_HELD = BANDS[-2][0]
ages = st.floats(0.0, 25.0)


def age_search(target: float) -> AgeSearch:
    return AgeSearch(target, youngest=YOUNGEST, oldest=OLDEST)


def test_the_first_guess_is_a_little_younger_than_the_age_asked_for() -> None:
    """People stand out from the mean face of their age, by which they look older."""
    assert 4.5 < age_search(7.0).path_age_years < 6.5
    assert age_search(0.0).path_age_years == pytest.approx(YOUNGEST)


@given(target=st.floats(SMALLEST_HELD, 25.0), seen=st.lists(st.floats(0.0, 80.0), max_size=12))
def test_whatever_the_networks_say_a_schoolchild_has_no_toddlers_head(target: float, seen: list[float]) -> None:
    search = age_search(target)
    first = scale(search.path_age_years)
    for apparent in seen:
        search.learn(apparent)
        assert abs(scale(search.path_age_years) - first) <= (0.5 if target >= 8.0 else 0.8) + 1e-6


@given(target=st.floats(1.0, SMALLEST_HELD - 0.1), shift=st.floats(-0.8, 0.8), slope=st.floats(0.6, 1.6))
def test_a_couple_that_looks_too_old_or_too_young_is_met_in_few_drawings(
    target: float, shift: float, slope: float
) -> None:
    """The apparent age as any line over the logarithm of the path's age, which is about what couples do."""

    def apparent(path_age: float) -> float:
        return math.exp(slope * math.log(path_age + 1) + shift) - 1

    if not apparent(YOUNGEST) <= target <= apparent(OLDEST):
        return
    search = age_search(target)
    for _ in range(8):
        if search.is_met(apparent(search.path_age_years)):
            return
        search.learn(apparent(search.path_age_years))
    raise AssertionError(f"{apparent(search.path_age_years)} instead of {target}")


@given(target=ages, seen=st.lists(st.floats(0.0, 80.0), max_size=12))
def test_whatever_is_seen_the_age_stays_on_the_path(target: float, seen: list[float]) -> None:
    search = age_search(target)
    for apparent in seen:
        search.learn(apparent)
        assert YOUNGEST - 1e-6 <= search.path_age_years <= OLDEST + 1e-6


@given(target=st.floats(SMALLEST_HELD, 20.0), shift=st.floats(-0.1, 0.5))
def test_a_schoolchild_is_met_in_few_drawings_inside_the_band(target: float, shift: float) -> None:
    search = age_search(target)
    for _ in range(6):
        apparent = math.exp(math.log(search.path_age_years + 1) + shift) - 1
        if search.is_met(apparent):
            return
        search.learn(apparent)
    raise AssertionError(f"{apparent} instead of {target}")


@given(target=st.floats(1.0, SMALLEST_HELD - 0.1), step=st.floats(0.3, 10.0))
def test_a_couple_whose_children_age_at_a_jump_is_closed_in_on(target: float, step: float) -> None:
    """A grown-up on one side of it, a baby on the other: the middle is never left for an end again."""
    search, path_ages = age_search(target), []
    for _ in range(12):
        path_ages.append(search.path_age_years)
        search.learn(30.0 if search.path_age_years > step else 0.3)
    off = [abs(math.log(path_age + 1) - math.log(step + 1)) for path_age in path_ages]
    assert off[-1] < max(0.15, 0.5 * off[0])


@given(target=ages)
def test_a_face_of_the_requested_age_meets_it(target: float) -> None:
    assert age_search(target).is_met(target)
    assert not age_search(target).is_met(target * 1.5 + 1)


def child_search(age_years: float) -> ChildSearch:
    return ChildSearch(age_years, "boy", youngest=YOUNGEST, oldest=OLDEST)


def test_a_request_that_is_met_changes_nothing() -> None:
    search = child_search(7.0)
    assert not search.adjust(Estimate(age_years=7.0, p_female=0.1))
    assert search.edit.path_age_years == child_search(7.0).edit.path_age_years
    assert (search.edit.sex_strength, search.edit.extrapolation) == (1.0, 1.0)


def test_a_boy_who_looks_like_a_girl_is_moved_on_until_the_end_of_what_is_natural() -> None:
    search = child_search(7.0)
    girlish = Estimate(age_years=7.0, p_female=0.9)
    strengths = [search.edit.sex_strength]
    while search.adjust(girlish):
        strengths.append(search.edit.sex_strength)
    assert strengths == sorted(strengths)
    assert strengths[-1] == MAX_SEX_STRENGTH


def test_the_sex_is_left_alone_until_the_age_is_about_right() -> None:
    search = child_search(7.0)
    search.adjust(Estimate(age_years=30.0, p_female=0.9))
    assert search.edit.sex_strength == 1.0


def test_a_small_childs_sex_is_not_judged() -> None:
    assert not child_search(2.0).adjust(Estimate(age_years=2.0, p_female=0.9))


def test_the_wrong_sex_is_worse_than_a_somewhat_wrong_age_and_an_unsure_one_is_not() -> None:
    search = child_search(14.0)
    older, girlish, unsure = (Estimate(age_years=age, p_female=p) for age, p in ((19.0, 0.1), (14.0, 0.9), (14.0, 0.4)))
    assert search.loss(unsure) < search.loss(older) < search.loss(girlish)


def test_a_baby_that_looks_too_old_at_the_youngest_end_is_moved_beyond_it() -> None:
    search = child_search(1.0)
    extrapolations = [search.edit.extrapolation]
    while search.adjust(Estimate(age_years=4.0, p_female=0.1)):
        extrapolations.append(search.edit.extrapolation)
    assert search.edit.path_age_years == pytest.approx(YOUNGEST)
    assert extrapolations == sorted(extrapolations)
    assert extrapolations[-1] == pytest.approx(MAX_EXTRAPOLATION)


def test_a_grown_child_that_looks_too_young_at_the_bands_end_is_left_there() -> None:
    search = child_search(25.0)
    first = scale(search.edit.path_age_years)
    while search.adjust(Estimate(age_years=9.0, p_female=0.1)):
        pass
    assert scale(search.edit.path_age_years) == pytest.approx(first + 0.5)
    assert search.edit.extrapolation == 1.0


@pytest.mark.parametrize(
    ("asked", "at_least", "is_much_older"),
    [(3.0, 9.5, True), (7.0, 13.5, True), (7.0, 12.5, False), (12.0, 18.5, True), (40.0, 50.0, False)],
)
def test_a_face_that_both_networks_take_for_a_grown_ups_is_much_older(
    asked: float, at_least: float, is_much_older: bool
) -> None:
    estimate = Estimate(age_years=60.0, p_female=0.1, at_least_years=at_least)
    assert child_search(asked).is_much_older(estimate) is is_much_older


@pytest.mark.parametrize("age_years", [7.0, 12.0])
def test_the_band_gives_way_step_by_step_where_it_holds_the_search_and_not_before(age_years: float) -> None:
    search, grown_up = child_search(age_years), Estimate(age_years=30.0, p_female=0.1)
    search.give_way()
    while search.adjust(grown_up):
        pass
    end = position_of(search.edit)
    assert end == pytest.approx(position_of(child_search(age_years).edit) - (0.8 if age_years < 8 else 0.5))
    for steps in (1, 2):
        search.give_way()
        assert search.adjust(grown_up)
        assert position_of(search.edit) == pytest.approx(end - steps * GIVING_WAY)
        assert not search.adjust(grown_up)


def test_however_often_the_band_gives_way_the_search_ends_where_the_path_does() -> None:
    search, grown_up = child_search(7.0), Estimate(age_years=30.0, p_female=0.1)
    for _ in range(30):
        search.give_way()
        search.adjust(grown_up)
    assert search.edit.extrapolation == pytest.approx(MAX_EXTRAPOLATION)


def test_a_band_does_not_give_way_beyond_where_no_face_was_seen() -> None:
    search, grown_up = child_search(7.0), Estimate(age_years=30.0, p_female=0.1)
    found_at = search.edit
    search.adjust(grown_up)
    search.retreat(found_at)
    halfway = position_of(search.edit)
    search.give_way()
    search.adjust(grown_up)
    assert position_of(search.edit) == pytest.approx(halfway)


def test_where_no_face_was_seen_it_goes_half_the_way_back_and_no_more_beyond() -> None:
    search = ChildSearch(1.0, "girl", youngest=YOUNGEST, oldest=OLDEST)
    found_at = search.edit
    search.adjust(Estimate(age_years=6.0, p_female=0.5))
    lost = search.edit
    search.retreat(found_at)
    halfway = (position_of(found_at) + position_of(lost)) / 2
    assert position_of(search.edit) == pytest.approx(halfway)
    search.adjust(Estimate(age_years=6.0, p_female=0.5))
    assert position_of(search.edit) == pytest.approx(halfway)


def test_it_goes_on_from_an_edit_it_was_at_before() -> None:
    search = child_search(7.0)
    there = search.edit
    search.adjust(Estimate(age_years=20.0, p_female=0.9))
    search.restart(there)
    assert search.edit.path_age_years == pytest.approx(there.path_age_years)
    assert search.edit.sex_strength == there.sex_strength


@pytest.mark.parametrize(
    ("asked", "seen", "is_told"),
    [
        (1.0, 2.5, False),
        (1.0, 3.5, True),
        (10.0, 12.5, False),
        (10.0, 6.5, True),
        (25.0, 18.0, False),
        (25.0, 12.0, True),
    ],
)
def test_a_child_that_clearly_looks_another_age_is_told_of(asked: float, seen: float, is_told: bool) -> None:
    assert looks_another_age(asked, seen) is is_told


def test_at_the_end_of_the_path_the_sex_is_looked_after_though_the_age_is_not_met() -> None:
    search = child_search(7.0)
    old_and_girlish = Estimate(age_years=40.0, p_female=0.9)
    while not search.may_change_more(old_and_girlish):
        assert search.adjust(old_and_girlish)
    assert search.adjust(old_and_girlish)
    assert search.edit.sex_strength > 1.0
