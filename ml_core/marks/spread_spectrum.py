"""64 bits hidden in the light of a picture, which cropping, scaling, screenshots and JPEG leave readable.

A pattern repeats itself, four times along the shorter side. Its spectrum lies on a lattice, so the reader tries sizes
of the pattern, and the one that fits makes the lattice stand out; where the pattern begins follows from its phases.
Some frequencies are the same in every mark and serve that search, the others carry a bit each, many to a bit.

Sources: Cox et al. 1997 (spread spectrum); Kutter 1998 (a pattern that repeats itself, against crops and scaling). The
reader whitens the spectrum, so that what counts is agreement of phases and not where the picture has its contrast.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from ml_core.contracts import FloatArray, Picture
from ml_core.errors import InvalidRequest

NUM_BITS = 64
MIN_SIDE = 160  # in smaller ones a mark can't be read even from the original
# Along the shorter side. More make the search for the size coarser, fewer leave fewer frequencies for each bit.
REPEATS = 4
# In cycles for each pattern: below lie the face's own large shapes, above what JPEG and half the size leave out.
LOWEST, HIGHEST = 6, 36
SYNCHRONISING = 0.3  # the part of the frequencies that carries no bit
# Of the whole picture and, at most, of what is not flat in it; a mark of 40 dB can be seen on skin.
PSNR_DB, TEXTURED_PSNR_DB = 44.0, 42.0
# How much stronger the mark is in hair than on skin, at most; a mark on smooth skin is seen first.
TEXTURE_RANGE, TEXTURE_POWER, TEXTURE_FLOOR = (0.5, 2.5), 0.7, 2.0
TEXTURE_SIDES = 64  # of the shorter side, each is looked at for its texture
# Nothing hides a mark on paper. Where contrasts are below so many levels it falls, down to this part of itself.
FLAT_CONTRAST, FLAT_SHARE = 1.0, 0.3

READING_SIDE = 512
LONGEST_READ = 1024  # a square of it in the middle, of films' strips for instance
# Sizes that are looked for, as shares of a quarter of the shorter side: a picture in a wide border, and half of one.
SMALLEST, LARGEST, SIZE_STEP = 0.45, 1.9, 0.0012
FINER = np.linspace(-0.0015, 0.0015, 13)
LOCAL_PIXELS = 13  # contrasts are evened out over squares of it
WHITENING_WIDTH = 12  # of the rings of frequencies over which the spectrum's mean is taken
LIMIT = 3.0  # of a value, in mean contrasts and mean magnitudes: an edge must not outvote the rest
REC_601 = np.array([0.299, 0.587, 0.114], np.float32)


class Reading(NamedTuple):
    strength: float  # of the synchronising frequencies' agreement; chance stays below 7
    bits: FloatArray  # [64], each one's sign is the bit


@dataclass(frozen=True)
class Pattern:
    """The content and the phase of each frequency under a key."""

    symbols: npt.NDArray[np.complex64]  # [N] of magnitude 1
    bit_of: npt.NDArray[np.int64]  # [N], -1 where it synchronises

    @classmethod
    def of_key(cls, key: bytes) -> Pattern:
        """key: at least 16 bytes; whoever has it can make and find marks. Raises InvalidRequest for a shorter one."""
        if len(key) < 16:
            raise InvalidRequest(f"Expected a key of 16 bytes or more. Received: {len(key)}.")
        number = len(_lattice().rows)
        # By hashing, since generators of random numbers may change with their library.
        stream = hashlib.shake_256(b"babysite watermark 1\0" + key).digest(9 * number)
        order = np.argsort(np.frombuffer(stream, ">u8", count=number), kind="stable")
        quarters = np.frombuffer(stream, np.uint8, offset=8 * number) % 4
        bit_of = np.full(number, -1)
        carriers = order[int(number * SYNCHRONISING) :]
        bit_of[carriers] = np.arange(len(carriers)) % NUM_BITS
        return cls(symbols=np.array([1, 1j, -1, -1j], np.complex64)[quarters], bit_of=bit_of)


def mark_for(picture: Picture, bits: npt.NDArray[np.bool_], pattern: Pattern) -> FloatArray:
    """uint8 [H, W, 3], H and W at least `MIN_SIDE` -> what marks it with bits [64], for `add`: float32 [H, W], levels,
    nearly `PSNR_DB` from nothing, and less where the picture is flat. A film's frames may share the first one's.

    Raises InvalidRequest for another number of bits, or a picture that is too small.
    """
    height, width = picture.shape[:2]
    if bits.shape != (NUM_BITS,):
        raise InvalidRequest(f"Expected {NUM_BITS} bits. Received: {bits.shape}.")
    if min(height, width) < MIN_SIDE:
        raise InvalidRequest(f"Expected a picture of {MIN_SIDE} pixels a side or more. Received: {width} x {height}.")
    period = round(min(height, width) / REPEATS)
    tile = _tile(bits, pattern, period)
    mark = np.tile(tile, (-(-height // period), -(-width // period)))[:height, :width]
    gain, textured = _texture(picture)
    mark *= gain
    weights = np.maximum(textured, 1e-6)  # where all of a picture is flat, all of it counts
    shown = np.average(mark**2, weights=weights)
    mark *= FLAT_SHARE + (1 - FLAT_SHARE) * textured
    level = min(_level(PSNR_DB) / np.sqrt(np.mean(mark**2)), _level(TEXTURED_PSNR_DB) / np.sqrt(shown))
    return np.asarray(mark * level, np.float32)


def add(picture: Picture, mark: FloatArray) -> Picture:
    return np.asarray(np.clip(np.rint(picture + mark[..., None]), 0, 255), np.uint8)


def reduced(picture: Picture) -> Picture:
    """uint8 [H, W, 3] -> the part of it that `read` looks at, in its size: at most 512 x 1,024. A small one stays."""
    if min(picture.shape[:2]) <= READING_SIDE:
        return picture[_middle(picture.shape[0]), _middle(picture.shape[1])]
    return _at_reading_size(picture)


def read(picture: Picture, pattern: Pattern) -> Reading:
    """Looks for a mark in uint8 [H, W, 3] of any size; a quarter of a second. Says nothing about whether there is one:
    see `strength`, and what the bits must hold."""
    spectrum = _spectrum(picture)
    is_sync = pattern.bit_of < 0
    coarse = max(_sizes(), key=lambda size: _agreement(spectrum, size, pattern, is_sync)[0])
    size = max(coarse * (1 + FINER), key=lambda size: _agreement(spectrum, size, pattern, is_sync)[0])
    strength, row, column = _agreement(spectrum, size, pattern, is_sync)
    at = _lattice()
    turned = _sampled(spectrum, size) * np.conj(pattern.symbols)
    steps = np.linspace(-0.6, 0.6, 7)
    shifts = [(row + down, column + across) for down in steps for across in steps]
    phases = [np.exp(2j * np.pi * (at.rows * down + at.columns * across) / at.side) for down, across in shifts]
    best = max((np.real(turned * phase) for phase in phases), key=lambda real: float(real[is_sync].sum()))
    bits = np.bincount(pattern.bit_of[~is_sync], best[~is_sync], NUM_BITS)
    return Reading(strength, bits.astype(np.float32))


class _Lattice(NamedTuple):
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    weights: FloatArray  # the lower, the stronger, as pictures' own spectra are
    side: int


@cache
def _lattice() -> _Lattice:
    """The frequencies of a pattern, half of them: a real picture's others follow."""
    side = 128
    rows, columns = np.meshgrid(np.arange(-HIGHEST, HIGHEST + 1), np.arange(-HIGHEST, HIGHEST + 1), indexing="ij")
    radius = np.hypot(rows, columns)
    # On the axes themselves lie edges of frames, letters and JPEG's blocks.
    kept = (radius >= LOWEST) & (radius < HIGHEST) & (rows > 0) & (columns != 0)
    weights = 1 / np.sqrt(REPEATS * radius[kept] + 20)
    return _Lattice(rows[kept], columns[kept], weights.astype(np.float32), side)


