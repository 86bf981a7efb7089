"""What concerns several children of one couple: brothers and sisters, and one child as its parents' shares change."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity.couples import Couple
from benchmarks.heredity.judging import SIDE
from benchmarks.heredity.measures import is_monotone, least_apart, mean_apart
from ml_core import face_embedding, images
from ml_core.contracts import MAX_SIBLINGS, ChildRequest, FloatArray, Picture
from ml_core.heredity import siblings
from ml_core.pipeline import Pipeline

# Eight sisters of so many couples, at each of these ages.
AGES = (3.0, 6.0, 10.0)
NUM_COUPLES = 6
DOMINANCES = tuple(float(step) for step in np.linspace(-1.0, 1.0, 7))
GROWN_YEARS = 24.0


@dataclass(frozen=True, kw_only=True)
class Siblings:
    """apart: mean distance of sisters over that of strangers' daughters of the same age. least: of the two most alike
    of eight, any couple's, over the same. seconds: a child of eight at once. faces: of each couple, [256, 256, 3]."""

    age_years: float
    apart: float
    least: float
    seconds: float
    faces: list[list[Picture]]


def judge_siblings(
    pipeline: Pipeline, couples: Sequence[Couple], *, age_years: float, strangers: float, tell: Callable[[str], None]
) -> Siblings:
    """strangers: mean distance between different couples' daughters of that age."""
    groups: list[FloatArray] = []
    faces: list[list[Picture]] = []
    seconds = 0.0
    for couple in couples[:NUM_COUPLES]:
        request = ChildRequest(age_years=age_years, sex="girl", seed=MAX_SIBLINGS * couple.number)
        started = time.perf_counter()
        parents = couple.mother.latent, couple.father.latent
        sisters = pipeline.make_children(*parents, siblings(request, MAX_SIBLINGS))
        seconds += time.perf_counter() - started
        found = [face_embedding.embed(child.pixels) for child in sisters]
        groups.append(np.stack([embedding for embedding in found if embedding is not None]))
        faces.append([images.resize(child.pixels, SIDE) for child in sisters])
        tell(f"sisters of {age_years:g}, couple {couple.number}: {mean_apart(groups[-1]) / strangers:.2f} of strangers")
    return Siblings(
        age_years=age_years,
        apart=float(np.mean([mean_apart(group) for group in groups])) / strangers,
        least=min(least_apart(group) for group in groups) / strangers,
        seconds=seconds / sum(len(group) for group in faces),
        faces=faces,
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
        found = [face_embedding.embed(child.pixels) for child in children]
        faces = [embedding for embedding in found if embedding is not None]
        whole = len(faces) == len(steps)
        kept.append(whole and is_monotone(np.stack(faces), couple.mother.embedding, couple.father.embedding))
        tell(f"dominance, couple {couple.number}: {'steady' if kept[-1] else 'not steady'}")
    return float(np.mean(kept))
