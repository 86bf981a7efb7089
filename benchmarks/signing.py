"""What it costs to sign and to verify a child's picture and a film as long and as large as the site's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from generation.provenance.certificates import is_root, new_credentials, pem_of
from ml_core import films, images, life_films
from ml_core.contracts import Picture
from ml_core.marks import metadata
from ml_core.marks.credentials import KnownSigners, Signer, read

SAMPLES = Path(__file__).parents[1] / "generation" / "samples"
SIDE, QUALITY = 1024, 95
REPEATS = 51


def measure() -> dict[str, dict[str, float]]:
    """Returns for each kind of file its bytes, those that a signature adds, and milliseconds."""
    made = new_credentials(datetime.now(UTC))
    signer = Signer(pem_of(made.chain), made.private_key, made.algorithm)
    known = KnownSigners(
        roots=pem_of(tuple(each for each in made.chain if is_root(each))).decode(),
        serial_numbers=frozenset({str(made.signer.serial_number)}),
    )
    files = {"picture": ("image/jpeg", _picture()), "film": ("video/mp4", _film())}
    return {kind: _measured(signer, known, media_type, data) for kind, (media_type, data) in files.items()}


def _measured(signer: Signer, known: KnownSigners, media_type: str, data: bytes) -> dict[str, float]:
    signed = signer.sign(data, media_type, "1.0")
    assert read(signed, known).origin == "ours"  # noqa: S101 -- or there is nothing to measure
    signing = _milliseconds(lambda: signer.sign(data, media_type, "1.0"))
    reading = _milliseconds(lambda: read(signed, known))
    return {
        "bytes": len(data),
        "added_bytes": len(signed) - len(data),
        "sign_ms": round(median(signing), 2),
        "sign_ms_longest": round(max(signing), 2),
        "read_ms": round(median(reading), 2),
    }


def _milliseconds(work: Callable[[], object]) -> list[float]:
    taken = []
    for _repeat in range(REPEATS):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return taken


def _face(name: str, side: int) -> Picture:
    return images.resize(images.load_picture(SAMPLES / f"{name}.jpg"), side)


def _picture() -> bytes:
    return images.encode_jpeg(_face("mother", SIDE), quality=QUALITY, xmp=metadata.xmp_of("1.0"))


def _film() -> bytes:
    first, last = (_face(name, life_films.MP4_SIZE).astype(np.float32) for name in ("mother", "father"))
    shares = np.linspace(0, 1, round(life_films.SECONDS * films.FPS))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        pictures = ((first + share * (last - first)).astype(np.uint8) for share in shares)
        films.write_mp4(pictures, path, size=life_films.MP4_SIZE, xmp=metadata.xmp_of("1.0"))
        return path.read_bytes()
