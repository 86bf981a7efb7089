"""The search for the edit that gives a child the age and the sex that were requested.

Couples differ: with one the mean step to six years gives a face of six, with another one of two; and the son of two
people with long hair may look like a daughter. The estimators judge the rendered face and the step is corrected,
which takes two to five renders.
"""

from __future__ import annotations

import math
from copy import copy
from typing import TYPE_CHECKING

import numpy as np

from ml_core.contracts import Sex
from ml_core.heredity import Edit

if TYPE_CHECKING:
    from ml_core.attributes import Estimate

# A smaller child's sex is not visible in the face, neither by the estimator nor by people.
SEX_VISIBLE_FROM_YEARS = 3.0
# The estimator has to be this sure, or the finished picture may be taken for the other.
SEX_SURE = 0.75
SEX_STRENGTH_STEP, MAX_SEX_STRENGTH = 0.75, 4.0
# Some couples' children look too old at the path's youngest end even: their whole step is lengthened.
MAX_EXTRAPOLATION = 1.8
# In the unit of `AgeSearch.loss`: as bad as an age wrong by a factor of about three.
WRONG_SEX_LOSS = 1.0
NEAR_AGE = 0.5
UNSURE_SEX_LOSS = 0.1
# Ages compare by ratio more than by difference: one year parts a baby from a toddler and means nothing at twenty.
YEARS_OFFSET = 1.0
TOLERANCE_SHARE = 0.15
LEAST_STEP = 0.01
INSIDE = 0.2
# At once, in `scale`: a longer leap may end where no face is seen, and nothing is learned there.
MAX_STEP = 0.5
# People stand out from the mean face of their age, by which they look older: so much farther up, in `scale`.
LOOKS_OLDER = 0.25
# Years, and how far from there on the path may be left for what lies beyond, in `scale`, whatever the networks say: a
# toddler's head with a grown-up's skin is no schoolchild. Smaller children's ages are harder to tell.
BANDS = ((8.0, 0.5), (5.0, 0.8), (0.0, math.inf))
TOLERANCE_MIN_YEARS = 0.7
# Where both networks read so many years too many, the face is taken for a grown-up's, and the band may give way by so
# much at a time, in `scale`: a leap would end at a toddler's face.
MUCH_OLDER_YEARS, GIVING_WAY = 6.0, 0.25
# A child that looks otherwise by more than that is told of: not every couple's child can be drawn at every age.
TOLD_SHARE, TOLD_MIN_YEARS = 0.3, 2.0


class ChildSearch:
    """Finds the edit of a child of that age and sex, one attempt after the other."""

    def __init__(self, age_years: float, sex: Sex, *, youngest: float, oldest: float) -> None:
        self._age = AgeSearch(age_years, youngest=youngest, oldest=oldest)
        self._sex = sex
        self._is_sex_visible = age_years >= SEX_VISIBLE_FROM_YEARS
        self._sex_strength = 1.0

    @property
    def edit(self) -> Edit:
        """The edit to try next."""
        return Edit(
            path_age_years=self._age.path_age_years,
            extrapolation=self._age.extrapolation,
            sex_strength=self._sex_strength,
        )

    def restart(self, edit: Edit) -> None:
        """Starts again from an edit, with nothing learned."""
        self._sex_strength = edit.sex_strength
        self._age.restart(edit)

    def give_way(self) -> None:
        """Moves the band's young end, if that is where the search is, a step farther."""
        self._age.give_way()

    def retreat(self, edit: Edit) -> None:
        """Goes half the way back to an edit, because no face was found at the present one."""
        self._sex_strength = (self._sex_strength + edit.sex_strength) / 2.0
        self._age.retreat(edit)

    def loss(self, estimate: Estimate) -> float:
        """Returns how far the estimate is from the request; 0 = as asked."""
        sure = self._sureness(estimate)
        wrong = WRONG_SEX_LOSS if sure <= 0.5 else UNSURE_SEX_LOSS if sure < SEX_SURE else 0.0
        return self._age.loss(estimate.age_years) + wrong

    def is_much_older(self, estimate: Estimate) -> bool:
        """Returns whether both networks see somebody much older than requested."""
        return self._age.is_much_older(estimate.at_least_years)

    def adjust(self, estimate: Estimate, *, is_disturbed: bool = False) -> bool:
        """Learns from the estimate of a render. Returns False if it is as asked, or nothing else can be tried.

        is_disturbed: something else that ages depend on is changed as well.
        """
        unsure = self._sureness(estimate) < SEX_SURE and self._sex_strength < MAX_SEX_STRENGTH
        strengthened = unsure and self.may_change_more(estimate)
        if strengthened:
            self._sex_strength += SEX_STRENGTH_STEP
        moved = not self._age.is_met(estimate.age_years) and self._age.learn(estimate.age_years)
        if strengthened or is_disturbed:
            self._age.reopen()
        return moved or strengthened

    def may_change_more(self, estimate: Estimate) -> bool:
        """Returns whether the age is about right, or as near as it comes. At another age, sex and colours would be
        estimated otherwise."""
        return self._age.loss(estimate.age_years) < NEAR_AGE or not self._age.can_move(estimate.age_years)

    def _sureness(self, estimate: Estimate) -> float:
        """Returns how surely the child is of the requested sex, 0..1; 1 at an age that doesn't show it."""
        if not self._is_sex_visible:
            return 1.0
        return estimate.p_female if self._sex == "girl" else 1.0 - estimate.p_female


