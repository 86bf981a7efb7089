"""Latents as bytes: a small .npz that names its generator. Never a pickle."""

from __future__ import annotations

import io
import zipfile

import numpy as np

from ml_core.contracts import Latent
from ml_core.errors import InvalidRequest

MAX_BYTES = 1 << 20  # 16 x 512 float32 are 32 KB


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
        raise InvalidRequest(f"A latent file has at most {MAX_BYTES} bytes. Received: {len(data)}.")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            w_plus, generator = file["w_plus"], str(file["generator"])
            inheritable = file.get("inheritable")
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise InvalidRequest(f"Not a latent file ({error}). Expected the latent.npz of a projection.") from error
    for code in (w_plus,) if inheritable is None else (w_plus, inheritable):
        if code.ndim != 2 or code.dtype != np.float32 or not np.isfinite(code).all():
            raise InvalidRequest(f"A latent is finite float32 [L, D]. Received: {code.dtype} {code.shape}.")
    if inheritable is not None and inheritable.shape != w_plus.shape:
        raise InvalidRequest(
            f"What is inheritable has its latent's shape. Received: {inheritable.shape}, {w_plus.shape}."
        )
    return Latent(w_plus=w_plus, generator=generator, inheritable=inheritable)
