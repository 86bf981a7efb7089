"""Every figure of every way, as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity.couples import Couple
from benchmarks.heredity.formulas import Method
from benchmarks.heredity.judging import Seen, children
from benchmarks.heredity.measures import Resemblance, kept_across_ages, resemblance
from benchmarks.heredity.naturalness import Natural, Naturalness
from benchmarks.heredity.skin import TONES, drift, tone_of
from ml_core.attributes import Estimate
from ml_core.contracts import SEXES, Sex

# A smaller child's sex isn't seen in the face.
SEX_JUDGED_FROM_YEARS = 3.0


@dataclass(frozen=True, kw_only=True)
class AgeAndSex:
    """What one estimator says of the children. age_error: mean absolute, in years. sex_met: share; NaN below
    `SEX_JUDGED_FROM_YEARS`."""

    age_error: float
    sex_met: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """Of one way, at one age. in_loop, judge: see `judging.Seen`. skin: mean of `skin.drift`. seconds: a child."""

    method: str
    age_years: float
    sex: Sex
    resemblance: Resemblance
    in_loop: AgeAndSex
    judge: AgeAndSex
    natural: Natural
    skin: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Judged:
    """kept: `measures.kept_across_ages` of the daughters and sons of each couple. drifts: mean of `skin.drift` over all
    children, by their parents' tone. oddities: how many of all children. faces[age][sex]: a child a couple."""

    method: str
    rows: list[Row]
    kept: float
    drifts: dict[str, float]
    oddities: dict[str, int]
    faces: dict[float, dict[Sex, list[Seen]]]


def judge(
    method: Method,
    couples: Sequence[Couple],
    ages: Sequence[float],
    naturalness: Naturalness,
    *,
    tell: Callable[[str], None],
) -> Judged:
    rows: list[Row] = []
    faces: dict[float, dict[Sex, list[Seen]]] = {age: {} for age in ages}
    for age in ages:
        for sex in SEXES:
            seen, seconds = children(method, couples, age_years=age, sex=sex)
            faces[age][sex] = seen
            rows.append(_row(method.name, couples, seen, naturalness, age_years=age, sex=sex, seconds=seconds))
            tell(f"{method.title}, {sex} of {age:g}: {_in_short(rows[-1])}")
    return Judged(
        method=method.name,
        rows=rows,
        kept=_kept(faces),
        drifts=_drifts(couples, faces),
        oddities=_oddities([child for of_age in faces.values() for seen in of_age.values() for child in seen]),
        faces=faces,
    )


def _row(
    method: str,
    couples: Sequence[Couple],
    seen: Sequence[Seen],
    naturalness: Naturalness,
    *,
    age_years: float,
    sex: Sex,
    seconds: float,
) -> Row:
    mothers = np.stack([couple.mother.embedding for couple in couples])
    fathers = np.stack([couple.father.embedding for couple in couples])
    natural = naturalness.judge(seen, age_years=age_years, sex=sex)
    drifts = [_drift(child, couple) for child, couple in zip(seen, couples, strict=True)]
    return Row(
        method=method,
        age_years=age_years,
        sex=sex,
        resemblance=resemblance([child.embedding for child in seen], mothers, fathers),
        in_loop=age_and_sex([child.in_loop for child in seen], age_years=age_years, sex=sex),
        judge=age_and_sex([child.judge for child in seen], age_years=age_years, sex=sex),
        natural=natural,
        skin=float(np.nanmean(drifts)),
        seconds=seconds,
    )


def _in_short(row: Row) -> str:
    found = row.resemblance
    return (
        f"AUC {found.auc:.3f}, first {found.first:.0%}, apart {found.spread:.2f}, "
        f"naturalness {row.natural.residual:.2f}, "
        f"age off by {row.in_loop.age_error:.1f} and {row.judge.age_error:.1f}, {row.seconds:.2f} s"
    )


def age_and_sex(estimates: Sequence[Estimate | None], *, age_years: float, sex: Sex) -> AgeAndSex:
    """A face that was not found says nothing of its age, and is not of the sex asked for."""
    errors = [abs(estimate.age_years - age_years) for estimate in estimates if estimate is not None]
    met = [estimate is not None and (estimate.p_female > 0.5) == (sex == "girl") for estimate in estimates]
    return AgeAndSex(
        age_error=float(np.mean(errors)) if errors else np.nan,
        sex_met=float(np.mean(met)) if age_years >= SEX_JUDGED_FROM_YEARS else np.nan,
    )


def _oddities(seen: Sequence[Seen]) -> dict[str, int]:
    return {
        "children": len(seen),
        "no face": sum(child.num_faces == 0 for child in seen),
        "a second face": sum(child.num_faces > 1 for child in seen),
        "glasses": sum(child.has_glasses for child in seen),
    }


def _drift(child: Seen, couple: Couple) -> float:
    """NaN where somebody's cheeks aren't seen."""
    mother, father = couple.mother.cheeks, couple.father.cheeks
    if mother is None or father is None or child.cheeks is None:
        return np.nan
    return drift(child.cheeks, mother, father)


def _drifts(couples: Sequence[Couple], faces: dict[float, dict[Sex, list[Seen]]]) -> dict[str, float]:
    found: dict[str, list[float]] = {tone: [] for tone, _ in TONES}
    for index, couple in enumerate(couples):
        mother, father = couple.mother.cheeks, couple.father.cheeks
        if mother is None or father is None:
            continue
        drifts = [_drift(seen[index], couple) for of_age in faces.values() for seen in of_age.values()]
        found[tone_of(mother, father)] += [each for each in drifts if not np.isnan(each)]
    return {tone: float(np.mean(drifts)) for tone, drifts in found.items() if drifts}


def _kept(faces: dict[float, dict[Sex, list[Seen]]]) -> float:
    """Over the children whose face was found at every age; NaN for a single age."""
    grown = [
        np.stack([child.embedding for child in ages if child.embedding is not None])
        for sex in SEXES
        for ages in zip(*(of_age[sex] for of_age in faces.values()), strict=True)
        if all(child.embedding is not None for child in ages)
    ]
    return kept_across_ages(np.stack(grown)) if grown and len(faces) > 1 else np.nan
