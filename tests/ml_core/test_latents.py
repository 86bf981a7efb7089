from __future__ import annotations

import io
import pickle
import tracemalloc
import zipfile
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


def zipped(compression: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def written(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def marked(data: bytes, *, at: int, value: int) -> bytes:
    """Changes a field of two bytes in each of the archive's directory entries and local heads."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", at + 2), (b"PK\x03\x04", at)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + offset : start + offset + 2] = value.to_bytes(2, "little")
            start = changed.find(signature, start + 4)
    return bytes(changed)


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
        written(CODE),
        zipped(mimetype=b"application/vnd.oasis.opendocument.text"),
        zipped(w_plus=b"words", generator=b"words"),
        zipped(zipfile.ZIP_BZIP2, w_plus=written(CODE), generator=written("g")),
        zipped(zipfile.ZIP_LZMA, w_plus=written(CODE), generator=written("g")),
        marked(saved(w_plus=CODE, generator="g"), at=6, value=1),
        marked(saved(w_plus=CODE, generator="g"), at=8, value=77),
        zipped(w_plus=written(CODE)[:80], generator=written("g")),
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
        "an array alone",
        "zip of other things",
        "zip of words",
        "bzip2",
        "lzma",
        "encrypted",
        "unknown compression",
        "head without numbers",
    ],
)
def test_what_is_no_latent_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRequest):
        latents.from_bytes(data)


def test_what_would_unpack_to_much_more_is_refused_unpacked() -> None:
    zeros = np.zeros((16, 1 << 19), np.float32)
    data = zipped(w_plus=written(zeros), generator=written("g"))
    assert len(data) < latents.MAX_BYTES
    del zeros
    tracemalloc.start()
    with pytest.raises(InvalidRequest):
        latents.from_bytes(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * latents.MAX_BYTES


def test_a_head_that_promises_more_than_there_is_takes_no_memory() -> None:
    head = written(CODE)[:128].replace(b"512), }       ", b"9999999999), }")
    with pytest.raises(InvalidRequest):
        latents.from_bytes(zipped(w_plus=head, generator=written("g")))
