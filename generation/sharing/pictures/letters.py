"""What can be drawn of a name, as people wrote it: its letters, one by one, each with the font that has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from generation.sharing.pictures.fonts import Typeface, has_ink, typeface_for

JOINER, NON_JOINER, AS_EMOJI = "\u200d", "\u200c", "\ufe0f"
# One sign for a whole sentence: no font's program draws a row of them.
TOO_WIDE = "\ufdfd"
# Stacks of marks are no name, and would reach into the face.
MAX_MARKS = 3
# Of what is given; nobody reads more in two lines.
MAX_CHARACTERS = 400
RIGHT_TO_LEFT, LEFT_TO_RIGHT = ("R", "AL"), ("L", "EN", "AN")


class Letter(NamedTuple):
    """What a reader takes for one: a character and its marks, or an emoji of several characters."""

    text: str
    typeface: Typeface
    is_rtl: bool | None  # None: as what stands around it


def letters_of(text: str) -> list[Letter]:
    """Returns the letters of one line. Control characters and what no font has are left out."""
    composed = unicodedata.normalize("NFC", text[:MAX_CHARACTERS])  # macOS writes 한글 in parts
    letters = [letter for cluster in _clusters(_without_controls(composed)) if (letter := _letter(cluster))]
    return letters if any(not letter.text.isspace() for letter in letters) else []


def _without_controls(text: str) -> str:
    """Puts a text into one line, with single spaces. Marks of direction would turn what stands beside it around."""
    kept = (
        " " if character.isspace() else character
        for character in text.replace(TOO_WIDE, "")
        if character.isspace() or character in (JOINER, NON_JOINER) or unicodedata.category(character)[0] != "C"
    )
    return " ".join("".join(kept).split())


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for character in text:
        if cluster and not _continues(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _continues(cluster: str, character: str) -> bool:
    is_second_of_flag = _is_regional(character) and len(cluster) == 1 and _is_regional(cluster)
    is_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    is_joined = cluster[-1] == JOINER and len(cluster) > 1
    return is_second_of_flag or is_tone or is_joined or character in (JOINER, NON_JOINER) or _is_mark(character)


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _letter(cluster: str) -> Letter | None:
    first = cluster[0]
    if first == " ":
        return Letter(" ", Typeface.LATIN_AND_HANGUL, is_rtl=None)
    typeface = typeface_for(first, is_emoji=AS_EMOJI in cluster)
    if typeface is None:
        return None
    return Letter(first + _drawable(cluster[1:], typeface), typeface, _direction(first))


def _drawable(rest: str, typeface: Typeface) -> str:
    """Returns what follows a letter's first character, as far as its font has it."""
    kept, num_marks = "", 0
    for character in rest:
        if character in (JOINER, NON_JOINER):
            kept += character
        elif has_ink(typeface, character) and (num_marks < MAX_MARKS or not _is_mark(character)):
            kept += character
            num_marks += _is_mark(character)
    return kept


def _direction(character: str) -> bool | None:
    kind = unicodedata.bidirectional(character)
    if kind in RIGHT_TO_LEFT:
        return True
    return False if kind in LEFT_TO_RIGHT else None
