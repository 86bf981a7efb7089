"""The figures as a Markdown page, and the children on a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image

from benchmarks.heredity.couples import Couple
from benchmarks.heredity.figures import Judged, Row
from benchmarks.heredity.judging import AGES
from benchmarks.machine import in_words
from ml_core.contracts import SEXES, Picture

HEAD = (
    "| way | AUC | first | own | other | children / adults apart | clearly one parent's | age error, years | sex met | "
    "kept across ages | without a face | seconds |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
)
EXPLAINED = """\
- All distances are of dlib's embedding, between a child as drawn and its parents' portraits; no way lowers them.
- *own*, *other*: mean distance to both parents of a child's own couple, and of other couples. *AUC*: how often an own
  distance is less than another's. *first*: the child's own parents are nearest of all couples.
- *children / adults apart*: distance between different couples' children over that between adults; below 1, children
  look like each other.
- *clearly one parent's*: nearer to one parent by more than 0.1, at equal shares.
- *age error* and *sex met*: by the estimators, which ours looks at while it draws, so here they say how often it
  succeeds. Sex from three years on.
- *kept across ages*: a child's nearest face of another age, among all couples' children, is the same child's.
- Every way takes the same codes: portraits of generated people, cropped and searched for as photos are."""
THUMBNAIL = 128


def page(
    machine: Mapping[str, object],
    generator: str,
    judged: Sequence[Judged],
    *,
    titles: Mapping[str, str],
    differences: Sequence[str],
    num_couples: int,
) -> str:
    where = f"{in_words(machine, generator)}; {num_couples} couples. Made by `make bench-heredity`."
    whole = [_line(titles[each.method], each.rows, kept=f"{each.kept:.0%}") for each in judged]
    by_age = [
        line
        for age in dict.fromkeys(row.age_years for row in judged[0].rows)
        for line in (
            f"\n## At {age:g}\n",
            HEAD,
            *(_line(titles[each.method], [row for row in each.rows if row.age_years == age]) for each in judged),
        )
    ]
    parts = [
        "# Making a couple's child\n",
        where,
        "\n![Children of eight couples](heredity.webp)\n",
        f"Rows: couples. Mother and father, then a daughter and a son at each age: {titles[judged[0].method]}.\n",
        "## Mean over all ages, daughters and sons\n",
        HEAD,
        *whole,
        *by_age,
        "\n## What is what\n",
        EXPLAINED,
        "\n## How the ways differ from what was published\n",
        *(f"- {difference}" for difference in differences),
        "",
    ]
    return "\n".join(parts)


def _line(title: str, rows: Sequence[Row], *, kept: str = "") -> str:
    faces = [row.resemblance for row in rows]
    cells = [
        title,
        f"{np.mean([face.auc for face in faces]):.3f}",
        f"{np.mean([face.first for face in faces]):.0%}",
        f"{np.mean([face.own for face in faces]):.3f}",
        f"{np.mean([face.other for face in faces]):.3f}",
        f"{np.mean([face.spread for face in faces]):.2f}",
        f"{np.mean([face.unbalanced for face in faces]):.0%}",
        f"{np.mean([row.age_error for row in rows]):.1f}",
        _share([row.sex_met for row in rows]),
        kept or "-",
        str(sum(face.lost for face in faces)),
        f"{np.mean([row.seconds for row in rows]):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def _share(shares: Sequence[float]) -> str:
    known = [share for share in shares if not np.isnan(share)]
    return f"{np.mean(known):.0%}" if known else "-"


def sheet(couples: Sequence[Couple], judged: Judged) -> Image.Image:
    """A row a couple: mother, father, then a daughter and a son at each age."""
    rows = [
        [couple.mother.portrait, couple.father.portrait]
        + [judged.faces[age][sex][index].picture for age in AGES for sex in SEXES]
        for index, couple in enumerate(couples)
    ]
    image = Image.new("RGB", (THUMBNAIL * len(rows[0]), THUMBNAIL * len(rows)))
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            image.paste(_thumbnail(picture), (x * THUMBNAIL, y * THUMBNAIL))
    return image


def _thumbnail(picture: Picture) -> Image.Image:
    return Image.fromarray(picture).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)
