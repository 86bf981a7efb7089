"""This project's own search, as the site runs it, in both of its modes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.inversion.recipe import Checkpoint, Settings
from ml_core.contracts import AlignedFace, Mode
from ml_core.pipeline import Pipeline


class Ours:
    """Shows its end only: a code on the way isn't handed out."""

    differs = ""

    def __init__(self, pipeline: Pipeline, mode: Mode) -> None:
        self.name, self.title = f"ours-{mode}", f"ours, {mode}"
        self._pipeline, self._mode = pipeline, mode

    def settings(self) -> Settings:
        return {"config": str(self._pipeline.projector_config)}

    def warm_up(self) -> None:
        self._pipeline.warm_up()

    def run(self, face: AlignedFace) -> Iterator[Checkpoint]:
        """`seconds` of a projection end before it is judged."""
        (projection,) = self._pipeline.project([[face]], mode=self._mode)
        yield Checkpoint(steps=projection.num_steps, seconds=projection.seconds, w_plus=projection.latent.w_plus)
