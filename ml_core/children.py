"""Fits children to their requests: renders them at low resolution, inspects them and corrects their edits.

The inspection covers age and sex (`ml_core.calibration`), and the colour of the cheeks, which has to lie between the
parents' in the child's own share: class means of ages are means over mostly white faces, and would lighten everybody
else. Of the couple itself, once: which of them a face from the middle resembles more, and how far from the middle it
has to be so that neither is (by FaceNet; dlib judges).

Legend: N children; pictures are uint8 RGB [S, S, 3] or float32 [N, S, S, 3] in [-1, 1].
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from ml_core import heredity, images, regions
from ml_core.alignment import detection
from ml_core.apparent import Estimators
from ml_core.attributes import Estimate
from ml_core.calibration import WRONG_SEX_LOSS, ChildSearch
from ml_core.contracts import (
    SEXES,
    Child,
    ChildRequest,
    Expression,
    FloatArray,
    Generator,
    IsCancelled,
    Latent,
    OnProgress,
    Picture,
    Progress,
    Sex,
    raise_if,
)
from ml_core.generators.low_res import LowResGenerator
from ml_core.heredity import Edit, Parent
from ml_core.inheritable import neutral
from ml_core.inheritable.handed_down import HandedDown
from ml_core.inheritable.measured import Measured
from ml_core.inheritable.neutral import MAX_EXCESS
from ml_core.inheritable.traces import TRACES
from ml_core.perceptual.facenet import FaceNet
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import TraitMaps

# A child is rendered at low resolution until it looks as was asked for, at most this often (0.1 s each on two cores);
# then at full size, where it may look a little different, once and seldom up to thrice more (0.2 s each); and as often
# again where both networks take the child for a grown-up.
MAX_LOW_RES_RENDERS, MAX_FULL_RENDERS = 8, 4
# Mean over red, green and blue, of [-1, 1]: about two of CIELAB's units.
SKIN_TOLERANCE = 0.03
# Near the mean the generator answers with about three quarters of a correction, far from it with up to one and a half
# times as much: a first step of full length, then shorter ones, so that skin doesn't swing to and fro.
SKIN_GAINS = (1.3, 1.0, 0.7, 0.7)
# After so many, ages are looked for undisturbed; skin comes last, since other traces change how light a face is.
MAX_TRACE_CORRECTIONS, MAX_RETREATS = 2, 3
MAX_SKIN = 0.5
# In deviations: how far traces of photos may be from the usual; children wear no make-up, and their mouths are as the
# expression asked for has them.
TOLERANCE, TIGHT_TOLERANCE = 0.8, 0.3
MOUTHS: Mapping[Expression, Mapping[str, float]] = {
    "calm": {"mouth_gap": -0.5, "mouth_width": -0.4, "mouth_corners": 0.0},
    "smiling": {"mouth_gap": 0.7, "mouth_width": 0.9, "mouth_corners": -0.8},
}
TIGHT = (*MOUTHS["calm"], "lip_chroma", "lid_shade")
TOLERANCES = np.array([TIGHT_TOLERANCE if trace in TIGHT else TOLERANCE for trace in TRACES])
# As bad, in `ChildSearch.loss`, as a deviation beyond that.
TRACE_LOSS = 0.05
# A loss that is noticed while a slider moves: an age wrong by a quarter, or the other sex (`ChildSearch.loss`).
CLEARLY_OFF, MAX_QUICK_RENDERS = 0.25, 2
# As bad, in `ChildSearch.loss`, as an age wrong by a tenth.
SKIN_LOSS = 3.0
# As bad as the wrong sex: networks that see a woman sooner than a girl must not make up a child.
MUCH_OLDER_LOSS = WRONG_SEX_LOSS
LOW_RES_SHARE = 0.6  # of the work, for the bar
BIAS_SHARES, BIAS_YEARS = (0.3, 0.5, 0.7), 24.0
MAX_BIAS = 0.2


@dataclass(frozen=True, kw_only=True)
class Couple:
    """cheeks [2, 3]: mean colour of the parents' as they are shown, NaN where none was found. bias: of daughters and
    sons, see `heredity.inherit`."""

    parent_a: Parent
    parent_b: Parent
    cheeks: FloatArray
    bias: Mapping[Sex, float]


@dataclass(frozen=True, kw_only=True)
class FittedChild:
    """A child and its edit. loss: how far the child is from the request, see `ChildSearch.loss`."""

    child: Child
    edit: Edit
    loss: float


@dataclass(frozen=True, kw_only=True)
class QuickRender:
    """A child rendered for a preview. picture: at low resolution, [r, r, 3]. edit: the one it was rendered at; better:
    the one to try next. loss: as of `FittedChild`; inf if no face was found."""

    picture: Picture
    edit: Edit
    better: Edit
    loss: float


class ChildMaker:
    """Makes the children of couples; keeps nothing of a couple between two calls."""

    def __init__(
        self,
        generator: Generator,
        statistics: GeneratorStatistics,
        maps: TraitMaps | None,
        facenet: FaceNet,
        estimators: Estimators,
        handed_down: HandedDown,
        measured: Measured | None,
    ) -> None:
        self.statistics, self.maps, self._facenet, self.measured = statistics, maps, facenet, measured
        self.estimators, self._handed_down = estimators, handed_down
        self._synthesise = tf.function(generator.synthesise, reduce_retracing=True)
        # A read-out's colours and fine lines are not true enough to judge by.
        self._synthesise_low_res = self._synthesise
        if isinstance(generator, LowResGenerator):
            self._synthesise_low_res = tf.function(generator.synthesise_low_res, reduce_retracing=True)

    def analyse(self, latent_a: Latent, latent_b: Latent) -> Couple:
        """Analyses a couple, half a second on two cores. The caller keeps the result.

        Raises:
            WrongGenerator, InvalidRequest: as `heredity.inherit`.
        """
        latents = latent_a, latent_b
        parent_a, parent_b = (self._parent(latent) for latent in latents)
        faces = self._synthesise_low_res(tf.constant(np.stack([latent.w_plus for latent in latents])))
        embeddings = np.asarray(self._facenet.embed(faces))
        return Couple(
            parent_a=parent_a,
            parent_b=parent_b,
            cheeks=np.stack([_cheeks(picture) for picture in _uint8(faces)]),
            bias={sex: self._bias(parent_a, parent_b, embeddings, sex) for sex in SEXES},
        )

    def _parent(self, latent: Latent) -> Parent:
        offset = latent.inheritable
        if offset is None:
            offset = self._handed_down.of_shown(latent.w_plus)
        return Parent(offset=offset, generator=latent.generator)

    def _bias(self, parent_a: Parent, parent_b: Parent, embeddings: FloatArray, sex: Sex) -> float:
        """Returns the bias at which a grown child of that sex resembles both equally. embeddings [2, 512]."""
        middles = [
            heredity.between(parent_a, parent_b, self.statistics, share=share, sex=sex, age_years=BIAS_YEARS).w_plus
            for share in BIAS_SHARES
        ]
        found = np.asarray(self._facenet.embed(self._synthesise_low_res(tf.constant(np.stack(middles)))))
        slope, offset = np.polyfit(np.array(BIAS_SHARES) - 0.5, found @ (embeddings[1] - embeddings[0]), 1)
        return float(np.clip(-offset / slope, -MAX_BIAS, MAX_BIAS)) if slope > 1e-3 else 0.0

    def fit(
        self, couple: Couple, requests: Sequence[ChildRequest], *, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> list[FittedChild]:
        """Fits a couple's children, a round of low-resolution renders after the other for all who aren't as requested
        yet. Each is rendered alone: numbers of a batch differ in the last bits by its size, and decisions that these
        tip would give a child another face beside its siblings than by itself (docs/decisions/0046).

        Raises:
            InvalidRequest: as `heredity.inherit`.
            Cancelled: asked before every render.
        """
        cases = [self._case(couple, request) for request in requests]
        for step in range(1, MAX_LOW_RES_RENDERS + 1):
            waiting = [case for case in cases if case.is_open]
            if not waiting:
                break
            share = (step - 1) / MAX_LOW_RES_RENDERS * LOW_RES_SHARE
            on_progress(Progress(stage="inheriting", step=step, num_steps=MAX_LOW_RES_RENDERS, fraction=share))
            for case in waiting:
                raise_if(is_cancelled)
                case.inspect(self._low_res_of(case))
        fitted = []
        for index, case in enumerate(cases, start=1):
            # From the best of its low-resolution renders, which are then dropped: they aren't compared with full ones.
            case.begin_at(case.best.edit)
            fitted.append(self._finish(case, is_cancelled))
            fraction = LOW_RES_SHARE + (1.0 - LOW_RES_SHARE) * index / len(cases)
            on_progress(Progress(stage="synthesising", step=index, num_steps=len(cases), fraction=fraction))
        return fitted

    def quick_render(
        self, couple: Couple, request: ChildRequest, start: Edit | None, *, max_renders: int = MAX_QUICK_RENDERS
    ) -> QuickRender:
        """Renders a child at low resolution from an edit that may be near, or from the mean one; and again if that is
        clearly off. 0.1 s each on two cores.

        Raises:
            InvalidRequest: as `heredity.inherit`.
        """
        case = self._case(couple, request)
        if start is not None:
            case.begin_at(start)
        for _ in range(max_renders):
            case.inspect(self._low_res_of(case))
            if not case.is_open or case.best.loss <= CLEARLY_OFF:
                break
        best = case.best
        return QuickRender(picture=best.picture, edit=best.edit, better=case.edit, loss=best.loss)

    def inherit(self, couple: Couple, request: ChildRequest) -> FloatArray:
        """Returns the offset of a child, which it keeps at all ages, see `heredity.inherit`."""
        bias = couple.bias[heredity.choose_sex(request)]
        return heredity.inherit(couple.parent_a, couple.parent_b, request, self.statistics, self.maps, bias=bias)

    def code_at(self, edit: Edit, offset: FloatArray, couple: Couple, sex: Sex) -> Latent:
        """Returns the code of a child with that offset at that edit."""
        code = heredity.code_at(edit, offset, sex, self.statistics, self.maps)
        if self.measured is not None:
            code = code - edit.traces @ self.measured.directions
        return Latent(w_plus=code, generator=couple.parent_a.generator)

    def synthesise(self, latent: Latent) -> Picture:
        """The face of a code [R, R, 3], at the generator's full size."""
        return _uint8(self._synthesise(tf.constant(latent.w_plus)[None]))[0]

    def _low_res_of(self, case: _Case) -> Picture:
        return _uint8(self._synthesise_low_res(tf.constant(case.latent.w_plus)[None]))[0]

    def _case(self, couple: Couple, request: ChildRequest) -> _Case:
        return _Case(self, couple, request)

    def _finish(self, case: _Case, is_cancelled: IsCancelled) -> FittedChild:
        """Renders at full size, and keeps the nearest render. Where that is of somebody much older, it goes on with a
        band that gives way: no other child may change by it (docs/decisions/0058)."""
        self._render_full(case, is_cancelled)
        if case.is_much_older:
            case.give_way()
            self._render_full(case, is_cancelled)
        best = case.best
        child = Child(
            pixels=best.picture,
            latent=best.latent,
            sex=case.sex,
            shares=case.shares,
            apparent_age_years=None if best.estimate is None else best.estimate.age_years,
        )
        return FittedChild(child=child, edit=best.edit, loss=best.loss)

    def _render_full(self, case: _Case, is_cancelled: IsCancelled) -> None:
        for _ in range(MAX_FULL_RENDERS):
            if not case.is_open:
                break
            raise_if(is_cancelled)
            case.inspect(self.synthesise(case.latent))


