"""What a recipe is: a way to search for the code of one face, that can be looked at on its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ml_core.contracts import AlignedFace, FloatArray

# Enough to draw a curve over the logarithm of time.
CHECKPOINTS = (1, 10, 30, 100, 300, 1000)
Settings = dict[str, str | int | float]


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """steps and seconds so far, the seconds without whatever was done with earlier checkpoints; w_plus [L, D]."""

    steps: int
    seconds: float
    w_plus: FloatArray


class Recipe(Protocol):
    """name: its key in files and on the command line; title: for people; differs: from what was published."""

    name: str
    title: str
    differs: str

    def settings(self) -> Settings:
        """What decides its result besides the networks: a kept result stands for a new run if they are the same."""

    def warm_up(self) -> None:
        """Traces what a run needs, so that no run's seconds hold it: peers' users wait for it, but once a process."""

    def run(self, face: AlignedFace) -> Iterator[Checkpoint]:
        """The last one is the recipe's result."""