def _tile(bits: npt.NDArray[np.bool_], pattern: Pattern, period: int) -> FloatArray:
    at = _lattice()
    signs = np.where(pattern.bit_of < 0, 1, np.where(bits[pattern.bit_of], 1, -1))
    drawn = np.maximum(at.rows, np.abs(at.columns)) < period / 2  # finer ones would turn into coarser ones
    spectrum = np.zeros((period, period), np.complex64)
    spectrum[at.rows[drawn], at.columns[drawn]] = (pattern.symbols * signs * at.weights)[drawn]
    return np.real(np.fft.ifft2(spectrum)).astype(np.float32)


def _level(psnr_db: float) -> float:
    """The mean amplitude of what is so far below a picture."""
    return 255 * float(10 ** (-psnr_db / 20))


def _texture(picture: Picture) -> tuple[FloatArray, FloatArray]:
    """Returns how strong a mark may be relative to elsewhere, and how far each place is textured, 0 (flat) to 1."""
    light = picture @ REC_601
    side = max(3, min(light.shape) // TEXTURE_SIDES)
    contrast = np.sqrt(np.maximum(_mean_around(light**2, side) - _mean_around(light, side) ** 2, 0))
    textured = np.clip(_least_around(contrast, side // 2) / FLAT_CONTRAST, 0, 1)
    shown = contrast[textured == 1] if (textured == 1).any() else contrast
    typical = np.median(shown) + TEXTURE_FLOOR
    gain: FloatArray = np.clip((contrast + TEXTURE_FLOOR) / typical, *TEXTURE_RANGE) ** TEXTURE_POWER
    return gain, textured


def _least_around(values: FloatArray, step: int) -> FloatArray:
    """The least of each value and the eight that are a step away: paper beside a letter is as flat as any other."""
    for axis in (0, 1):
        padding = [(step, step) if each == axis else (0, 0) for each in (0, 1)]
        padded = np.moveaxis(np.pad(values, padding, mode="edge"), axis, 0)
        length = len(padded) - 2 * step
        least = np.minimum.reduce([padded[start : start + length] for start in (0, step, 2 * step)])
        values = np.moveaxis(least, 0, axis)
    return values


def _mean_around(values: FloatArray, side: int) -> FloatArray:
    """Means over squares of an odd side, the edges repeated."""
    half = side // 2
    padded = np.pad(values, ((half + 1, half), (half + 1, half)), mode="edge").astype(np.float64)
    sums = padded.cumsum(axis=0).cumsum(axis=1)
    side = 2 * half + 1
    square = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(square / side**2, np.float32)


def _spectrum(picture: Picture) -> npt.NDArray[np.complex64]:
    """[S, S], evened out in space and in frequency."""
    light = _at_reading_size(picture).astype(np.float32) @ REC_601
    light = light - _mean_around(light, LOCAL_PIXELS)
    light /= np.sqrt(np.maximum(_mean_around(light**2, LOCAL_PIXELS), 0)) + 1
    spectrum = np.fft.fft2(np.clip(light, -LIMIT, LIMIT), s=(LONGEST_READ, LONGEST_READ))
    magnitude = np.abs(spectrum)
    rings = _rings()
    mean = np.bincount(rings.ravel(), magnitude.ravel()) / np.bincount(rings.ravel())
    whitened = magnitude / np.maximum(mean[rings], 1e-9)
    return (spectrum / np.maximum(magnitude, 1e-9) * np.minimum(whitened, LIMIT)).astype(np.complex64)


def _at_reading_size(picture: Picture) -> Picture:
    scale = READING_SIDE / min(picture.shape[:2])
    image = Image.fromarray(picture)
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
    resized = np.asarray(image)
    return resized[_middle(resized.shape[0]), _middle(resized.shape[1])]


def _middle(length: int) -> slice:
    start = max(0, (length - LONGEST_READ) // 2)
    return slice(start, start + LONGEST_READ)


@cache
def _rings() -> npt.NDArray[np.int64]:
    frequency = np.fft.fftfreq(LONGEST_READ, 1 / LONGEST_READ)
    return np.asarray(np.hypot(frequency[:, None], frequency[None]) // WHITENING_WIDTH, np.int64)


@cache
def _sizes() -> FloatArray:
    number = int(np.log(LARGEST / SMALLEST) / SIZE_STEP) + 1
    sizes: FloatArray = READING_SIDE / REPEATS * SMALLEST * np.exp(np.arange(number) * SIZE_STEP)
    return sizes


def _sampled(spectrum: npt.NDArray[np.complex64], size: float) -> npt.NDArray[np.complex64]:
    """[N], the spectrum where a pattern of this size, in pixels, has its frequencies."""
    at = _lattice()
    scale = LONGEST_READ / size
    rows, columns = (np.rint(frequency * scale).astype(int) for frequency in (at.rows, at.columns))
    return np.asarray(spectrum[rows, columns], np.complex64)


def _agreement(
    spectrum: npt.NDArray[np.complex64], size: float, pattern: Pattern, is_sync: npt.NDArray[np.bool_]
) -> tuple[float, int, int]:
    """Returns how far the synchronising frequencies agree on where the pattern begins, in deviations of chance, and
    where: down and across, in 128ths of it."""
    at = _lattice()
    values = _sampled(spectrum, size)[is_sync]
    grid = np.zeros((at.side, at.side), np.complex64)
    grid[at.rows[is_sync], at.columns[is_sync]] = values * np.conj(pattern.symbols[is_sync])
    correlation = np.real(np.fft.ifft2(grid)) * at.side**2
    place = int(correlation.argmax())
    chance = np.sqrt(np.sum(np.abs(values) ** 2) / 2)
    return float(correlation.flat[place] / max(chance, 1e-9)), *divmod(place, at.side)