class _Render(NamedTuple):
    """A render of a child. loss: see `ChildSearch.loss`. estimate: None if no face was found."""

    loss: float
    estimate: Estimate | None
    picture: Picture
    latent: Latent
    edit: Edit


class _Case:
    """The fit of one child. latent: the code to render next; edit: the one it is made with."""

    def __init__(self, maker: ChildMaker, couple: Couple, request: ChildRequest) -> None:
        self._maker, self._couple, self._request = maker, couple, request
        self.sex = heredity.choose_sex(request)
        ages = maker.statistics.ages
        self._search = ChildSearch(request.age_years, self.sex, youngest=float(ages[0]), oldest=float(ages[-1]))
        self._offset = maker.inherit(couple, request)
        self.shares = {} if maker.maps is None else heredity.sample_shares(request, bias=couple.bias[self.sex])
        self._skin, self._traces = np.zeros(3, np.float32), np.zeros(len(TRACES), np.float32)
        self._num_trace_corrections = self._num_skin_corrections = self._num_retreats = 0
        self.is_open, self._gives_way = True, False
        self._renders: list[_Render] = []
        self._stand()

    @property
    def best(self) -> _Render:
        return min(self._renders, key=self._loss_of)

    def _loss_of(self, render: _Render) -> float:
        counts = self._gives_way and self._is_much_older(render)
        return render.loss + (MUCH_OLDER_LOSS if counts else 0.0)

    @property
    def is_much_older(self) -> bool:
        """Tells whether both networks see somebody much older than requested in the best render."""
        return self._is_much_older(self.best)

    def _is_much_older(self, render: _Render) -> bool:
        return render.estimate is not None and self._search.is_much_older(render.estimate)

    def give_way(self) -> None:
        """Prefers renders of nobody much older from now on. Where there are none, goes on from the best one, with a
        band that gives way."""
        self._gives_way, self.is_open = True, False
        best = self.best
        if best.estimate is not None and self._search.is_much_older(best.estimate):
            self._skin, self._traces = best.edit.skin, best.edit.traces
            self._search.restart(best.edit)
            self._search.give_way()
            self.is_open = self._search.adjust(best.estimate)
            self._stand()

    def begin_at(self, edit: Edit) -> None:
        """Starts again from an edit, with nothing rendered yet."""
        self._skin, self._traces = edit.skin, edit.traces
        self._search.restart(edit)
        self._renders, self.is_open = [], True
        self._stand()

    def _stand(self) -> None:
        self.edit = replace(self._search.edit, skin=self._skin, traces=self._traces)
        self.latent = self._maker.code_at(self.edit, self._offset, self._couple, self.sex)

    def inspect(self, picture: Picture) -> None:
        """Learns from the render of `latent`."""
        box = detection.find_face_in_crop(picture)
        if box is None:
            self._retreat(picture)
            return
        landmarks = detection.find_landmarks(picture, box)
        estimate = self._maker.estimators.estimate_in(picture, box)
        fault, beyond = self._skin_fault(picture, landmarks), self._beyond(picture, landmarks)
        off = max(0.0, float(np.abs(fault).mean()) - SKIN_TOLERANCE)
        loss = self._search.loss(estimate) + SKIN_LOSS * off + TRACE_LOSS * float(np.abs(beyond).max())
        self._keep(picture, loss, estimate)
        if self._gives_way and self._search.is_much_older(estimate):
            self._search.give_way()
        corrected = self._search.may_change_more(estimate) and self._correct(
            fault if off > 0.0 else np.zeros_like(fault), beyond
        )
        moved = self._search.adjust(estimate, is_disturbed=corrected) or corrected
        self.is_open = moved
        if moved:
            self._stand()

    def _retreat(self, picture: Picture) -> None:
        """A render without a face teaches nothing: goes half the way back to the best edit, where there is one."""
        self._keep(picture, math.inf, None)
        self._num_retreats += 1
        best = self.best
        self.is_open = best.loss < math.inf and self._num_retreats <= MAX_RETREATS
        if self.is_open:
            self._search.retreat(best.edit)
            self._skin, self._traces = (self._skin + best.edit.skin) / 2.0, (self._traces + best.edit.traces) / 2.0
            self._stand()

    def _correct(self, fault: FloatArray, beyond: FloatArray) -> bool:
        """Returns whether anything was left to be corrected."""
        traces = bool(beyond.any()) and self._num_trace_corrections < MAX_TRACE_CORRECTIONS
        skin = bool(fault.any()) and self._num_skin_corrections < len(SKIN_GAINS)
        if traces:
            self._num_trace_corrections += 1
            self._traces = np.clip(self._traces + beyond, -MAX_EXCESS, MAX_EXCESS).astype(np.float32)
        if skin:
            gain = SKIN_GAINS[self._num_skin_corrections]
            self._num_skin_corrections += 1
            self._skin = np.clip(self._skin + gain * fault, -MAX_SKIN, MAX_SKIN).astype(np.float32)
        return traces or skin

    def _skin_fault(self, picture: Picture, landmarks: FloatArray) -> FloatArray:
        """[3]: what the cheeks lack to the parents' colours in the child's share; 0 where one isn't known."""
        if not self.shares or np.isnan(self._couple.cheeks).any():
            return np.zeros(3, np.float32)
        colour = _colour_in(picture, landmarks)
        a, b = self._couple.cheeks
        share = self.shares["skin_tone"]
        return np.zeros(3, np.float32) if colour is None else ((1.0 - share) * a + share * b - colour)

    def _beyond(self, picture: Picture, landmarks: FloatArray) -> FloatArray:
        """[T]: by how much traces are farther off than they may be, in deviations; 0 where that isn't known."""
        measured = self._maker.measured
        if measured is None:
            return np.zeros(len(TRACES), np.float32)
        p_female = float(self.sex == "girl")
        found = neutral.excess_in(picture, landmarks, measured, age_years=self._request.age_years, p_female=p_female)
        if found is None:
            return np.zeros(len(TRACES), np.float32)
        wanted = MOUTHS[self._request.expression]
        beyond = found - np.array([wanted.get(trace, 0.0) for trace in TRACES])
        return np.asarray(beyond - np.clip(beyond, -TOLERANCES, TOLERANCES), np.float32)

    def _keep(self, picture: Picture, loss: float, estimate: Estimate | None) -> None:
        self._renders.append(_Render(loss, estimate, picture, self.latent, self.edit))


def _uint8(pictures: Any) -> list[Picture]:
    return [images.from_unit(picture) for picture in np.asarray(pictures)]


def _cheeks(picture: Picture) -> FloatArray:
    """[3]; NaN where no face is found."""
    box = detection.find_face_in_crop(picture)
    colour = None if box is None else _colour_in(picture, detection.find_landmarks(picture, box))
    return np.full(3, np.nan, np.float32) if colour is None else colour


def _colour_in(picture: Picture, landmarks: FloatArray) -> FloatArray | None:
    """[3], in [-1, 1]; None when the cheeks lie outside of the picture."""
    mask = regions.cheeks(landmarks, len(picture))
    return np.asarray(images.to_unit(picture)[mask].mean(axis=0), np.float32) if mask.any() else None
