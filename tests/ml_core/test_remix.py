from __future__ import annotations

import math
import threading
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_core import face_embedding
from ml_core.apparent import Estimators
from ml_core.calibration import MAX_EXTRAPOLATION, position_of, scale
from ml_core.children import QuickRender
from ml_core.contracts import ChildRequest, Latent, Picture
from ml_core.errors import InvalidRequest, WrongGenerator
from ml_core.heredity import Edit
from ml_core.images import resize
from ml_core.perceptual.faceres import FaceRes
from ml_core.pipeline import Pipeline
from ml_core.remix import MAX_COUPLES, MAX_SAMPLES, AgePath, Remix, RenderedSample, start_for

PATH = AgePath(youngest=0.5, oldest=45.0)
GIRL = ChildRequest(age_years=6, sex="girl", seed=3)


def sample(
    age_years: float, sex: str = "girl", *, path_age: float = 10.0, better: float = 10.0, seed: int = 0
) -> RenderedSample:
    request = ChildRequest(age_years=age_years, sex=sex, seed=seed)  # type: ignore[arg-type]
    return RenderedSample(request=request, edit=Edit(path_age_years=path_age), better=Edit(path_age_years=better))


def begin(request: ChildRequest, *samples: RenderedSample) -> Edit | None:
    return start_for(request, samples, PATH)


@given(age=st.floats(0.5, 45.0), extrapolation=st.floats(1.0, MAX_EXTRAPOLATION), by=st.floats(-5.0, 5.0))
def test_an_edit_moves_along_the_path_and_never_off_it(age: float, extrapolation: float, by: float) -> None:
    edit = Edit(path_age_years=0.5 if extrapolation > 1.0 else age, extrapolation=extrapolation, sex_strength=2.0)
    moved = PATH.moved(edit, by)
    assert scale(0.5) - (MAX_EXTRAPOLATION - 1.0) - 1e-9 <= position_of(moved) <= scale(45.0) + 1e-9
    assert 0.5 - 1e-9 <= moved.path_age_years <= 45.0 + 1e-9
    assert moved.sex_strength == 2.0


def test_on_the_path_an_edit_moves_by_as_much_as_it_is_told() -> None:
    for by in (-0.3, 0.3):
        moved = PATH.moved(Edit(path_age_years=8.0), by)
        assert position_of(moved) == pytest.approx(scale(8.0) + by)
    beyond = PATH.moved(Edit(path_age_years=0.5), -0.3)
    assert (beyond.path_age_years, beyond.extrapolation) == (pytest.approx(0.5), pytest.approx(1.3))


def test_a_couple_nothing_is_known_of_begins_at_the_mean() -> None:
    assert begin(GIRL) is None
    assert begin(GIRL, sample(6, "boy")) is None


def test_it_begins_at_the_nearest_age_moved_by_the_difference() -> None:
    start = begin(
        ChildRequest(age_years=8, sex="girl"), sample(1, better=2), sample(9, better=12), sample(20, better=30)
    )
    assert start is not None
    assert position_of(start) == pytest.approx(scale(12) + scale(8) - scale(9))


def test_of_two_of_one_age_the_newer_counts() -> None:
    start = begin(ChildRequest(age_years=9, sex="girl", seed=5), sample(9, better=12), sample(9, better=14, seed=1))
    assert start is not None
    assert start.path_age_years == pytest.approx(14)


def test_what_was_asked_for_before_is_drawn_where_it_was() -> None:
    start = begin(ChildRequest(age_years=9, sex="girl", seed=1), sample(9, path_age=11, seed=1), sample(9, path_age=14))
    assert start is not None
    assert start.path_age_years == 11


class QuickMaker:
    """Meets and draws in no time."""

    def __init__(self) -> None:
        self.analysed = 0
        self.starts: list[Edit | None] = []
        self.loss = 0.1

    def analyse(self, *_latents: Latent) -> Any:
        self.analysed += 1
        return object()

    def quick_render(self, _couple: Any, request: ChildRequest, start: Edit | None, *, max_renders: int) -> QuickRender:
        self.starts.append(start)
        edit = start or Edit(path_age_years=5.0)
        better = PATH.moved(edit, 0.4)
        return QuickRender(picture=np.zeros((64, 64, 3), np.uint8), edit=edit, better=better, loss=self.loss)


def code(number: int) -> Latent:
    return Latent(w_plus=np.full((2, 4), number, np.float32), generator="g")


@pytest.fixture
def maker() -> QuickMaker:
    return QuickMaker()


def remix_with(maker: QuickMaker, **options: float) -> Remix:
    return Remix(maker, youngest=0.5, oldest=45.0, **options)  # type: ignore[arg-type]


def test_a_couple_is_met_once_and_learned_of_by_halves(maker: QuickMaker) -> None:
    remix = remix_with(maker)
    for seed in range(2):
        assert remix.preview(code(1), code(2), ChildRequest(age_years=6, sex="boy", seed=seed)).shape == (256, 256, 3)
    assert maker.analysed == 1
    assert maker.starts[0] is None
    assert maker.starts[1] is not None
    assert position_of(maker.starts[1]) == pytest.approx(scale(5.0) + 0.2)


def test_whoever_was_met_is_known_when_their_child_is_made(maker: QuickMaker) -> None:
    remix = remix_with(maker)
    remix.preview(code(1), code(2), GIRL)
    assert remix.analyse(code(1), code(2)) is remix.analyse(code(1), code(2))
    assert maker.analysed == 1


