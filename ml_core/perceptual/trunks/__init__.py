"""Whose VGG16 stands behind the perceptual features: three sets of weights, one choice (docs/decisions/0007).

    PERCEPTUAL_TRUNK=keras python -m ml_core child ...

hed    the built-in stand-in; the default, so that figures compare until somebody chooses otherwise
keras  ImageNet's, of Simonyan & Zisserman, as Keras publishes it
zhang  ImageNet's with LPIPS' layers, as NVIDIA published them for StyleGAN
auto   the best that is there: zhang, else keras, else hed
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from ml_core import catalogue
from ml_core.errors import InvalidRequest
from ml_core.perceptual.trunks import hed, keras, zhang
from ml_core.perceptual.trunks.weights import TrunkWeights

AUTO = "auto"
DEFAULT = "hed"


class Trunk(NamedTuple):
    file: str
    read: Callable[[], TrunkWeights]


# In the order that `auto` prefers: whose figures are nearest to the published ones.
TRUNKS = {
    "zhang": Trunk(zhang.WEIGHT_FILE, zhang.read),
    "keras": Trunk(keras.WEIGHT_FILE, keras.read),
    "hed": Trunk(hed.WEIGHT_FILE, hed.read),
}


def choose(trunk: str | None = None) -> str:
    """None = PERCEPTUAL_TRUNK of the environment, else the built-in one. Opens no file.

    Raises:
        InvalidRequest: no such trunk.
    """
    wanted = trunk or os.environ.get("PERCEPTUAL_TRUNK", "").strip() or DEFAULT
    if wanted == AUTO:
        return next((name for name in TRUNKS if _is_there(name)), DEFAULT)
    if wanted not in TRUNKS:
        raise InvalidRequest(
            f"No such trunk: {wanted!r}. PERCEPTUAL_TRUNK is one of {', '.join(TRUNKS)}, or {AUTO}: the best present."
        )
    return wanted


def read(trunk: str | None = None) -> TrunkWeights:
    """The weights of the trunk that `choose` names.

    Raises:
        InvalidRequest: no such trunk.
        WeightsMissing, WeightsDamaged: see `catalogue.path`.
        WeightsRefused: the file holds something else.
    """
    return TRUNKS[choose(trunk)].read()


def _is_there(name: str) -> bool:
    (weight,) = catalogue.select([TRUNKS[name].file])
    return catalogue.find_state(weight) is catalogue.State.PRESENT
