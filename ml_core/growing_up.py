"""The same child growing up: fitted at a few ages, and followed from one to the next without a jump.

At each of these ages the child is rendered and corrected as any child is (`ml_core.children`), by the same seed, so it
has the same genes; its sex is chosen once. What correction finds for an age, a `heredity.Edit`, is a handful of
numbers. Between the ages they are interpolated, over the logarithm of years in which correction works too, by PCHIP
(Fritsch and Butland 1984, "A method for constructing local monotone piecewise cubic interpolants"): smooth, through
every edit that was found, and between two of them never beyond either. All else of the child stays as it is.

Correction is only as good as the estimator of ages, which jumps over the teens: what it finds for fifteen years may lie
behind what it finds for ten. A child never goes back on the path of ages, nor stands still: edits move as little as
that takes (isotonic regression), those that look least as asked the most.

Legend: A ages; pictures are uint8 RGB [S, S, 3].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.optimize import isotonic_regression

from ml_core import calibration, images
from ml_core.children import ChildMaker, Couple, FittedChild
from ml_core.contracts import (
    Child,
    ChildRequest,
    IsCancelled,
    Latent,
    OnProgress,
    Picture,
    Progress,
    ignore_progress,
    never_cancelled,
    raise_if,
)
from ml_core.errors import InvalidRequest
from ml_core.heredity import Edit

STRIP_TILE = 256
# Of the pace at which the mean child goes along the path of ages.
LEAST_PACE = 0.2
# Added to `FittedChild.loss`: less is chance.
SURE_LOSS, MAX_LOSS = 0.1, 5.0
SAME_CODE = 1e-5


class EditPath:
    """Edits at all ages from the first to the last of those given.

    ages_years: two or more, rising. losses: of each edit, see `FittedChild`. youngest: in years, the
    beginning of the path of ages that the edits are on.
    """

    def __init__(
        self, ages_years: Sequence[float], edits: Sequence[Edit], *, losses: Sequence[float], youngest: float
    ) -> None:
        self._beginning = calibration.scale(youngest)
        ages = np.array([calibration.scale(age) for age in ages_years])
        positions = _steady(ages, [calibration.position_of(edit) for edit in edits], losses)
        rest = [[edit.sex_strength, *edit.skin, *edit.traces] for edit in edits]
        # Rounded, for PCHIP divides by differences, and those of almost nothing overflow.
        self._curve = PchipInterpolator(ages, np.column_stack([positions, np.round(rest, 9)]))  # [A, 5 + T]

    def at(self, age_years: float) -> Edit:
        position, sex_strength, *rest = map(float, self._curve(calibration.scale(age_years)))
        return Edit(
            path_age_years=calibration.path_age_at(position, self._beginning),
            extrapolation=calibration.extrapolation_at(position, self._beginning),
            sex_strength=sex_strength,
            skin=np.array(rest[:3], np.float32),
            traces=np.array(rest[3:], np.float32),
        )


def _steady(
    ages: npt.NDArray[np.float64], positions: Sequence[float], losses: Sequence[float]
) -> npt.NDArray[np.float64]:
    """[A]: the nearest positions that rise with the ages (`calibration.scale`) at the least pace, or faster."""
    least = LEAST_PACE * ages
    weights = (SURE_LOSS + np.minimum(losses, MAX_LOSS)) ** -2.0
    return np.asarray(isotonic_regression(positions - least, weights=weights).x + least)


class Life:
    """One child at all ages from the first to the last of `ages_years`. children: at these ages, at full size."""

    def __init__(
        self,
        maker: ChildMaker,
        couple: Couple,
        requests: Sequence[ChildRequest],
        fitted: Sequence[FittedChild],
        *,
        youngest: float,
    ) -> None:
        self.ages_years = tuple(request.age_years for request in requests)
        self._maker, self._couple, self._sex = maker, couple, fitted[0].child.sex
        self._offset = maker.inherit(couple, requests[0])
        self._path = EditPath(
            self.ages_years,
            [each.edit for each in fitted],
            losses=[each.loss for each in fitted],
            youngest=youngest,
        )
        self.children: tuple[Child, ...] = tuple(
            self._with_path_edit(each.child, age) for age, each in zip(self.ages_years, fitted, strict=True)
        )

    def _with_path_edit(self, child: Child, age_years: float) -> Child:
        """Returns the child at the path's edit for its age: the same child if the path didn't move its edit."""
        latent = self.latent_at(age_years)
        if np.allclose(latent.w_plus, child.latent.w_plus, atol=SAME_CODE):
            return child
        return replace(child, latent=latent, pixels=self._maker.synthesise(latent))

    def latent_at(self, age_years: float) -> Latent:
        """The child's code; at one of `ages_years`, that of the child there, within `SAME_CODE`.

        Raises:
            InvalidRequest: before the first of these ages or after the last.
        """
        first, last = self.ages_years[0], self.ages_years[-1]
        if not first <= age_years <= last:
            raise InvalidRequest(f"This life is known from {first:g} to {last:g} years. Received: {age_years!r}")
        return self._maker.code_at(self._path.at(age_years), self._offset, self._couple, self._sex)

    def strip(self, *, tile: int = STRIP_TILE) -> Picture:
        """The children side by side, the youngest first: [tile, A * tile, 3]."""
        return np.hstack([images.resize(child.pixels, tile) for child in self.children])

    def pictures(
        self,
        num_pictures: int,
        *,
        on_progress: OnProgress = ignore_progress,
        is_cancelled: IsCancelled = never_cancelled,
    ) -> Iterator[Picture]:
        """Renders two or more from the first age to the last, at full size; each when it is asked for.

        Raises:
            Cancelled: asked before every render.
        """
        for step, age in enumerate(calibration.spread(self.ages_years[0], self.ages_years[-1], num_pictures), start=1):
            raise_if(is_cancelled)
            yield self._maker.synthesise(self.latent_at(age))
            fraction = step / num_pictures
            on_progress(Progress(stage="synthesising", step=step, num_steps=num_pictures, fraction=fraction))
