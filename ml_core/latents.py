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
    np.savez(buffer, w_plus=latent.w_plus.astype(np.float32), generator=np.array(latent.generator))
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
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise InvalidRequest(f"Not a latent file ({error}). Expected the latent.npz of a projection.") from error
    if w_plus.ndim != 2 or w_plus.dtype != np.float32 or not np.isfinite(w_plus).all():
        raise InvalidRequest(f"A latent is finite float32 [L, D]. Received: {w_plus.dtype} {w_plus.shape}.")
    return Latent(w_plus=w_plus, generator=generator)
