"""Files that try to run something: name of the case -> the file, and what its refusal has to say."""

from __future__ import annotations

import re

from tests.ml_core.network_pickle import assembly as a

# What a runner is asked to do, were it ever asked.
COMMAND = a.text("touch canary")

RUNNERS = (
    ("os", "system"),
    ("posix", "system"),
    ("nt", "system"),
    ("subprocess", "Popen"),
    ("builtins", "eval"),
    ("builtins", "exec"),
    ("builtins", "getattr"),
    ("builtins", "__import__"),
    ("builtins", "open"),
    ("__builtin__", "eval"),
    ("copyreg", "_reconstructor"),
    ("copyreg", "__newobj__"),
    ("copy_reg", "_reconstructor"),
    ("operator", "attrgetter"),
    ("functools", "partial"),
    ("importlib", "import_module"),
    ("runpy", "run_path"),
    ("pickle", "loads"),
    ("_pickle", "loads"),
    ("marshal", "loads"),
    ("types", "FunctionType"),
    ("types", "CodeType"),
    ("ctypes", "CDLL"),
    ("webbrowser", "open"),
    ("socket", "create_connection"),
    ("numpy", "load"),
    ("numpy", "fromfile"),
    ("numpy", "memmap"),
    ("numpy", "dtype.type"),
    ("numpy.core.multiarray", "fromfile"),
    ("numpy.testing._private.utils", "runstring"),
    ("dnnlib.tflib.network", "Network.__init__"),
    ("dnnlib.tflib.network", "Network.x"),
    ("dnnlib.tflib.network", "exec"),
    ("dnnlib.tflib", "network.Network"),
    ("dnnlib.tflib.network.Network", ""),
    ("dnnlib.util", "call_func_by_name"),
    ("collections", "OrderedDict.fromkeys"),
    ("collections", "namedtuple"),
    ("_codecs", "decode"),
    ("codecs", "encode"),
    ("torch_utils.persistence", "_reconstruct_persistent_obj"),
    ("", "exec"),
)

# Opcodes that no network file needs, each with an argument that Python's reader would take.
OPCODES = {
    "INST": b"(" + COMMAND + b"ios\nsystem\n",
    "OBJ": b"(" + COMMAND + b"o",
    "EXT1": b"\x82\x01",
    "EXT2": b"\x83\x01\x00",
    "EXT4": b"\x84\x01\x00\x00\x00",
    "PERSID": b"Pcanary\n",
    "BINPERSID": COMMAND + b"Q",
    "NEWOBJ_EX": a.DTYPE + a.EMPTY_TUPLE + a.EMPTY_DICT + b"\x92",
    "NEXT_BUFFER": b"\x97",
    "READONLY_BUFFER": a.raw_bytes(b"") + b"\x98",
    "POP": a.NONE + b"0",
    "POP_MARK": b"(1",
    "DUP": a.NONE + b"2",
    "INT": b"I1\n",
    "LONG": b"L1L\n",
    "FLOAT": b"F1\n",
    "STRING": b"S'canary'\n",
    "UNICODE": b"Vcanary\n",
    "EMPTY_SET": b"\x8f",
    "FROZENSET": b"(\x91",
    "ADDITEMS": b"(\x90",
    "DICT": b"(d",
    "LIST": b"(l",
    "GET": b"g0\n",
    "PUT": a.NONE + b"p0\n",
}

