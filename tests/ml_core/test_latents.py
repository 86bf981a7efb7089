from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np
import pytest

from ml_core import latents
from ml_core.contracts import Latent
from ml_core.errors import InvalidRequest


def saved(**arrays: Any) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


CODE = np.random.default_rng(0).standard_normal((16, 512)).astype(np.float32)
HALF = CODE * np.float32(0.5)


def test_a_latent_comes_back_as_it_was_saved() -> None:
    again = latents.from_bytes(latents.to_bytes(Latent(w_plus=CODE, generator="g:1")))
    assert again.generator == "g:1"
    assert np.array_equal(again.w_plus, CODE)


def test_what_is_inheritable_comes_back_with_it() -> None:
    latent = Latent(w_plus=CODE, generator="g:1", inheritable=HALF)
    again = latents.from_bytes(latents.to_bytes(latent))
    assert again.inheritable is not None
    assert np.array_equal(again.inheritable, HALF)


def test_a_latent_saved_before_there_was_such_a_thing_is_read_without() -> None:
    assert latents.from_bytes(saved(w_plus=CODE, generator=np.array("g:1"))).inheritable is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nonsense",
        latents.to_bytes(Latent(w_plus=CODE, generator="g"))[:-40],
        saved(w_plus=CODE),
        saved(w_plus=CODE.astype(np.float64), generator=np.array("g")),
        saved(w_plus=CODE[0], generator=np.array("g")),
        saved(w_plus=np.full_like(CODE, np.nan), generator=np.array("g")),
        saved(w_plus=CODE, generator=np.array("g"), inheritable=CODE[:4]),
        saved(w_plus=CODE, generator=np.array("g"), inheritable=np.full_like(CODE, np.inf)),
        pickle.dumps({"w_plus": CODE, "generator": "g"}),
        saved(w_plus=np.array([{"run": "me"}], dtype=object), generator=np.array("g")),
        b"\0" * (latents.MAX_BYTES + 1),
    ],
    ids=[
        "empty",
        "no zip",
        "cut short",
        "nameless",
        "float64",
        "one row",
        "nan",
        "fewer rows",
        "infinite",
        "pickle",
        "objects",
        "too large",
    ],
)
def test_what_is_no_latent_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRequest):
        latents.from_bytes(data)
