from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.jobs.pace import SMALLEST_EXPERIENCE_SECONDS, Pace, plan_for
from generation.models import Quality


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.integers(0, 2), st.sampled_from(Quality))
def test_the_parts_of_a_plan_follow_each_other_from_start_to_end(num_new_faces: int, quality: Quality) -> None:
    plan = plan_for(num_new_faces, quality=quality)
    assert (plan.align.start, plan.result.end) == (0.0, 1.0)
    assert plan.align.end == plan.project.start
    assert plan.project.end == plan.result.start


@given(st.integers(0, 2), st.floats(-10, 10), st.floats(-10, 10))
def test_a_part_never_runs_backwards_or_leaves_its_place(num_new_faces: int, one: float, other: float) -> None:
    span = plan_for(num_new_faces).project
    less, more = sorted([one, other])
    assert span.start <= span.at(less) <= span.at(more) <= span.end


def test_a_closer_look_leaves_the_child_a_smaller_part() -> None:
    assert plan_for(2, quality=Quality.HIGH).result.start > plan_for(2).result.start


def test_several_children_take_a_larger_part_but_not_each_as_much_as_the_first() -> None:
    one, eight = ((1.0 - plan.result.start) / plan.result.start for plan in (plan_for(2), plan_for(2, num_children=8)))
    assert one < eight < 8 * one


def test_known_faces_cost_nothing() -> None:
    plan = plan_for(0)
    assert (plan.align.end, plan.project.end) == (0.0, 0.0)
    assert plan.result.at(0.5) == 0.5


@given(st.floats(1.0, 800.0), st.integers(10, 90))
def test_steady_work_is_foretold_exactly(seconds: float, percent: int) -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    left = None
    for step in range(percent + 1):
        clock.now = seconds * step
        left = pace.note(step / 100)
    assert left == pytest.approx((100 - percent) * seconds, abs=1)


def test_too_little_experience_foretells_nothing() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    assert pace.note(0.0) is None
    clock.now = SMALLEST_EXPERIENCE_SECONDS / 2
    assert pace.note(0.5) is None


def test_work_that_stands_still_foretells_nothing() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    pace.note(0.5)
    clock.now = 100.0
    assert pace.note(0.5) is None


def test_work_that_hardly_moves_foretells_nothing() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    pace.note(0.0)
    clock.now = 4.0
    assert pace.note(1e-300) is None


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 0.1)), max_size=60))
def test_the_time_left_is_never_nothing_or_less(steps: list[tuple[float, float]]) -> None:
    clock, fraction = Clock(), 0.0
    pace = Pace(clock=clock)
    for seconds, gained in steps:
        clock.now += seconds
        fraction = min(1.0, fraction + gained)
        left = pace.note(fraction)
        assert left is None or 1 <= left <= 24 * 3600
