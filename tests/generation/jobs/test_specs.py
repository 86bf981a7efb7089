from __future__ import annotations

from typing import Any

import pytest

from generation import engine
from generation.jobs.specs import ChildSpec
from generation.models import Expression


@pytest.mark.parametrize(
    "nonsense",
    [
        {"age_years": -1.0},
        {"age_years": float("nan")},
        {"dominance": 1.5},
        {"expression": ""},
        {"expression": "grim"},
        {"seed": -1},
        {"siblings": 0},
        {"siblings": engine.MAX_SIBLINGS + 1},
        {"siblings": 2, "years_apart": -1},
        {"siblings": 2, "years_apart": 19},
        {"siblings": 2, "years_apart": 2, "identical": True},
        {"sources": {"feet": "a"}},
        {"sources": {"eyes": "c"}},
        {"sources": {"eyes": ""}},
    ],
)
def test_there_is_no_request_that_cannot_be_met(nonsense: dict[str, Any]) -> None:
    with pytest.raises(engine.InputError):
        ChildSpec(**{"age_years": 7.0, **nonsense})


def test_every_expression_that_can_be_drawn_can_be_requested() -> None:
    assert tuple(Expression.values) == engine.EXPRESSIONS
    for expression in Expression.values:
        assert ChildSpec(age_years=7.0, expression=expression).requests()[0].expression == expression


def test_brothers_and_sisters_are_asked_for_by_seeds_of_their_own() -> None:
    requests = ChildSpec(
        age_years=7.0, seed=2**32 - 1, siblings=3, sources={"eyes": "a"}, expression="smiling"
    ).requests()
    assert requests[0].seed == 2**32 - 1
    assert len({request.seed for request in requests}) == 3
    assert [request.sources for request in requests] == [{"eyes": "a"}] * 3
    assert [request.expression for request in requests] == ["smiling"] * 3


def test_identical_twins_are_asked_for_by_one_seed() -> None:
    requests = ChildSpec(age_years=7.0, seed=3, siblings=2, identical=True).requests()
    assert [(request.seed, request.twin) for request in requests] == [(3, 0), (3, 1)]


def test_ages_apart_change_nothing_but_the_ages() -> None:
    of_one_age = ChildSpec(age_years=2.0, seed=3, siblings=3).requests()
    apart = ChildSpec(age_years=2.0, seed=3, siblings=3, years_apart=3).requests()
    assert [request.age_years for request in apart] == [2.0, 5.0, 8.0]
    assert [request.seed for request in apart] == [request.seed for request in of_one_age]
