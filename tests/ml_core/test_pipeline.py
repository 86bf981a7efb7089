from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from ml_core import attributes, face_embedding
from ml_core.apparent import Estimators
from ml_core.children import MAX_LOW_RES_RENDERS
from ml_core.contracts import AGE_GROUPS, SEXES, AlignedFace, Child, ChildRequest, Latent, Progress, Sex
from ml_core.errors import Cancelled, InvalidRequest, WrongGenerator
from ml_core.pipeline import Pipeline

ChildOf = Callable[..., Child]


@pytest.fixture(scope="module")
def child_of(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> ChildOf:
    """A factory of the couple's children; a request that was made before gives the same child."""

    @cache
    def make(**spec: Any) -> Child:
        return pipeline.make_child(*couple, ChildRequest(**spec))

    return make


def test_the_same_request_gives_the_same_pixels(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    first, again = (pipeline.make_child(*couple, ChildRequest(age_years=6, seed=3)) for _ in range(2))
    assert (first.pixels == again.pixels).all()
    assert (first.latent.w_plus == again.latent.w_plus).all()
    assert first.sex == again.sex


def test_siblings_differ_but_less_than_strangers(child_of: ChildOf) -> None:
    faces = [child_of(age_years=7, sex="girl", seed=seed).pixels for seed in (1, 2)]
    apart = face_embedding.distance_between(*faces)
    assert apart is not None
    assert 0.05 < apart < 0.5


QUICK = {("girl", "child"), ("boy", "teen")}
AGES_AND_SEXES = [
    pytest.param(age, sex, id=f"{sex}-{group}", marks=() if (sex, group) in QUICK else pytest.mark.science)
    for group, age in AGE_GROUPS.items()
    for sex in SEXES
]


@pytest.mark.parametrize(("age_years", "sex"), AGES_AND_SEXES)
def test_the_child_looks_as_old_as_was_asked(child_of: ChildOf, age_years: float, sex: Sex) -> None:
    child = child_of(age_years=age_years, sex=sex)
    estimate = Estimators.load().estimate(child.pixels)
    assert child.pixels.shape == (1024, 1024, 3)
    assert estimate is not None
    # The networks jump over this couple's teens, whom people take for fourteen; then the child says how old it looks.
    off = abs(estimate.age_years - age_years)
    assert off <= (0.65 if age_years == AGE_GROUPS["teen"] else 0.4) * max(2.5, age_years)
    assert child.apparent_age_years == pytest.approx(estimate.age_years, abs=0.1)


@pytest.mark.parametrize("age_years", [pytest.param(14.0, marks=pytest.mark.science), 24.0])
def test_a_grown_child_has_the_requested_sex(child_of: ChildOf, age_years: float) -> None:
    girl, boy = (attributes.estimate(child_of(age_years=age_years, sex=sex).pixels) for sex in SEXES)
    assert girl is not None
    assert boy is not None
    assert girl.p_female > 0.5 > boy.p_female


def test_a_child_is_nearer_to_its_parents_than_they_are_to_each_other(
    pipeline: Pipeline, couple: tuple[Latent, Latent], child_of: ChildOf
) -> None:
    child = child_of(age_years=24, sex="girl")
    father, mother = (pipeline.synthesise(latent) for latent in couple)
    between = face_embedding.distance_between(father, mother)
    assert between is not None
    for parent in (father, mother):
        distance = face_embedding.distance_between(child.pixels, parent)
        assert distance is not None
        assert distance < between


def test_a_code_of_another_generator_is_never_drawn(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    foreign = Latent(w_plus=couple[0].w_plus, generator="another:0123")
    with pytest.raises(WrongGenerator, match="another:0123"):
        pipeline.make_child(foreign, couple[1], ChildRequest(age_years=6))


def test_a_code_of_the_wrong_shape_is_refused(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    short = Latent(w_plus=couple[0].w_plus[:4], generator=pipeline.generator.fingerprint)
    with pytest.raises(InvalidRequest, match=r"\(16, 512\)"):
        pipeline.make_child(short, short, ChildRequest(age_years=6))


def test_a_child_can_be_cancelled_between_drawings(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    steps: list[Progress] = []
    with pytest.raises(Cancelled):
        pipeline.make_child(
            *couple, ChildRequest(age_years=6), on_progress=steps.append, is_cancelled=lambda: bool(steps)
        )
    assert len(steps) == 1


def test_progress_of_a_child_rises_to_the_end(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    steps: list[Progress] = []
    pipeline.make_child(*couple, ChildRequest(age_years=3), on_progress=steps.append)
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert (steps[-1].stage, steps[-1].fraction) == ("synthesising", 1.0)
    assert len(steps) <= MAX_LOW_RES_RENDERS + 1


def test_one_parents_full_dominance_gives_that_parent_grown_younger(
    pipeline: Pipeline, couple: tuple[Latent, Latent]
) -> None:
    father, mother = (pipeline.synthesise(latent) for latent in couple)
    request = ChildRequest(age_years=24, sex="boy", dominance=-1.0)
    child = pipeline.make_child(*couple, request).pixels
    to_father, to_mother = (
        face_embedding.distance_between(child, father),
        face_embedding.distance_between(child, mother),
    )
    assert to_father is not None
    assert to_mother is not None
    assert to_father < 0.5 < to_mother


def test_a_photo_smaller_than_the_generator_is_projected_too(pipeline: Pipeline, astronaut_face: AlignedFace) -> None:
    from ml_core.images import resize

    small = AlignedFace(pixels=resize(astronaut_face.pixels, 256), landmarks=astronaut_face.landmarks)
    steps: list[Progress] = []
    with pytest.raises(Cancelled):
        pipeline.project([[small]], on_progress=steps.append, is_cancelled=lambda: len(steps) == 2)
    assert np.isfinite([step.loss for step in steps if step.loss is not None]).all()


def test_a_guess_is_one_code_for_all_rows_and_lies_between_those_of_the_photos(
    pipeline: Pipeline, astronaut_face: AlignedFace, sample_faces: list[AlignedFace]
) -> None:
    first, second = (pipeline.guess([face]) for face in (astronaut_face, sample_faces[1]))
    both = pipeline.guess([astronaut_face, sample_faces[1]])
    assert first.generator == pipeline.generator.fingerprint
    assert first.w_plus.shape == pipeline.generator.latent_shape
    assert (first.w_plus == first.w_plus[:1]).all()
    assert np.abs(both.w_plus - (first.w_plus + second.w_plus) / 2).max() < 1e-4
    assert np.abs(first.w_plus - second.w_plus).max() > 0.1
