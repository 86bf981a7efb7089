"""The progress of a whole job, and the time it may still take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generation.models import Quality

# Seconds on two idle cores: finding a face, searching for one parent's code (and looking closer), making the child,
# and each of its siblings besides; or a film of a child.
ALIGN_COST = 1.0
PROJECT_COST, HIGH_QUALITY_PROJECT_COST = 18.0, 71.0
CHILD_COST, SIBLING_COST = 3.0, 1.5
FILM_COST = 36.0

WINDOW = 30
SMALLEST_EXPERIENCE_SECONDS = 2.0
# Past this it is a guess that helps nobody, and more than the job's row can hold is not far.
LONGEST_FORETOLD_SECONDS = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Span:
    """A part of the whole job, both ends within 0..1."""

    start: float
    end: float

    def at(self, fraction: float) -> float:
        return self.start + (self.end - self.start) * min(1.0, max(0.0, fraction))


@dataclass(frozen=True, kw_only=True)
class Plan:
    align: Span
    project: Span
    result: Span


def plan_for(
    num_new_faces: int, *, quality: Quality = Quality.STANDARD, num_children: int = 1, is_film: bool = False
) -> Plan:
    """Plans the parts of a job. Known faces cost nothing, and the rest still runs from 0 to 1."""
    align = num_new_faces * ALIGN_COST
    project = num_new_faces * (HIGH_QUALITY_PROJECT_COST if quality == Quality.HIGH else PROJECT_COST)
    result = FILM_COST if is_film else CHILD_COST + (num_children - 1) * SIBLING_COST
    ends = _running_sum([align, project, result])
    return Plan(
        align=Span(start=0.0, end=ends[0]),
        project=Span(start=ends[0], end=ends[1]),
        result=Span(start=ends[1], end=1.0),
    )


def _running_sum(costs: Sequence[float]) -> list[float]:
    return [sum(costs[: count + 1]) / sum(costs) for count in range(len(costs))]


class Pace:
    """An estimate of the time left, from the pace of the last steps."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, float]] = deque(maxlen=WINDOW)

    def note(self, fraction: float) -> int | None:
        """Returns the seconds left after reaching `fraction` of the whole; None when that cannot be told."""
        self._seen.append((self._clock(), fraction))
        (first_time, first_fraction), (last_time, last_fraction) = self._seen[0], self._seen[-1]
        elapsed, gained = last_time - first_time, last_fraction - first_fraction
        if elapsed < SMALLEST_EXPERIENCE_SECONDS or gained <= 0:
            return None
        left = (1.0 - last_fraction) * elapsed / gained
        return max(1, round(left)) if left < LONGEST_FORETOLD_SECONDS else None
