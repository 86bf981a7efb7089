"""The inheritable likeness of a person: how it differs from the mean face of their age and sex, as rows of a code.

    photo -> natural code (`ml_core.projector`) -> without glasses and traces -> with the likeness that children show

Legend: L rows of W+, D latent width; pictures [S, S, 3] uint8.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from ml_core import heredity, images
from ml_core.alignment import detection
from ml_core.apparent import Estimators
from ml_core.attributes import Estimate
from ml_core.contracts import FloatArray, Generator, Picture
from ml_core.errors import ResourceError
from ml_core.generators.low_res import low_res_of
from ml_core.inheritable import neutral
from ml_core.inheritable.likeness import NUM_STEPS, LikenessSearch
from ml_core.inheritable.measured import Measured
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.faceres import FaceRes
from ml_core.photo_advice import glasses
from ml_core.statistics import GeneratorStatistics
from ml_core.traits import TraitMaps

# Side at which a photo's face is described; as large as what is drawn in the search.
VIEW = 256
# How often what glasses add is taken away, until none are detected.
GLASSES_OFF = (0.8, 1.2, 1.6, 2.0, 2.5)
# How far rows may stay from their mean: of a natural code, and of one that was only found to be shown. Nearer, children
# are photographs; the likeness that goes with it is found again.
NATURAL_ROWS_KEPT, SHOWN_ROWS_KEPT = 0.5, 0.8


@dataclass(frozen=True, kw_only=True)
class Networks:
    facenet: FaceNet
    faceres: FaceRes
    estimators: Estimators


class HandedDown:
    """Holds the traced networks; build one a process."""

    num_steps = NUM_STEPS

    def __init__(
        self,
        generator: Generator,
        statistics: GeneratorStatistics,
        maps: TraitMaps | None,
        measured: Measured | None,
        networks: Networks,
    ) -> None:
        """maps, measured: None for a generator of which neither was measured: then rows are pulled together, and
        nothing else is done."""
        self._statistics, self._maps, self._measured, self._networks = statistics, maps, measured, networks
        self._axes = heredity.age_and_sex_axes(statistics)
        render = low_res_of(generator, statistics)
        self._render = tf.function(render, reduce_retracing=True)
        self._search: LikenessSearch | None = None
        if maps is not None and measured is not None:
            self._search = LikenessSearch(render, statistics, maps, measured, networks.facenet, networks.faceres)

    @property
    def is_searched_for(self) -> bool:
        return self._search is not None

    def search(self, natural: FloatArray, photo: Picture) -> Iterator[FloatArray]:
        """Yields what the person hands down [L, D] after each of `num_steps` steps; abandoning it cancels.

        natural [L, D]: the person's code by the search's first part. photo: an FFHQ crop.

        Raises:
            ResourceError: not `is_searched_for`.
        """
        if self._search is None:
            raise ResourceError("What is inheritable was not measured of this generator.")
        view = images.resize(photo, VIEW)
        estimate = self._networks.estimators.estimate(view) or self._estimate_render(natural)
        code = self._without_traces(_pulled_together(natural, NATURAL_ROWS_KEPT), estimate)
        person = self._search.describe(view)
        offset = self._offset_of(code, estimate)
        return self._search.run(offset, person, age_years=estimate.age_years, p_female=estimate.p_female)

    def of_shown(self, w_plus: FloatArray) -> FloatArray:
        """Returns the inheritable offset of a person of whom only the code that is shown is known: as `search`, with
        the render of the code for a photo. 5 s on two cores if it is searched for."""
        together = _pulled_together(w_plus, SHOWN_ROWS_KEPT)
        if self._search is None:
            estimate = self._estimate_render(w_plus)
            return self._offset_of(self._without_traces(together, estimate), estimate)
        (offset,) = deque(self.search(together, self._picture(w_plus)), maxlen=1)
        return offset

    def _offset_of(self, code: FloatArray, estimate: Estimate) -> FloatArray:
        """[L, D]: from the mean of that age and sex, without what is left along their axes: somebody who looks young
        or boyish for it would have children who look younger than their age, and daughters who look like sons."""
        mean = heredity.mean_of(self._statistics, age_years=estimate.age_years, p_female=estimate.p_female)
        offset = code - mean
        return np.asarray(offset - (offset @ self._axes) @ self._axes.T, np.float32)

    def _estimate_render(self, w_plus: FloatArray) -> Estimate:
        """Returns the estimate of a code's render; a grown-up of either sex if no face is found."""
        estimate = self._networks.estimators.estimate(self._picture(w_plus))
        return estimate or Estimate(age_years=heredity.GROWN_YEARS, p_female=0.5)

    def _without_traces(self, w_plus: FloatArray, estimate: Estimate) -> FloatArray:
        code = self._without_glasses(w_plus)
        if self._measured is None:
            return code
        for _ in range(neutral.NUM_ROUNDS):
            beyond = neutral.excess(
                self._picture(code), self._measured, age_years=estimate.age_years, p_female=estimate.p_female
            )
            if beyond is None:
                break
            code = code - neutral.step(beyond, self._measured)
        return self._without_glasses(code)

    def _without_glasses(self, w_plus: FloatArray) -> FloatArray:
        """Takes glasses off by as little as it needs, because nobody inherits them."""
        if self._maps is None or not _wears_glasses(self._picture(w_plus)):
            return w_plus
        tried = (w_plus - np.float32(off) * self._maps.glasses for off in GLASSES_OFF)
        return next((code for code in tried if not _wears_glasses(self._picture(code))), w_plus)

    def _picture(self, w_plus: FloatArray) -> Picture:
        rendered: Any = self._render(tf.constant(w_plus, tf.float32)[None])
        return images.from_unit(np.asarray(rendered[0]))


def _pulled_together(w_plus: FloatArray, kept: float) -> FloatArray:
    middle = w_plus.mean(axis=0)
    return np.asarray(middle + np.float32(kept) * (w_plus - middle), np.float32)


def _wears_glasses(picture: Picture) -> bool:
    box = detection.find_face_in_crop(picture)
    return box is not None and glasses.are_worn(picture, detection.find_landmarks(picture, box))
