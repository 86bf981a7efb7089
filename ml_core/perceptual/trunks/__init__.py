"""The VGG16 behind the perceptual features: three sets of weights, one choice (docs/decisions/0007).

    PERCEPTUAL_TRUNK=keras python -m ml_core child ...

hed    the built-in stand-in
keras  ImageNet's, of Simonyan & Zisserman, as Keras publishes it
zhang  ImageNet's with LPIPS' layers, as NVIDIA published them for StyleGAN
auto   the default: the best that a person has brought and that is sound: zhang, else keras, else hed
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ml_core import catalogue
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsRefused
from ml_core.perceptual.trunks import hdf5, zhang
from ml_core.perceptual.trunks.weights import TrunkWeights

logger = logging.getLogger(__name__)

AUTO = "auto"
BUILT_IN = "hed"


class Trunk(NamedTuple):
    file: str
    read_file: Callable[[Path], TrunkWeights]

    def read(self) -> TrunkWeights:
        return self.read_file(catalogue.path(self.file))


# In the order that `auto` prefers: whose figures are nearest to the published ones.
TRUNKS = {
    "zhang": Trunk(zhang.WEIGHT_FILE, zhang.read_file),
    "keras": Trunk(hdf5.KERAS_FILE, hdf5.read_keras),
    "hed": Trunk(hdf5.HED_FILE, hdf5.read_hed),
}


def candidates(trunk: str | None = None) -> list[str]:
    """Returns the trunks to try, in order. None = PERCEPTUAL_TRUNK of the environment, else auto. Opens no file.

    Raises:
        InvalidRequest: no such trunk.
    """
    wanted = trunk or os.environ.get("PERCEPTUAL_TRUNK", "").strip().lower() or AUTO
    if wanted == AUTO:
        return [name for name in TRUNKS if name == BUILT_IN or _is_there(name)]
    if wanted not in TRUNKS:
        raise InvalidRequest(
            f"No such trunk: {wanted!r:.60}. PERCEPTUAL_TRUNK is one of {', '.join(TRUNKS)}, or {AUTO}: the best "
            "present."
        )
    return [wanted]


def read(trunk: str | None = None) -> TrunkWeights:
    """The weights of the first candidate that is sound.

    Raises:
        InvalidRequest: no such trunk.
        WeightsMissing, WeightsDamaged: see `catalogue.path`.
        WeightsRefused: the file holds something else.
    """
    *better, last = candidates(trunk)
    for name in better:
        try:
            return TRUNKS[name].read()
        except (WeightsDamaged, WeightsRefused) as error:
            logger.warning("The perceptual trunk %s is passed over: %s", name, error)
    return TRUNKS[last].read()


def _is_there(name: str) -> bool:
    (weight,) = catalogue.select([TRUNKS[name].file])
    return catalogue.find_state(weight) is catalogue.State.PRESENT
