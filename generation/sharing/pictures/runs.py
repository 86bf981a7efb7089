"""Letters in the order in which the eye meets them, in runs of one font and one direction.

As much of Unicode's bidirectional algorithm (UAX 9) as names need: two directions, one within the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from PIL import ImageDraw

from generation.sharing.pictures.fonts import CAN_SHAPE, Typeface, font_of
from generation.sharing.pictures.letters import Letter


class Ink(NamedTuple):
    """Where a line's ink lies, from the beginning of its baseline, in pixels: up is negative."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left


class Run(NamedTuple):
    text: str
    typeface: Typeface
    is_rtl: bool

    def draw(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], size_px: int, colour: str) -> None:
        text, direction = self._shaped()
        draw.text(at, text, font=font_of(self.typeface, size_px), fill=colour, anchor="ls", direction=direction)

    def length(self, size_px: int) -> float:
        text, direction = self._shaped()
        return font_of(self.typeface, size_px).getlength(text, direction=direction)

    def ink(self, size_px: int) -> tuple[float, float, float, float]:
        text, direction = self._shaped()
        return font_of(self.typeface, size_px).getbbox(text, direction=direction, anchor="ls")

    def _shaped(self) -> tuple[str, str | None]:
        """The text and its direction as Pillow takes them, which without Raqm draws from left to right only."""
        if CAN_SHAPE:
            return self.text, "rtl" if self.is_rtl else "ltr"
        return self.text[::-1] if self.is_rtl else self.text, None


def is_rtl(letters: Sequence[Letter]) -> bool:
    """A line goes where its first letter with a direction goes."""
    return next((letter.is_rtl for letter in letters if letter.is_rtl is not None), False)


def runs_of(letters: Sequence[Letter], *, line_is_rtl: bool) -> list[Run]:
    """Returns the runs from left to right."""
    directions = _resolved(letters, line_is_rtl)
    parts: list[list[Run]] = []
    for rtl, group in groupby(zip(letters, directions, strict=True), key=lambda pair: pair[1]):
        inner = groupby((letter for letter, _ in group), key=lambda letter: letter.typeface)
        runs = [Run("".join(letter.text for letter in same), typeface, rtl) for typeface, same in inner]
        parts.append(runs[::-1] if rtl else runs)
    return [run for part in (parts[::-1] if line_is_rtl else parts) for run in part]


def ink_of(runs: Sequence[Run], size_px: int) -> Ink:
    start, boxes = 0.0, []
    for run in runs:
        left, top, right, bottom = run.ink(size_px)
        boxes.append((start + left, top, start + right, bottom))
        start += run.length(size_px)
    if not boxes:
        return Ink(0, 0, 0, 0)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Ink(int(min(lefts)), int(min(tops)), int(max(rights)) + 1, int(max(bottoms)) + 1)


def draw_runs(
    draw: ImageDraw.ImageDraw, runs: Sequence[Run], at: tuple[float, float], size_px: int, colour: str
) -> None:
    """at: the beginning of the baseline."""
    left, baseline = at
    for run in runs:
        run.draw(draw, (left, baseline), size_px, colour)
        left += run.length(size_px)


def _resolved(letters: Sequence[Letter], line_is_rtl: bool) -> list[bool]:
    """Lets what has no direction go with its neighbours if they agree, and with the line if they don't (N1, N2)."""
    before = line_is_rtl
    resolved: list[bool] = []
    for index, letter in enumerate(letters):
        if letter.is_rtl is None:
            after = next((later.is_rtl for later in letters[index:] if later.is_rtl is not None), line_is_rtl)
            resolved.append(before if before == after else line_is_rtl)
        else:
            before = letter.is_rtl
            resolved.append(before)
    return resolved