MISUSED = {
    "network called": (
        a.name("dnnlib.tflib.network", "Network") + a.EMPTY_TUPLE + a.REDUCE,
        "it calls the name dnnlib",
    ),
    "text called": (a.text("os.system") + a.tuple_of(COMMAND) + a.REDUCE, "it calls text of 9 bytes"),
    "network made with arguments": (
        a.name("dnnlib.tflib.network", "Network") + a.tuple_of(COMMAND) + a.NEWOBJ,
        "makes an object of the name dnnlib.tflib.network.Network with a tuple of 1",
    ),
    "ndarray made": (a.NDARRAY + a.EMPTY_TUPLE + a.NEWOBJ, "makes an object of the name numpy.ndarray"),
    "arguments in a list": (
        a.name("collections", "OrderedDict") + a.EMPTY_LIST + a.REDUCE,
        "arguments of a call must be a tuple, but are a list of 0",
    ),
    "ordered dict with items": (
        a.name("collections", "OrderedDict") + a.tuple_of(a.EMPTY_LIST) + a.REDUCE,
        "calls the name collections.OrderedDict with a tuple of 1",
    ),
    "network reconstructed as array": (
        a.RECONSTRUCT
        + a.tuple_of(a.name("dnnlib.tflib.network", "Network"), a.shape_of(0), a.raw_bytes(b"b"))
        + a.REDUCE,
        "calls the name numpy.core.multiarray._reconstruct with a tuple of 3",
    ),
    "array reconstructed huge": (
        a.RECONSTRUCT + a.tuple_of(a.NDARRAY, a.shape_of(2**31 - 1), a.raw_bytes(b"b")) + a.REDUCE,
        "calls the name numpy.core.multiarray._reconstruct",
    ),
    "rot13": (
        a.name("_codecs", "encode") + a.tuple_of(a.text("x"), a.text("rot13")) + a.REDUCE,
        "encoded as 'rot13' instead of latin1",
    ),
    "codec of bytes": (
        a.name("_codecs", "encode") + a.tuple_of(a.raw_bytes(b"x"), a.text("latin1")) + a.REDUCE,
        "calls the name _codecs.encode",
    ),
    "None given a state": (a.NONE + a.EMPTY_DICT + a.BUILD, "gives None the state a dict of 0"),
    "list given a state": (a.EMPTY_LIST + a.EMPTY_DICT + a.BUILD, "gives a list of 0 the state"),
    "name given a state": (a.NDARRAY + a.dict_of({"x": COMMAND}) + a.BUILD, "gives the name numpy.ndarray the state"),
    "easy dict given attributes": (
        a.name("dnnlib.util", "EasyDict") + a.EMPTY_TUPLE + a.NEWOBJ + a.dict_of({"x": COMMAND}) + a.BUILD,
        "gives an EasyDict of 0 the state a dict of 1",
    ),
    "network given two states": (a.network() + a.EMPTY_DICT + a.BUILD, "gives a RawNetwork the state"),
    "network given a tuple": (a.NETWORK + a.tuple_of(a.EMPTY_DICT) + a.BUILD, "gives a RawNetwork the state a tuple"),
    "item set in a network": (a.NETWORK + a.text("x") + a.NONE + a.SETITEM, "sets items of a RawNetwork"),
    "appended to a network": (a.NETWORK + a.NONE + a.APPEND, "appends to a RawNetwork"),
    "global of a number": (a.integer(1) + a.text("x") + a.STACK_GLOBAL, "a global's name must be text"),
    "name without end": (b"c" + b"o" * 500, "a name has no end within 200 bytes"),
    "name outside ASCII": (b"c" + "ÖS".encode() + b"\nsystem\n", "a text isn't ascii"),
}


def _runners() -> dict[str, tuple[bytes, str]]:
    cases = {}
    for module, attribute in RUNNERS:
        call = a.tuple_of(COMMAND) + a.REDUCE
        reason = f"refers to {re.escape(repr(module))} {re.escape(repr(attribute))}, which no network file needs"
        cases[f"{module} {attribute}"] = (a.whole(a.name(module, attribute) + call), reason)
        stacked = a.text(module) + a.text(attribute) + a.STACK_GLOBAL
        cases[f"{module} {attribute} from the stack"] = (a.whole(stacked + call), reason)
    return cases


CASES: dict[str, tuple[bytes, str]] = {
    **_runners(),
    **{name: (a.whole(body), f"the opcode {name} has no place in a network file") for name, body in OPCODES.items()},
    "byte 0xff": (a.whole(b"\xff"), "the byte 0xff, which is no opcode, has no place"),
    **{name: (a.whole(body), reason) for name, (body, reason) in MISUSED.items()},
}
