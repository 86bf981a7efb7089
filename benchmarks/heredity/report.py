"""The figures as a Markdown page, and the children on a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from benchmarks.heredity.chosen_traits import Moved
from benchmarks.heredity.couples import Couple
from benchmarks.heredity.families import Siblings
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


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What no other way offers. monotone: `families.share_monotone`."""

    chosen: Sequence[Moved]
    siblings: Siblings
    monotone: float


def page(
    machine: Mapping[str, object],
    generator: str,
    judged: Sequence[Judged],
    *,
    titles: Mapping[str, str],
    differences: Sequence[str],
    num_couples: int,
    ours: Ours | None,
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
        *_skin(judged, titles),
        *_oddities(judged, titles),
        *(_ours(ours) if ours else ()),
        "\n## What is what\n",
        EXPLAINED,
        "\n## How the ways differ from what was published\n",
        *(f"- {difference}" for difference in differences),
        "",
    ]
    return "\n".join(parts)


def _skin(judged: Sequence[Judged], titles: Mapping[str, str]) -> list[str]:
    tones = list(dict.fromkeys(tone for each in judged for tone in each.drifts))
    rows = [
        f"| {titles[each.method]} | {' | '.join(f'{each.drifts.get(tone, np.nan):.1f}' for tone in tones)} |"
        for each in judged
    ]
    return [
        "\n## Colour of the cheeks, out of the parents' range\n",
        f"Mean dE (CIELAB) over all ages, by the couple's tone.\n\n| way | {' | '.join(tones)} |",
        f"|{'---|' * (len(tones) + 1)}",
        *rows,
    ]


def _oddities(judged: Sequence[Judged], titles: Mapping[str, str]) -> list[str]:
    names = list(judged[0].oddities)
    rows = [f"| {titles[each.method]} | {' | '.join(str(each.oddities[name]) for name in names)} |" for each in judged]
    return [
        "\n## What nobody asked for\n",
        "Counted by the face detector, and by the edge that crosses the bridge of a nose with glasses.\n",
        f"| way | {' | '.join(names)} |",
        f"|{'---|' * (len(names) + 1)}",
        *rows,
    ]


def _ours(ours: Ours) -> list[str]:
    traits = list(dict.fromkeys(moved.trait for moved in ours.chosen))
    rows = []
    for trait in traits:
        found = [moved for moved in ours.chosen if moved.trait == trait]
        own = np.mean([moved.gains[trait] for moved in found])
        elsewhere = np.mean([gain for moved in found for region, gain in moved.gains.items() if region != trait])
        met = np.mean([moved.is_met for moved in found])
        rows.append(f"| {trait.replace('_', ' ')} | {len(found)} | {met:.0%} | {own:.0%} | {elsewhere:.0%} |")
    sisters = ours.siblings
    text = f"""
## Chosen traits (ours)

A grown daughter with every trait from between, then with one from one parent: how much of the distance to that parent's
portrait goes away, in that region and in the others.

| trait | cases | nearer there, and more than elsewhere | there | elsewhere |
|---|---|---|---|---|
{chr(10).join(rows)}

## Brothers and sisters, and dominance (ours)

- Eight sisters of ten years: {sisters.apart:.2f} of the distance between strangers' children; the two most alike of any
  couple {sisters.least:.2f}; a child of eight costs {sisters.cost:.2f} of one alone.
- Dominance: in {ours.monotone:.0%} of couples the grown daughter comes nearer to her father with each of seven steps.
"""
    return text.rstrip().splitlines()


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
