"""Checks of the place where a command writes, before minutes of work and not after; nothing is made yet."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from ml_core.errors import InvalidRequest, ResourceError

# More than any command writes for a couple; most takes a film of half a minute at full size.
WANTED_BYTES = 32 * 1024 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_out(out: Path, *, folders: Iterable[Path] = (), files: Iterable[Path] = ()) -> None:
    """Checks that the folder can be made and written, and that no folder has the name of a file.

    Raises:
        InvalidRequest: another has to be chosen.
        ResourceError: the disk is full.
    """
    places = {folder: _nearest(folder) for folder in (out, *folders)}
    for folder, there in places.items():
        _check_names(folder, there)
    for there in set(places.values()):
        _check_space(there)
    for file in files:
        if file.is_dir():
            raise InvalidRequest(
                f"--out: {file} is a folder, and a file of this name is to be written. Choose another."
            )


def name_folders(photos: Iterable[Path], out: Path) -> list[Path]:
    """Names one for each photo by its stem, or "photo" where that is nothing but dots; a name that is taken gets -2,
    -3 ..."""
    names: list[str] = []
    for photo in photos:
        stem = photo.stem if photo.stem.strip(".") else "photo"
        candidates = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
        names.append(next(name for name in candidates if name not in names))
    return [out / name for name in names]


def _nearest(folder: Path) -> Path:
    """Returns the folder itself, or the nearest above it that there is."""
    there = next(place for place in (folder, *folder.absolute().parents) if os.path.lexists(place))
    if there.is_dir():
        return there
    what = "a link that leads nowhere" if there.is_symlink() else "a file, not a folder"
    raise InvalidRequest(f"--out: {there} is {what}. Choose another.")


def _check_names(folder: Path, there: Path) -> None:
    longest = os.pathconf(there, "PC_NAME_MAX")
    if any(len(os.fsencode(name)) > longest for name in folder.parts):
        raise InvalidRequest(f"--out: a name in {folder} has more than {longest} bytes. Choose a shorter one.")


def _check_space(there: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(bytes(WANTED_BYTES))
    except OSError as error:
        if error.errno in FULL:
            raise ResourceError(
                f"--out: the disk of {there} has no room for {WANTED_BYTES:,} bytes. Make room, or choose another."
            ) from error
        raise InvalidRequest(f"--out: {there} can't be written ({error.strerror}). Choose another.") from error
