"""All that is measured of one set of couples."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from benchmarks.heredity import chosen_traits, clock, families, figures, formulas, reconstructions
from benchmarks.heredity.couples import Subjects
from benchmarks.heredity.families import Siblings
from benchmarks.heredity.figures import Judged
from benchmarks.heredity.measures import mean_apart
from benchmarks.heredity.naturalness import Naturalness
from benchmarks.heredity.results import SetResults
from ml_core.pipeline import Pipeline

Tell = Callable[[str], None]


def measure(
    pipeline: Pipeline, subjects: Subjects, naturalness: Naturalness, args: argparse.Namespace, *, tell: Tell
) -> SetResults:
    """args: see `options.parse`. Others' formulas, chosen traits and dominance are measured on drawn couples alone."""
    couples, is_drawn = subjects.couples, subjects.name == "drawn"
    wanted = args.methods if is_drawn else args.methods[:1]
    methods = [method for method in formulas.all_methods(pipeline) if method.name in wanted]
    judged = [figures.judge(method, couples, args.ages, naturalness, tell=tell) for method in methods]
    found = reconstructions.judge(couples, naturalness)
    if judged[0].method != formulas.Ours.name:
        return SetResults(subjects=subjects, reconstructions=found, judged=judged)

    def wants(part: str) -> bool:
        return part not in args.without

    return SetResults(
        subjects=subjects,
        reconstructions=found,
        judged=judged,
        siblings=_siblings(pipeline, subjects, judged[0], tell=tell) if wants("siblings") else (),
        chosen=chosen_traits.measure(pipeline, couples, tell=tell) if is_drawn and wants("traits") else (),
        monotone=families.share_monotone(pipeline, couples, tell=tell) if is_drawn and wants("dominance") else None,
        waits=clock.measure(pipeline, couples, tell=tell) if wants("waits") else None,
    )


def _siblings(pipeline: Pipeline, subjects: Subjects, ours: Judged, *, tell: Tell) -> list[Siblings]:
    """At the ages of `families.AGES` that were asked for."""
    found = []
    for age in (age for age in families.AGES if age in ours.faces):
        daughters = [child.embedding for child in ours.faces[age]["girl"]]
        strangers = mean_apart(np.stack([embedding for embedding in daughters if embedding is not None]))
        found.append(families.judge_siblings(pipeline, subjects.couples, age_years=age, strangers=strangers, tell=tell))
    return found
