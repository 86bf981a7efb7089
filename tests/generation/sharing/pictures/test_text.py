"""Names within their boxes, and readable."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from PIL import Image

from generation.sharing.pictures.fonts import CAN_SHAPE
from generation.sharing.pictures.layout import Box, Caption
from generation.sharing.pictures.letters import letters_of
from generation.sharing.pictures.runs import runs_of
from generation.sharing.pictures.text import draw_text, set_text
from tests.generation.sharing.pictures.names import EMPTY, NASTY

MARGIN = 100
CAPTION = Caption(Box(MARGIN, MARGIN, 400, 100), 52, 30)


def drawn(text: str, caption: Caption = CAPTION) -> Image.Image:
    size = (caption.box.width + 2 * MARGIN, caption.box.height + 2 * MARGIN)
    image = Image.new("RGB", size, "#ffffff")
    draw_text(image, text, caption, "#000000")
    return image


def ink_box(image: Image.Image) -> tuple[int, int, int, int] | None:
    return image.convert("L").point(lambda value: 255 - value).getbbox()


def lines_of(text: str) -> list[str]:
    lines, _ = set_text(letters_of(text), CAPTION)
    return ["".join(run.text for run in line.runs) for line in lines]


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY.keys())
def test_a_name_stays_within_its_box_and_two_lines(name: str) -> None:
    found = ink_box(drawn(name))
    assert found is not None
    left, top, right, bottom = found
    assert left >= MARGIN
    assert top >= MARGIN
    assert right <= MARGIN + CAPTION.box.width
    assert bottom <= MARGIN + CAPTION.box.height
    assert (
        abs((left + right) / 2 - (MARGIN + CAPTION.box.width / 2)) <= 5
    )  # in the middle, but for what a letter leaves at its sides
    lines, size_px = set_text(letters_of(name), CAPTION)
    assert 1 <= len(lines) <= 2
    assert CAPTION.smallest_px <= size_px <= CAPTION.largest_px


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY.keys())
def test_no_letter_is_cut_by_its_box(name: str) -> None:
    setting = set_text(letters_of(name), CAPTION)
    assert setting.height <= CAPTION.box.height
    assert all(line.ink.width <= CAPTION.box.width for line in setting.lines)


@pytest.mark.parametrize("name", EMPTY)
def test_what_no_font_has_leaves_nothing(name: str) -> None:
    assert ink_box(drawn(name)) is None


def test_what_no_font_has_is_left_out_of_a_name() -> None:
    assert drawn("A\ue000n\uffffnꯀa") == drawn("Anna")


def test_a_name_in_parts_is_drawn_as_the_whole_one() -> None:
    for name in ("민준", "Björn", "Ánh Nguyệt"):
        assert drawn(unicodedata.normalize("NFD", name)) == drawn(name)


def test_controls_change_nothing() -> None:
    assert drawn("\u202eAnna\x00 \u200bBo\u2069\r\n") == drawn("Anna Bo")


def test_a_short_name_is_large_and_a_longer_one_smaller() -> None:
    assert set_text(letters_of("Bo"), CAPTION).size_px == CAPTION.largest_px
    assert set_text(letters_of("Anna-Sophie & Björn"), CAPTION).size_px < CAPTION.largest_px


def test_two_lines_break_at_a_space() -> None:
    first, second = lines_of("Anna-Sophie Maria & Björn Erik")
    assert f"{first} {second}" == "Anna-Sophie Maria & Björn Erik"


def test_a_name_that_is_too_long_ends_with_an_ellipsis() -> None:
    for name in ("200 letters", "200 letters without a space", "200 syllables"):
        lines = lines_of(NASTY[name])
        assert len(lines) == 2
        assert lines[-1].endswith("…")


def test_no_word_is_broken_where_there_is_a_space() -> None:
    first, _ = lines_of(NASTY["200 letters"])
    assert first.split()[-1] in ("Maximiliane", "Theresia")


def test_an_emoji_of_several_characters_is_one_letter() -> None:
    assert [letter.text for letter in letters_of("👨‍👩‍👧‍👦🇰🇷👍🏽")] == ["👨‍👩‍👧‍👦", "🇰🇷", "👍🏽"]
    assert len(letters_of(NASTY["twelve emoji"])) == 12


@pytest.mark.skipif(not CAN_SHAPE, reason="without FriBiDi nothing Arabic is drawn")
def test_arabic_letters_are_joined() -> None:
    assert num_pieces("محمد") < num_pieces("م\u200cح\u200cم\u200cد") == 4


def num_pieces(text: str) -> int:
    darkest = np.asarray(drawn(text).convert("L")).min(axis=0)
    is_ink = darkest < 128
    return int(np.count_nonzero(is_ink[1:] & ~is_ink[:-1]))


def test_right_to_left_stands_on_the_right_and_latin_within_it_reads_on() -> None:
    hebrew, latin = "נועם", "Sam"
    runs = runs_of(letters_of(f"{hebrew} {latin}"), line_is_rtl=True)
    assert [run.text for run in runs if run.text.strip()] == [latin, hebrew]
    runs = runs_of(letters_of(f"{latin} {hebrew} 김"), line_is_rtl=False)
    assert [run.text.strip() for run in runs if run.text.strip()] == [latin, hebrew, "김"]
    assert [run.is_rtl for run in runs if run.text.strip()] == [False, True, False]
