"""What a couple waits for, by the wall clock: its first child, another one, and the picture beside a slider."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity.couples import Couple
from ml_core.contracts import ChildRequest
from ml_core.pipeline import Pipeline

NUM_COUPLES, NUM_CHILDREN = 2, 4
AGE_YEARS = 6.0


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Mean seconds on a warm pipeline. first_child: from two aligned photos. further_child: another of that couple.
    preview: of a child whose age has changed by a year."""

    first_child: float
    further_child: float
    preview: float


def measure(pipeline: Pipeline, couples: Sequence[Couple], *, tell: Callable[[str], None]) -> Waits:
    pipeline.warm_up()
    waits = [_measure_couple(pipeline, couple) for couple in couples[:NUM_COUPLES]]
    first, further, preview = np.mean(waits, axis=0).tolist()
    tell(f"first child {first:.1f} s, further {further:.1f} s, preview {preview:.2f} s")
    return Waits(first_child=first, further_child=further, preview=preview)


def _measure_couple(pipeline: Pipeline, couple: Couple) -> tuple[float, float, float]:
    pipeline.clear_couple_cache()
    started = time.perf_counter()
    mother, father = pipeline.project([[couple.mother.face], [couple.father.face]])
    parents = mother.latent, father.latent
    pipeline.make_child(*parents, ChildRequest(age_years=AGE_YEARS, sex="girl"))
    first = time.perf_counter() - started
    further = _mean_seconds(
        lambda number: pipeline.make_child(*parents, ChildRequest(age_years=AGE_YEARS, sex="girl", seed=number))
    )
    preview = _mean_seconds(
        lambda number: pipeline.preview_child(*parents, ChildRequest(age_years=AGE_YEARS + number, sex="girl"))
    )
    return first, further, preview


def _mean_seconds(make: Callable[[int], object]) -> float:
    """Over the numbers 1..NUM_CHILDREN."""
    started = time.perf_counter()
    for number in range(1, NUM_CHILDREN + 1):
        make(number)
    return (time.perf_counter() - started) / NUM_CHILDREN
