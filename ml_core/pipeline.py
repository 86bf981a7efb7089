"""The story: photos in, parents' codes, a child's code, a child's face.

    pipeline = Pipeline.load()
    faces = [align(load_picture(path)) for path in ("mother.jpg", "father.jpg")]
    mother, father = pipeline.project([[face] for face in faces])
    child = pipeline.make_child(mother.latent, father.latent, ChildRequest(age_years=6, sex="girl"))
    save_png(child.pixels, "child.png")

Pictures are uint8 RGB [R, R, 3], the generator's own size.
"""

from __future__ import annotations

import time
from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml_core import attributes, encoder, face_embedding, statistics, traits
from ml_core.apparent import Estimators
from ml_core.children import ChildMaker
from ml_core.contracts import (
    LIFE_AGES_YEARS,
    AlignedFace,
    Child,
    ChildRequest,
    FloatArray,
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
    raise_if,
)
from ml_core.errors import InvalidRequest, WeightsRefused, WrongGenerator
from ml_core.generators import registry
from ml_core.generators.low_res import low_res_of
from ml_core.growing_up import Life
from ml_core.heredity import at_ages
from ml_core.inheritable import measured
from ml_core.inheritable.handed_down import HandedDown, Networks
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.faceres import FaceRes
from ml_core.perceptual.lpips import LPIPS
from ml_core.projector import Projector, ProjectorConfig, Step
from ml_core.remix import Remix

# Below this nobody would know a face again, neither people nor the networks that judge.
MIN_RESOLUTION = 64


@dataclass(frozen=True, kw_only=True)
class _Person:
    """w_plus [L, D], inheritable [L, D] or None: see `Latent`."""

    w_plus: FloatArray
    inheritable: FloatArray | None
    num_steps: int


