"""Colours that a file describes by numbers (ITU-T H.273): HDR, wide gamuts, and their way to sRGB.

HEIC and AVIF keep the numbers in a box of the main picture (`colr` of type `nclx`, ISO/IEC 14496-12), PNG in a chunk
(`cICP`, PNG third edition). What decoders hand out is still in those colours: grey, where the file is HDR.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from ml_core.contracts import FloatArray
from ml_core.picture_structure import png_chunks

# Chromaticities x, y of red, green and blue; the white is D65 for all three (H.273, table 2).
PRIMARIES = {
    1: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),  # BT.709, sRGB
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),  # BT.2020
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),  # Display P3
}
D65 = (0.3127, 0.3290)
LINEAR, PQ, HLG = 8, 16, 18
GAMMAS = {4: 2.2, 5: 2.8}
# Diffuse white of HDR, cd/m2 (BT.2408), becomes white. A grey of more than `KNEE` of it makes room for what is lighter.
WHITE = 203.0
HLG_PEAK, HLG_GAMMA = 1000.0, 1.2  # BT.2100, table 5
KNEE = 0.8
ROWS_AT_ONCE = 64
STEPS = 4096  # of the table back to 8 bits; its first step, where sRGB is steepest, is less than one level


class CodePoints(NamedTuple):
    primaries: int
    transfer: int

    @property
    def are_srgb(self) -> bool:
        """True too for numbers that are unknown, and for the curves of video, which viewers show as sRGB's."""
        return PRIMARIES.get(self.primaries, PRIMARIES[1]) == PRIMARIES[1] and not self._has_curve_of_its_own

    @property
    def _has_curve_of_its_own(self) -> bool:
        return self.transfer in (LINEAR, PQ, HLG, *GAMMAS)


def find_code_points(data: bytes) -> CodePoints | None:
    """Returns what a PNG, HEIC or AVIF file says of its main picture; None where it says nothing, or is damaged."""
    try:
        for chunk in png_chunks(data):
            if chunk.kind == b"cICP" and chunk.end - chunk.start == 12 + 4:
                return CodePoints(*data[chunk.start + 8 : chunk.start + 10])
        if data[4:8] == b"ftyp":
            return _of_main_picture(data)
    except (struct.error, IndexError):
        return None
    return None


def to_srgb(image: Image.Image, points: CodePoints) -> Image.Image:
    """RGB or RGBA in the colours of `points` -> the same mode in sRGB. Lighter than white is drawn in below it.

    Source: BT.2100 for PQ and HLG; BT.2408 for the level of white.
    """
    pixels = np.array(image)
    table = _light_of_levels(points.transfer)
    matrix = _matrix_to_srgb(points.primaries)
    for top in range(0, len(pixels), ROWS_AT_ONCE):  # light in float takes four times the picture's memory
        rows = pixels[top : top + ROWS_AT_ONCE, :, :3]
        light = table[rows]
        if points.transfer == HLG:
            light = _displayed(light)
        rows[:] = _levels_of_light(_with_shoulder(light @ matrix.T))
    return Image.fromarray(pixels)


def _light_of_levels(transfer: int) -> FloatArray:
    """[256] light of each level, 1 for white; of HLG the scene's, 1 for its peak."""
    level = np.linspace(0, 1, 256)
    if transfer == PQ:
        root = level ** (1 / 78.84375)
        light = (
            10_000 / WHITE * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        )
    elif transfer == HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        light = np.where(level <= 0.5, level**2 / 3, (np.exp((level - c) / a) + b) / 12)
    elif transfer == LINEAR:
        light = level
    elif transfer in GAMMAS:
        light = level ** GAMMAS[transfer]
    else:
        light = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    return light.astype(np.float32)


def _displayed(scene: FloatArray) -> FloatArray:
    """The light of a display of 1,000 cd/m2, of HLG's light of the scene [..., 3]."""
    luminance = scene @ np.array([0.2627, 0.6780, 0.0593], np.float32)
    return scene * (HLG_PEAK / WHITE * luminance ** (HLG_GAMMA - 1))[..., None]


