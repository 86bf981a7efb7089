"""Files whose arrays aren't float32 or don't fit their bytes: name of the case -> the file, and what it must say."""

from __future__ import annotations

from tests.ml_core.network_pickle import assembly as a

UNFINISHED = a.DTYPE + a.tuple_of(a.text("f4"), a.FALSE, a.TRUE) + a.REDUCE
FIELDS = a.tuple_of(a.text("x"))
SCALAR = a.name("numpy.core.multiarray", "scalar")
FROMBUFFER = a.name("numpy.core.numeric", "_frombuffer")


def _encoded(text: str) -> bytes:
    return a.name("_codecs", "encode") + a.tuple_of(a.text(text), a.text("latin1")) + a.REDUCE


def _from_buffer(order: str) -> bytes:
    return FROMBUFFER + a.tuple_of(a.raw_bytes(bytes(4)), a.dtype(), a.shape_of(1), a.text(order)) + a.REDUCE


DTYPES = {
    "objects": (a.dtype("O8", order="|"), "dtype 'O8'; expected float32"),
    "objects of old numpy": (a.dtype("O", order="|"), "dtype 'O'; expected float32"),
    "records": (a.dtype("V8", order="|", fields=FIELDS), "dtype 'V8'; expected float32"),
    "float32 with fields": (a.dtype(fields=FIELDS), "the dtype f4 has fields"),
    "sub-arrays": (a.dtype(subarray=a.tuple_of(a.dtype(), a.shape_of(2))), "the dtype f4 has fields, a sub-array"),
    "dates": (a.dtype("M8"), "dtype 'M8'"),
    "durations": (a.dtype("m8"), "dtype 'm8'"),
    "text": (a.dtype("U4"), "dtype 'U4'"),
    "complex": (a.dtype("c8"), "dtype 'c8'"),
    "half floats": (a.dtype("f2"), "dtype 'f2'"),
    "doubles": (a.dtype("f8"), "an array has the dtype 'f8'; expected little-endian float32"),
    "integers": (a.dtype("i4"), "an array has the dtype 'i4'; expected little-endian float32"),
    "big-endian": (a.dtype(order=">"), "the byte order '>' instead of '<'"),
    "native order": (a.dtype(order="="), "the byte order '=' instead of '<'"),
    "metadata": (a.dtype(version=4), "the dtype f4 has fields, a sub-array or a size of its own"),
    "a long code": (a.dtype("f4" * 50), "the code of a dtype has 100 bytes"),
    "a dtype without state": (UNFINISHED, "an array has the dtype 'f4'"),
    "a dtype finished twice": (a.dtype() + a.EMPTY_TUPLE + a.BUILD, "gives a Dtype the state a tuple of 0"),
    "a dtype that is text": (a.text("<f4"), "gives an Array the state a tuple of 5"),
}

SHAPES = {
    "huge": (a.shape_of(2**26, 1), r"needs 268,435,456 bytes, but is given bytes of 4 bytes"),
    "too huge": (a.shape_of(2**26, 2), "has more than 67,108,864 numbers"),
    "overflowing": (a.shape_of(2**30, 2**30, 2**4), "has more than 67,108,864 numbers"),
    "overflowing to one": (a.shape_of(*[2**31 - 1] * 8), "has more than 67,108,864 numbers"),
    "negative": (a.shape_of(-1), "size must be a number from 1, but is the number -1"),
    "negative twice": (a.shape_of(-1, -1), "size must be a number from 1"),
    "empty": (a.shape_of(3, 0), "size must be a number from 1, but is the number 0"),
    "of truth": (a.tuple_of(a.TRUE), "size must be a number from 1, but is True"),
    "of fractions": (a.tuple_of(b"G" + b"\x3f\xf0" + bytes(6)), "size must be a number from 1, but is the number 1.0"),
    "of nine": (a.shape_of(*[1] * 9), "a tuple of up to 8 sizes, but is a tuple of 9"),
    "listed": (a.list_of(a.integer(1)), "a tuple of up to 8 sizes, but is a list of 1"),
    "missing": (a.NONE, "a tuple of up to 8 sizes, but is None"),
}

BYTES = {
    "too few": (a.raw_bytes(bytes(3)), "needs 4 bytes, but is given bytes of 3 bytes"),
    "too many": (a.raw_bytes(bytes(5)), "needs 4 bytes, but is given bytes of 5 bytes"),
    "as text": (a.text("abcd"), "needs 4 bytes, but is given text of 4 bytes"),
    "missing": (a.NONE, "gives an Array the state a tuple of 5"),
    "listed": (a.list_of(a.NONE), "gives an Array the state a tuple of 5"),
    "encoded, too few": (_encoded("abc"), "needs 4 bytes, but is given encoded text of 3 bytes"),
    "encoded, too many": (_encoded("abcdefghi"), "needs 4 bytes, but is given encoded text of 9 bytes"),
}

VALUES = {
    "array without state": (
        a.RECONSTRUCT + a.tuple_of(a.NDARRAY, a.shape_of(0), a.raw_bytes(b"b")) + a.REDUCE,
        "the variable w must be a float32 array, but is an Array",
    ),
    "array built twice": (
        a.array() + a.tuple_of(a.integer(1), a.shape_of(1), a.dtype(), a.FALSE, a.raw_bytes(bytes(4))) + a.BUILD,
        "gives an Array the state a tuple of 5",
    ),
    "array in neither order": (a.array(is_fortran=a.integer(2)), "gives an Array the state"),
    "buffer in neither order": (_from_buffer("K"), "an array's order is neither C nor F"),
    "buffer in an order of bytes": (
        FROMBUFFER + a.tuple_of(a.raw_bytes(bytes(4)), a.dtype(), a.shape_of(1), a.raw_bytes(b"C")) + a.REDUCE,
        "the order of an array must be text",
    ),
    "scalar of three bytes": (
        SCALAR + a.tuple_of(a.dtype(), a.raw_bytes(bytes(3))) + a.REDUCE,
        "needs 4 bytes, but is given bytes of 3 bytes",
    ),
    "scalar of an unfinished dtype": (
        SCALAR + a.tuple_of(UNFINISHED, a.raw_bytes(bytes(4))) + a.REDUCE,
        "the unfinished dtype 'f4'",
    ),
    "scalar that is an object": (
        SCALAR + a.tuple_of(a.dtype("O8", order="|"), a.network()) + a.REDUCE,
        "dtype 'O8'; expected float32",
    ),
    "double scalar": (
        SCALAR + a.tuple_of(a.dtype("f8"), a.raw_bytes(bytes(8))) + a.REDUCE,
        "the variable w must be a float32 array, but is a Scalar",
    ),
    "plain number": (a.integer(1), "the variable w must be a float32 array, but is the number 1"),
    "list of numbers": (a.list_of(a.integer(1)), "the variable w must be a float32 array, but is a list of 1"),
    "name": (a.NDARRAY, "the variable w must be a float32 array, but is the name numpy.ndarray"),
}

CASES: dict[str, tuple[bytes, str]] = {
    **{f"dtype: {name}": (a.network_with(a.array(of=of)), reason) for name, (of, reason) in DTYPES.items()},
    **{f"shape {name}": (a.network_with(a.array(shape=shape)), reason) for name, (shape, reason) in SHAPES.items()},
    **{f"bytes {name}": (a.network_with(a.array(raw=raw)), reason) for name, (raw, reason) in BYTES.items()},
    **{f"variable: {name}": (a.network_with(value), reason) for name, (value, reason) in VALUES.items()},
}
