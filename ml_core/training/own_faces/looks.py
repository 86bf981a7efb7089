"""Notes about each picture: its code, and the age and sex that the estimators give. No picture is kept, and no
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
from ml_core.training.own_faces.pictures import read_crop
from ml_core.whole_files import whole_file

PICTURES_PER_CHUNK = 100
USED = "used"


class Look(NamedTuple):
    """outcome: `USED`, or the `InputError.code` that says why not, and the rest is NaN. w [D]; age years; p_female
    0..1."""

    outcome: str
    w: FloatArray
    age: float
    p_female: float


@dataclass(frozen=True, kw_only=True)
class Faces:
    """w [N, D]; age [N] years; p_female [N] 0..1."""

    w: FloatArray
    age: FloatArray
    p_female: FloatArray


def faces_of(looks: Iterable[Look]) -> Faces:
    """Returns the faces of the pictures that are used."""
    used = [look for look in looks if look.outcome == USED]
    return Faces(
        w=np.array([look.w for look in used], np.float32),
        age=np.array([look.age for look in used], np.float32),
        p_female=np.array([look.p_female for look in used], np.float32),
    )


def look_with(encoder: Encoder, *, latent_width: int, unaligned: bool) -> Callable[[Path], Look]:
    """A function that looks at one picture."""
    encode = tf.function(encoder.encode)

    def look(path: Path) -> Look:
        try:
            crop = read_crop(path, unaligned=unaligned)
            estimate = attributes.estimate(crop)
            if estimate is None:  # lost by the crop of an ordinary photo
                raise NoFaceFound("No face was found in the crop.")
        except InputError as error:
            return Look(error.code, np.full(latent_width, np.nan, np.float32), np.nan, np.nan)
        seen = tf.constant(images.to_unit(images.resize(crop, VIEW)))[None]
        return Look(USED, np.asarray(encode(seen)[0]), estimate.age_years, estimate.p_female)

    return look


def collect(files: dict[bytes, Path], look: Callable[[Path], Look], *, work_dir: Path) -> dict[bytes, Look]:
    """Looks at what wasn't looked at yet, and forgets what is no longer there. files: by the hash of their content."""
    work_dir.mkdir(parents=True, exist_ok=True)
    known = _known(files, work_dir)
    left = [key for key in files if key not in known]
    number = 1 + max((int(path.stem) for path in work_dir.glob("*.npz")), default=-1)
    for start in tqdm(range(0, len(left), PICTURES_PER_CHUNK), desc="faces", unit=" hundred"):
        looks = {key: look(files[key]) for key in left[start : start + PICTURES_PER_CHUNK]}
        _write(work_dir / f"{number:05d}.npz", looks)
        number += 1
        known |= looks
    return {key: known[key] for key in files}


def _known(files: dict[bytes, Path], work_dir: Path) -> dict[bytes, Look]:
    """What earlier runs noted of these files; notes of others are taken out of the chunks."""
    known: dict[bytes, Look] = {}
    for path in sorted(work_dir.glob("*.npz")):
        looks = _read(path)
        still = {key: look for key, look in looks.items() if key in files}
        if not still:
            path.unlink()
        elif len(still) < len(looks):
            _write(path, still)
        known |= still
    return known


def _write(path: Path, looks: dict[bytes, Look]) -> None:
    with whole_file(path) as file:
        np.savez(
            file,
            key=np.frombuffer(b"".join(looks), np.uint8).reshape(len(looks), -1),
            outcome=np.array([look.outcome for look in looks.values()]),
            w=np.stack([look.w for look in looks.values()]),
            estimate=np.array([[look.age, look.p_female] for look in looks.values()], np.float32),
        )


def _read(path: Path) -> dict[bytes, Look]:
    with np.load(path, allow_pickle=False) as file:
        keys, outcomes, codes, estimates = (file[name] for name in ("key", "outcome", "w", "estimate"))
    rows = zip(keys, outcomes, codes, estimates, strict=True)
    return {key.tobytes(): Look(str(outcome), w, float(age), float(p)) for key, outcome, w, (age, p) in rows}
