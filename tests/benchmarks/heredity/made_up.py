"""Couples, children and figures that nobody measured."""

from __future__ import annotations

import numpy as np

from benchmarks.heredity.codes import Code
from benchmarks.heredity.couples import Couple, Parent
from benchmarks.heredity.figures import AgeAndSex, Judged, Row
from benchmarks.heredity.judging import Seen
from benchmarks.heredity.measures import Resemblance
from benchmarks.heredity.naturalness import Natural
from ml_core.contracts import SEXES, AlignedFace, FloatArray, Latent, Picture, Sex

SIDE = 256


def plain(grey: int) -> Picture:
    return np.full((SIDE, SIDE, 3), grey, np.uint8)


def embedding(seed: int) -> FloatArray:
    return np.random.default_rng(seed).standard_normal(128).astype(np.float32)


def code(*, identity_distance: float = 0.2) -> Code:
    latent = Latent(w_plus=np.zeros((16, 512), np.float32), generator="generator:1")
    return Code(latent=latent, reconstruction=plain(100), lpips=0.1, identity_distance=identity_distance, seconds=20.0)


def parent(seed: int) -> Parent:
    face = AlignedFace(pixels=plain(90), landmarks=np.zeros((68, 2), np.float32))
    return Parent(face=face, portrait=plain(90), embedding=embedding(seed), cheeks=None, code=code())


def couple(number: int) -> Couple:
    return Couple(number=number, mother=parent(2 * number), father=parent(2 * number + 1))


def row(age_years: float, sex: Sex, *, auc: float = 0.9, sex_met: float = 1.0) -> Row:
    found = Resemblance(own=0.6, other=0.8, auc=auc, auc_one_parent=0.8, first=0.5, spread=0.9, unbalanced=0.25, lost=1)
    return Row(
        method="ours",
        age_years=age_years,
        sex=sex,
        resemblance=found,
        in_loop=AgeAndSex(age_error=1.5, sex_met=sex_met),
        judge=AgeAndSex(age_error=4.5, sex_met=sex_met),
        natural=Natural(residual=1.25, unnatural=0.5, odd=0.1, odd_by={"teeth": 0.2}),
        skin=2.0,
        seconds=1.0,
    )


def judged(*rows: Row, num_couples: int = 2) -> Judged:
    ages = dict.fromkeys(row.age_years for row in rows)
    faces = {age: {sex: [Seen(picture=plain(120))] * num_couples for sex in SEXES} for age in ages}
    drifts, oddities = {"light": 1.25, "tan": 3.0}, {"children": 24, "glasses": 2}
    return Judged(method="ours", rows=list(rows), kept=0.75, drifts=drifts, oddities=oddities, faces=faces)
