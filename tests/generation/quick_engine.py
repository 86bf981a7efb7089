"""An engine that keeps the contracts but not the patience: for tests about jobs, not about faces.

It reports and asks at every step exactly as ml_core does, and returns ml_core's own types. That the real networks
fit in its place is shown by the end-to-end test, which runs them in a real worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from generation import engine
from ml_core.contracts import AlignedFace, Child, ChildRequest, IsCancelled, Latent, OnProgress, Progress, Projection

NUM_STEPS = 4
IDENTITY = "quick-generator"


def _picture(shade: int, size: int = 256) -> engine.Picture:
    return np.full((size, size, 3), shade, dtype=np.uint8)


def _latent(shade: int) -> Latent:
    return Latent(w_plus=np.full((23, 512), shade, dtype=np.float32), generator=IDENTITY)


@dataclass
class QuickEngine:
    """`at_step(stage, step)` is called before each step; tests do there what happens to a job in the middle."""

    at_step: Callable[[str, int], None] = lambda stage, step: None
    aligned: int = 0
    projected: int = 0
    requests: list[ChildRequest] = field(default_factory=list)

    def generator_identity(self) -> str:
        return IDENTITY

    def align(self, photo: engine.Picture) -> AlignedFace:
        self.aligned += 1
        self.at_step("aligning", self.aligned)
        return AlignedFace(pixels=_picture(int(photo.mean())), landmarks=np.zeros((68, 2), dtype=np.float32))

    def project(
        self, faces: Sequence[AlignedFace], *, on_progress: OnProgress, is_cancelled: IsCancelled
    ) -> list[Projection]:
        total = NUM_STEPS * len(faces)
        for number in range(total):
            self._step("projecting", number + 1, is_cancelled)
            subject, step = divmod(number, NUM_STEPS)
            preview = _picture(40 * (step + 1))
            on_progress(
                Progress(
                    stage="projecting",
                    step=step + 1,
                    num_steps=NUM_STEPS,
                    fraction=(number + 1) / total,
                    subject=subject,
                    preview=preview,
                )
            )
        self.projected += len(faces)
        return [self._projection(int(face.pixels.mean())) for face in faces]

    def make_child(
        self,
        latent_a: Latent,
        latent_b: Latent,
        request: ChildRequest,
        *,
        on_progress: OnProgress,
        is_cancelled: IsCancelled,
    ) -> Child:
        self.requests.append(request)
        self._step("synthesising", 1, is_cancelled)
        on_progress(Progress(stage="synthesising", step=1, num_steps=1, fraction=1.0))
        return Child(pixels=_picture(99, 1024), latent=_latent(99), sex=request.sex or "girl")

    def _step(self, stage: str, step: int, is_cancelled: IsCancelled) -> None:
        self.at_step(stage, step)
        if is_cancelled():
            raise engine.Cancelled("stopped")

    def _projection(self, shade: int) -> Projection:
        return Projection(
            latent=_latent(shade),
            reconstruction=_picture(shade, 1024),
            lpips=0.1,
            lpips_name="LPIPS on nothing",
            identity_distance=0.3,
            num_steps=NUM_STEPS,
            seconds=0.1,
        )