class Pipeline:
    """Holds every network, about 2 GB with a run under way; build one a process with `load`."""

    def __init__(self, generator: Generator, *, config: ProjectorConfig | None = None) -> None:
        if generator.resolution < MIN_RESOLUTION:
            raise WeightsRefused(
                f"The generator {generator.fingerprint} draws {generator.resolution} px; faces need {MIN_RESOLUTION}."
            )
        self.generator = generator
        self.statistics = statistics.load(self.generator.fingerprint)
        facenet, faceres = FaceNet.load(), FaceRes.load()
        estimators = Estimators(faceres)
        w_mean, w_deviation = self.statistics.w_mean, float(self.statistics.w_deviation)
        self.lpips = LPIPS.load()
        self._projector = Projector(
            self.generator,
            low_res_of(self.generator, self.statistics),
            encoder.load(self.generator.fingerprint, facenet, w_mean=w_mean, w_deviation=w_deviation),
            self.lpips,
            facenet,
            w_mean=w_mean,
            w_deviation=w_deviation,
            config=config,
        )
        maps, traces = traits.find(self.generator.fingerprint), measured.find(self.generator.fingerprint)
        self._handed_down = HandedDown(
            self.generator,
            self.statistics,
            maps,
            traces,
            Networks(facenet=facenet, faceres=faceres, estimators=estimators),
        )
        self._maker = ChildMaker(self.generator, self.statistics, maps, facenet, estimators, self._handed_down, traces)
        ages = self.statistics.ages
        self._remix = Remix(self._maker, youngest=float(ages[0]), oldest=float(ages[-1]))

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
        nobody = Latent(
            w_plus=np.array(mean, np.float32),
            generator=self.generator.fingerprint,
            inheritable=np.zeros(self.generator.latent_shape, np.float32),
        )
        face = self.synthesise(nobody)
        if self._handed_down.is_searched_for:
            next(self._handed_down.search(nobody.w_plus, face))
        self._maker.analyse(nobody, nobody)
        attributes.estimate(face)
        face_embedding.embed(face)

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
        runs = [self._search([face.pixels for face in faces], mode) for faces in people]
        found: list[_Person | None] = [None] * len(people)
        shares = [0.0] * len(people)
        while any(code is None for code in found):
            for subject, run in enumerate(runs):
                if found[subject] is not None:
                    continue
                raise_if(is_cancelled)
                try:
                    step = next(run)
                except StopIteration as end:
                    found[subject] = end.value
                    continue
                shares[subject] = step.index / step.num_steps
                on_progress(_progress_of(step, subject=subject, fraction=sum(shares) / len(people)))
        seconds = time.monotonic() - started
        pairs = zip(people, found, strict=True)
        return [self._judge(faces[0], person, seconds=seconds) for faces, person in pairs if person is not None]

    def _search(self, photos: Sequence[Picture], mode: Mode) -> Steps[Step, None, _Person]:
        """One person: the code that is shown, then what they hand down."""
        handed_down = self._handed_down
        num_after = handed_down.num_steps if handed_down.is_searched_for else 0
        found = yield from self._projector.run(photos, mode, num_after=num_after)
        inheritable, num_steps = None, found.num_steps + num_after
        if handed_down.is_searched_for:
            for index, offset in enumerate(handed_down.search(found.natural, photos[0]), start=1):
                inheritable = offset
                yield Step(index=found.num_steps + index, num_steps=num_steps)
        return _Person(w_plus=found.w_plus, inheritable=inheritable, num_steps=num_steps)

    def guess(self, faces: Sequence[AlignedFace]) -> Latent:
        """One person's code as the encoder says it of their photos, 0.04 s each: where `project` starts."""
        w_plus = self._projector.guess([face.pixels for face in faces])
        return Latent(w_plus=w_plus, generator=self.generator.fingerprint)

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
            WrongGenerator, InvalidRequest: the codes aren't this generator's; or traits are chosen that weren't
                measured.
            Cancelled: asked before every render.
        """
        (child,) = self.make_children(parent_a, parent_b, [request], on_progress=on_progress, is_cancelled=is_cancelled)
        return child

    def make_children(
        self,
        parent_a: Latent,
        parent_b: Latent,
        requests: Sequence[ChildRequest],
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> list[Child]:
        """Several of the same couple, `heredity.siblings` or one at several ages, cheaper than one by one.

        Raises:
            See `make_child`.
        """
        for parent in (parent_a, parent_b):
            self.check(parent)
        couple = self._remix.analyse(parent_a, parent_b)
        fitted = self._maker.fit(couple, requests, on_progress=on_progress, is_cancelled=is_cancelled)
        return [each.child for each in fitted]

    def preview_child(self, parent_a: Latent, parent_b: Latent, request: ChildRequest) -> Picture:
        """A preview [256, 256, 3] of the child that `make_child` would make, in 0.1 to 0.3 s on two cores: same genes,
        its age and sex about as asked.

        Raises:
            WrongGenerator, InvalidRequest: as `make_child`.
        """
        for parent in (parent_a, parent_b):
            self.check(parent)
        return self._remix.preview(parent_a, parent_b, request)

    def clear_couple_cache(self) -> None:
        """Drops the cached couples, each of which is analysed once within ten minutes, see `ml_core.remix`."""
        self._remix.forget_all()

    def grow_up(
        self,
        parent_a: Latent,
        parent_b: Latent,
        request: ChildRequest,
        ages_years: Sequence[float] = LIFE_AGES_YEARS,
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> Life:
        """One child at several ages and at all between them; the request's own age is ignored. One to three
        seconds an age on two cores.

        Raises:
            InvalidRequest: also when there are too few ages or too many, or they don't rise.
            See `make_child` for the others.
        """
        requests = at_ages(request, ages_years)
        for parent in (parent_a, parent_b):
            self.check(parent)
        couple = self._remix.analyse(parent_a, parent_b)
        fitted = self._maker.fit(couple, requests, on_progress=on_progress, is_cancelled=is_cancelled)
        return Life(self._maker, couple, requests, fitted, youngest=float(self.statistics.ages[0]))

    def synthesise(self, latent: Latent) -> Picture:
        """The face of a code, at the generator's full size.

        Raises:
            WrongGenerator: another generator made the code.
        """
        self.check(latent)
        return self._maker.synthesise(latent)

    def _judge(self, face: AlignedFace, found: _Person, *, seconds: float) -> Projection:
        latent = Latent(w_plus=found.w_plus, generator=self.generator.fingerprint, inheritable=found.inheritable)
        reconstruction = self.synthesise(latent)
        return Projection(
            latent=latent,
            reconstruction=reconstruction,
            lpips=self._projector.distance(face.pixels, reconstruction),
            lpips_name=self.lpips.name,
            identity_distance=face_embedding.distance_between(face.pixels, reconstruction),
            num_steps=found.num_steps,
            seconds=seconds,
        )

    def check(self, latent: Latent) -> None:
        """Raises WrongGenerator, InvalidRequest: the code isn't this generator's."""
        if latent.generator != self.generator.fingerprint:
            raise WrongGenerator(
                f"This code was made by the generator {latent.generator}, in use is {self.generator.fingerprint}. "
                "Project the photo again."
            )
        inheritable = latent.w_plus if latent.inheritable is None else latent.inheritable
        for code in (latent.w_plus, inheritable):
            if code.shape != self.generator.latent_shape:
                raise InvalidRequest(f"Expected a code of {self.generator.latent_shape}. Received: {code.shape}.")


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
