"""Whether a child is as old and of the sex that was asked for, whom it looks like, and how siblings differ.

`plain_mean_to_parents` is the baseline: BabyGAN's formula at equal shares, a grown-up without any step in age or sex.
"""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np

from benchmarks.projection import Projections
from ml_core import attributes, face_embedding
from ml_core.contracts import AGE_GROUPS, SEXES, ChildRequest, Latent, Picture
from ml_core.pipeline import Pipeline

NUM_SIBLINGS = 4


def measure(pipeline: Pipeline, projections: Projections) -> dict[str, object]:
    father, mother = projections["father"], projections["mother"]
    parents = [father.reconstruction, mother.reconstruction]
    mean = Latent(
        w_plus=np.mean([father.latent.w_plus, mother.latent.w_plus], axis=0), generator=pipeline.generator.fingerprint
    )
    rows = [
        _describe(pipeline, father.latent, mother.latent, parents, ChildRequest(age_years=age, sex=sex))
        for age in AGE_GROUPS.values()
        for sex in SEXES
    ]
    return {
        "parents_apart": _distance(*parents),
        "plain_mean_to_parents": [_distance(pipeline.synthesise(mean), parent) for parent in parents],
        "age_error_years_mean": round(float(np.mean([abs(row["age"] - row["apparent_age"]) for row in rows])), 2),
        "sex_as_asked": f"{sum(row['sex_met'] for row in rows)} of {len(rows)}",
        "siblings_apart_mean": _siblings_apart(pipeline, father.latent, mother.latent),
        "rows": rows,
    }


def _describe(
    pipeline: Pipeline, father: Latent, mother: Latent, parents: list[Picture], request: ChildRequest
) -> dict[str, float]:
    started = time.perf_counter()
    child = pipeline.make_child(father, mother, request)
    seconds = time.perf_counter() - started
    estimate = attributes.estimate(child.pixels)
    age, p_female = (float("nan"), float("nan")) if estimate is None else (estimate.age_years, estimate.p_female)
    return {
        "age": request.age_years,
        "girl": request.sex == "girl",
        "apparent_age": round(age, 1),
        "sex_met": (p_female > 0.5) == (request.sex == "girl"),
        "to_father": _distance(child.pixels, parents[0]),
        "to_mother": _distance(child.pixels, parents[1]),
        "seconds": round(seconds, 2),
    }


def _siblings_apart(pipeline: Pipeline, father: Latent, mother: Latent) -> float:
    requests = [ChildRequest(age_years=7, sex="girl", seed=seed) for seed in range(NUM_SIBLINGS)]
    faces = [pipeline.make_child(father, mother, request).pixels for request in requests]
    return round(float(np.mean([_distance(a, b) for a, b in combinations(faces, 2)])), 3)


def _distance(a: Picture, b: Picture) -> float:
    distance = face_embedding.distance_between(a, b)
    return float("nan") if distance is None else round(distance, 3)
