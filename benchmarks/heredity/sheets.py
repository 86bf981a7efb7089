"""Pictures to look at: children side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from benchmarks.heredity.couples import Couple
from benchmarks.heredity.families import Siblings
from benchmarks.heredity.figures import Judged
from ml_core.contracts import SEXES, Picture

THUMBNAIL, TILE = 128, 256


def overview(couples: Sequence[Couple], judged: Judged) -> Image.Image:
    """A row a couple: mother, father, then a daughter and a son at each age."""
    return _grid(
        [
            [couple.mother.portrait, couple.father.portrait]
            + [of_age[sex][index].picture for of_age in judged.faces.values() for sex in SEXES]
            for index, couple in enumerate(couples)
        ],
        THUMBNAIL,
    )


def save_families(folder: Path, couples: Sequence[Couple], judged: Judged, siblings: Sequence[Siblings]) -> None:
    """A sheet a couple, and one of sisters an age, as JPEG files that show the parents: not for a repository."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, couple in enumerate(couples):
        _save(_family(couple, index, judged), folder / f"couple-{couple.number:02d}.jpg")
    for each in siblings:
        _save(_grid(each.faces, TILE), folder / f"sisters-{each.age_years:g}.jpg")


def _family(couple: Couple, index: int, judged: Judged) -> Image.Image:
    """Mother, father and both as they were reconstructed; below them daughters, then sons, by age."""
    parents = couple.mother, couple.father
    return _grid(
        [
            [parent.portrait for parent in parents] + [parent.code.reconstruction for parent in parents],
            *([of_age[sex][index].picture for of_age in judged.faces.values()] for sex in SEXES),
        ],
        TILE,
    )


def _grid(rows: Sequence[Sequence[Picture]], side: int) -> Image.Image:
    image = Image.new("RGB", (side * max(len(row) for row in rows), side * len(rows)))
    for y, row in enumerate(rows):
        for x, picture in enumerate(row):
            image.paste(Image.fromarray(picture).resize((side, side), Image.Resampling.BOX), (x * side, y * side))
    return image


def _save(image: Image.Image, path: Path) -> None:
    image.save(path, quality=90)
