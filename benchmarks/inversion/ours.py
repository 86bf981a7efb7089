"""This project's own search, as the site runs it, in both of its modes, and the guess that it starts from."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

from benchmarks.inversion.recipe import Checkpoint, Settings
from ml_core import encoder
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


class Guess:
    """What the encoder alone says, in no step."""

    name, title, differs = "ours-encoder", "our encoder alone", ""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def settings(self) -> Settings:
        path = encoder.find(self._pipeline.generator.fingerprint)
        return {"encoder": "none" if path is None else hashlib.sha256(path.read_bytes()).hexdigest()}

    def warm_up(self) -> None:
        self._pipeline.warm_up()

    def run(self, face: AlignedFace) -> Iterator[Checkpoint]:
        started = time.perf_counter()
        w_plus = self._pipeline.guess([face]).w_plus
        yield Checkpoint(steps=0, seconds=time.perf_counter() - started, w_plus=w_plus)
