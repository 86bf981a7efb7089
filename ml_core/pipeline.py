"""The story: photos in, parents' codes, a child's code, a child's face.

    pipeline = Pipeline.load()
    faces = [align(load_picture(path)) for path in ("mother.jpg", "father.jpg")]
    mother, father = pipeline.project([[face] for face in faces])
    child = pipeline.make_child(mother.latent, father.latent, ChildRequest(age_years=6, sex="girl"))
    save_png(child.pixels, "child.png")

Pictures are uint8 RGB [R, R, 3], the generator's own size.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from ml_core import attributes, encoder, heredity, identity, images, statistics
from ml_core.calibration import WishSearch
from ml_core.contracts import (
    AlignedFace,
    Child,
    ChildRequest,
    Generator,
    IsCancelled,
    Latent,
    Mode,
    OnProgress,
    Picture,
    Progress,
    Projection,
    ignore_progress,
    never_cancelled,
)
from ml_core.errors import Cancelled, InvalidRequest, WeightsRefused, WrongGenerator
from ml_core.generators import registry
from ml_core.generators.preview import preview_of
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS
from ml_core.projector import Found, Projector, ProjectorConfig, Step

# A child is drawn anew until it looks as was asked for, at most this often (0.4 s each on two cores).
MAX_DRAWINGS = 8
# Below this nobody would know a face again, neither people nor the networks that judge.
MIN_RESOLUTION = 64


class _Drawing(NamedTuple):
    pixels: Picture
    latent: Latent
    miss: float


class Pipeline:
    """Holds every network, about 2 GB with a run under way; build one a process with `load`."""

    def __init__(self, generator: Generator, *, config: ProjectorConfig | None = None) -> None:
        if generator.resolution < MIN_RESOLUTION:
            raise WeightsRefused(
                f"The generator {generator.identity} draws {generator.resolution} px; faces need {MIN_RESOLUTION}."
            )
        self.generator = generator
        self.statistics = statistics.load(self.generator.identity)
        facenet = FaceNet.load()
        w_mean, w_deviation = self.statistics.w_mean, float(self.statistics.w_deviation)
        self.lpips = LPIPS.load()
        self._projector = Projector(
            self.generator,
            preview_of(self.generator, self.statistics),
            encoder.load(self.generator.identity, facenet, w_mean=w_mean, w_deviation=w_deviation),
            self.lpips,
            facenet,
            w_mean=w_mean,
            w_deviation=w_deviation,
            config=config,
        )
        self._synthesise = tf.function(self.generator.synthesise, reduce_retracing=True)

    @classmethod
    def load(cls, generator: str | None = None, *, config: ProjectorConfig | None = None) -> Pipeline:
        """Reads all weights, a few seconds. generator: a name of `generators.registry`; None = the active one.

        Raises:
            InvalidRequest, WeightsMissing, WeightsDamaged, WeightsRefused: what to do stands in the message.
        """
        return cls(registry.load(generator or registry.active_name()), config=config)

    @property
    def projector_config(self) -> ProjectorConfig:
        return self._projector.config

    def warm_up(self) -> None:
        """Traces and runs every network once, 15 s on two cores, so that the first couple doesn't wait for it."""
        self._projector.warm_up()
        mean = np.broadcast_to(self.statistics.w_mean, self.generator.latent_shape)
        face = self.synthesise(Latent(w_plus=mean, generator=self.generator.identity))
        attributes.estimate(face)
        identity.embed(face)

    def project(
        self,
        people: Sequence[Sequence[AlignedFace]],
        *,
        mode: Mode = "default",
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> list[Projection]:
        """Projects people side by side, a step of each in turn, so that all their previews sharpen together.

        people: the faces of each, from one photo or several; the first is the main one, which the reconstruction is
        compared with.

        Raises:
            Cancelled: `is_cancelled` answered yes; asked before every step.
            ProjectionDiverged: see `Projector.run`.
        """
        started = time.monotonic()
        runs = [self._projector.run([face.pixels for face in faces], mode) for faces in people]
        found: list[Found | None] = [None] * len(people)
        shares = [0.0] * len(people)
        while any(code is None for code in found):
            for subject, run in enumerate(runs):
                if found[subject] is not None:
                    continue
                _raise_if(is_cancelled)
                try:
                    step = next(run)
                except StopIteration as end:
                    found[subject] = end.value
                    continue
                shares[subject] = step.index / step.num_steps
                on_progress(_progress_of(step, subject=subject, fraction=sum(shares) / len(people)))
        seconds = time.monotonic() - started
        pairs = zip(people, found, strict=True)
        return [self._judge(faces[0], code, seconds=seconds) for faces, code in pairs if code is not None]

    def guess(self, faces: Sequence[AlignedFace]) -> Latent:
        """One person's code as the encoder says it of their photos, 0.04 s each: where `project` starts."""
        w_plus = self._projector.guess([face.pixels for face in faces])
        return Latent(w_plus=w_plus, generator=self.generator.identity)

    def make_child(
        self,
        parent_a: Latent,
        parent_b: Latent,
        request: ChildRequest,
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> Child:
        """One child of two projected parents. Same request, codes and weights: same pixels.

        Raises:
            WrongGenerator, InvalidRequest: the codes aren't this generator's.
            Cancelled: asked before every synthesis.
        """
        for parent in (parent_a, parent_b):
            self._check(parent)
        sex = heredity.choose_sex(request)
        ages = self.statistics.ages
        search = WishSearch(request.age_years, sex, youngest=float(ages[0]), oldest=float(ages[-1]))
        drawings: list[_Drawing] = []
        for step in range(1, MAX_DRAWINGS + 1):
            _raise_if(is_cancelled)
            share = (step - 1) / MAX_DRAWINGS
            on_progress(Progress(stage="inheriting", step=step, num_steps=MAX_DRAWINGS, fraction=share))
            latent = heredity.inherit(
                parent_a,
                parent_b,
                request,
                self.statistics,
                path_age_years=search.path_age,
                sex_strength=search.sex_strength,
                reach=search.reach,
            )
            pixels = self.synthesise(latent)
            seen = attributes.estimate(pixels)
            drawings.append(_Drawing(pixels, latent, math.inf if seen is None else search.miss(seen)))
            if seen is None or not search.adjust(seen):
                break
        best = min(drawings, key=lambda drawing: drawing.miss)
        on_progress(Progress(stage="synthesising", step=1, num_steps=1, fraction=1.0))
        return Child(pixels=best.pixels, latent=best.latent, sex=sex)

    def synthesise(self, latent: Latent) -> Picture:
        """The face of a code, at the generator's full size.

        Raises:
            WrongGenerator: another generator made the code.
        """
        self._check(latent)
        picture = self._synthesise(tf.constant(latent.w_plus)[None])
        return images.from_unit(np.asarray(picture[0]))

    def _judge(self, face: AlignedFace, found: Found, *, seconds: float) -> Projection:
        latent = Latent(w_plus=found.w_plus, generator=self.generator.identity)
        reconstruction = self.synthesise(latent)
        return Projection(
            latent=latent,
            reconstruction=reconstruction,
            lpips=self._projector.distance(face.pixels, reconstruction),
            lpips_name=self.lpips.name,
            identity_distance=identity.distance_between(face.pixels, reconstruction),
            num_steps=found.num_steps,
            seconds=seconds,
        )

    def _check(self, latent: Latent) -> None:
        if latent.generator != self.generator.identity:
            raise WrongGenerator(
                f"This code was made by the generator {latent.generator}, in use is {self.generator.identity}. "
                "Project the photo again."
            )
        if latent.w_plus.shape != self.generator.latent_shape:
            raise InvalidRequest(f"Expected a code of {self.generator.latent_shape}. Received: {latent.w_plus.shape}.")


def _raise_if(is_cancelled: IsCancelled) -> None:
    if is_cancelled():
        raise Cancelled("Cancelled by the caller between two steps.")


def _progress_of(step: Step, *, subject: int, fraction: float) -> Progress:
    return Progress(
        stage="projecting",
        step=step.index,
        num_steps=step.num_steps,
        fraction=fraction,
        subject=subject,
        loss=step.loss,
        preview=step.preview,
    )
