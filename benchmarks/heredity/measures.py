"""What distances between faces say about a way to make children.

All are of dlib's embeddings, which no way lowers. A face that wasn't found counts against the way that drew it.

Legend: N couples, one child each, in the same order; F = 128.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ml_core.contracts import FloatArray

# A sixth of the distance at which two people are taken for one: below it nobody would say "clearly".
CLEARLY_NEARER = 0.1
# How far a step of the dominance slider may go back before it counts: two drawings of one code's neighbours differ so.
MONOTONE_SLACK = 0.02


@dataclass(frozen=True, kw_only=True)
class Resemblance:
    """own, other: mean distance of a child to its own parents, and to other couples.
    auc: how often a child is nearer to its own than any child is to other couples (ROC's area). auc_one_parent: the
    same of one parent among all of that role, mean over mothers and fathers.
    first: share of children whose own parents are the nearest couple.
    spread: mean distance between different couples' children over that between adults.
    unbalanced: share of children clearly nearer to one of their parents. lost: children without a face."""

    own: float
    other: float
    auc: float
    auc_one_parent: float
    first: float
    spread: float
    unbalanced: float
    lost: int


def resemblance(children: Sequence[FloatArray | None], mothers: FloatArray, fathers: FloatArray) -> Resemblance:
    """children: N, None where no face was found; mothers, fathers [N, F]."""
    found = np.array([child is not None for child in children])
    faces = np.stack([child for child in children if child is not None])
    to_mothers, to_fathers = _between(faces, mothers), _between(faces, fathers)
    to_couples = (to_mothers + to_fathers) / 2
    is_own = np.eye(len(children), dtype=bool)[found]
    lean = np.abs(to_mothers[is_own] - to_fathers[is_own])
    share_found = float(found.mean())
    return Resemblance(
        own=float(to_couples[is_own].mean()),
        other=float(to_couples[~is_own].mean()),
        auc=share_found * _auc(to_couples, is_own),
        auc_one_parent=share_found * (_auc(to_mothers, is_own) + _auc(to_fathers, is_own)) / 2,
        first=share_found * float(np.mean(to_couples.argmin(axis=1) == np.flatnonzero(found))),
        spread=mean_apart(faces) / mean_apart(np.concatenate([mothers, fathers])),
        unbalanced=float(np.mean(lean > CLEARLY_NEARER)),
        lost=int((~found).sum()),
    )


def _auc(distances: npt.NDArray[Any], is_own: npt.NDArray[np.bool_]) -> float:
    return float(np.mean(distances[is_own][:, None] < distances[~is_own][None]))


def mean_apart(faces: FloatArray) -> float:
    """Mean distance between any two of [N, F]."""
    upper = np.triu_indices(len(faces), k=1)
    return float(_between(faces, faces)[upper].mean())


def least_apart(faces: FloatArray) -> float:
    """Distance of the two of [N, F] that are most alike."""
    upper = np.triu_indices(len(faces), k=1)
    return float(_between(faces, faces)[upper].min())


def is_monotone(children: FloatArray, mother: FloatArray, father: FloatArray) -> bool:
    """children [S, F] in the order of rising dominance of the father: whether each comes nearer to him, less to her."""
    lean = np.linalg.norm(children - mother, axis=1) - np.linalg.norm(children - father, axis=1)
    return bool(np.all(np.diff(lean) > -MONOTONE_SLACK) and lean[-1] > lean[0])


def kept_across_ages(children: FloatArray) -> float:
    """children [N, A, F], one child at A ages: the share of (child, age) whose nearest face of another age, among all
    children's, is the same child's."""
    num_ages = children.shape[1]
    faces = children.reshape(-1, children.shape[2])
    who, age = np.divmod(np.arange(len(faces)), num_ages)
    distances = np.where(age[:, None] == age[None], np.inf, _between(faces, faces))
    return float(np.mean(who[distances.argmin(axis=1)] == who))


def _between(a: FloatArray, b: FloatArray) -> FloatArray:
    """[N, F], [M, F] -> [N, M]."""
    return np.asarray(np.linalg.norm(a[:, None] - b[None], axis=-1))
