"""Names set into a box: as large as they fit, in two lines if they must be, and ended by an ellipsis at last."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw

from generation.sharing.pictures.fonts import Typeface
from generation.sharing.pictures.layout import Caption
from generation.sharing.pictures.letters import Letter, letters_of
from generation.sharing.pictures.runs import Ink, Run, draw_runs, ink_of, is_rtl, runs_of

ELLIPSIS = Letter("…", Typeface.LATIN_AND_HANGUL, is_rtl=None)
# In parts of the size of the letters.
LINE_HEIGHT, ASCENT = 1.3, 1.0
# Rather two lines than letters smaller than this part of the largest size.
ONE_LINE_SHARE = 0.7
STEP_PX = 2


class Line(NamedTuple):
    runs: Sequence[Run]
    ink: Ink


class Setting(NamedTuple):
    """The lines of a text at one size of its letters."""

    lines: Sequence[Line]
    size_px: int

    @property
    def baselines(self) -> list[float]:
        """Returns the baselines, from the top of the box. Marks that are stacked high push their line down."""
        below = 0.0
        baselines: list[float] = []
        for number, line in enumerate(self.lines):
            leading = (LINE_HEIGHT if number else ASCENT) * self.size_px
            above = baselines[-1] if baselines else 0.0
            baselines.append(max(above + leading, below - line.ink.top))
            below = baselines[-1] + line.ink.bottom
        return baselines

    @property
    def height(self) -> float:
        return self.baselines[-1] + self.lines[-1].ink.bottom


def draw_text(image: Image.Image, text: str, caption: Caption, colour: str) -> None:
    """Draws the text into its box, from the top and in the middle; nothing of it leaves the box."""
    letters = letters_of(text)
    if not letters:
        return
    setting = set_text(letters, caption)
    layer = Image.new("RGBA", caption.box.size, f"{colour}00")  # letters' edges are mixed with the colour of nothing
    draw = ImageDraw.Draw(layer)
    for (runs, ink), baseline in zip(setting.lines, setting.baselines, strict=True):
        left = (layer.width - ink.width) / 2 - ink.left
        draw_runs(draw, runs, (round(left), round(baseline)), setting.size_px, colour)
    image.paste(layer, (caption.box.left, caption.box.top), layer)


def set_text(letters: Sequence[Letter], caption: Caption) -> Setting:
    """letters: at least one."""
    line_is_rtl = is_rtl(letters)
    for size_px in range(caption.largest_px, caption.smallest_px - 1, -STEP_PX):
        page = _Page(caption, size_px, line_is_rtl)
        setting = page.whole(letters)
        if setting is not None:
            return setting
    return _Page(caption, caption.smallest_px, line_is_rtl).shortened(letters)


class _Page(NamedTuple):
    """A box that is filled with letters of one size."""

    caption: Caption
    size_px: int
    line_is_rtl: bool

    @property
    def max_lines(self) -> int:
        is_large = self.size_px > ONE_LINE_SHARE * self.caption.largest_px
        return 1 if is_large or self.caption.box.height < 2 * LINE_HEIGHT * self.size_px else 2

    def whole(self, letters: Sequence[Letter]) -> Setting | None:
        """All letters, or None."""
        width = self.width_of(letters)
        if width <= self.caption.box.width:
            return self.if_low_enough([letters])
        if self.max_lines < 2 or width > 2 * self.caption.box.width:
            return None
        middle = len(letters) / 2
        spaces = [index for index, letter in enumerate(letters) if letter.text == " "]
        for breaks in (spaces, range(1, len(letters))):
            for index in sorted(breaks, key=lambda index: abs(index - middle)):
                lines = [stripped(letters[:index]), stripped(letters[index:])]
                if all(self.is_narrow(line) for line in lines):
                    return self.if_low_enough(lines)
        return None

    def shortened(self, letters: Sequence[Letter]) -> Setting:
        """Returns as many of the letters as there is room for."""
        if self.max_lines < 2:
            return self.setting([self.beginning(letters)])
        end = self.num_fitting(letters)
        spaces = [index for index in range(end // 2, end) if letters[index].text == " "]
        end = spaces[-1] if spaces else end
        return self.setting([stripped(letters[:end]), self.beginning(stripped(letters[end:]))])

    def beginning(self, letters: Sequence[Letter]) -> Sequence[Letter]:
        if self.is_narrow(letters):
            return letters
        return [*stripped(letters[: self.num_fitting(letters, ending=[ELLIPSIS])]), ELLIPSIS]

    def num_fitting(self, letters: Sequence[Letter], *, ending: Sequence[Letter] = ()) -> int:
        """Returns how many of the letters fit into a line, at least one."""
        ends = range(1, len(letters) + 1)
        return max(1, bisect_left(ends, True, key=lambda end: not self.is_narrow([*letters[:end], *ending])))

    def is_narrow(self, line: Sequence[Letter]) -> bool:
        return self.width_of(line) <= self.caption.box.width

    def width_of(self, line: Sequence[Letter]) -> int:
        return self.line(line).ink.width

    def if_low_enough(self, lines: Sequence[Sequence[Letter]]) -> Setting | None:
        setting = self.setting(lines)
        return setting if setting.height <= self.caption.box.height else None

    def setting(self, lines: Sequence[Sequence[Letter]]) -> Setting:
        return Setting([self.line(line) for line in lines], self.size_px)

    def line(self, letters: Sequence[Letter]) -> Line:
        runs = runs_of(letters, line_is_rtl=self.line_is_rtl)
        return Line(runs, ink_of(runs, self.size_px))


def stripped(letters: Sequence[Letter]) -> Sequence[Letter]:
    """Returns the text without a space at either end."""
    start = 1 if letters and letters[0].text == " " else 0
    end = len(letters) - 1 if len(letters) > 1 and letters[-1].text == " " else len(letters)
    return letters[start:end]
