"""Numpy's arrays and scalars as a file describes them, and how their numbers are read when somebody wants them."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field

import numpy as np

from ml_core.contracts import FloatArray
from ml_core.network_pickle import limits
from ml_core.network_pickle.source import Kind, Source, Span, describe

# Numpy's code of a dtype -> its byte order in a file, and `struct`'s letter. Variables are f4, kwargs hold any.
DTYPES = {"f4": ("<", "f"), "f8": ("<", "d"), "i4": ("<", "i"), "i8": ("<", "q"), "b1": ("|", "?")}
FLOAT32_BYTES = 4


@dataclass(kw_only=True, slots=True, eq=False)
class Dtype:
    code: str
    is_complete: bool = False


@dataclass(kw_only=True, slots=True, eq=False)
class Array:
    """Float32, little-endian. shape: None until its state has come."""

    shape: tuple[int, ...] | None = None
    is_fortran: bool = False
    raw: Span | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Scalar:
    code: str
    raw: Span


@dataclass(frozen=True, kw_only=True)
class StoredArray:
    """A float32 variable that still lies in the file. `shape` () is a single number."""

    name: str
    shape: tuple[int, ...]
    _source: Source = field(repr=False)
    _raw: Span = field(repr=False)
    _is_fortran: bool = field(default=False, repr=False)

    def read(self) -> FloatArray:
        """A copy, C order, that outlives the file: in there, numbers lie at odd addresses and can change underneath.

        Raises:
            WeightsRefused: not all numbers are finite, or there are more or fewer than the shape says.
            ValueError: the file was closed.
        """
        raw = self._source.contents(self._raw, num_bytes=FLOAT32_BYTES * math.prod(self.shape))
        stored = np.frombuffer(raw, dtype="<f4").reshape(self.shape, order="F" if self._is_fortran else "C")
        array = stored.astype(np.float32, order="C")
        if not np.isfinite(array).all():
            raise self._source.refuse(f"the variable {self.name} holds NaN or infinity", at=self._raw.start)
        return array


def make_dtype(source: Source, dtype: Dtype, state: tuple[object, ...]) -> None:
    """Fills in the state: version 3, byte order, then no sub-array, no fields, and sizes left to the code."""
    order, _ = DTYPES.get(dtype.code, (None, None))
    if order is None:
        raise source.refuse(f"an array has the dtype {dtype.code!a}; expected float32, or a plain number in a kwarg")
    match state:
        case (3, Span() as given, None, None, None, -1, -1, 0):
            text = source.text(given, what="a byte order", max_bytes=1)
        case _:
            raise source.refuse(f"the dtype {dtype.code} has fields, a sub-array or a size of its own")
    if text != order:
        raise source.refuse(f"the dtype {dtype.code} has the byte order {text!a} instead of {order!a}")
    dtype.is_complete = True


def make_array(
    source: Source, array: Array, *, shape: object, dtype: Dtype, is_fortran: bool | None, raw: Span
) -> None:
    """Fills in the state, whose parts have to agree."""
    if dtype.code != "f4" or not dtype.is_complete:
        raise source.refuse(f"an array has the dtype {dtype.code!a}; expected little-endian float32 (f4)")
    if is_fortran is None:
        raise source.refuse("an array's order is neither C nor F")
    array.shape = _check_shape(source, shape)
    array.is_fortran = is_fortran
    array.raw = raw
    _check_length(source, raw, FLOAT32_BYTES * math.prod(array.shape))


def make_scalar(source: Source, dtype: Dtype, raw: Span) -> Scalar:
    if not dtype.is_complete:
        raise source.refuse(f"a number has the unfinished dtype {dtype.code!a}")
    _check_length(source, raw, struct.calcsize(f"<{DTYPES[dtype.code][1]}"))
    return Scalar(code=dtype.code, raw=raw)


def read_scalar(source: Source, scalar: Scalar) -> bool | int | float:
    layout = f"<{DTYPES[scalar.code][1]}"
    (number,) = struct.unpack(layout, source.contents(scalar.raw, num_bytes=struct.calcsize(layout)))
    return number  # type: ignore[no-any-return]


def _check_shape(source: Source, shape: object) -> tuple[int, ...]:
    """A variable without numbers doesn't occur."""
    if not isinstance(shape, tuple) or len(shape) > limits.MAX_DIMS:
        raise source.refuse(f"a shape must be a tuple of up to {limits.MAX_DIMS} sizes, but is {describe(shape)}")
    for size in shape:
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise source.refuse(f"an array's size must be a number from 1, but is {describe(size)}")
    if math.prod(shape) > limits.MAX_ELEMENTS:
        raise source.refuse(f"an array of shape {shape} has more than {limits.MAX_ELEMENTS:,} numbers")
    return shape


def _check_length(source: Source, raw: Span, num_bytes: int) -> None:
    """Encoded text takes one or two bytes for each: how many there are is seen when it is read."""
    most = 2 * num_bytes if raw.kind is Kind.ENCODED else num_bytes
    if raw.kind is Kind.TEXT or not num_bytes <= raw.length <= most:
        raise source.refuse(f"an array needs {num_bytes:,} bytes, but is given {describe(raw)}")
