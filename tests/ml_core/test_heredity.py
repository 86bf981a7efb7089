from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core import heredity
from ml_core.contracts import MAX_SIBLINGS, SEXES, SOURCES, TRAITS, ChildRequest, FloatArray, Source, Trait
from ml_core.errors import InvalidRequest, WrongGenerator
from ml_core.heredity import Edit, Parent
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import PARTS, TraitMaps

L, D = 16, 512
GROWN = Edit(path_age_years=40.0)


def parent(seed: int, *, generator: str = "ours", rows: int = L) -> Parent:
    offset = np.random.default_rng(seed).standard_normal((rows, D)).astype(np.float32)
    return Parent(offset=offset, generator=generator)


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


@pytest.fixture(scope="module")
def maps() -> TraitMaps:
    """Every part has directions of its own: the k-th of the basis belongs to the part k modulo their number."""
    width = 4 * len(PARTS)
    parts = {
        part: np.stack([np.diag((np.arange(width) % len(PARTS) == index).astype(np.float32))] * L)
        for index, part in enumerate(PARTS)
    }
    return TraitMaps(
        basis=np.eye(D, width, dtype=np.float32),
        deviations=np.full(width, 0.4, np.float32),
        parts=parts,
        glasses=np.zeros(D, np.float32),
        skin_step=np.random.default_rng(3).standard_normal((3, L, width)).astype(np.float32),
    )


def offset_of(request: ChildRequest, statistics: GeneratorStatistics, maps: TraitMaps | None) -> FloatArray:
    """The child's own, without the step to its age."""
    return heredity.inherit(parent(1), parent(2), request, statistics, maps)


def of(dominance: float = 0.0, *, seed: int = 0, sources: dict[Trait, Source] | None = None) -> ChildRequest:
    return ChildRequest(age_years=6, sex="girl", dominance=dominance, seed=seed, sources=sources or {})


def columns(trait: Trait) -> slice:
    """Where the traits' fixture keeps it."""
    return slice(PARTS.index(trait), 4 * len(PARTS), len(PARTS))


def leaning_to_b(offset: FloatArray) -> float:
    return float(np.linalg.norm(offset - parent(1).offset) - np.linalg.norm(offset - parent(2).offset))


def angle(a: FloatArray, b: FloatArray) -> float:
    """Cosine, mean over rows."""
    return float(np.mean((a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)))


@pytest.mark.parametrize(("dominance", "whose"), [(-1.0, 1), (1.0, 2)])
def test_at_full_dominance_all_traits_are_one_parents(
    dominance: float, whose: int, statistics: GeneratorStatistics, maps: TraitMaps
) -> None:
    offset = offset_of(of(dominance, seed=5), statistics, maps)
    for trait in TRAITS:
        assert angle(offset[:, columns(trait)], parent(whose).offset[:, columns(trait)]) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("source", SOURCES)
def test_a_chosen_trait_comes_from_that_parent_and_the_others_stay(
    source: Source, statistics: GeneratorStatistics, maps: TraitMaps
) -> None:
    plain = offset_of(of(seed=3), statistics, maps)
    chosen = offset_of(of(seed=3, sources={"nose": source}), statistics, maps)
    share = heredity.SHARE_OF[source]
    expected = (1 - share) * parent(1).offset + share * parent(2).offset
    assert angle(chosen[:, columns("nose")], expected[:, columns("nose")]) > 0.95  # a little is nobody's
    assert angle(chosen[:, columns("eyes")], plain[:, columns("eyes")]) > 0.8  # the draws differ in their favour


def test_pose_and_surroundings_of_photos_are_mostly_left_behind(
    statistics: GeneratorStatistics, maps: TraitMaps
) -> None:
    offset, parents = offset_of(of(-1.0), statistics, maps), parent(1).offset
    for part, kept in heredity.KEPT.items():
        where = slice(PARTS.index(part), 4 * len(PARTS), len(PARTS))
        assert np.linalg.norm(offset[:, where]) < 1.6 * kept * np.linalg.norm(parents[:, where])


