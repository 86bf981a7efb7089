"""Every figure of every way, as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.heredity.couples import Couple
from benchmarks.heredity.formulas import Method
from benchmarks.heredity.judging import AGES, Seen, children
from benchmarks.heredity.measures import Resemblance, kept_across_ages, resemblance
from benchmarks.heredity.skin import TONES, cheek_colour, drift, tone_of
from ml_core.contracts import SEXES, Sex

# A smaller child's sex isn't seen in the face.
SEX_JUDGED_FROM_YEARS = 3.0


@dataclass(frozen=True, kw_only=True)
class Row:
    """Of one way, at one age. age_error: mean absolute, in years, of the estimate. sex_met: share; NaN below
    `SEX_JUDGED_FROM_YEARS`. seconds: a child."""

    method: str
    age_years: float
    sex: Sex
    resemblance: Resemblance
    age_error: float
    sex_met: float
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


def judge(method: Method, couples: Sequence[Couple], *, tell: Callable[[str], None]) -> Judged:
    mothers = np.stack([couple.mother.embedding for couple in couples])
    fathers = np.stack([couple.father.embedding for couple in couples])
    rows: list[Row] = []
    faces: dict[float, dict[Sex, list[Seen]]] = {age: {} for age in AGES}
    for age in AGES:
        for sex in SEXES:
            seen, seconds = children(method, couples, age_years=age, sex=sex)
            faces[age][sex] = seen
            rows.append(
                Row(
                    method=method.name,
                    age_years=age,
                    sex=sex,
                    resemblance=resemblance([child.embedding for child in seen], mothers, fathers),
                    age_error=float(np.nanmean([abs(child.age_years - age) for child in seen])),
                    sex_met=_sex_met(seen, sex) if age >= SEX_JUDGED_FROM_YEARS else float("nan"),
                    seconds=seconds,
                )
            )
            found = rows[-1].resemblance
            tell(f"{method.title}, {sex} of {age:g}: AUC {found.auc:.3f}, first {found.first:.0%}")
    return Judged(
        method=method.name,
        rows=rows,
        kept=_kept(faces),
        drifts=_drifts(couples, faces),
        oddities=_oddities([child for ages in faces.values() for seen in ages.values() for child in seen]),
        faces=faces,
    )


def _oddities(seen: Sequence[Seen]) -> dict[str, int]:
    return {
        "children": len(seen),
        "no face": sum(child.num_faces == 0 for child in seen),
        "a second face": sum(child.num_faces > 1 for child in seen),
        "glasses": sum(child.has_glasses for child in seen),
    }


def _sex_met(seen: Sequence[Seen], sex: Sex) -> float:
    return float(np.mean([(child.p_female > 0.5) == (sex == "girl") for child in seen]))


def _drifts(couples: Sequence[Couple], faces: dict[float, dict[Sex, list[Seen]]]) -> dict[str, float]:
    found: dict[str, list[float]] = {tone: [] for tone, _ in TONES}
    for index, couple in enumerate(couples):
        mother, father = cheek_colour(couple.mother.portrait), cheek_colour(couple.father.portrait)
        if mother is None or father is None:
            continue
        children = [faces[age][sex][index].cheeks for age in AGES for sex in SEXES]
        found[tone_of(mother, father)] += [drift(each, mother, father) for each in children if each is not None]
    return {tone: float(np.mean(drifts)) for tone, drifts in found.items() if drifts}


def _kept(faces: dict[float, dict[Sex, list[Seen]]]) -> float:
    """Over the children whose face was found at every age."""
    grown = [
        np.stack([child.embedding for child in ages if child.embedding is not None])
        for sex in SEXES
        for ages in zip(*(faces[age][sex] for age in AGES), strict=True)
        if all(child.embedding is not None for child in ages)
    ]
    return kept_across_ages(np.stack(grown)) if grown else 0.0
