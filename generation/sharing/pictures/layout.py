"""Where everything stands in each format, in pixels from the upper left corner. The only place that knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from generation.sharing.pictures.formats import PictureFormat

# Of a story, above and below: apps lay their own bars over it.
FREE_ZONE = 250
# A window's width as a part of its height, and the height of its round top as a part of both.
WINDOW_RATIO, ARCH_SHARE = 0.86, 0.42
# The height of the label's plate, and how far below a window it stands, in parts of the picture's shorter side. On the
# window it would hide a chin; half on it, as a sticker that slipped.
LABEL_HEIGHT, LABEL_GAP = 0.045, 0.018
MIN_SIBLINGS, MAX_SIBLINGS = 2, 9
MIN_AGES, MAX_AGES = 2, 8
# Of a film, between the label and the name: the age, in letters of that size. The gap is from the face.
COUNTER_GAP, COUNTER_HEIGHT = 96, 140


class Box(NamedTuple):
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height


class Caption(NamedTuple):
    """A box for text, and the sizes of letters in it."""

    box: Box
    largest_px: int
    smallest_px: int


class Panel(NamedTuple):
    """A face in a window, and what is written below."""

    window: Box
    caption: Caption


class Point(NamedTuple):
    x: int
    y: int


@dataclass(frozen=True)
class Layout:
    """panels: in the order of the faces. label: the middle of its plate. decoration: windows without anything in them,
    behind the others. counter: for the age, where that is counted. names: for the parents', where each face has a
    caption of its own.
    """

    format: PictureFormat
    panels: tuple[Panel, ...]
    label: Point
    decoration: tuple[Box, ...] = ()
    counter: Caption | None = None
    names: Caption | None = None


def layout_of(picture_format: PictureFormat, num_faces: int, *, has_captions: bool, has_names: bool = False) -> Layout:
    """has_captions: without, the faces stand in the middle. has_names: where each face has its age below.

    Raises ValueError for a number of faces that the format has no place for.
    """
    match picture_format:
        case PictureFormat.SIBLINGS:
            _check(num_faces, MIN_SIBLINGS, MAX_SIBLINGS)
            return _siblings(num_faces, has_captions)
        case PictureFormat.AGES:
            _check(num_faces, MIN_AGES, MAX_AGES)
            return _ages(num_faces, has_names)
        case PictureFormat.TRIPTYCH:
            _check(num_faces, 3, 3)
            return _triptych(has_captions)
        case _:
            _check(num_faces, 1, 1)
            return _child(picture_format, has_captions)


def _check(num_faces: int, least: int, most: int) -> None:
    if not least <= num_faces <= most:
        raise ValueError(f"Expected {least} to {most} faces. Received: {num_faces}.")


def _child(picture_format: PictureFormat, has_captions: bool) -> Layout:
    width, height = picture_format.size
    captioned: dict[PictureFormat, tuple[int, int, Caption]] = {
        PictureFormat.SQUARE: (56, 776, Caption(Box(90, 922, 900, 112), 60, 36)),
        PictureFormat.STORY: (290, 1060, Caption(Box(100, 1450, 880, 210), 84, 46)),
        PictureFormat.CARD: (32, 430, Caption(Box(305, 520, 590, 84), 46, 26)),
        PictureFormat.FILM: (262, 960, Caption(Box(100, 1500, 880, 150), 64, 42)),
    }
    top, window_height, caption = captioned[picture_format]
    if not has_captions:
        window_height = {PictureFormat.SQUARE: 880, PictureFormat.CARD: 470}.get(picture_format, window_height)
        below = COUNTER_GAP + COUNTER_HEIGHT if picture_format is PictureFormat.FILM else _label_room(picture_format)
        top = (height - window_height - below) // 2
    window = _window(width // 2, top, window_height)
    decoration = _beside(window) if picture_format is PictureFormat.CARD else ()
    counter = _counter(window) if picture_format is PictureFormat.FILM else None
    return Layout(picture_format, (Panel(window, caption),), _label_below(window, picture_format), decoration, counter)


def _counter(window: Box) -> Caption:
    box = Box(window.left, window.bottom + COUNTER_GAP, window.width, COUNTER_HEIGHT)
    return Caption(box, COUNTER_HEIGHT, COUNTER_HEIGHT)


def _triptych(has_captions: bool) -> Layout:
    width, height = PictureFormat.TRIPTYCH.size
    child_height, parent_height, gap = 700, 490, 44
    bottom = 836 if has_captions else (height + child_height - _label_room(PictureFormat.TRIPTYCH)) // 2
    child = _window(width // 2, bottom - child_height, child_height)
    parent_width = round(parent_height * WINDOW_RATIO)
    lefts = (child.left - gap - parent_width, child.right + gap)
    parents = [Box(left, bottom - parent_height, parent_width, parent_height) for left in lefts]
    windows = (parents[0], child, parents[1])
    panels = tuple(Panel(window, _below(window, top=bottom + 84, height=116, sizes=(54, 32))) for window in windows)
    return Layout(PictureFormat.TRIPTYCH, panels, _label_below(child, PictureFormat.TRIPTYCH))


def _siblings(number: int, has_captions: bool) -> Layout:
    width, height = PictureFormat.SIBLINGS.size
    area = Box(64, 64, width - 128, height - 64 - 132)
    caption = (70, 36, 24) if has_captions else (0, 36, 24)
    panels = max((_grid(area, number, columns, gap=30, caption=caption) for columns in (1, 2, 3)), key=_window_width)
    return Layout(PictureFormat.SIBLINGS, panels, Point(width // 2, height - 76))


def _ages(number: int, has_names: bool) -> Layout:
    """One row, or two where the faces are larger so."""
    width, height = PictureFormat.AGES.size
    label_y = height - 182 if has_names else height - 66
    area = Box(80, 56, width - 160, label_y - 54 - 56)
    grids = (_grid(area, number, columns, gap=40, caption=(72, 48, 48)) for columns in (number, -(-number // 2)))
    names = Caption(Box(80, height - 142, width - 160, 84), 60, 36) if has_names else None
    return Layout(PictureFormat.AGES, max(grids, key=_window_width), Point(width // 2, label_y), names=names)


def _window_width(panels: tuple[Panel, ...]) -> int:
    return panels[0].window.width


def _grid(area: Box, number: int, columns: int, *, gap: int, caption: tuple[int, int, int]) -> tuple[Panel, ...]:
    """Windows as large as there is room for, in rows, each in the middle. caption: its height and sizes of letters."""
    caption_height, largest_px, smallest_px = caption
    num_rows = -(-number // columns)
    caption_gap = 16 if caption_height else 0
    row_height = (area.height - (num_rows - 1) * gap) // num_rows
    height = min(
        row_height - caption_gap - caption_height,
        int((area.width - (columns - 1) * gap) / columns / WINDOW_RATIO),
    )
    row_height = height + caption_gap + caption_height
    width = round(height * WINDOW_RATIO)
    first_top = area.top + (area.height - num_rows * row_height - (num_rows - 1) * gap) // 2
    panels = []
    for row in range(num_rows):
        in_row = min(columns, number - row * columns)
        left = area.left + (area.width - in_row * width - (in_row - 1) * gap) // 2
        top = first_top + row * (row_height + gap)
        for column in range(in_row):
            window = Box(left + column * (width + gap), top, width, height)
            sizes = (largest_px, smallest_px)
            panels.append(
                Panel(window, _below(window, top=window.bottom + caption_gap, height=caption_height, sizes=sizes))
            )
    return tuple(panels)


def _window(middle: int, top: int, height: int) -> Box:
    width = round(height * WINDOW_RATIO)
    return Box(middle - width // 2, top, width, height)


def _below(window: Box, *, top: int, height: int, sizes: tuple[int, int]) -> Caption:
    return Caption(Box(window.left, top, window.width, height), *sizes)


def _label_below(window: Box, picture_format: PictureFormat) -> Point:
    shorter = min(picture_format.size)
    return Point(window.left + window.width // 2, window.bottom + round((LABEL_GAP + LABEL_HEIGHT / 2) * shorter))


def _label_room(picture_format: PictureFormat) -> int:
    return round((LABEL_GAP + LABEL_HEIGHT) * min(picture_format.size))


def _beside(window: Box) -> tuple[Box, ...]:
    """Two more windows, of the parents, of which nothing is shown."""
    width, height = round(window.width * 0.8), round(window.height * 0.8)
    lefts = (window.left - width - 40, window.right + 40)
    return tuple(Box(left, window.bottom - height, width, height) for left in lefts)
