"""Names that people type: which characters they may consist of, and how they are shown beside other words."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from idna.core import valid_contextj

HIDDEN = _("Enter the name without hidden characters, such as marks that turn the direction of writing.")
INVISIBLE = _("Enter a name with at least one visible character.")

# Letters and symbols by their category that nobody sees: fillers of Hangul and of Khmer, the empty Braille pattern, a
# joiner of accents, and the places of objects. Two names would look alike that differ by one of them.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5\u2800\u034f\ufff9\ufffa\ufffb\ufffc")
# Controls, formats, surrogates, and the separators of lines and paragraphs.
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
JOINERS = "\u200c\u200d"
# Mongolian, then those that choose between the forms of a symbol or of an ideograph.
SELECTORS = frozenset(map(chr, [*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
# Between an emoji and its joiner there may be a tone of skin too.
MODIFIERS = SELECTORS | frozenset(map(chr, range(0x1F3FB, 0x1F400)))
# England, Scotland, Wales: a black flag, the region in characters that are hidden elsewhere, and their end.
REGION_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f")
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
# Classes of the characters that begin or end a direction of writing.
TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def check_name(name: str) -> None:
    """Raises ValidationError for a name with hidden characters, or with no visible one.

    Joiners stay where writing needs them: within an emoji, and between letters of Arabic and of Indian scripts.
    """
    plain = REGION_FLAG.sub("\U0001f3f4", name)
    if any(_is_hidden(plain, place) for place in range(len(plain))):
        raise ValidationError(HIDDEN, code="hidden_characters")
    if not any(map(_is_visible, plain)):
        raise ValidationError(INVISIBLE, code="invisible")


def isolate(name: object) -> str:
    """Returns the name for a sentence or an attribute, where no `<bdi>` can be: one that is written from the right to
    the left is enclosed by two characters that keep it from turning the words around it.
    """
    text = without_turns(name)
    if RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, text)):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def without_turns(name: object) -> str:
    """Returns the name without characters that turn the direction of writing: no isolation holds against them all."""
    return "".join(character for character in str(name) if unicodedata.bidirectional(character) not in TURNS)


def _is_hidden(name: str, place: int) -> bool:
    character = name[place]
    if character in JOINERS:
        return not _joins(name, place)
    if character in SELECTORS:
        return place == 0 or not _is_visible(name[place - 1])
    return character in BLANKS or unicodedata.category(character) in HIDDEN_CATEGORIES


def _joins(name: str, place: int) -> bool:
    before = place - 1
    while before > 0 and name[before] in MODIFIERS:
        before -= 1
    if _is_symbol(name[max(before, 0)]) and _is_symbol(name[place + 1 : place + 2]):
        return True
    try:
        return valid_contextj(name, place)
    except ValueError:  # beside a character without a name
        return False


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character) == "So" and _is_visible(character)


def _is_visible(character: str) -> bool:
    """Tells whether a character is seen by itself: a letter, a number, a punctuation mark or a symbol."""
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANKS
