"""Settles the edits of a couple's children: draws them small, looks at them, and corrects, until they look as asked.

What is looked at: age and sex (`ml_core.calibration`), and the colour of the cheeks, which has to lie between the
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
from ml_core.calibration import WishSearch
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
from ml_core.generators.preview import Sketcher
from ml_core.heredity import Edit, Parent
from ml_core.inheritable import neutral
from ml_core.inheritable.handed_down import HandedDown
from ml_core.inheritable.measured import Measured
from ml_core.inheritable.neutral import MAX_EXCESS
from ml_core.inheritable.traces import TRACES
from ml_core.perceptual.facenet import FaceNet
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import TraitMaps

# A child is drawn small until it looks as was asked for, at most this often (0.1 s each on two cores); then at full
# size, where it may look a little different, once and seldom up to thrice more (0.2 s each).
MAX_SKETCHES, MAX_DRAWINGS = 8, 4
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
# As bad, in `WishSearch.miss`, as a deviation beyond that.
TRACE_MISS = 0.05
# What is noticed while a slider moves: an age wrong by a quarter, or a sex that is seen otherwise (`WishSearch.miss`).
CLEARLY_OFF, MAX_GLANCES = 0.25, 2
# As bad, in `WishSearch.miss`, as an age wrong by a tenth.
SKIN_MISS = 3.0
SKETCHING_SHARE = 0.6  # of the work, for the bar
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
class Settled:
    """A child, and the edit at which it looks as was asked for. miss: how far it doesn't, see `WishSearch.miss`."""

    child: Child
    edit: Edit
    miss: float


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A child in a hurry. picture: a sketch, [r, r, 3]. edit: where it was drawn; better: where the next one would be.
    miss: as of `Settled`; inf where no face is seen."""

    picture: Picture
    edit: Edit
    better: Edit
    miss: float


class ChildMaker:
    """Holds nothing of anybody between two calls."""

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
        self._draw = self._synthesise
        if isinstance(generator, Sketcher):
            self._draw = tf.function(generator.sketch, reduce_retracing=True)

    def meet(self, latent_a: Latent, latent_b: Latent) -> Couple:
        """Looks at a couple, half a second on two cores. What was learned is the caller's to keep.

        Raises:
            WrongGenerator, InvalidRequest: as `heredity.inherit`.
        """
        latents = latent_a, latent_b
        parent_a, parent_b = (self._parent(latent) for latent in latents)
        faces = self._draw(tf.constant(np.stack([latent.w_plus for latent in latents])))
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
        """Where on the way from A to B a grown child of that sex resembles neither more. embeddings [2, 512]."""
        middles = [
            heredity.between(parent_a, parent_b, self.statistics, share=share, sex=sex, age_years=BIAS_YEARS).w_plus
            for share in BIAS_SHARES
        ]
        seen = np.asarray(self._facenet.embed(self._draw(tf.constant(np.stack(middles)))))
        slope, offset = np.polyfit(np.array(BIAS_SHARES) - 0.5, seen @ (embeddings[1] - embeddings[0]), 1)
        return float(np.clip(-offset / slope, -MAX_BIAS, MAX_BIAS)) if slope > 1e-3 else 0.0

    def settle(
        self, couple: Couple, requests: Sequence[ChildRequest], *, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> list[Settled]:
        """A couple's children, side by side: each round of sketches is one pass for all who aren't as asked yet.

        Raises:
            InvalidRequest: as `heredity.inherit`.
            Cancelled: asked before every drawing.
        """
        cases = [self._case(couple, request) for request in requests]
        for step in range(1, MAX_SKETCHES + 1):
            waiting = [case for case in cases if case.is_open]
            if not waiting:
                break
            raise_if(is_cancelled)
            share = (step - 1) / MAX_SKETCHES * SKETCHING_SHARE
            on_progress(Progress(stage="inheriting", step=step, num_steps=MAX_SKETCHES, fraction=share))
            sketches: Any = self._draw(tf.constant(np.stack([case.latent.w_plus for case in waiting])))
            for case, picture in zip(waiting, _uint8(sketches), strict=True):
                case.look(picture)
        settled = []
        for index, case in enumerate(cases, start=1):
            # From the best of its sketches, which are then forgotten: they aren't compared with full pictures.
            case.begin_at(case.best.edit)
            settled.append(self._finish(case, is_cancelled))
            fraction = SKETCHING_SHARE + (1.0 - SKETCHING_SHARE) * index / len(cases)
            on_progress(Progress(stage="synthesising", step=index, num_steps=len(cases), fraction=fraction))
        return settled

    def glance(
        self, couple: Couple, request: ChildRequest, start: Edit | None, *, max_looks: int = MAX_GLANCES
    ) -> Glance:
        """Draws a child small from an edit that may be near, or from the mean one; and again where that is clearly off.
        0.1 s each on two cores.

        Raises:
            InvalidRequest: as `heredity.inherit`.
        """
        case = self._case(couple, request)
        if start is not None:
            case.begin_at(start)
        for _ in range(max_looks):
            case.look(_uint8(self._draw(tf.constant(case.latent.w_plus)[None]))[0])
            if not case.is_open or case.best.miss <= CLEARLY_OFF:
                break
        best = case.best
        return Glance(picture=best.picture, edit=best.edit, better=case.edit, miss=best.miss)

    def inherit(self, couple: Couple, request: ChildRequest) -> FloatArray:
        """Returns what a child is at any age, see `heredity.inherit`."""
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

    def _case(self, couple: Couple, request: ChildRequest) -> _Case:
        return _Case(self, couple, request)

    def _finish(self, case: _Case, is_cancelled: IsCancelled) -> Settled:
        """Draws at full size, and keeps what came nearest."""
        for _ in range(MAX_DRAWINGS):
            raise_if(is_cancelled)
            case.look(self.synthesise(case.latent))
            if not case.is_open:
                break
        best = case.best
        child = Child(
            pixels=best.picture,
            latent=best.latent,
            sex=case.sex,
            shares=case.shares,
            apparent_age_years=best.seen_years,
        )
        return Settled(child=child, edit=best.edit, miss=best.miss)


class _Drawn(NamedTuple):
    """miss: how far from what was asked for, see `WishSearch.miss`. seen_years: None where no face was found."""

    miss: float
    seen_years: float | None
    picture: Picture
    latent: Latent
    edit: Edit


class _Case:
    """One child on its way. latent: what to draw next; edit: the one it is made with."""

    def __init__(self, maker: ChildMaker, couple: Couple, request: ChildRequest) -> None:
        self._maker, self._couple, self._request = maker, couple, request
        self.sex = heredity.choose_sex(request)
        ages = maker.statistics.ages
        self._search = WishSearch(request.age_years, self.sex, youngest=float(ages[0]), oldest=float(ages[-1]))
        self._offset = maker.inherit(couple, request)
        self.shares = {} if maker.maps is None else heredity.draw_shares(request, bias=couple.bias[self.sex])
        self._skin, self._traces = np.zeros(3, np.float32), np.zeros(len(TRACES), np.float32)
        self._num_trace_corrections = self._num_skin_corrections = self._num_retreats = 0
        self.is_open = True
        self._drawn: list[_Drawn] = []
        self._stand()

    @property
    def best(self) -> _Drawn:
        return min(self._drawn, key=lambda drawn: drawn.miss)

    def begin_at(self, edit: Edit) -> None:
        """Goes on from there with nothing drawn yet."""
        self._skin, self._traces = edit.skin, edit.traces
        self._search.restart(edit)
        self._drawn, self.is_open = [], True
        self._stand()

    def _stand(self) -> None:
        self.edit = replace(self._search.edit, skin=self._skin, traces=self._traces)
        self.latent = self._maker.code_at(self.edit, self._offset, self._couple, self.sex)

    def look(self, picture: Picture) -> None:
        """Learns from the drawing of `latent`."""
        box = detection.find_face_in_crop(picture)
        if box is None:
            self._retreat(picture)
            return
        landmarks = detection.find_landmarks(picture, box)
        seen = self._maker.estimators.estimate_in(picture, box)
        fault, beyond = self._skin_fault(picture, landmarks), self._beyond(picture, landmarks)
        off = max(0.0, float(np.abs(fault).mean()) - SKIN_TOLERANCE)
        miss = self._search.miss(seen) + SKIN_MISS * off + TRACE_MISS * float(np.abs(beyond).max())
        self._keep(picture, miss, seen.age_years)
        corrected = self._search.may_change_more(seen) and self._correct(
            fault if off > 0.0 else np.zeros_like(fault), beyond
        )
        moved = self._search.adjust(seen, is_disturbed=corrected) or corrected
        self.is_open = moved
        if moved:
            self._stand()

    def _retreat(self, picture: Picture) -> None:
        """A drawing without a face teaches nothing: goes half the way back to the best edit, where there is one."""
        self._keep(picture, math.inf, None)
        self._num_retreats += 1
        best = self.best
        self.is_open = best.miss < math.inf and self._num_retreats <= MAX_RETREATS
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

    def _keep(self, picture: Picture, miss: float, seen_years: float | None) -> None:
        self._drawn.append(_Drawn(miss, seen_years, picture, self.latent, self.edit))


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
