"""The shipped font has every letter that a page can show, so that no word changes its face in the middle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
FONT = BASE / "static" / "vendor" / "pretendard"
STYLES = (FONT / "pretendard.css").read_text(encoding="utf-8")
PIECE = re.compile(r'url\("\./([^"]+)"\).*?unicode-range: ([^;]+);', re.DOTALL)
HANGUL_SYLLABLES = {chr(code) for code in range(0xAC00, 0xD7A4)}


def letters_of(ranges: str) -> set[str]:
    letters: set[str] = set()
    for part in ranges.replace("U+", "").split(","):
        first, _, last = part.strip().partition("-")
        letters.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return letters


PIECES = {name: letters_of(ranges) for name, ranges in PIECE.findall(STYLES)}
COVERED = set().union(*PIECES.values())


def test_every_piece_that_the_styles_name_is_shipped_and_no_other() -> None:
    assert {path.name for path in FONT.glob("*.woff2")} == set(PIECES)


def test_every_hangul_syllable_is_covered_as_names_may_hold_any() -> None:
    assert not HANGUL_SYLLABLES - COVERED


@pytest.mark.parametrize("pattern", ["locale/**/*.po", "templates/**/*.*", "static/js/*.js"])
def test_every_character_of_our_own_texts_is_covered(pattern: str) -> None:
    paths = [*BASE.glob(pattern)]
    assert paths
    written = set("".join(path.read_text(encoding="utf-8") for path in paths))
    assert {letter for letter in written if letter.isprintable()} - COVERED == set()
