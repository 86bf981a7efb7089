from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core import heredity
from ml_core.contracts import ChildRequest, Latent
from ml_core.errors import InvalidRequest, WrongGenerator
from ml_core.statistics import GeneratorStatistics

L, D = 16, 512
CENTRE = np.zeros(D, np.float32)


def parent(seed: int, *, generator: str = "ours", rows: int = L) -> Latent:
    w_plus = np.random.default_rng(seed).standard_normal((rows, D)).astype(np.float32)
    return Latent(w_plus=w_plus, generator=generator)


@pytest.fixture
def statistics() -> GeneratorStatistics:
    rng = np.random.default_rng(7)
    ages = np.array([0.5, 2, 10, 40], dtype=np.float32)
    return GeneratorStatistics(
        w_mean=np.zeros(D, np.float32),
        w_deviation=np.array(0.44, dtype=np.float32),
        preview_kernel=np.zeros((256, 12), np.float32),
        preview_bias=np.zeros(12, np.float32),
        ages=ages,
        path_girl=rng.standard_normal((4, D)).astype(np.float32),
        path_boy=rng.standard_normal((4, D)).astype(np.float32),
        adult_mean=rng.standard_normal(D).astype(np.float32),
    )


def child_of(dominance: float, *, seed: int = 0) -> np.ndarray:
    return heredity.blend(parent(1), parent(2), CENTRE, dominance=dominance, seed=seed).w_plus


@pytest.mark.parametrize(("dominance", "whose"), [(-1.0, 1), (1.0, 2)])
def test_full_dominance_gives_one_parents_code(dominance: float, whose: int) -> None:
    assert np.allclose(child_of(dominance, seed=5), parent(whose).w_plus, atol=1e-5)


def test_without_dominance_many_siblings_average_to_the_middle() -> None:
    mean = np.mean([child_of(0.0, seed=seed) for seed in range(200)], axis=0)
    to_parents = [float(np.linalg.norm(mean - parent(whose).w_plus)) for whose in (1, 2)]
    assert to_parents[0] == pytest.approx(to_parents[1], rel=0.02)


def test_a_child_is_as_far_from_the_mean_face_as_its_parents() -> None:
    parents = [np.linalg.norm(parent(whose).w_plus, axis=1) for whose in (1, 2)]
    child = np.linalg.norm(child_of(0.0, seed=3), axis=1)
    assert ((child > np.minimum(*parents) - 1e-3) & (child < np.maximum(*parents) + 1e-3)).all()


def test_parents_with_one_code_have_children_with_that_code() -> None:
    child = heredity.blend(parent(1), parent(1), CENTRE, dominance=0.3, seed=4)
    assert np.allclose(child.w_plus, parent(1).w_plus, atol=1e-5)


def test_opposite_parents_leave_their_children_in_the_middle() -> None:
    opposite = Latent(w_plus=-parent(1).w_plus, generator="ours")
    child = heredity.blend(parent(1), opposite, CENTRE, dominance=0.0, seed=4)
    assert np.isfinite(child.w_plus).all()
    assert np.linalg.norm(child.w_plus) < np.linalg.norm(parent(1).w_plus)


def test_a_child_moves_steadily_from_one_parent_to_the_other() -> None:
    distances = [float(np.linalg.norm(child_of(d) - parent(2).w_plus)) for d in np.linspace(-1, 1, 9)]
    assert distances == sorted(distances, reverse=True)


def test_siblings_differ_and_the_same_seed_gives_the_same_child() -> None:
    assert np.array_equal(child_of(0.0, seed=1), child_of(0.0, seed=1))
    assert np.abs(child_of(0.0, seed=1) - child_of(0.0, seed=2)).max() > 0.1


@given(dominance=st.floats(-1, 1), seed=st.integers(0, 2**32 - 1))
def test_every_row_lies_between_the_parents(dominance: float, seed: int) -> None:
    shares = heredity.draw_shares(L, dominance=dominance, seed=seed)
    assert shares.shape == (L, 1)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_codes_of_different_generators_are_never_mixed() -> None:
    with pytest.raises(WrongGenerator, match="Project both photos again"):
        heredity.blend(parent(1), parent(2, generator="theirs"), CENTRE, dominance=0.0, seed=0)


def test_codes_of_different_shapes_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="shape"):
        heredity.blend(parent(1), parent(2, rows=18), CENTRE, dominance=0.0, seed=0)


def test_the_seed_alone_decides_a_sex_left_to_chance_and_is_fair() -> None:
    drawn = [heredity.choose_sex(ChildRequest(age_years=6, seed=seed)) for seed in range(400)]
    assert drawn == [heredity.choose_sex(ChildRequest(age_years=6, seed=seed)) for seed in range(400)]
    assert 160 < drawn.count("girl") < 240


def test_a_wished_sex_is_never_left_to_the_seed() -> None:
    assert {heredity.choose_sex(ChildRequest(age_years=6, sex="boy", seed=seed)) for seed in range(50)} == {"boy"}


def test_every_row_moves_by_the_offset_from_grown_ups_to_the_wished_age(statistics: GeneratorStatistics) -> None:
    request = ChildRequest(age_years=2, sex="girl")
    child = heredity.inherit(parent(1), parent(2), request, statistics, path_age_years=2.0)
    moved = child.w_plus - heredity.blend(parent(1), parent(2), statistics.adult_mean, dominance=0.0, seed=0).w_plus
    expected = statistics.path_girl[1] - statistics.adult_mean
    assert np.allclose(moved, np.broadcast_to(expected, (L, D)), atol=1e-5)


def test_a_longer_reach_lengthens_the_step_alone(statistics: GeneratorStatistics) -> None:
    request = ChildRequest(age_years=2, sex="girl")
    one, longer = (
        heredity.inherit(parent(1), parent(2), request, statistics, path_age_years=2.0, reach=reach).w_plus
        for reach in (1.0, 1.3)
    )
    step = statistics.path_girl[1] - statistics.adult_mean
    assert np.allclose(longer - one, np.broadcast_to(0.3 * step, (L, D)), atol=1e-5)


def test_more_than_the_mean_step_in_sex_leads_away_from_the_other_sex(statistics: GeneratorStatistics) -> None:
    plain, strong = (
        heredity.step_to(statistics, path_age_years=2.0, sex="girl", sex_strength=strength) for strength in (1.0, 2.0)
    )
    between = statistics.path_girl[1] - statistics.path_boy[1]
    assert np.allclose(strong - plain, between / 2, atol=1e-5)


def test_between_two_ages_of_the_grid_the_path_is_straight(statistics: GeneratorStatistics) -> None:
    middle = statistics.mean_code(age_years=6.0, sex="boy")
    assert np.allclose(middle, (statistics.path_boy[1] + statistics.path_boy[2]) / 2, atol=1e-6)


@pytest.mark.parametrize("age_years", [0.4, 41.0, float("nan")])
def test_an_age_off_the_path_is_refused(statistics: GeneratorStatistics, age_years: float) -> None:
    with pytest.raises(InvalidRequest, match="age must lie"):
        statistics.mean_code(age_years=age_years, sex="girl")
