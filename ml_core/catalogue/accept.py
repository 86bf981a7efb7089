"""Whether a file that has arrived, from the web or from a person, is the weight it is meant to be, and its way in."""

from __future__ import annotations

import bz2
from pathlib import Path

from ml_core.catalogue.contents import BEGINNINGS, Contents, find_doubt, find_fault
from ml_core.catalogue.folder import check_space, move_to_place, scratch_folder
from ml_core.catalogue.store import weights_dir
from ml_core.catalogue.weight import Weight
from ml_core.errors import WeightsDamaged

CHUNK_BYTES = 1 << 20


def take_in(file: Path, weight: Weight, *, believe_doubtful: bool = True) -> str | None:
    """Moves the file to its place, or what it holds when it is a bz2 file. Returns the doubt that remains, see
    `find_doubt`.

    believe_doubtful: also with a hash other than the reported one, which halves of two files have too.

    Raises:
        WeightsDamaged: it is another file, see `find_fault`.
    """
    with scratch_folder() as scratch:
        if is_packed(file, weight):
            check_space(weight.name, weight.size or 0)
            _unpack(file, scratch / "unpacked", contents=weight)
            file = scratch / "unpacked"
        if fault := find_fault(file, weight):
            raise WeightsDamaged(fault)
        doubt = find_doubt(file, weight)
        if doubt is not None and weight.has_hash and not believe_doubtful:
            raise WeightsDamaged(doubt)
        target = weights_dir() / weight.name
        move_to_place(file, target)
    for left in target.parent.glob(f".{target.name}.*.partial"):
        left.unlink()
    return doubt


def is_packed(file: Path, weight: Weight) -> bool:
    with file.open("rb") as opened:
        return weight.format != "bz2" and opened.read(3) in BEGINNINGS["bz2"]


def _unpack(packed: Path, target: Path, *, contents: Contents) -> None:
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
