"""An engine that keeps the contracts but not the patience: for tests about jobs, not about faces.

It reports and asks at every step exactly as ml_core does, and returns ml_core's own types. That the real networks
fit in its place is shown by the end-to-end test, which runs them in a real worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from generation import engine
from ml_core.contracts import (
    AlignedFace,
    Child,
    ChildRequest,
    FaceBox,
    Finding,
    IsCancelled,
    Latent,
    Mode,
    OnProgress,
    Progress,
    Projection,
    Trait,
)
from ml_core.errors import SeveralFaces

# What of the engine it stands in for.
PATCHED = (
    "align",
    "examine",
    "project",
    "make_children",
    "grow_up",
    "preview_child",
    "clear_couple_cache",
    "generator_fingerprint",
    "perturb",
)
NUM_STEPS = 4
# Of what is drawn: larger than thumbnails, and no larger than that needs.
RESOLUTION = 512
FINGERPRINT = "quick-generator"
FILM = bytes(range(256)) * 4


def _picture(shade: int, size: int = 256) -> engine.Picture:
    """Returns a picture of one shade and some grain: on what is flat as no face is, a mark is hardly there."""
    return np.clip(shade + _grain(size), 0, 255).astype(np.uint8).repeat(3, axis=2)


@cache
def _grain(size: int) -> npt.NDArray[np.int64]:
    coarse = np.random.default_rng(7).integers(-12, 13, (size // 4, size // 4, 1))
    return coarse.repeat(4, axis=0).repeat(4, axis=1)


def _latent(shade: int) -> Latent:
    return Latent(w_plus=np.full((23, 512), shade, dtype=np.float32), generator=FINGERPRINT)


def _face(number: int) -> FaceBox:
    """Returns a face box: side by side, the last of three beyond the right edge of a photo of 320 pixels."""
    return FaceBox(left=20 + 110 * number, top=40, width=90, height=90)


@dataclass
class QuickEngine:
    """`at_step(stage, step)` is called before each step; tests do there what happens to a job in the middle, or to a
    preview ("previewing").

    num_faces: in every photo. findings: of every photo. shares: of every child. looks_older_by: years that every child
    looks older than it was asked for, None where no face is found. filmed: what was asked for. num_steps: of each
    search.
    """

    at_step: Callable[[str, int], None] = lambda stage, step: None
    num_faces: int = 1
    num_steps: int = NUM_STEPS
    findings: list[Finding] = field(default_factory=list)
    lpips: float = 0.01
    identity_distance: float | None = 0.05
    aligned: int = 0
    projected: int = 0
    chosen: list[int | None] = field(default_factory=list)
    photos_of_each: list[int] = field(default_factory=list)
    modes: list[Mode] = field(default_factory=list)
    requests: list[ChildRequest] = field(default_factory=list)
    filmed: list[ChildRequest] = field(default_factory=list)
    shares: dict[Trait, float] = field(default_factory=dict)
    looks_older_by: float | None = 0.0
    previewed: list[ChildRequest] = field(default_factory=list)
    forgotten: int = 0
    fingerprint: str = FINGERPRINT
    perturbed: list[int] = field(default_factory=list)

    def generator_fingerprint(self) -> str:
        return self.fingerprint

    def align(self, photo: engine.Picture, *, which: int | None = None) -> AlignedFace:
        self.aligned += 1
        self.chosen.append(which)
        self.at_step("aligning", self.aligned)
        if self.num_faces > 1 and which is None:
            raise SeveralFaces("several", faces=tuple(_face(number) for number in range(self.num_faces)))
        return AlignedFace(pixels=_picture(int(photo.mean())), landmarks=np.zeros((68, 2), dtype=np.float32))

    def examine(self, photo: engine.Picture, face: AlignedFace) -> list[Finding]:
        return self.findings

    def project(
        self,
        people: Sequence[Sequence[AlignedFace]],
        *,
        mode: Mode,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> list[Projection]:
        self.modes.append(mode)
        self.photos_of_each += [len(faces) for faces in people]
        total = self.num_steps * len(people)
        for number in range(total):
            self._step("projecting", number + 1, is_cancelled)
            subject, step = divmod(number, self.num_steps)
            preview = _picture(40 * (step + 1))
            on_progress(
                Progress(
                    stage="projecting",
                    step=step + 1,
                    num_steps=self.num_steps,
                    fraction=(number + 1) / total,
                    subject=subject,
                    preview=preview,
                )
            )
        self.projected += len(people)
        return [self._projection(int(faces[0].pixels.mean())) for faces in people]

    def make_children(
        self,
        latent_a: Latent,
        latent_b: Latent,
        requests: Sequence[ChildRequest],
        *,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> list[Child]:
        self.requests += requests
        for step in range(1, len(requests) + 1):
            self._step("synthesising", step, is_cancelled)
            progress = Progress(stage="synthesising", step=step, num_steps=len(requests), fraction=step / len(requests))
            on_progress(progress)
        return [self._child(request) for request in requests]

    def preview_child(self, latent_a: Latent, latent_b: Latent, request: ChildRequest) -> engine.Picture:
        self.previewed.append(request)
        self.at_step("previewing", len(self.previewed))
        return _picture(100 + len(self.previewed))

    def perturb(self, latent: Latent, *, seed: int, cosine: float) -> Latent:
        self.perturbed.append(seed)
        return latent

    def clear_couple_cache(self) -> None:
        self.forgotten += 1

    def grow_up(
        self,
        latent_a: Latent,
        latent_b: Latent,
        request: ChildRequest,
        *,
        folder: Path,
        marks: engine.Marks,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> engine.GrowingUp:
        self.filmed.append(request)
        (folder / "film.mp4.part").write_bytes(FILM)  # where a killed worker would leave it
        for step in range(1, NUM_STEPS + 1):
            self._step("filming", step, is_cancelled)
            on_progress(Progress(stage="synthesising", step=step, num_steps=NUM_STEPS, fraction=step / NUM_STEPS))
        return engine.GrowingUp(
            ages_years=(1.0, 25.0),
            mp4=FILM,
            webp=b"an animation",
            strip=np.hstack([_picture(50), _picture(90)]),
            youngest=_picture(50, RESOLUTION),
        )

    def _child(self, request: ChildRequest) -> Child:
        sex = request.sex or "girl"
        older_by = self.looks_older_by
        return Child(
            pixels=_picture(99, RESOLUTION),
            latent=_latent(99),
            sex=sex,
            shares=self.shares,
            apparent_age_years=None if older_by is None else request.age_years + older_by,
        )

    def _step(self, stage: str, step: int, is_cancelled: IsCancelled) -> None:
        self.at_step(stage, step)
        if is_cancelled():
            raise engine.Cancelled("stopped")

    def _projection(self, shade: int) -> Projection:
        return Projection(
            latent=_latent(shade),
            reconstruction=_picture(shade, RESOLUTION),
            lpips=self.lpips,
            lpips_name="LPIPS on nothing",
            identity_distance=self.identity_distance,
            num_steps=NUM_STEPS,
            seconds=0.1,
        )
