from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from skimage.data import astronaut

from benchmarks.copies import ATTACKS, after
from ml_core.contracts import Picture
from ml_core.errors import InvalidRequest
from ml_core.images import resize
from ml_core.marks import spread_spectrum
from ml_core.marks.watermark import PUBLIC_KEY, Mark, Watermark

OURS, THEIRS = Watermark(b"a key that is ours"), Watermark(b"a key of others..")
MONTH = date(2026, 11, 30)
# Of the command line's key.
FIRST_SYMBOLS = [(1 + 0j), (-1 + 0j), (-0 - 1j), (-1 + 0j)]
FIRST_BITS = [25, 10, 38, 40, 34, 15, 48, 42]
WORD = "0a2b9e4f6d6d44f3"


def marked_with(picture: Picture, month: date) -> Picture:
    return spread_spectrum.add(picture, spread_spectrum.mark_for(picture, OURS.new_bits(month), OURS.pattern))


@pytest.fixture(scope="module")
def plain() -> Picture:
    return resize(astronaut(), 1024)


@pytest.fixture(scope="module")
def marked(plain: Picture) -> Picture:
    return marked_with(plain, MONTH)


def test_a_mark_is_found_and_tells_the_month(marked: Picture) -> None:
    assert OURS.find(marked) == Mark(2026, 11)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_mark_survives(marked: Picture, attack: str) -> None:
    assert OURS.find(after(ATTACKS[attack], marked)) == Mark(2026, 11)


def test_a_mark_is_not_seen(plain: Picture, marked: Picture) -> None:
    error = np.mean((marked.astype(float) - plain) ** 2)
    assert 10 * np.log10(255**2 / error) > 43


def test_a_mark_is_hardly_there_on_paper_nor_beside_what_is_printed(plain: Picture) -> None:
    """Half a picture is paper, with something printed on it."""
    sheet = np.full((1024, 2048, 3), (251, 245, 236), np.uint8)
    sheet[:, :1024] = plain
    sheet[500:520, 1500:1520] = 40
    mark = spread_spectrum.mark_for(sheet, OURS.word_bits(10 << 8), OURS.pattern)
    beside = (sheet[:, 1100:] > 40).all(axis=2)
    assert np.std(mark[:, 1100:][beside]) < 0.5
    assert np.abs(mark[:, 1100:][beside]).max() < 3
    assert np.std(mark[:, :1024]) < 255 * 10 ** (-42 / 20) + 0.05
    assert OURS.find(spread_spectrum.add(sheet, mark)) == Mark(2026, 11)


@pytest.mark.parametrize("shape", [(1024, 1024), (600, 1800), (300, 200)])
def test_a_mark_is_found_in_what_is_left_of_a_picture(marked: Picture, shape: tuple[int, int]) -> None:
    picture = np.tile(marked, (1, 2, 1))[: shape[0], : shape[1]]
    small = spread_spectrum.reduced(picture)
    assert small.size <= 512 * 1024 * 3
    whole, part = (spread_spectrum.read(each, OURS.pattern) for each in (picture, small))
    assert (whole.strength, *(whole.bits > 0)) == (part.strength, *(part.bits > 0))


def test_no_mark_is_found_where_none_is(plain: Picture) -> None:
    assert OURS.find(plain) is None


def test_a_mark_of_another_key_is_not_found(marked: Picture) -> None:
    assert THEIRS.find(marked) is None


def test_marks_of_one_month_differ() -> None:
    assert len({OURS.new_bits(MONTH).tobytes() for _ in range(20)}) > 15


@pytest.mark.parametrize("shape", [(256, 256), (300, 900), (1400, 800), (161, 163)])
def test_pictures_of_any_shape_are_marked(plain: Picture, shape: tuple[int, int]) -> None:
    picture = plain[:1, :1].repeat(shape[0], axis=0).repeat(shape[1], axis=1)
    side = min(shape)
    picture[:side, :side] = resize(plain, side)
    assert OURS.find(marked_with(picture, MONTH)) == Mark(2026, 11)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_picture_of_one_colour_is_no_error(level: int) -> None:
    picture = np.full((256, 256, 3), level, np.uint8)
    assert OURS.find(picture) is None
    assert np.abs(marked_with(picture, MONTH).astype(int) - level).max() <= 3


@pytest.mark.parametrize("month", [date(2026, 1, 1), date(2026, 12, 1), date(2037, 5, 1), date(2047, 4, 1)])
def test_every_month_comes_back(plain: Picture, month: date) -> None:
    picture = resize(plain, 256)
    assert OURS.find(marked_with(picture, month)) == Mark(month.year, month.month)


@pytest.mark.parametrize("month", [date(2025, 12, 1), date(2047, 5, 1), date(1, 1, 1)])
def test_a_month_that_has_no_number_is_refused(plain: Picture, month: date) -> None:
    with pytest.raises(InvalidRequest, match="month"):
        marked_with(plain, month)


def test_a_picture_too_small_for_a_mark_is_refused_and_none_is_found_in_it() -> None:
    tiny = np.zeros((159, 200, 3), np.uint8)
    assert OURS.find(tiny) is None
    with pytest.raises(InvalidRequest, match="160"):
        marked_with(tiny, MONTH)


def test_a_short_key_is_refused(plain: Picture) -> None:
    with pytest.raises(InvalidRequest, match="16"):
        Watermark(b"short").find(plain)


def test_the_pattern_of_a_key_stays_the_same() -> None:
    """Or no mark of before would be found again."""
    pattern = Watermark(PUBLIC_KEY).pattern
    assert len(pattern.symbols) == 1910
    assert pattern.symbols[:4].tolist() == FIRST_SYMBOLS
    assert pattern.bit_of[:8].tolist() == FIRST_BITS
    assert np.packbits(Watermark(PUBLIC_KEY).word_bits(0x0A2B)).tobytes().hex() == WORD


def test_wrong_numbers_of_bits_are_refused(plain: Picture) -> None:
    with pytest.raises(InvalidRequest, match="64 bits"):
        spread_spectrum.mark_for(plain, np.ones(63, bool), OURS.pattern)
