"""The same figures of real families, which no way has to exceed.

Measured with dlib's embedding on 1,000 pairs of a parent and a child (KinFaceW-II, crops of 64 px), the child's age as
the in-loop estimator reads it; with both parents, on seven families with grown children.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Nature:
    """ages: as words. auc: with both parents. auc_one_parent: mean over four relations. apart: distance between
    children of different families over that between adults. siblings: least and most of their distance over
    strangers', as a child and a parent have it, who share as much. None = not known."""

    ages: str
    auc: float | None = None
    auc_one_parent: float
    first: str | None = None
    apart: float
    siblings: tuple[float, float] = (0.80, 0.90)


FAMILIES = (
    Nature(ages="0-5", auc_one_parent=0.76, apart=0.74),
    Nature(ages="5-9", auc_one_parent=0.80, apart=0.82),
    Nature(ages="9-14", auc_one_parent=0.83, apart=0.88),
    Nature(ages="14-20", auc_one_parent=0.79, apart=0.90),
    Nature(ages="20+", auc=0.90, auc_one_parent=0.80, first="6 of 7", apart=0.99),
)
