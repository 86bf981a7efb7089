"""Pickles put together by hand: what Python's `pickle` writes only for honest objects, or no longer writes."""

from __future__ import annotations

import struct

PROTO, MARK, STOP = b"\x80", b"(", b"."
NONE, TRUE, FALSE, EMPTY_TUPLE, EMPTY_LIST, EMPTY_DICT = b"N", b"\x88", b"\x89", b")", b"]", b"}"
TUPLE, TUPLE1, TUPLE2, TUPLE3 = b"t", b"\x85", b"\x86", b"\x87"
APPEND, APPENDS, SETITEM, SETITEMS = b"a", b"e", b"s", b"u"
REDUCE, NEWOBJ, BUILD, STACK_GLOBAL, MEMOIZE = b"R", b"\x81", b"b", b"\x93", b"\x94"


def whole(body: bytes, *, protocol: int = 4) -> bytes:
    return PROTO + bytes([protocol]) + body + STOP


def integer(number: int) -> bytes:
    return b"J" + struct.pack("<i", number)


def text(value: str) -> bytes:
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def raw_bytes(value: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(value)) + value


def name(module: str, attribute: str) -> bytes:
    return b"c" + f"{module}\n{attribute}\n".encode()


def tuple_of(*parts: bytes) -> bytes:
    return MARK + b"".join(parts) + TUPLE


def list_of(*parts: bytes) -> bytes:
    return EMPTY_LIST + MARK + b"".join(parts) + APPENDS


def dict_of(items: dict[str, bytes]) -> bytes:
    return EMPTY_DICT + MARK + b"".join(text(key) + value for key, value in items.items()) + SETITEMS


def recall(index: int) -> bytes:
    return b"j" + struct.pack("<I", index)


def remember(index: int) -> bytes:
    return b"r" + struct.pack("<I", index)


NETWORK = name("dnnlib.tflib.network", "Network") + EMPTY_TUPLE + NEWOBJ
RECONSTRUCT = name("numpy.core.multiarray", "_reconstruct")
NDARRAY = name("numpy", "ndarray")
DTYPE = name("numpy", "dtype")


def dtype(
    code: str = "f4", *, order: str = "<", subarray: bytes = NONE, fields: bytes = NONE, version: int = 3
) -> bytes:
    state = tuple_of(integer(version), text(order), subarray, NONE, fields, integer(-1), integer(-1), integer(0))
    return DTYPE + tuple_of(text(code), FALSE, TRUE) + REDUCE + state + BUILD


def array(
    *, shape: bytes | None = None, of: bytes | None = None, is_fortran: bytes = FALSE, raw: bytes | None = None
) -> bytes:
    """An array of one float32 unless told otherwise."""
    state = tuple_of(
        integer(1),
        tuple_of(integer(1)) if shape is None else shape,
        dtype() if of is None else of,
        is_fortran,
        raw_bytes(bytes(4)) if raw is None else raw,
    )
    empty = RECONSTRUCT + tuple_of(NDARRAY, tuple_of(integer(0)), raw_bytes(b"b")) + REDUCE
    return empty + state + BUILD


def shape_of(*sizes: int) -> bytes:
    return tuple_of(*map(integer, sizes))


def network(*, without: str = "", **changes: bytes) -> bytes:
    """A network of version 3 without variables, but for the changes: key of the state -> what stands there."""
    state = {
        "version": integer(3),
        "name": text("G"),
        "static_kwargs": EMPTY_DICT,
        "components": EMPTY_DICT,
        "build_module_src": text("pass"),
        "build_func_name": text("G_style"),
        "variables": EMPTY_LIST,
        **changes,
    }
    state.pop(without, None)
    return NETWORK + dict_of(state) + BUILD


def variable(value: bytes, *, called: bytes | None = None) -> bytes:
    return tuple_of(text("w") if called is None else called, value)


def network_with(value: bytes) -> bytes:
    """A whole file whose network has the one variable w."""
    return whole(network(variables=list_of(variable(value))))


def network_of_kwarg(value: bytes) -> bytes:
    """A whole file whose network has the one static kwarg x."""
    return whole(network(static_kwargs=dict_of({"x": value})))
