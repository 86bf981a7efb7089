"""Where a child's code must stand so that the child looks as old, and of the sex, that was asked for.

Couples differ: with one the mean step to six years gives a face of six, with another one of two; and the son of two
people with long hair may look like a daughter. The estimators judge the drawn face and the step is corrected, which
needs two or three drawings.
"""

from __future__ import annotations

import math

from ml_core.attributes import Estimate
from ml_core.contracts import Sex

# A smaller child's sex is not seen in the face, neither by the estimator nor by people.
SEX_SEEN_FROM_YEARS = 5.0
SEX_STRENGTH_STEP, MAX_SEX_STRENGTH = 0.5, 2.5
# Some couples' children look too old at the path's youngest end even: their whole step is lengthened.
REACH_STEP, MAX_REACH = 0.15, 1.45
# In the unit of `AgeSearch.miss`: as bad as an age wrong by a factor of about three.
WRONG_SEX_MISS = 1.0
# Ages compare by ratio more than by difference: one year parts a baby from a toddler and means nothing at twenty.
YEARS_OFFSET = 1.0
TOLERANCE_SHARE = 0.15
TOLERANCE_MIN_YEARS = 0.7


class WishSearch:
    """What to try next for a child of that age and sex: `path_age` years, `sex_strength`, 1 = the mean step, and
    `reach`, 1 = the whole step's own length."""

    def __init__(self, age_years: float, sex: Sex, *, youngest: float, oldest: float) -> None:
        self._age = AgeSearch(age_years, youngest=youngest, oldest=oldest)
        self._sex = sex
        self._age_years = age_years
        self._is_sex_seen = age_years >= SEX_SEEN_FROM_YEARS
        self.sex_strength = self.reach = 1.0

    @property
    def path_age(self) -> float:
        return self._age.path_age

    def miss(self, seen: Estimate) -> float:
        """How far from the wish; 0 = as asked."""
        return self._age.miss(seen.age_years) + (0.0 if self._has_sex(seen) else WRONG_SEX_MISS)

    def adjust(self, seen: Estimate) -> bool:
        """Learns from what was drawn. False when that is as asked, or nothing else can be tried."""
        moved = False
        if not self._has_sex(seen) and self.sex_strength < MAX_SEX_STRENGTH:
            self.sex_strength += SEX_STRENGTH_STEP
            moved = True
        if not self._age.is_met(seen.age_years):
            moved = self._age.learn(seen.age_years) or self._reach_farther(seen) or moved
        return moved

    def _reach_farther(self, seen: Estimate) -> bool:
        """The path is at its end: whether the child is too old there, and the step can still grow."""
        if seen.age_years < self._age_years or self.reach >= MAX_REACH - 1e-6:
            return False
        self.reach += REACH_STEP
        return True

    def _has_sex(self, seen: Estimate) -> bool:
        return not self._is_sex_seen or (seen.p_female > 0.5) == (self._sex == "girl")


class AgeSearch:
    """Corrects a guess by what it was seen to give, and keeps to the bracket that earlier guesses left open.

    youngest, oldest: ends of the path, in years. `path_age` is the place to try next.
    """

    def __init__(self, target_years: float, *, youngest: float, oldest: float) -> None:
        self._target = _scale(target_years)
        self._tolerance_years = max(TOLERANCE_MIN_YEARS, TOLERANCE_SHARE * target_years)
        self._target_years = target_years
        self._low, self._high = self._youngest, self._oldest = _scale(youngest), _scale(oldest)
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
        place = min(max(self._place + error, self._youngest), self._oldest)
        is_open = self._low <= place <= self._high and place != before
        self._place = place if is_open else (self._low + self._high) / 2
        return self._place != before


def _scale(years: float) -> float:
    return math.log(years + YEARS_OFFSET)


def _unscale(value: float) -> float:
    return math.exp(value) - YEARS_OFFSET
