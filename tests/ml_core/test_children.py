from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from ml_core import face_embedding, regions
from ml_core.alignment import detection
from ml_core.attributes import Estimate
from ml_core.calibration import ChildSearch, looks_another_age, position_of
from ml_core.contracts import EXPRESSIONS, TRAITS, ChildRequest, FloatArray, Latent, Picture, Sex
from ml_core.errors import Cancelled
from ml_core.heredity import Edit, siblings
from ml_core.images import resize, to_unit
from ml_core.inheritable import measured, neutral
from ml_core.inheritable.traces import TRACES
from ml_core.photo_advice import glasses
from ml_core.pipeline import Pipeline
from ml_core.training import sampling
from tests.ml_core.conftest import person_of

# Of the first hundred faces that statistics are made from.
WITH_GLASSES, DARK, FAIR = 38, 18, 59
# Of the first 300 those with the darkest cheeks, darkest first, two by two.
DARKEST_COUPLES = ((18, 19), (171, 225), (164, 188))


Drawn = Callable[[int], Latent]


@pytest.fixture(scope="module")
def drawn(pipeline: Pipeline) -> Drawn:
    @cache
    def draw(number: int) -> Latent:
        chunk, place = divmod(number, sampling.SAMPLES_PER_CHUNK)
        row = sampling.sample_w(pipeline.generator, pipeline.statistics.w_mean, chunk)[place]
        return person_of(pipeline, np.tile(row, (pipeline.generator.latent_shape[0], 1)))

    return draw


def landmarks_of(picture: Picture) -> FloatArray:
    return detection.find_landmarks(picture, detection.find_face_in_crop(picture))


def edge_on_the_nose(picture: Picture) -> float:
    small = resize(picture, 256)
    edge = glasses.edge_in(small, landmarks_of(small).astype(np.float64))
    assert edge is not None
    return edge


def cheeks(picture: Picture) -> FloatArray:
    small = resize(picture, 256)
    return np.asarray(to_unit(small)[regions.cheeks(landmarks_of(small), 256)].mean(axis=0))


def lightness(picture: Picture) -> float:
    return float(cheeks(picture).mean())


def redness(picture: Picture) -> float:
    red, green, _ = cheeks(picture)
    return float(red - green)


@pytest.mark.parametrize("age_years", [3.0, pytest.param(24.0, marks=pytest.mark.science)])
def test_nobody_inherits_glasses(pipeline: Pipeline, drawn: Drawn, age_years: float) -> None:
    wearing, other = drawn(WITH_GLASSES), drawn(FAIR)
    assert edge_on_the_nose(pipeline.synthesise(wearing)) > glasses.CHECK.threshold
    request = ChildRequest(age_years=age_years, sex="girl", sources={"eyes": "a", "nose": "a", "brows": "a"})
    child = pipeline.make_child(wearing, other, request)
    assert edge_on_the_nose(child.pixels) < glasses.CHECK.threshold


@pytest.mark.parametrize("age_years", [1.0, *(pytest.param(age, marks=pytest.mark.science) for age in (6.0, 24.0))])
def test_the_skin_of_a_child_lies_between_its_parents(pipeline: Pipeline, drawn: Drawn, age_years: float) -> None:
    dark, fair = drawn(DARK), drawn(FAIR)
    darker, lighter = (lightness(pipeline.synthesise(parent)) for parent in (dark, fair))
    child = lightness(pipeline.make_child(dark, fair, ChildRequest(age_years=age_years, sex="boy")).pixels)
    assert lighter - darker > 0.3
    assert darker - 0.1 < child < lighter + 0.1


@pytest.mark.parametrize("sex", ["girl", pytest.param("boy", marks=pytest.mark.science)])
def test_a_child_far_from_the_mean_is_no_redder_than_its_parents(
    pipeline: Pipeline, couple: tuple[Latent, Latent], sex: Sex
) -> None:
    child = pipeline.make_child(*couple, ChildRequest(age_years=17, sex=sex))
    assert redness(child.pixels) < max(redness(pipeline.synthesise(parent)) for parent in couple)


def test_dark_parents_have_no_fair_baby(pipeline: Pipeline, drawn: Drawn) -> None:
    dark = drawn(DARK)
    child = pipeline.make_child(dark, dark, ChildRequest(age_years=1, sex="girl"))
    assert lightness(child.pixels) == pytest.approx(lightness(pipeline.synthesise(dark)), abs=0.1)


