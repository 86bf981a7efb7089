"""Where the traits of a child are in its picture: lines from each to the parent beside it whom it comes from.

Every picture is aligned alike, so that one place fits all (that of FFHQ).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generation import engine
from generation.gallery.inheritance import Inherited

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# In hundredths of the picture, on its left half; what comes from the parent on the right is shown on the right half.
PLACES: dict[engine.Trait, tuple[float, float]] = {
    "hair": (38.0, 10.0),
    "hair_color": (30.0, 19.0),
    "brows": (37.0, 40.0),
    "eyes": (38.0, 47.5),
    "ears": (22.0, 54.0),
    "nose": (48.0, 58.0),
    "skin_tone": (34.0, 62.0),
    "mouth": (44.0, 71.0),
    "face_shape": (28.0, 76.0),
    "jaw": (45.0, 88.0),
}
WIDTH = 100.0
LAST_LINE, LINE_GAP = 94.0, 8.5


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A trait's name beside the picture's edge, and its place in the face: in hundredths of the picture."""

    trait: StrPromise
    source: str
    is_right: bool
    x: float
    y: float
    label_y: float


def legend_of(inheritance: Iterable[Inherited]) -> list[Mark]:
    """Returns the marks: those of parent A on the left, of parent B on the right, none over another."""
    left = [each for each in inheritance if each.percent <= 50]
    right = [each for each in inheritance if each.percent > 50]
    return [*_side_of(left, is_right=False), *_side_of(right, is_right=True)]


def _side_of(inherited: Iterable[Inherited], *, is_right: bool) -> list[Mark]:
    """Returns the marks from the chin up: a word stands at its place, or above the one below it."""
    marks = []
    line = LAST_LINE + LINE_GAP
    for each in sorted(inherited, key=lambda one: -PLACES[one.key][1]):
        x, y = PLACES[each.key]
        line = min(y, line - LINE_GAP)
        mark = Mark(
            trait=each.trait, source=each.source, is_right=is_right, x=WIDTH - x if is_right else x, y=y, label_y=line
        )
        marks.append(mark)
    return marks
