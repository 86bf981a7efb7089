"""Files that ask for too much or break off: name of the case -> the file, and what its refusal has to say."""

from __future__ import annotations

import struct

from tests.ml_core.network_pickle import assembly as a

MANY = 100_000


def _doubled(times: int) -> bytes:
    """A tuple of two of the same, of two of the same, ...: 2 ** times ends out of a few opcodes each."""
    body = a.EMPTY_TUPLE + a.remember(0)
    for index in range(times):
        body += a.recall(index) + a.TUPLE2 + a.remember(index + 1)
    return body


def _wide(levels: int, width: int) -> bytes:
    """Shallow, but `width ** levels` values."""
    body = a.EMPTY_LIST + a.remember(0)
    for index in range(levels):
        body = a.EMPTY_LIST + a.MARK + body + a.recall(index) * (width - 1) + a.APPENDS + a.remember(index + 1)
    return body


def _nested_tuples(depth: int) -> bytes:
    return a.EMPTY_TUPLE + a.TUPLE1 * depth


SELF_LIST = a.EMPTY_LIST + a.remember(0) + a.recall(0) + a.APPEND
SELF_DICT = a.EMPTY_DICT + a.remember(0) + a.text("x") + a.recall(0) + a.SETITEM
GOOD = a.whole(a.network())

LENGTHS = {
    "BINBYTES8": (b"\x8e" + struct.pack("<Q", 2**62), "the file ends too early: 4,611,686,018,427,387,904 more bytes"),
    "BYTEARRAY8": (b"\x96" + struct.pack("<Q", 2**64 - 1), "the file ends too early"),
    "BINUNICODE8": (b"\x8d" + struct.pack("<Q", 2**40), "the file ends too early"),
    "BINBYTES": (b"B" + struct.pack("<I", 2**32 - 1), "the file ends too early"),
    "BINUNICODE": (b"X" + struct.pack("<I", 2**31), "the file ends too early"),
    "BINSTRING": (b"T" + struct.pack("<i", 2**31 - 1), "the file ends too early"),
    "BINSTRING of negative length": (b"T" + struct.pack("<i", -1), "it gives the length -1"),
    "LONG4": (b"\x8b" + struct.pack("<i", 2**31 - 1), "an integer has 2,147,483,647 bytes"),
    "LONG4 of negative length": (b"\x8b" + struct.pack("<i", -5), "it gives the length -5"),
    "LONG1": (b"\x8a\xff" + bytes(255), "an integer has 255 bytes"),
    "FRAME": (b"\x95" + struct.pack("<Q", 2**63), "a frame of 9,223,372,036,854,775,808 bytes is announced"),
    "LONG_BINPUT": (a.NONE + a.remember(2**31), "remembers a value under 2,147,483,648"),
    "memo used twice": (a.NONE + a.remember(1) + a.remember(1), "remembers a value under 1, which is in use"),
    "memo never set": (a.recall(7), "recalls value 7, which was never remembered"),
    "memo of nothing": (a.MEMOIZE, "takes more values than there are"),
}

