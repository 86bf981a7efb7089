"""A StyleGAN 1 generator with pictures that another implementation drew of it: what a check is made against.

One .npz: `var:NAME` for every variable under NVIDIA's name, and what came out of them. numpy only, no TensorFlow.

Legend: N, M batches, L layers, D style width, R resolution; pictures [N, 3, R, R], as NVIDIA's graph gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.errors import WeightsRefused
from ml_core.generators.stylegan1.architecture import (
    MAX_CUTOFF,
    Architecture,
    FusedScale,
    Shape,
    check_variables,
    infer_architecture,
)
from ml_core.plain_arrays import Array, read_arrays

VARIABLE = "var:"
TENSORS = ("z", "w", "img", "wplus", "img_wplus")
SETTINGS = ("psi", "cutoff", "fused_scale")
FUSED_SCALES: dict[str, FusedScale] = {"auto": "auto", "true": True, "false": False}


@dataclass(frozen=True, kw_only=True)
class Fixture:
    """All float32; psi and cutoff are in `architecture`.

    z [N, Z] -> w [N, L, D], the mapping's output once a layer, and img [N, 3, R, R], truncated, with the stored noise.
    wplus [M, L, D] -> img_wplus [M, 3, R, R], nothing truncated, with the stored noise.
    """

    architecture: Architecture
    variables: dict[str, FloatArray]
    z: FloatArray
    w: FloatArray
    img: FloatArray
    wplus: FloatArray
    img_wplus: FloatArray


def read_fixture(file: Path) -> Fixture:
    """The keys `var:...`, `z`, `w`, `img`, `wplus` and `img_wplus` are needed, of any kind of real numbers.

    Settings, each one value or absent: `psi` (absent or None: 1), `cutoff` (absent, None or below 1: nothing is
    truncated, as NVIDIA's code takes it), `fused_scale` (text or a bool; absent: auto). Other keys are passed over.

    Raises:
        WeightsRefused: it isn't such a file; the reason stands in the message.
    """
    arrays = read_arrays(file, is_wanted=lambda name: name.startswith(VARIABLE) or name in TENSORS + SETTINGS)
    if missing := [name for name in TENSORS if name not in arrays]:
        raise WeightsRefused(f"{file} is no fixture of a StyleGAN 1: it lacks {', '.join(missing)}.")
    numbers = {name: _as_float32(name, array) for name, array in arrays.items() if name not in SETTINGS}
    variables = {name.removeprefix(VARIABLE): numbers[name] for name in numbers if name.startswith(VARIABLE)}
    psi = _read_number(arrays, "psi")
    architecture = infer_architecture(
        variables,
        fused_scale=_read_fused_scale(arrays),
        truncation_psi=1.0 if psi is None else psi,
        truncation_cutoff=_read_cutoff(arrays),
    )
    check_variables(architecture, variables)
    _refuse_shapes(architecture, numbers)
    return Fixture(architecture=architecture, variables=variables, **{name: numbers[name] for name in TENSORS})


def _as_float32(name: str, array: Array) -> FloatArray:
    if array.dtype.kind not in "fiu":
        raise WeightsRefused(f"{ascii(name[:80])[1:-1]} is of {array.dtype!s:.40}; expected real numbers.")
    with np.errstate(over="ignore"):  # what float32 can't hold is infinite then
        numbers = np.ascontiguousarray(array, np.float32).reshape(array.shape)
    if not np.isfinite(numbers).all():
        raise WeightsRefused(f"{ascii(name[:80])[1:-1]} holds values that are not finite numbers of float32.")
    return numbers


def _refuse_shapes(architecture: Architecture, numbers: Mapping[str, FloatArray]) -> None:
    layers, width, size = architecture.num_layers, architecture.style_width, architecture.resolution
    num_z, num_w_plus = (len(numbers[name]) if numbers[name].ndim else 0 for name in ("z", "wplus"))
    expected: dict[str, Shape] = {
        "z": (max(num_z, 1), architecture.latent_width),
        "w": (max(num_z, 1), layers, width),
        "img": (max(num_z, 1), 3, size, size),
        "wplus": (max(num_w_plus, 1), layers, width),
        "img_wplus": (max(num_w_plus, 1), 3, size, size),
    }
    for name, shape in expected.items():
        if numbers[name].shape != shape:
            raise WeightsRefused(f"{name} has the shape {numbers[name].shape}; with these variables it is {shape}.")
    for name in ("w", "img", "img_wplus"):
        if not numbers[name].any():
            raise WeightsRefused(f"{name} is zero everywhere: nothing can be told from it.")


def _read_cutoff(arrays: Mapping[str, Array]) -> int | None:
    cutoff = _read_number(arrays, "cutoff")
    if cutoff is None or cutoff <= 0:
        return None
    if cutoff != int(cutoff):
        _refuse_setting("cutoff", "a whole number or None", cutoff)
    return int(min(cutoff, MAX_CUTOFF))


def _read_number(arrays: Mapping[str, Array], name: str) -> float | None:
    """None if it is absent or says so."""
    value = _read_scalar(arrays, name, default="None")
    if value in ("None", "none", ""):
        return None
    if isinstance(value, (str, bool)) or not np.isfinite(value):
        _refuse_setting(name, "a finite number or None", value)
    return float(value)


def _read_fused_scale(arrays: Mapping[str, Array]) -> FusedScale:
    """numpy writes text and bools alike as they are."""
    value = _read_scalar(arrays, "fused_scale", default="auto")
    if not isinstance(value, (str, bool)) or str(value).lower() not in FUSED_SCALES:
        _refuse_setting("fused_scale", "auto, True or False", value)
    return FUSED_SCALES[str(value).lower()]


def _read_scalar(arrays: Mapping[str, Array], name: str, *, default: str) -> Any:
    array = arrays.get(name, np.array(default))
    if array.size != 1:
        raise WeightsRefused(f"{name} must be one value. Received: an array of shape {array.shape}.")
    value = array.item()
    return value.decode("ascii", "replace") if isinstance(value, bytes) else value


def _refuse_setting(name: str, expected: str, value: Any) -> NoReturn:
    raise WeightsRefused(f"{name} must be {expected}. Received: {value!a:.60}.")
