"""The report on a set of faces: which pictures were used, whom they show, and what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ml_core.contracts import Sex
from ml_core.statistics import GeneratorStatistics
from ml_core.training.fine_tuning.inspections import USED, Faces, Inspection
from ml_core.training.fine_tuning.lesson import Likeness
from ml_core.training.fine_tuning.means import distance_in_deviations
from ml_core.training.fine_tuning.pictures import REASONS

BAND_STARTS = (0, 3, 6, 10, 14, 18, 25, 35)  # years
SHOWN_AGES = (1.0, 6.0, 12.0, 18.0, 30.0)


def describe_pictures(
    files: Mapping[bytes, Path], inspections: Mapping[bytes, Inspection], *, num_same: int
) -> list[str]:
    """Returns how many pictures were used, and each reason why others weren't, with the name of one of them."""
    outcomes = Counter(inspection.outcome for inspection in inspections.values())
    lines = [f"pictures used: {outcomes[USED]:,} of {len(files) + num_same:,}"]
    for outcome, number in outcomes.most_common():
        if outcome != USED:
            example = next(files[key].name for key, inspection in inspections.items() if inspection.outcome == outcome)
            lines.append(f"  skipped {number:,}: {REASONS.get(outcome, outcome)}, {example} for one")
    if num_same:
        lines.append(f"  skipped {num_same:,}: the same as another file, byte for byte")
    return lines


def describe_people(faces: Faces, *, oldest: float) -> list[str]:
    """Ages and sexes as estimated; those above `oldest` years take no part."""
    ends = (*BAND_STARTS[1:], oldest)
    is_female = faces.p_female > 0.5
    lines = [f"{'years, as they look':24}{'female':>8}{'male':>8}"]
    for start, end in zip(BAND_STARTS, ends, strict=True):
        lies_in = (faces.age >= start) & (faces.age < end)
        lines.append(f"  {f'{start} to {end:g}':22}{_count(lies_in & is_female)}{_count(lies_in & ~is_female)}")
    beyond = faces.age > oldest
    lines.append(f"  {f'above {oldest:g}, left out':22}{_count(beyond & is_female)}{_count(beyond & ~is_female)}")
    return lines


def describe_moves(general: GeneratorStatistics, moved: GeneratorStatistics) -> list[str]:
    """Root mean squares, in deviations of a component."""
    whole = distance_in_deviations(moved.adult_mean, general.adult_mean, general)
    lines = [f"{'means moved, in deviations':24}", f"  {'grown-ups of both sexes':30}{whole:.2f}"]
    for age in SHOWN_AGES:
        girls, boys = (_move(general, moved, age_years=age, sex=sex) for sex in ("girl", "boy"))
        lines.append(f"  {f'at {age:g}: female, male':30}{girls:.2f}  {boys:.2f}")
    return lines


def describe_encoder(before: Likeness, after: Likeness, *, num_pictures: int) -> list[str]:
    end = "better: kept" if after.is_better_than(before) else "no better: not kept, the general encoder stays in use"
    return [
        f"encoder, on {num_pictures} held-out pictures, before and after",
        f"  {'LPIPS':30}{before.lpips:.3f}  {after.lpips:.3f}",
        f"  {'distance by dlib':30}{before.identity_distance:.3f}  {after.identity_distance:.3f}",
        f"  {end}",
    ]


def _count(chosen: np.ndarray) -> str:
    return f"{np.count_nonzero(chosen):8,}"


def _move(general: GeneratorStatistics, moved: GeneratorStatistics, *, age_years: float, sex: Sex) -> float:
    before, after = (each.mean_code(age_years=age_years, sex=sex) for each in (general, moved))
    return distance_in_deviations(after, before, general)
