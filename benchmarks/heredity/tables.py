"""The page's tables, each as lines of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from benchmarks.heredity import nature
from benchmarks.heredity.chosen_traits import Moved
from benchmarks.heredity.families import Siblings
from benchmarks.heredity.figures import Judged, Row
from benchmarks.heredity.results import SetResults

OURS_HEAD = (
    "age", "AUC", "AUC, one parent", "first", "children / adults apart", "sisters", "least", "naturalness", "unnatural",
    "odd", "age, in loop", "age, judge", "sex, in loop", "sex, judge", "skin dE", "seconds",
)  # fmt: skip
WAYS_HEAD = (
    "way", "AUC", "first", "own", "other", "children / adults apart", "clearly one parent's", "naturalness",
    "unnatural", "odd", "age, in loop", "age, judge", "sex, in loop", "sex, judge", "kept across ages",
    "without a face", "seconds",
)  # fmt: skip
PARENTS_HEAD = ("set", "couples", "dlib", "LPIPS", "naturalness", "seconds a face")
WAITS_HEAD = ("set", "first child, from two photos", "further child", "preview")
TRAITS_HEAD = ("trait", "cases", "nearer there, and more than elsewhere", "there", "elsewhere")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_line(head), f"|{'---|' * len(head)}", *(_line(row) for row in rows)]


def ours(rows: Sequence[Row], siblings: Sequence[Siblings]) -> list[str]:
    """A line an age, and nature's."""
    ages = dict.fromkeys(row.age_years for row in rows)
    by_age = {each.age_years: each for each in siblings}
    lines = [_ours_at(age, [row for row in rows if row.age_years == age], by_age.get(age)) for age in ages]
    return table(OURS_HEAD, [*lines, *(_nature(each) for each in nature.FAMILIES)])


def _ours_at(age: float, rows: Sequence[Row], siblings: Siblings | None) -> list[str]:
    faces = [row.resemblance for row in rows]
    return [
        f"{age:g}",
        number(3, (face.auc for face in faces)),
        number(3, (face.auc_one_parent for face in faces)),
        share(face.first for face in faces),
        number(2, (face.spread for face in faces)),
        f"{siblings.apart:.2f}" if siblings else "-",
        f"{siblings.least:.2f}" if siblings else "-",
        *_look_age_and_sex(rows),
        number(1, (row.skin for row in rows)),
        number(2, (row.seconds for row in rows)),
    ]


def _nature(found: nature.Nature) -> list[str]:
    least, most = found.siblings
    return [
        f"*nature, {found.ages}*",
        f"{found.auc:.2f}" if found.auc else "-",
        f"{found.auc_one_parent:.2f}",
        found.first or "-",
        f"{found.apart:.2f}",
        f"{least:.2f}-{most:.2f}",
        *["-"] * (len(OURS_HEAD) - 6),
    ]


def ways(judged: Sequence[Judged], titles: Mapping[str, str], *, age: float | None = None) -> list[str]:
    """A line a way, at one age, or the mean over all."""
    lines = []
    for each in judged:
        rows = [row for row in each.rows if age in (None, row.age_years)]
        kept = share([each.kept]) if age is None else "-"
        lines.append(_way(titles[each.method], rows, kept=kept))
    return table(WAYS_HEAD, lines)


def _way(title: str, rows: Sequence[Row], *, kept: str) -> list[str]:
    faces = [row.resemblance for row in rows]
    return [
        title,
        number(3, (face.auc for face in faces)),
        share(face.first for face in faces),
        number(3, (face.own for face in faces)),
        number(3, (face.other for face in faces)),
        number(2, (face.spread for face in faces)),
        share(face.unbalanced for face in faces),
        *_look_age_and_sex(rows),
        kept,
        str(sum(face.lost for face in faces)),
        number(2, (row.seconds for row in rows)),
    ]


def _look_age_and_sex(rows: Sequence[Row]) -> list[str]:
    return [
        number(2, (row.natural.residual for row in rows)),
        share(row.natural.unnatural for row in rows),
        share(row.natural.odd for row in rows),
        number(1, (row.in_loop.age_error for row in rows)),
        number(1, (row.judge.age_error for row in rows)),
        share(row.in_loop.sex_met for row in rows),
        share(row.judge.sex_met for row in rows),
    ]


def parents(sets: Sequence[SetResults]) -> list[str]:
    lines = [
        [
            each.subjects.name,
            str(len(each.subjects.couples)),
            f"{each.reconstructions.identity_distance:.3f}",
            f"{each.reconstructions.lpips:.3f}",
            f"{each.reconstructions.naturalness:.2f}",
            f"{each.reconstructions.seconds:.0f}",
        ]
        for each in sets
    ]
    return table(PARENTS_HEAD, lines)


def waits(sets: Sequence[SetResults]) -> list[str]:
    lines = [
        [
            each.subjects.name,
            f"{each.waits.first_child:.0f} s",
            f"{each.waits.further_child:.1f} s",
            f"{each.waits.preview:.2f} s",
        ]
        for each in sets
        if each.waits
    ]
    return table(WAITS_HEAD, lines)


def skin(judged: Sequence[Judged], titles: Mapping[str, str]) -> list[str]:
    tones = list(dict.fromkeys(tone for each in judged for tone in each.drifts))
    return table(
        ["way", *tones],
        [[titles[each.method], *(number(1, [each.drifts.get(tone, np.nan)]) for tone in tones)] for each in judged],
    )


def oddities(judged: Sequence[Judged], titles: Mapping[str, str]) -> list[str]:
    """Counts of all children, and shares of those in which something is seen."""
    counts, shares = list(judged[0].oddities), list(judged[0].rows[0].natural.odd_by)
    lines = [
        [
            titles[each.method],
            *(str(each.oddities[name]) for name in counts),
            *(share(row.natural.odd_by[name] for row in each.rows) for name in shares),
        ]
        for each in judged
    ]
    return table(["way", *counts, *(name.replace("_", " ") for name in shares)], lines)


def chosen_traits(chosen: Sequence[Moved]) -> list[str]:
    lines = []
    for trait in dict.fromkeys(moved.trait for moved in chosen):
        found = [moved for moved in chosen if moved.trait == trait]
        elsewhere = [gain for moved in found for region, gain in moved.gains.items() if region != trait]
        lines.append(
            [
                trait.replace("_", " "),
                str(len(found)),
                share(moved.is_met for moved in found),
                share(moved.gains[trait] for moved in found),
                share(elsewhere),
            ]
        )
    return table(TRAITS_HEAD, lines)


def number(digits: int, values: Iterable[float]) -> str:
    """The mean of what is known."""
    known = [value for value in values if not np.isnan(value)]
    return f"{np.mean(known):.{digits}f}" if known else "-"


def share(values: Iterable[float]) -> str:
    known = [value for value in values if not np.isnan(value)]
    return f"{np.mean(known):.0%}" if known else "-"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
