"""The inspection of each picture: its code, and the age and sex that the estimators give. No picture is kept, and no
file name; a picture that left the folder leaves the notes with the next run.

Notes are kept in chunks, one file each, so that an interrupted run goes on where it stopped.

Legend: N pictures, D latent width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from ml_core import attributes, images
from ml_core.contracts import FloatArray
from ml_core.encoder import VIEW, Encoder
from ml_core.errors import InputError, NoFaceFound
from ml_core.training.fine_tuning.pictures import read_crop
from ml_core.whole_files import whole_file

PICTURES_PER_CHUNK = 100
USED = "used"


class Inspection(NamedTuple):
    """The result for one picture. outcome: `USED`, or the `InputError.code` that says why not, and the rest is NaN. w
    [D]; age years; p_female 0..1."""

    outcome: str
    w: FloatArray
    age: float
    p_female: float


@dataclass(frozen=True, kw_only=True)
class Faces:
    """The faces of a set. w [N, D]; age [N] years; p_female [N] 0..1."""

    w: FloatArray
    age: FloatArray
    p_female: FloatArray


def faces_of(inspections: Iterable[Inspection]) -> Faces:
    """Returns the faces of the pictures that are used."""
    used = [inspection for inspection in inspections if inspection.outcome == USED]
    return Faces(
        w=np.array([inspection.w for inspection in used], np.float32),
        age=np.array([inspection.age for inspection in used], np.float32),
        p_female=np.array([inspection.p_female for inspection in used], np.float32),
    )


def inspect_with(encoder: Encoder, *, latent_width: int, unaligned: bool) -> Callable[[Path], Inspection]:
    """Returns a function that inspects one picture."""
    encode = tf.function(encoder.encode)

    def inspect(path: Path) -> Inspection:
        try:
            crop = read_crop(path, unaligned=unaligned)
            estimate = attributes.estimate(crop)
            if estimate is None:  # lost by the crop of an ordinary photo
                raise NoFaceFound("No face was found in the crop.")
        except InputError as error:
            return Inspection(error.code, np.full(latent_width, np.nan, np.float32), np.nan, np.nan)
        pixels = tf.constant(images.to_unit(images.resize(crop, VIEW)))[None]
        return Inspection(USED, np.asarray(encode(pixels)[0]), estimate.age_years, estimate.p_female)

    return inspect


def collect(
    files: dict[bytes, Path], inspect: Callable[[Path], Inspection], *, work_dir: Path
) -> dict[bytes, Inspection]:
    """Inspects new pictures, and drops the notes on those that are no longer there. files: by the hash of their
    content."""
    work_dir.mkdir(parents=True, exist_ok=True)
    known = _known(files, work_dir)
    left = [key for key in files if key not in known]
    number = 1 + max((int(path.stem) for path in work_dir.glob("*.npz")), default=-1)
    for start in tqdm(range(0, len(left), PICTURES_PER_CHUNK), desc="faces", unit=" hundred"):
        inspections = {key: inspect(files[key]) for key in left[start : start + PICTURES_PER_CHUNK]}
        _write(work_dir / f"{number:05d}.npz", inspections)
        number += 1
        known |= inspections
    return {key: known[key] for key in files}


def _known(files: dict[bytes, Path], work_dir: Path) -> dict[bytes, Inspection]:
    """Returns the notes of earlier runs on these files, and removes the notes on others from the chunks."""
    known: dict[bytes, Inspection] = {}
    for path in sorted(work_dir.glob("*.npz")):
        inspections = _read(path)
        still = {key: inspection for key, inspection in inspections.items() if key in files}
        if not still:
            path.unlink()
        elif len(still) < len(inspections):
            _write(path, still)
        known |= still
    return known


def _write(path: Path, inspections: dict[bytes, Inspection]) -> None:
    with whole_file(path) as file:
        np.savez(
            file,
            key=np.frombuffer(b"".join(inspections), np.uint8).reshape(len(inspections), -1),
            outcome=np.array([inspection.outcome for inspection in inspections.values()]),
            w=np.stack([inspection.w for inspection in inspections.values()]),
            estimate=np.array(
                [[inspection.age, inspection.p_female] for inspection in inspections.values()], np.float32
            ),
        )


def _read(path: Path) -> dict[bytes, Inspection]:
    with np.load(path, allow_pickle=False) as file:
        keys, outcomes, codes, estimates = (file[name] for name in ("key", "outcome", "w", "estimate"))
    rows = zip(keys, outcomes, codes, estimates, strict=True)
    return {key.tobytes(): Inspection(str(outcome), w, float(age), float(p)) for key, outcome, w, (age, p) in rows}