def test_a_render_without_a_face_teaches_nothing(maker: QuickMaker) -> None:
    remix = remix_with(maker)
    maker.loss = math.inf
    for seed in range(2):
        remix.preview(code(1), code(2), ChildRequest(age_years=6, sex="boy", seed=seed))
    assert maker.starts == [None, None]


def test_parents_are_told_apart(maker: QuickMaker) -> None:
    remix = remix_with(maker)
    for pair in ((1, 2), (2, 1), (1, 1)):
        remix.preview(code(pair[0]), code(pair[1]), GIRL)
    assert (maker.analysed, remix.num_couples) == (3, 3)


def test_a_few_couples_are_kept_and_those_used_last(maker: QuickMaker) -> None:
    remix = remix_with(maker)
    for number in range(MAX_COUPLES):
        remix.preview(code(number), code(9), GIRL)
    remix.preview(code(0), code(9), GIRL)
    remix.preview(code(7), code(9), GIRL)
    assert (maker.analysed, remix.num_couples) == (MAX_COUPLES + 1, MAX_COUPLES)
    remix.preview(code(0), code(9), GIRL)
    assert maker.analysed == MAX_COUPLES + 1
    remix.preview(code(1), code(9), GIRL)
    assert maker.analysed == MAX_COUPLES + 2


def test_of_a_couple_no_more_is_kept_than_it_needs(maker: QuickMaker) -> None:
    remix = remix_with(maker)
    for seed in range(MAX_SAMPLES + 10):
        remix.preview(code(1), code(2), ChildRequest(age_years=6, sex="girl", seed=seed))
    (known,) = remix._known.values()
    assert len(known.samples) == MAX_SAMPLES


def test_couples_can_be_forgotten(maker: QuickMaker) -> None:
    remix = remix_with(maker)
    for number in range(3):
        remix.preview(code(number), code(9), GIRL)
    remix.forget_all()
    assert remix.num_couples == 0


def test_nobody_is_kept_for_longer_than_agreed_though_nothing_more_is_asked(maker: QuickMaker) -> None:
    remix = remix_with(maker, keep_seconds=0.3)
    remix.preview(code(1), code(2), GIRL)
    time.sleep(0.2)
    remix.preview(code(3), code(4), GIRL)
    time.sleep(0.2)
    assert remix.num_couples == 1
    deadline = time.monotonic() + 5
    while remix.num_couples and time.monotonic() < deadline:
        time.sleep(0.02)
    assert remix.num_couples == 0


# ---- On the real networks


@pytest.fixture(scope="module")
def shown(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> Picture:
    return pipeline.preview_child(*couple, GIRL)


def test_a_preview_shows_the_child_that_would_be_made(
    pipeline: Pipeline, couple: tuple[Latent, Latent], shown: Picture
) -> None:
    made = pipeline.make_child(*couple, GIRL)
    apart = face_embedding.distance_between(resize(shown, 512), resize(made.pixels, 512))
    assert apart is not None
    assert apart < 0.4


def test_the_way_back_shows_what_was_seen_before(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    there = ChildRequest(age_years=10, sex="girl", seed=4)
    first = pipeline.preview_child(*couple, there)
    pipeline.preview_child(*couple, ChildRequest(age_years=11, sex="girl", seed=4))
    assert (pipeline.preview_child(*couple, there) == first).all()


@pytest.mark.science
@pytest.mark.parametrize("sex", ["girl", "boy"])
def test_a_slider_of_ages_is_followed(pipeline: Pipeline, couple: tuple[Latent, Latent], sex: Any) -> None:
    pipeline.clear_couple_cache()  # what other tests tried would be learned from
    estimators = Estimators(FaceRes.load())
    off = []
    for age_years in (4.0, 6.0, 9.0, 24.0, 2.0):
        seen = estimators.estimate(pipeline.preview_child(*couple, ChildRequest(age_years=age_years, sex=sex, seed=11)))
        assert seen is not None
        off.append(abs(scale(seen.age_years) - scale(age_years)))
    # A long jump may land a third of the way wrong, and teaches the next.
    assert np.median(off) < 0.3, off
    assert max(off) < 0.8, off


@pytest.mark.science
def test_previews_and_children_can_be_made_at_once(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    expected = pipeline.make_child(*couple, GIRL).pixels
    made: list[Picture] = []
    thread = threading.Thread(target=lambda: made.append(pipeline.make_child(*couple, GIRL).pixels))
    thread.start()
    while thread.is_alive():
        pipeline.preview_child(*couple, ChildRequest(age_years=9, sex="boy", seed=1))
    assert (made[0] == expected).all()


def test_codes_of_another_generator_are_never_shown(pipeline: Pipeline, couple: tuple[Latent, Latent]) -> None:
    foreign = Latent(w_plus=couple[0].w_plus, generator="another:0123")
    short = Latent(w_plus=couple[0].w_plus[:4], generator=pipeline.generator.fingerprint)
    with pytest.raises(WrongGenerator, match="another:0123"):
        pipeline.preview_child(couple[0], foreign, GIRL)
    with pytest.raises(InvalidRequest, match=r"\(16, 512\)"):
        pipeline.preview_child(short, couple[1], GIRL)