@pytest.mark.science
@pytest.mark.parametrize("age_years", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("numbers", DARKEST_COUPLES)
def test_the_darkest_couples_have_no_child_lighter_than_both(
    pipeline: Pipeline, drawn: Drawn, numbers: tuple[int, int], age_years: float
) -> None:
    one, other = (drawn(number) for number in numbers)
    lightest = max(lightness(pipeline.synthesise(parent)) for parent in (one, other))
    for seed in range(2):
        child = pipeline.make_child(one, other, ChildRequest(age_years=age_years, seed=seed))
        assert lightness(child.pixels) < lightest + 0.03, f"seed {seed}"


@pytest.mark.parametrize(
    "seed", [7, *(pytest.param(seed, marks=pytest.mark.science) for seed in range(20) if seed != 7)]
)
def test_a_child_is_the_same_whoever_it_is_made_beside(
    pipeline: Pipeline, couple: tuple[Latent, Latent], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = siblings(ChildRequest(age_years=5, seed=seed), 3)
    alone = pipeline.make_child(*couple, requests[0])
    render = pipeline._maker._synthesise_low_res
    batches: list[int] = []

    def rendering(codes: Any) -> Any:
        batches.append(len(codes))
        return render(codes)

    # Not every processor tips a decision over, but any batch may.
    monkeypatch.setattr(pipeline._maker, "_synthesise_low_res", rendering)
    together = pipeline.make_children(*couple, requests)
    assert set(batches) == {1}
    assert np.array_equal(together[0].latent.w_plus, alone.latent.w_plus)
    assert np.array_equal(together[0].pixels, alone.pixels)
    assert (together[0].sex, together[0].shares) == (alone.sex, alone.shares)
    assert set(alone.shares) == set(TRAITS)


def test_a_smile_is_chosen_and_not_inherited(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    """Both of the sample couple smile."""
    calm, smiling = (
        pipeline.make_child(*couple, ChildRequest(age_years=14, sex="girl", seed=3, expression=expression)).pixels
        for expression in EXPRESSIONS
    )
    known = measured.find(pipeline.generator.fingerprint)
    assert known is not None
    mouths = []
    for picture in (calm, smiling):
        beyond = neutral.excess(resize(picture, 256), known, age_years=14, p_female=1.0)
        assert beyond is not None
        mouths.append(float(beyond[TRACES.index("mouth_width")]))
    assert mouths[1] > mouths[0] + 0.3
    apart = face_embedding.distance_between(calm, smiling)
    assert apart is not None
    assert apart < 0.5


@pytest.mark.science
def test_a_child_says_how_old_it_looks(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    child = pipeline.make_child(*couple, ChildRequest(age_years=20, sex="boy", seed=1))
    assert child.apparent_age_years is not None
    assert not looks_another_age(20, child.apparent_age_years)


@pytest.mark.parametrize(("at_least_years", "gives_way"), [(12.0, False), (14.0, True)])
def test_the_band_gives_way_only_for_a_child_whom_both_networks_take_for_a_grown_up(
    pipeline: Pipeline,
    couple: tuple[Latent, Latent],
    monkeypatch: pytest.MonkeyPatch,
    at_least_years: float,
    gives_way: bool,
) -> None:
    maker = pipeline._maker
    seen = Estimate(age_years=20.0, p_female=0.9, at_least_years=at_least_years)
    monkeypatch.setattr(maker.estimators, "estimate_in", lambda *_args: seen)
    positions: list[float] = []
    code_at = maker.code_at

    def noting(edit: Edit, *args: Any) -> Latent:
        positions.append(position_of(edit))
        return code_at(edit, *args)

    monkeypatch.setattr(maker, "code_at", noting)
    pipeline.make_child(*couple, ChildRequest(age_years=7, sex="girl"))
    ages = pipeline.statistics.ages
    first = position_of(ChildSearch(7.0, "girl", youngest=float(ages[0]), oldest=float(ages[-1])).edit)
    assert (min(positions) < first - 1.0) is gives_way


def test_children_can_be_cancelled_while_they_are_finished(pipeline: Pipeline, drawn: Drawn) -> None:
    parents = drawn(DARK), drawn(FAIR)
    seen: list[str] = []
    with pytest.raises(Cancelled):
        pipeline.make_children(
            *parents,
            siblings(ChildRequest(age_years=24), 2),
            on_progress=lambda progress: seen.append(progress.stage),
            is_cancelled=lambda: "synthesising" in seen,
        )
    assert seen.count("synthesising") == 1