STACKS = {
    "TUPLE3 of two": (a.NONE * 2 + a.TUPLE3, "takes more values than there are"),
    "TUPLE2 below a mark": (a.NONE + a.MARK + a.NONE + a.TUPLE2, "takes more values than there are"),
    "APPEND to nothing": (a.NONE + a.APPEND, "takes more values than there are"),
    "SETITEM of two": (a.EMPTY_DICT + a.NONE + a.SETITEM, "takes more values than there are"),
    "REDUCE of nothing": (a.REDUCE, "takes more values than there are"),
    "BUILD of nothing": (a.BUILD, "takes more values than there are"),
    "TUPLE without mark": (a.NONE + a.TUPLE, "all since the last mark, but there is none"),
    "APPENDS without mark": (a.EMPTY_LIST + a.APPENDS, "all since the last mark, but there is none"),
    "SETITEMS to a tuple": (a.EMPTY_TUPLE + a.MARK + a.SETITEMS, "sets items of a tuple of 0 instead of a dict"),
    "SETITEMS of three": (a.EMPTY_DICT + a.MARK + a.text("x") * 3 + a.SETITEMS, "a dict's last key has no value"),
    "APPENDS to a dict": (a.EMPTY_DICT + a.MARK + a.NONE + a.APPENDS, "appends to a dict of 0 instead of a list"),
    "nothing at the end": (b"", "it ends with 0 values instead of one"),
    "two values at the end": (a.NONE * 2, "it ends with 2 values instead of one"),
    "a mark at the end": (a.MARK + a.NONE, "it ends with 1 values instead of one"),
    "a pickle inside": (a.whole(a.NONE), "a second pickle begins inside the first"),
    "key twice": (a.EMPTY_DICT + (a.text("x") + a.NONE + a.SETITEM) * 2, "a dict has the key 'x' twice"),
    "key too long": (a.dict_of({"x" * 201: a.NONE}), "a dict's key has 201 bytes, more than the 200"),
    "key of bytes": (a.EMPTY_DICT + a.raw_bytes(b"x") + a.NONE + a.SETITEM, "a dict's key must be text"),
    "key not UTF-8": (a.EMPTY_DICT + b"X\x01\x00\x00\x00\xff" + a.NONE + a.SETITEM, "a text isn't utf-8"),
    "bomb as key": (a.EMPTY_DICT + _doubled(60) + a.NONE + a.SETITEM, "a dict's key must be text, but is a tuple"),
    "bomb as arguments": (a.DTYPE + _doubled(60) + a.REDUCE, "calls the name numpy.dtype with a tuple of 2"),
    "bomb as state": (a.NETWORK + _doubled(60) + a.BUILD, "gives a RawNetwork the state a tuple of 2"),
    "bomb as dtype's state": (
        a.DTYPE + a.tuple_of(a.text("f4"), a.FALSE, a.TRUE) + a.REDUCE + _doubled(60) + a.BUILD,
        "has fields, a sub-array or a size of its own",
    ),
    "nested lists": (a.EMPTY_LIST * MANY + a.APPEND * (MANY - 1), "it stacks more than 10,000 values"),
    "nested marks": (a.MARK * MANY, "it nests more than 64 marks"),
    "opcodes": (a.EMPTY_LIST + (a.NONE + a.APPEND) * MANY, "it has more than 200,000 opcodes"),
}

KWARGS = {
    "nested tuples": (_nested_tuples(MANY), "the static kwarg x is nested more than 8 deep"),
    "doubled tuples": (_doubled(60), "nested more than 8 deep"),
    "wide lists": (_wide(7, 500), "its static kwargs hold more than 10,000 values"),
    "list in itself": (SELF_LIST, "nested more than 8 deep, or holds itself"),
    "dict in itself": (SELF_DICT, "nested more than 8 deep, or holds itself"),
    "long text": (a.text("x" * 5000), "the static kwarg x has 5,000 bytes, more than the 4,096"),
    "much text": (
        a.list_of(a.text("x" * 4096) + a.remember(0), *[a.recall(0)] * 1100),
        "its texts have more than 4,194,304 bytes in all",
    ),
    "text not UTF-8": (b"X\x02\x00\x00\x00\xc3\x28", "a text isn't utf-8"),
    "half a surrogate": (b"X\x03\x00\x00\x00\xed\xa0\x80", "a text isn't utf-8"),
}

CASES: dict[str, tuple[bytes, str]] = {
    **{name: (a.whole(body), reason) for name, (body, reason) in (LENGTHS | STACKS).items()},
    **{f"{name} in a kwarg": (a.network_of_kwarg(value), reason) for name, (value, reason) in KWARGS.items()},
    "no STOP": (GOOD[:-1], "the file ends too early: 1 more bytes are announced and 0 are there"),
    "bytes after STOP": (GOOD + b"x", "1 bytes follow after its end"),
    "a pickle after STOP": (GOOD + GOOD, "bytes follow after its end"),
    "protocol alone": (b"\x80\x04", "the file ends too early"),
}
