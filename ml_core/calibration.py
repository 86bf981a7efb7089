"""Where on the path of ages a child's code must stand so that the child looks as old as was asked for.

Couples differ: with one the mean offset to six years gives a face of six, with another one of two. The age estimator
judges the drawn face and the place is corrected, which needs two or three drawings.
"""

from __future__ import annotations

import math

# Ages compare by ratio more than by difference: one year parts a baby from a toddler and means nothing at twenty.
YEARS_OFFSET = 1.0
TOLERANCE_SHARE = 0.15
TOLERANCE_MIN_YEARS = 0.7


class AgeSearch:
    """Corrects a guess by what it was seen to give, and keeps to the bracket that earlier guesses left open.

    youngest, oldest: ends of the path, in years. `path_age` is the place to try next.
    """

    def __init__(self, target_years: float, *, youngest: float, oldest: float) -> None:
        self._target = _scale(target_years)
        self._tolerance_years = max(TOLERANCE_MIN_YEARS, TOLERANCE_SHARE * target_years)
        self._target_years = target_years
        self._low, self._high = _scale(youngest), _scale(oldest)
        self._place = min(max(self._target, self._low), self._high)

    @property
    def path_age(self) -> float:
        return _unscale(self._place)

    def miss(self, apparent_years: float) -> float:
        """How far from the target, as a ratio's logarithm: 0 = as asked."""
        return abs(_scale(apparent_years) - self._target)

    def is_met(self, apparent_years: float) -> bool:
        return abs(apparent_years - self._target_years) <= self._tolerance_years

    def learn(self, apparent_years: float) -> bool:
        """`path_age` was seen to look `apparent_years` old: moves on to the next place. False at the path's end."""
        before = self._place
        error = self._target - _scale(apparent_years)
        if error > 0:
            self._low = self._place
        else:
            self._high = self._place
        # The path climbs about one for one; where it doesn't, the bracket takes over.
        place = self._place + error
        self._place = place if self._low < place < self._high else (self._low + self._high) / 2
        return self._place != before


def _scale(years: float) -> float:
    return math.log(years + YEARS_OFFSET)


def _unscale(value: float) -> float:
    return math.exp(value) - YEARS_OFFSET
