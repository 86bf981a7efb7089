"""The form of every check: a measure, a threshold, and a sentence for the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ml_core.contracts import Finding, Level
from ml_core.photo_advice.inspection import Inspection

# None: this face gives nothing to measure on.
Measure = Callable[[Inspection], float | None]


@dataclass(frozen=True, kw_only=True)
class Check:
    """code: stable, translated by web code. unit: of value and threshold, in words. found: on which side of the
    threshold the trouble lies. sentence: what was seen and what to do; names {value} and {threshold}."""

    code: str
    level: Level
    unit: str
    measure: Measure
    found: Literal["above", "below"]
    threshold: float
    sentence: str

    def judge(self, value: float | None) -> Finding | None:
        """The finding, or None when there is none."""
        if value is None:
            return None
        is_found = value > self.threshold if self.found == "above" else value < self.threshold
        if not is_found:
            return None
        return Finding(check=self.code, level=self.level, value=value, threshold=self.threshold)
