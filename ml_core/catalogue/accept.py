"""Acceptance of a file that has arrived, from the web or from a person: it is checked, then moved to its place."""

from __future__ import annotations

import bz2
import os
from dataclasses import replace
from pathlib import Path

from ml_core.catalogue.contents import BEGINNINGS, Contents, find_doubt, find_fault
from ml_core.catalogue.folder import check_space, move_to_place, scratch_folder
from ml_core.catalogue.reports import Fetched, FetchProgress, OnFetchProgress
from ml_core.catalogue.store import weights_dir
from ml_core.catalogue.weight import Weight
from ml_core.errors import InvalidRequest, WeightsDamaged, WeightsRefused

CHUNK_BYTES = 1 << 20
ADVICE = "--from takes a file, or an address that begins with https://"


def take_in(file: Path, weight: Weight, *, believe_doubtful: bool = True) -> str | None:
    """Moves the file to its place, or what it holds when it is a bz2 file. Returns the doubt that remains, see
    `find_doubt`.

    believe_doubtful: also with a hash other than the reported one, which halves of two files have too.

    Raises:
        WeightsDamaged: it is another file, see `find_fault`.
    """
    with scratch_folder() as scratch:
        if _is_packed(file, weight):
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


def _is_packed(file: Path, weight: Weight) -> bool:
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


def take_from_file(file: Path, weight: Weight, *, on_progress: OnFetchProgress) -> Fetched:
    """Takes in a file that a person has brought: the weight, or a bz2 file of it. The original is only read.

    Raises:
        InvalidRequest: there is no such file, or it can't be read.
        WeightsRefused: it is another file than the table says.
        OSError: the disk of the weights is at fault.
    """
    if file.exists() and not file.is_file():
        raise InvalidRequest(f"{file} is no file. {ADVICE}")
    try:
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
    except OSError as error:
        raise InvalidRequest(f"{file} can't be read: {error.strerror}. {ADVICE}") from error
    with scratch_folder() as scratch:
        try:
            if size > weight.most_bytes and not _is_packed(file, weight):
                raise WeightsDamaged(f"has {size:,} bytes, and at most {weight.most_bytes:,} are expected")
            check_space(weight.name, size)
            _copy(file, scratch / "copy", FetchProgress(item=weight.name, done=0, total=size), on_progress)
            doubt = take_in(scratch / "copy", weight)
        except WeightsDamaged as damage:
            raise WeightsRefused(f"{file} is not {weight.name}: it {damage}. It was left as it is.") from damage
    return Fetched(name=weight.name, origin=str(file), doubt=doubt)


def _copy(file: Path, target: Path, progress: FetchProgress, on_progress: OnFetchProgress) -> None:
    on_progress(progress)
    with file.open("rb") as source, target.open("wb") as output:
        while chunk := source.read(CHUNK_BYTES):
            output.write(chunk)
            on_progress(replace(progress, done=output.tell()))
