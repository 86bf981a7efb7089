"""The invisible mark: a month, some random bits, and a keyed check of both, in the 64 bits of `spread_spectrum`.

Nothing is kept of it anywhere: whoever has the key can say that a picture was marked with it, and in which month.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ml_core.contracts import FloatArray, Picture
from ml_core.errors import InvalidRequest
from ml_core.marks import spread_spectrum
from ml_core.marks.spread_spectrum import NUM_BITS, Pattern, Reading

# The command line's, known to everybody: its marks say where a picture comes from and prove nothing.
PUBLIC_KEY = b"babysite: imagined by a computer"
FIRST_YEAR = 2026
MONTH_BITS, RANDOM_BITS = 8, 8  # 21 years
NUM_WORDS = 2 ** (MONTH_BITS + RANDOM_BITS)
CHECK_BYTES = (NUM_BITS - MONTH_BITS - RANDOM_BITS) // 8
# Chance reaches 6 and 5.9 in one of some thousand pictures; a mark that can be read at all is above 10 and 7.
MIN_STRENGTH = 7.5
MIN_MATCH = 6.0


class Mark(NamedTuple):
    year: int
    month: int  # 1 to 12


@dataclass(frozen=True)
class Watermark:
    """Marks under one key. The first `find` derives the 65,536 words that a mark may hold, in half a second."""

    key: bytes

    def new_bits(self, month: date) -> npt.NDArray[np.bool_]:
        """Returns [64] for one mark. Raises InvalidRequest for a year before 2026 or after 2046."""
        number = (month.year - FIRST_YEAR) * 12 + month.month - 1
        if not 0 <= number < 2**MONTH_BITS:
            raise InvalidRequest(
                f"Expected a month of {FIRST_YEAR} or the twenty years after. Received: {month:%Y-%m}."
            )
        return self.word_bits(number << RANDOM_BITS | secrets.randbits(RANDOM_BITS))

    def word_bits(self, word: int) -> npt.NDArray[np.bool_]:
        """word: month and random bits, below 65,536 -> [64], these and their check."""
        return _bits_of(self.key, word)

    def find(self, picture: Picture) -> Mark | None:
        """Returns the mark in uint8 [H, W, 3], or None: for no mark, another key's, or one that is worn off."""
        if min(picture.shape[:2]) < spread_spectrum.MIN_SIDE:
            return None
        return self.mark_in(spread_spectrum.read(picture, self.pattern))

    def mark_in(self, reading: Reading) -> Mark | None:
        """Judges what was read from a picture, as `find` does."""
        strength, bits = reading
        if strength < MIN_STRENGTH:
            return None
        matches = self._words @ (bits / max(float(np.linalg.norm(bits)), 1e-9))
        word = int(matches.argmax())
        if matches[word] < MIN_MATCH:
            return None
        years, month = divmod(word >> RANDOM_BITS, 12)
        return Mark(FIRST_YEAR + years, month + 1)

    @cached_property
    def pattern(self) -> Pattern:
        return Pattern.of_key(self.key)

    @property
    def _words(self) -> FloatArray:
        return _words_of(self.key)


def _bits_of(key: bytes, word: int) -> npt.NDArray[np.bool_]:
    content = word.to_bytes((MONTH_BITS + RANDOM_BITS) // 8)
    check = hmac.digest(key, content, hashlib.sha256)[:CHECK_BYTES]
    return np.unpackbits(np.frombuffer(content + check, np.uint8)).astype(bool)


@cache
def _words_of(key: bytes) -> FloatArray:
    """[65536, 64] of -1 and 1: a picture's bits are compared with all that a mark may hold, which mends wrong ones."""
    bits = np.stack([_bits_of(key, word) for word in range(NUM_WORDS)])
    return np.where(bits, np.float32(1), np.float32(-1))