def _with_shoulder(light: FloatArray) -> FloatArray:
    """Light [..., 3] within [0, 1], hues kept: from `KNEE` on the lightest channel nears 1 and doesn't reach it."""
    light = np.maximum(light, 0)
    most = light.max(axis=-1, keepdims=True)
    over = most > KNEE
    if not over.any():
        return light
    bent = 1 - (1 - KNEE) * np.exp((KNEE - most) / (1 - KNEE))
    return np.where(over, light * (bent / np.maximum(most, KNEE)), light)


def _levels_of_light(light: FloatArray) -> npt.NDArray[np.uint8]:
    # Through a square root, which spreads the dark steps as sRGB does.
    return np.asarray(_levels()[np.rint(np.sqrt(light) * STEPS).astype(np.int16)], np.uint8)


@cache
def _levels() -> npt.NDArray[np.uint8]:
    light = np.linspace(0, 1, STEPS + 1) ** 2
    level = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(level * 255), np.uint8)


def _matrix_to_srgb(primaries: int) -> FloatArray:
    """[3, 3], rows are sRGB's red, green and blue of light in these primaries."""
    source = PRIMARIES.get(primaries, PRIMARIES[1])
    return (np.linalg.inv(_matrix_to_xyz(PRIMARIES[1])) @ _matrix_to_xyz(source)).astype(np.float32)


def _matrix_to_xyz(primaries: tuple[tuple[float, float], ...]) -> npt.NDArray[np.float64]:
    colours = np.array([[x, y, 1 - x - y] for x, y in primaries]).T
    white = np.array([D65[0] / D65[1], 1, (1 - D65[0] - D65[1]) / D65[1]])
    return colours * np.linalg.solve(colours, white)


class _Box(NamedTuple):
    kind: bytes
    start: int
    end: int


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            size, head = *struct.unpack_from(">Q", data, start + 8), 16
        stop = end if size == 0 else start + size
        if stop < start + head or stop > end:
            return
        yield _Box(kind, start + head, stop)
        start = stop


def _of_main_picture(data: bytes) -> CodePoints | None:
    inside = {box.kind: box for box in _boxes(data, *_body_of_meta(data))}
    parts = {box.kind: box for box in _boxes(data, *inside[b"iprp"][1:])} if b"iprp" in inside else {}
    if b"pitm" not in inside or not {b"ipco", b"ipma"} <= parts.keys():
        return None
    described = list(_boxes(data, *parts[b"ipco"][1:]))
    for index in _properties(data, parts[b"ipma"].start, of_item=_main_item(data, inside[b"pitm"].start)):
        box = described[index - 1]
        if box.kind == b"colr" and data[box.start : box.start + 4] == b"nclx":
            return CodePoints(*struct.unpack_from(">HH", data, box.start + 4))
    return None


def _body_of_meta(data: bytes) -> tuple[int, int]:
    """Returns start and end behind the version and flags; an empty range for a file without the box."""
    for box in _boxes(data, 0, len(data)):
        if box.kind == b"meta":
            return box.start + 4, box.end
    return 0, 0


def _main_item(data: bytes, at: int) -> int:
    number: int
    (number,) = struct.unpack_from(">I" if data[at] else ">H", data, at + 4)
    return number


def _properties(data: bytes, at: int, *, of_item: int) -> list[int]:
    """Indices, from 1 on, of an item's properties in the box `ipma` whose body begins at `at`."""
    version, is_wide = data[at], data[at + 3] & 1
    (entries,) = struct.unpack_from(">I", data, at + 4)
    at += 8
    for _ in range(min(entries, len(data))):
        (item,) = struct.unpack_from(">I" if version else ">H", data, at)
        at += 4 if version else 2
        number, at = data[at], at + 1
        size = 2 if is_wide else 1
        if item == of_item:
            indices = struct.unpack_from(f">{number}{'H' if is_wide else 'B'}", data, at)
            return [index & (0x7FFF if is_wide else 0x7F) for index in indices]  # the highest bit says "essential"
        at += size * number
    return []
