"""How near the search comes to the parents themselves, and whether what it finds is a photograph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity.couples import Couple, Parent
from benchmarks.heredity.judging import Seen
from benchmarks.heredity.naturalness import GROWN_YEARS, Naturalness
from ml_core.contracts import Sex


@dataclass(frozen=True, kw_only=True)
class Reconstructions:
    """Means over all parents. identity_distance: dlib's, to the photo; lpips; naturalness: among grown faces that the
    generator draws; seconds: a search."""

    identity_distance: float
    lpips: float
    naturalness: float
    seconds: float


def judge(couples: Sequence[Couple], naturalness: Naturalness) -> Reconstructions:
    parents: dict[Sex, list[Parent]] = {
        "girl": [couple.mother for couple in couples],
        "boy": [couple.father for couple in couples],
    }
    found = [parent.code for of_sex in parents.values() for parent in of_sex]
    residuals = [
        naturalness.judge(_seen(of_sex), age_years=GROWN_YEARS, sex=sex).residual for sex, of_sex in parents.items()
    ]
    return Reconstructions(
        identity_distance=float(np.nanmean([code.identity_distance for code in found])),
        lpips=float(np.mean([code.lpips for code in found])),
        naturalness=float(np.mean(residuals)),
        seconds=float(np.mean([code.seconds for code in found])),
    )


def _seen(parents: Sequence[Parent]) -> list[Seen]:
    return [Seen(picture=parent.code.reconstruction) for parent in parents]
