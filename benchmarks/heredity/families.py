"""What concerns several children of one couple: brothers and sisters, and one child as its parents' shares change."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity.couples import Couple
from benchmarks.heredity.measures import is_monotone, least_apart, mean_apart
from ml_core import identity
from ml_core.contracts import MAX_SIBLINGS, ChildRequest, FloatArray
from ml_core.heredity import siblings
from ml_core.pipeline import Pipeline

AGE_YEARS = 10.0
DOMINANCES = tuple(float(step) for step in np.linspace(-1.0, 1.0, 7))
GROWN_YEARS = 24.0


@dataclass(frozen=True, kw_only=True)
class Siblings:
    """apart: mean distance of brothers and sisters over that of strangers' children of the same age. least: of the two
    most alike of eight, any couple's. cost: seconds a child of eight at once over those of one alone."""

    apart: float
    least: float
    cost: float


def judge_siblings(pipeline: Pipeline, couples: Sequence[Couple], *, tell: Callable[[str], None]) -> Siblings:
    groups: list[FloatArray] = []
    alone = together = 0.0
    for couple in couples:
        request = ChildRequest(age_years=AGE_YEARS, sex="girl", seed=MAX_SIBLINGS * couple.number)
        parents = couple.mother.latent, couple.father.latent
        started = time.perf_counter()
        pipeline.make_child(*parents, request)
        alone += time.perf_counter() - started
        started = time.perf_counter()
        children = pipeline.make_children(*parents, siblings(request, MAX_SIBLINGS))
        together += (time.perf_counter() - started) / MAX_SIBLINGS
        found = [identity.embed(child.pixels) for child in children]
        groups.append(np.stack([embedding for embedding in found if embedding is not None]))
        tell(f"siblings, couple {couple.number}: {mean_apart(groups[-1]):.2f} apart")
    strangers = mean_apart(np.stack([group[0] for group in groups]))
    return Siblings(
        apart=float(np.mean([mean_apart(group) for group in groups])) / strangers,
        least=min(least_apart(group) for group in groups),
        cost=together / alone,
    )


def share_monotone(pipeline: Pipeline, couples: Sequence[Couple], *, tell: Callable[[str], None]) -> float:
    """Of couples whose grown child comes nearer to the father with every step of `DOMINANCES`."""
    kept = []
    for couple in couples:
        steps = [
            ChildRequest(age_years=GROWN_YEARS, sex="girl", seed=couple.number, dominance=dominance)
            for dominance in DOMINANCES
        ]
        children = pipeline.make_children(couple.mother.latent, couple.father.latent, steps)
        found = [identity.embed(child.pixels) for child in children]
        faces = [embedding for embedding in found if embedding is not None]
        whole = len(faces) == len(steps)
        kept.append(whole and is_monotone(np.stack(faces), couple.mother.embedding, couple.father.embedding))
        tell(f"dominance, couple {couple.number}: {'steady' if kept[-1] else 'not steady'}")
    return float(np.mean(kept))
