"""Latents as bytes: a small .npz that names its generator. Never a pickle."""

from __future__ import annotations

import io

import numpy as np

from ml_core.contracts import Latent
from ml_core.errors import InvalidRequest, WeightsRefused
from ml_core.plain_arrays import read_arrays_in

MAX_BYTES = 1 << 20  # 16 x 512 float32 are 32 KB
KEYS = ("w_plus", "generator", "inheritable")  # the last may be absent
EXPECTED = "Expected the latent.npz of a projection."


def to_bytes(latent: Latent) -> bytes:
    buffer = io.BytesIO()
    arrays = {"w_plus": latent.w_plus}
    if latent.inheritable is not None:
        arrays["inheritable"] = latent.inheritable
    exact = {name: array.astype(np.float32) for name, array in arrays.items()}
    np.savez(buffer, generator=np.array(latent.generator), **exact)  # type: ignore[arg-type]
    return buffer.getvalue()


def from_bytes(data: bytes) -> Latent:
    """Reverses `to_bytes`.

    Raises:
        InvalidRequest: the bytes are no such file.
    """
    if len(data) > MAX_BYTES:
        raise InvalidRequest(f"A latent file has at most {MAX_BYTES:,} bytes, and this one has more.")
    try:
        arrays = read_arrays_in(io.BytesIO(data), "It", is_wanted=KEYS.__contains__, max_bytes=MAX_BYTES)
    except WeightsRefused as error:
        raise InvalidRequest(f"Not a latent file. {error} {EXPECTED}") from error
    if missing := [key for key in KEYS[:2] if key not in arrays]:
        raise InvalidRequest(f"Not a latent file: it lacks {' and '.join(missing)}. {EXPECTED}")
    w_plus, generator, inheritable = arrays["w_plus"], str(arrays["generator"]), arrays.get("inheritable")
    for code in (w_plus,) if inheritable is None else (w_plus, inheritable):
        if code.ndim != 2 or code.dtype != np.float32 or not np.isfinite(code).all():
            raise InvalidRequest(f"A latent is finite float32 [L, D]. Received: {code.dtype} {code.shape}.")
    if inheritable is not None and inheritable.shape != w_plus.shape:
        raise InvalidRequest(
            f"What is inheritable has its latent's shape. Received: {inheritable.shape}, {w_plus.shape}."
        )
    return Latent(w_plus=w_plus, generator=generator, inheritable=inheritable)