def test_a_child_is_as_far_from_the_mean_face_as_its_parents(statistics: GeneratorStatistics, maps: TraitMaps) -> None:
    lengths = [np.linalg.norm(parent(whose).offset, axis=1) for whose in (1, 2)]
    for known in (maps, None):
        child = np.linalg.norm(offset_of(of(seed=3), statistics, known), axis=1)
        assert ((child > np.minimum(*lengths) - 0.5) & (child < np.maximum(*lengths) + 0.5)).all()


def test_a_child_moves_steadily_from_one_parent_to_the_other(statistics: GeneratorStatistics, maps: TraitMaps) -> None:
    leanings = [leaning_to_b(offset_of(of(d, seed=7), statistics, maps)) for d in np.linspace(-1, 1, 9)]
    assert leanings == sorted(leanings)


def test_siblings_differ_and_the_same_seed_gives_the_same_child(
    statistics: GeneratorStatistics, maps: TraitMaps
) -> None:
    one, again, other = (offset_of(of(seed=seed), statistics, maps) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    inside = slice(0, maps.basis.shape[1])
    assert angle(one[:, inside], other[:, inside]) < 0.9


def test_twins_differ_far_less_than_siblings(statistics: GeneratorStatistics, maps: TraitMaps) -> None:
    first, second = (offset_of(each, statistics, maps) for each in heredity.siblings(of(seed=1), 2, identical=True))
    sibling = offset_of(of(seed=2), statistics, maps)
    assert 0 < np.linalg.norm(first - second) < 0.3 * np.linalg.norm(first - sibling)


@given(seed=st.integers(0, 2**32 - 1))
def test_siblings_are_the_child_asked_for_and_some_of_the_seeds_that_follow(seed: int) -> None:
    seeds = [each.seed for each in heredity.siblings(of(seed=seed), 4)]
    assert seeds[0] == seed
    for index, other in enumerate(seeds[1:]):
        assert 0 < (other - seed) % 2**32 - index * heredity.SIBLING_SAMPLES <= heredity.SIBLING_SAMPLES
    assert [each.seed for each in heredity.siblings(of(seed=seed), 2)] == seeds[:2]


def test_siblings_are_as_many_years_apart_as_asked_for() -> None:
    assert [each.age_years for each in heredity.siblings(replace(of(seed=5), age_years=1.5), 3, years_apart=4)] == [
        1.5,
        5.5,
        9.5,
    ]


def test_siblings_have_less_in_common_than_chance_would_leave_them() -> None:
    def most_alike(requests: list[ChildRequest]) -> float:
        shares = [np.array(list(heredity.sample_shares(request).values())) for request in requests]
        return min(float(np.linalg.norm(a - b)) for a, b in combinations(shares, 2))

    for seed in range(10):
        by_chance = [of(seed=seed + index) for index in range(MAX_SIBLINGS)]
        assert most_alike(heredity.siblings(of(seed=seed), MAX_SIBLINGS)) > most_alike(by_chance)


def test_what_is_nobodys_is_left_out_of_chosen_traits(statistics: GeneratorStatistics, maps: TraitMaps) -> None:
    chosen: dict[Trait, Source] = {"nose": "a"}
    one, other = (offset_of(replace(of(seed=1, sources=chosen), twin=twin), statistics, maps) for twin in (0, 1))
    apart = np.linalg.norm(one - other, axis=0)
    assert apart[columns("nose")].max() < 0.2 * apart[columns("eyes")].max()


def test_what_is_nobodys_makes_nobody_older_or_more_like_a_boy(
    statistics: GeneratorStatistics, maps: TraitMaps
) -> None:
    woman, man = (statistics.mean_code(age_years=float(statistics.ages[-1]), sex=sex) for sex in SEXES)
    first, second = (offset_of(each, statistics, maps) for each in heredity.siblings(of(seed=1), 2, identical=True))
    assert np.abs((first - second) @ (woman - man)).max() < 1e-3 * np.linalg.norm(woman - man)


@pytest.mark.parametrize("number", [0, 9, -1])
def test_a_number_of_siblings_that_cannot_be_is_refused(number: int) -> None:
    with pytest.raises(InvalidRequest, match=r"1\.\.8"):
        heredity.siblings(of(), number)


@given(dominance=st.floats(-1, 1), seed=st.integers(0, 2**32 - 1), bias=st.floats(-0.2, 0.2))
def test_every_trait_lies_between_the_parents(dominance: float, seed: int, bias: float) -> None:
    shares = heredity.sample_shares(of(dominance, seed=seed), bias=bias)
    assert list(shares) == list(TRAITS)
    assert all(0 <= share <= 1 for share in shares.values())


@given(seed=st.integers(0, 2**32 - 1), low=st.floats(-1, 1), high=st.floats(-1, 1))
def test_more_dominance_never_takes_a_trait_back(seed: int, low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    less, more = (heredity.sample_shares(of(dominance, seed=seed)) for dominance in (low, high))
    assert all(less[trait] <= more[trait] + 1e-9 for trait in TRAITS)


def test_chance_hands_each_trait_down_nearly_alone_and_half_of_all_from_either() -> None:
    drawn = np.array([list(heredity.sample_shares(of(seed=seed)).values()) for seed in range(2000)])
    assert drawn.mean(axis=0) == pytest.approx(0.5, abs=0.03)
    assert 0.1 < drawn.mean(axis=1).std() < 0.2  # one child takes after its mother, another after its father
    between = np.corrcoef(drawn.T)[np.triu_indices(len(TRAITS), k=1)]
    assert np.abs(between).max() < 0.25
    assert np.mean(np.abs(drawn - 0.5) > 0.25) > 0.5  # mostly from one of them


def test_codes_of_different_generators_are_never_mixed(statistics: GeneratorStatistics) -> None:
    with pytest.raises(WrongGenerator, match="Project both photos again"):
        heredity.inherit(parent(1), parent(2, generator="theirs"), of(), statistics, None)


def test_codes_of_different_shapes_are_refused(statistics: GeneratorStatistics) -> None:
    with pytest.raises(InvalidRequest, match="shape"):
        heredity.inherit(parent(1), parent(2, rows=18), of(), statistics, None)


def test_traits_of_a_generator_that_was_not_measured_cannot_be_chosen(statistics: GeneratorStatistics) -> None:
    with pytest.raises(InvalidRequest, match=r"ml_core\.training traits"):
        heredity.inherit(parent(1), parent(2), of(sources={"eyes": "a"}), statistics, None)


def test_without_measured_traits_full_dominance_gives_one_parents_code(statistics: GeneratorStatistics) -> None:
    assert np.allclose(offset_of(of(-1.0), statistics, None), parent(1).offset, atol=1e-5)


def test_a_changed_skin_moves_the_code_by_its_step_alone(statistics: GeneratorStatistics, maps: TraitMaps) -> None:
    darker = Edit(path_age_years=40.0, skin=np.array([-0.1, 0.0, 0.0], np.float32))
    plain, dark = (heredity.code_at(edit, parent(1).offset, "girl", statistics, maps) for edit in (GROWN, darker))
    assert np.allclose(dark - plain, -0.1 * maps.skin_step[0] @ maps.basis.T, atol=1e-4)


def test_parents_hand_down_how_they_differ_from_their_own_age_and_sex(statistics: GeneratorStatistics) -> None:
    woman, man, unsure = (
        heredity.mean_of(statistics, age_years=40.0, p_female=p_female) for p_female in (1.0, 0.0, 0.5)
    )
    assert np.allclose(woman, statistics.path_girl[3])
    assert np.allclose(man, statistics.path_boy[3])
    assert np.allclose(unsure, (woman + man) / 2, atol=1e-6)


def test_the_seed_alone_decides_a_sex_left_to_chance_and_is_fair() -> None:
    drawn = [heredity.choose_sex(ChildRequest(age_years=6, seed=seed)) for seed in range(400)]
    assert drawn == [heredity.choose_sex(ChildRequest(age_years=6, seed=seed)) for seed in range(400)]
    assert 160 < drawn.count("girl") < 240


def test_a_requested_sex_is_never_left_to_the_seed() -> None:
    assert {heredity.choose_sex(ChildRequest(age_years=6, sex="boy", seed=seed)) for seed in range(50)} == {"boy"}


def test_every_row_moves_by_the_step_from_grown_ups_to_the_requested_age(statistics: GeneratorStatistics) -> None:
    grown, child, farther = (
        heredity.code_at(edit, parent(1).offset, "girl", statistics, None)
        for edit in (GROWN, Edit(path_age_years=2.0), Edit(path_age_years=2.0, extrapolation=1.3))
    )
    offset = statistics.path_girl[1] - statistics.path_girl[3]
    assert np.allclose(child - grown, np.broadcast_to(offset, (L, D)), atol=1e-5)
    step = statistics.path_girl[1] - statistics.adult_mean
    assert np.allclose(farther - child, np.broadcast_to(0.3 * step, (L, D)), atol=1e-5)


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


def test_a_child_at_several_ages_is_of_one_sex_and_has_the_same_genes() -> None:
    for seed in range(6):
        request = ChildRequest(age_years=7.0, seed=seed, dominance=0.3)
        requests = heredity.at_ages(request, [1.0, 7.0, 20.0])
        assert [request.age_years for request in requests] == [1.0, 7.0, 20.0]
        assert {request.sex for request in requests} == {heredity.choose_sex(request)}
        assert all(heredity.sample_shares(request) == heredity.sample_shares(request) for request in requests)


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        ([3.0], "2 to 12 ages. Received: 1"),
        ([float(age) for age in range(13)], "2 to 12 ages. Received: 13"),
        ([3.0, 3.0], "ages rise. Received: 3, 3"),
        ([6.0, 3.0], "ages rise. Received: 6, 3"),
        ([3.0, 30.0], "age_years must lie in"),
        ([3.0, float("nan")], "age_years must lie in"),
    ],
)
def test_ages_that_nobody_grows_through_are_refused(ages: list[float], said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        heredity.at_ages(ChildRequest(age_years=7.0), ages)


def test_skin_mostly_lies_between_the_parents_and_other_traits_are_one_parents() -> None:
    drawn = {trait: [heredity.sample_shares(of(seed=seed))[trait] for seed in range(500)] for trait in TRAITS}
    spread = {trait: float(np.std(shares)) for trait, shares in drawn.items()}
    assert spread["skin_tone"] < 0.6 * min(value for trait, value in spread.items() if trait != "skin_tone")


def test_the_axes_of_age_and_sex_are_orthonormal_and_hold_both_paths(statistics: GeneratorStatistics) -> None:
    axes = heredity.age_and_sex_axes(statistics)
    assert np.allclose(axes.T @ axes, np.eye(axes.shape[1]), atol=1e-5)
    woman_less_man = statistics.path_girl[-1] - statistics.path_boy[-1]
    assert np.allclose((woman_less_man @ axes) @ axes.T, woman_less_man, atol=1e-3)


def test_a_one_parent_child_stands_where_the_search_for_likeness_draws_it(
    statistics: GeneratorStatistics, maps: TraitMaps
) -> None:
    """What `inheritable.likeness` does by itself, for its gradients, is what inheriting does at full dominance."""
    offset = parent(1).offset
    inherited = heredity.without_left_behind(offset, maps)
    alone = inherited * heredity.stretch_of(inherited, offset)
    assert np.allclose(offset_of(of(-1.0), statistics, maps), alone, atol=1e-4)
