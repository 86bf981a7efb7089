"""Reads a .npz that may be a stranger's: plain arrays only, and nothing is allocated before the archive's directory and
the arrays' heads agree on a size that is allowed."""

from __future__ import annotations

import lzma
import math
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from ml_core.errors import WeightsRefused

Array = npt.NDArray[Any]

# A 1024 px network in float64 is 230 MB, and 16 pictures of it are 400 MB.
MAX_BYTES = 1 << 30
MAX_ARRAYS = 1000
SUFFIX = ".npy"
PLAIN_KINDS = "biufSU"  # bools, whole numbers, real numbers and text
# How numpy packs them. Others unpack as much at once as they like, whatever the archive's directory says.
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
HEADS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
# What zipfile and numpy raise on archives and heads that are damaged, or made to look so.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    tokenize.TokenError,
    OSError,
    EOFError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    SyntaxError,
    RuntimeError,
    MemoryError,
)


def read_arrays(file: Path, *, is_wanted: Callable[[str], bool], max_bytes: int = MAX_BYTES) -> dict[str, Array]:
    """The arrays whose names are wanted; the others aren't looked at.

    Raises:
        WeightsRefused: there is no such file, it is no .npz, damaged or too large, or holds other than plain arrays.
    """
    if not file.is_file():
        raise WeightsRefused(f"There is no ordinary file {file}. Expected a .npz of arrays.")
    try:
        with file.open("rb") as opened:
            return read_arrays_in(opened, str(file), is_wanted=is_wanted, max_bytes=max_bytes)
    except OSError as error:
        raise WeightsRefused(f"{file} can't be read ({error.strerror}).") from error


def read_arrays_in(
    opened: IO[bytes], name: str, *, is_wanted: Callable[[str], bool], max_bytes: int
) -> dict[str, Array]:
    """`read_arrays` of an open file; name: what the messages call it.

    Raises:
        WeightsRefused: as `read_arrays`.
    """
    try:
        with zipfile.ZipFile(opened) as archive:
            members = _select(archive, is_wanted)
            _refuse_size(name, members, max_bytes)
            for key, member in members.items():
                _check_head(archive, key, member)
            return {key: _read(archive, member) for key, member in members.items()}
    except UNREADABLE as error:
        raise WeightsRefused(
            f"{name} can't be read as a .npz: it is damaged, or another kind of file ({str(error)[:120]!a})."
        ) from error


def _select(archive: zipfile.ZipFile, is_wanted: Callable[[str], bool]) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = member.filename.removesuffix(SUFFIX)
        if member.filename.endswith(SUFFIX) and is_wanted(name):
            if name in members:
                raise ValueError(f"{name[:80]} is there twice")
            if member.compress_type not in COMPRESSIONS or member.flag_bits & ENCRYPTED:
                raise ValueError(f"{name[:80]} is encrypted, or compressed in another way than numpy does")
            members[name] = member
    return members


def _refuse_size(file: str, members: dict[str, zipfile.ZipInfo], max_bytes: int) -> None:
    size = sum(member.file_size for member in members.values())
    if size > max_bytes or len(members) > MAX_ARRAYS:
        raise WeightsRefused(
            f"{file} unpacks to {len(members)} arrays of {size:,} bytes together. At most {MAX_ARRAYS} arrays of "
            f"{max_bytes:,} bytes are read."
        )


def _check_head(archive: zipfile.ZipFile, name: str, member: zipfile.ZipInfo) -> None:
    """numpy allocates what the head promises, so that has to be what the archive holds."""
    with archive.open(member) as opened:
        shape, dtype = _read_head(opened)
        shown = ascii(name[:80])[1:-1]
        if dtype.hasobject:
            raise WeightsRefused(f"{shown} holds Python objects, which are never loaded: they could run as a program.")
        if dtype.kind not in PLAIN_KINDS or dtype.itemsize == 0:
            raise WeightsRefused(f"{shown} is of {dtype!s:.80}; expected numbers or text.")
        if opened.tell() + math.prod(shape) * dtype.itemsize != member.file_size:
            raise WeightsRefused(
                f"{shown} says it has the shape {shape!r:.80}, and its size in the archive is another."
            )


def _read_head(opened: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = npy.read_magic(opened)
    if version not in HEADS:
        raise ValueError(f"array format {version}")
    shape, _, dtype = HEADS[version](opened)
    return shape, dtype


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    with archive.open(member) as opened:
        array: Array = npy.read_array(opened, allow_pickle=False)
        return array
