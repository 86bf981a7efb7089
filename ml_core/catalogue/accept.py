"""Whether a file that has arrived, from the web or from a person, is the weight it is meant to be, and its way in."""

from __future__ import annotations

import bz2
from pathlib import Path

from ml_core.catalogue.contents import BEGINNINGS, Contents, find_doubt, find_fault
from ml_core.catalogue.folder import move_to_place
from ml_core.catalogue.store import weights_dir
from ml_core.catalogue.weight import Weight
from ml_core.errors import WeightsDamaged

CHUNK_BYTES = 1 << 20


def check(file: Path, weight: Weight) -> str | None:
    """The doubt that remains, see `find_doubt`. Raises WeightsDamaged, as of `find_fault`, when it is another file."""
    if fault := find_fault(file, weight.contents):
        raise WeightsDamaged(fault)
    return find_doubt(file, weight.contents)


def take_in(file: Path, weight: Weight) -> None:
    """Moves a checked file to its place."""
    move_to_place(file, weights_dir() / weight.name)


def is_packed(file: Path, weight: Weight) -> bool:
    with file.open("rb") as opened:
        beginning = opened.read(max(map(len, BEGINNINGS["bz2"])))
    return weight.format != "bz2" and beginning in BEGINNINGS["bz2"]


def unpack(packed: Path, target: Path, *, contents: Contents) -> None:
    """Writes what the bz2 file holds, no byte more than `contents` can have: a few kilobytes may unpack to terabytes.

    Raises:
        WeightsDamaged: no sound bz2 file, or one that holds more.
    """
    done = 0
    with bz2.open(packed) as source, target.open("wb") as output:
        while chunk := _read(source):
            done += len(chunk)
            if done > contents.most_bytes:
                raise WeightsDamaged(f"unpacks to more than {contents.most_bytes:,} bytes")
            output.write(chunk)


def _read(source: bz2.BZ2File) -> bytes:
    try:
        return source.read(CHUNK_BYTES)
    except (EOFError, OSError, ValueError) as error:  # bz2 tells damage as an OSError, like a disk's
        raise WeightsDamaged(f"is no sound bz2 file ({error})") from error