class AgeSearch:
    """Corrects a guess by the age that it gave, and keeps to the bracket that earlier guesses left open.

    youngest, oldest: ends of the path, in years. What lies before its beginning is reached by lengthening the step.
    """

    def __init__(self, target_years: float, *, youngest: float, oldest: float) -> None:
        self._target = scale(target_years)
        self._tolerance_years = max(TOLERANCE_MIN_YEARS, TOLERANCE_SHARE * target_years)
        self._target_years = target_years
        self._beginning = scale(youngest)
        self._position = min(first_position(self._target, self._beginning), scale(oldest))
        self._end, self._oldest = self._beginning - (MAX_EXTRAPOLATION - 1.0), scale(oldest)
        band = next(width for years, width in BANDS if target_years >= years)
        self._youngest = max(self._end, self._position - band)
        self._oldest = min(self._oldest, self._position + band)
        # Nearest positions that looked too young and too old, with how old.
        self._younger: tuple[float, float] | None = None
        self._older: tuple[float, float] | None = None

    @property
    def path_age_years(self) -> float:
        """The age on the path to try next, in years."""
        return path_age_at(self._position, self._beginning)

    @property
    def extrapolation(self) -> float:
        """The factor of the step to the path's beginning: 1, or more beyond it."""
        return extrapolation_at(self._position, self._beginning)

    def loss(self, apparent_years: float) -> float:
        """Returns how far an age is from the target, as a ratio's logarithm: 0 = as asked."""
        return abs(scale(apparent_years) - self._target)

    def is_met(self, apparent_years: float) -> bool:
        return abs(apparent_years - self._target_years) <= self._tolerance_years

    def is_much_older(self, at_least_years: float) -> bool:
        return at_least_years - self._target_years > max(MUCH_OLDER_YEARS, TOLD_SHARE * self._target_years)

    def can_move(self, apparent_years: float) -> bool:
        """Returns the answer that `learn` would give, with nothing learned."""
        return copy(self).learn(apparent_years)

    def learn(self, apparent_years: float) -> bool:
        """Learns that the position looks `apparent_years` old, and moves on to the next. False at the path's end."""
        before, apparent = self._position, scale(apparent_years)
        if apparent < self._target:
            self._younger = before, apparent
        else:
            self._older = before, apparent
        self._position = min(max(self._guess(before, apparent), self._youngest), self._oldest)
        return abs(self._position - before) > LEAST_STEP

    def _guess(self, position: float, apparent: float) -> float:
        """Guesses the next position: on the line through the two bracketing ones, but well inside (false position);
        without a bracket, as if the path climbed one for one, which it does about."""
        if self._younger is None or self._older is None:
            return position + min(max(self._target - apparent, -MAX_STEP), MAX_STEP)
        (young, young_apparent), (old, old_apparent) = self._younger, self._older
        share = (self._target - young_apparent) / max(old_apparent - young_apparent, 1e-6)
        return young + min(max(share, INSIDE), 1.0 - INSIDE) * (old - young)

    def restart(self, edit: Edit) -> None:
        self._position = position_of(edit)
        self.reopen()

    def give_way(self) -> None:
        if self._position - self._youngest <= LEAST_STEP:
            self._youngest = max(self._end, self._youngest - GIVING_WAY)

    def retreat(self, edit: Edit) -> None:
        """Goes half the way back to an edit, and stays on that side from now on."""
        lost, back = self._position, position_of(edit)
        self._position = (lost + back) / 2.0
        if lost < back:
            self._youngest = self._end = self._position
        else:
            self._oldest = self._position
        self.reopen()

    def reopen(self) -> None:
        """Forgets the bracket, and keeps the position."""
        self._younger = self._older = None


def looks_another_age(age_years: float, apparent_years: float) -> bool:
    """Returns whether the child looks so much older or younger than requested that people would notice."""
    return abs(apparent_years - age_years) > max(TOLD_MIN_YEARS, TOLD_SHARE * age_years)


def scale(years: float) -> float:
    """Maps years to a scale on which equal steps look alike; 0 at birth."""
    return math.log(years + YEARS_OFFSET)


def unscale(value: float) -> float:
    """Reverses `scale`: years."""
    return math.exp(value) - YEARS_OFFSET


def spread(first_years: float, last_years: float, number: int) -> list[float]:
    """Ages from the first to the last, in steps that look alike: short in small children, long in grown-ups."""
    between = np.linspace(scale(first_years), scale(last_years), number)[1:-1]
    return [first_years, *(unscale(float(value)) for value in between), last_years]


def first_position(target: float, beginning: float) -> float:
    """Returns the position to begin with for an age, both as `scale` has them."""
    return max(target - LOOKS_OLDER, beginning)


def position_of(edit: Edit) -> float:
    """Age and extrapolation in one number: the path's age as `scale` has it, less the lengthening of the step."""
    return scale(edit.path_age_years) - (edit.extrapolation - 1.0)


def path_age_at(position: float, beginning: float) -> float:
    """Years, at a position; the path's own beginning is given as a position too."""
    return unscale(max(position, beginning))


def extrapolation_at(position: float, beginning: float) -> float:
    """The factor of the step to the path's beginning: 1, or more beyond it."""
    return 1.0 + max(0.0, beginning - position)
