"""Files that hold no networks, or networks nobody saved: name of the case -> the file, and what it must say."""

from __future__ import annotations

from tests.ml_core.network_pickle import assembly as a

KEYS = ("version", "name", "static_kwargs", "components", "build_module_src", "build_func_name", "variables")


def _component(value: bytes) -> bytes:
    return a.network(components=a.dict_of({"part": value}))


def _chain(depth: int) -> bytes:
    body = a.network()
    for _ in range(depth):
        body = _component(body)
    return body


def _holding_itself() -> bytes:
    return (
        a.NETWORK + a.remember(0) + a.dict_of({
            "version": a.integer(3), "name": a.text("G"), "static_kwargs": a.EMPTY_DICT,
            "components": a.dict_of({"part": a.recall(0)}), "build_module_src": a.text(""),
            "build_func_name": a.text("f"), "variables": a.EMPTY_LIST,
        }) + a.BUILD
    )  # fmt: skip


def _doubling(levels: int) -> bytes:
    """Two components that are one network, whose two components are one network, ..."""
    body = a.network()
    for index in range(levels):
        body = a.network(components=a.dict_of({"a": body + a.remember(index), "b": a.recall(index)}))
    return body


def _many_variables(count: int) -> bytes:
    first = a.variable(a.array() + a.remember(0), called=a.text("v"))
    others = [a.variable(a.recall(0), called=a.text(f"v{index}")) for index in range(count - 1)]
    batches = [a.MARK + b"".join(others[i : i + 1000]) + a.APPENDS for i in range(0, len(others), 1000)]
    return a.network(variables=a.list_of(first) + b"".join(batches))


def _sharing_an_array(count: int) -> bytes:
    """4,000 bytes for each variable, though the file holds them once."""
    array = a.array(shape=a.shape_of(1000), raw=a.raw_bytes(bytes(4000))) + a.remember(0)
    others = [a.variable(a.recall(0), called=a.text(f"v{index}")) for index in range(1, count)]
    return a.network(variables=a.list_of(a.variable(array, called=a.text("v0")), *others))


TOPS = {
    "None": (a.NONE, "at the top must be a network with its state, but is None"),
    "text": (a.text("network"), "at the top must be a network with its state, but is text of 7 bytes"),
    "a dict": (a.dict_of({"G_ema": a.network()}), "at the top must be a network with its state, but is a dict of 1"),
    "a list of networks": (a.list_of(a.network()), "at the top must be a network with its state, but is a list of 1"),
    "an empty tuple": (a.EMPTY_TUPLE, "an empty tuple instead of networks"),
    "a network and a number": (a.tuple_of(a.network(), a.integer(1)), "must be a network .* but is the number 1"),
    "a tuple of tuples": (a.tuple_of(a.tuple_of(a.network())), "must be a network .* but is a tuple of 1"),
    "an array": (a.array(), "must be a network with its state, but is an Array"),
    "a name": (a.name("dnnlib.tflib.network", "Network"), "but is the name dnnlib.tflib.network.Network"),
    "a network without state": (a.NETWORK, "must be a network with its state, but is a RawNetwork"),
    "65 networks": (a.tuple_of(a.network() + a.remember(0), *[a.recall(0)] * 64), "it holds more than 64 networks"),
}

STATES = {
    **{f"{key} missing": (a.network(without=key), f"lacks {key}") for key in KEYS if key != "version"},
    "version missing": (a.network(without="version"), r"must be one of \(2, 3\), as in StyleGAN 1, but is None"),
    "version 1": (a.network(version=a.integer(1)), "but is the number 1"),
    "version 4": (a.network(version=a.integer(4)), "but is the number 4"),
    "version true": (a.network(version=a.TRUE), "but is True"),
    "version text": (a.network(version=a.text("3")), "but is text of 1 bytes"),
    "unknown key": (a.network(custom_code=a.text("import os")), "state has 'custom_code', which NVIDIA's code doesn't"),
    "key twice": (
        a.NETWORK + a.EMPTY_DICT + a.MARK + (a.text("version") + a.integer(3)) * 2 + a.SETITEMS + a.BUILD,
        "a dict has the key 'version' twice",
    ),
    "name a number": (a.network(name=a.integer(1)), "a network's name must be text, but is the number 1"),
    "name of bytes": (a.network(name=a.raw_bytes(b"G")), "a network's name must be text, but is bytes"),
    "name empty": (a.network(name=a.text("")), "a network's name must be of A-Z"),
    "name long": (a.network(name=a.text("G" * 201)), "a network's name has 201 bytes"),
    "name with escapes": (a.network(name=a.text("\x1b[2JG")), r"must be of A-Z .* but is '\\x1b\[2JG'"),
    "name with a line feed": (a.network(name=a.text("G\n")), "a network's name must be of A-Z"),
    "function with brackets": (a.network(build_func_name=a.text("exec()")), "build_func_name must be of A-Z"),
    "source a number": (a.network(build_module_src=a.integer(1)), "build_module_src must be text"),
    "components a list": (a.network(components=a.EMPTY_LIST), "components must be a dict, but is a list of 0"),
    "component a number": (_component(a.integer(1)), "component part must be a network .* but is the number 1"),
    "component a dict": (_component(a.EMPTY_DICT), "component part must be a network .* but is a dict of 0"),
    "component with a strange name": (
        a.network(components=a.dict_of({"a b": a.network()})),
        "a component's name must be of A-Z",
    ),
    "components nested deep": (_chain(5), "components are nested more than 4 deep"),
    "components doubling deep": (_doubling(20), "components are nested more than 4 deep"),
    "network in itself": (_holding_itself(), "or a network holds itself"),
    "variables a dict": (a.network(variables=a.EMPTY_DICT), "variables must be a list, but is a dict of 0"),
    "variables a tuple": (a.network(variables=a.EMPTY_TUPLE), "variables must be a list, but is a tuple of 0"),
    "variable alone": (a.network(variables=a.list_of(a.array())), "must be a name and an array, but is an Array"),
    "variable a list": (
        a.network(variables=a.list_of(a.list_of(a.text("w"), a.array()))),
        "must be a name and an array, but is a list of 2",
    ),
    "variable of three": (
        a.network(variables=a.list_of(a.tuple_of(a.text("w"), a.array(), a.NONE))),
        "must be a name and an array, but is a tuple of 3",
    ),
    "variable called 1": (
        a.network(variables=a.list_of(a.variable(a.array(), called=a.integer(1)))),
        "a variable's name must be text, but is the number 1",
    ),
    "variable with a long name": (
        a.network(variables=a.list_of(a.variable(a.array(), called=a.text("w" * 201)))),
        "a variable's name has 201 bytes",
    ),
    "variable with a null byte": (
        a.network(variables=a.list_of(a.variable(a.array(), called=a.text("w\0")))),
        "a variable's name must be of A-Z",
    ),
    "variable twice": (a.network(variables=a.list_of(*[a.variable(a.array())] * 2)), "the variable w occurs twice"),
    "an array shared": (
        _sharing_an_array(5),
        "its variables share arrays: together they have more bytes than the file",
    ),
    "5001 variables": (_many_variables(5001), "it holds more than 5,000 variables"),
    "kwargs a list": (a.network(static_kwargs=a.EMPTY_LIST), "static_kwargs must be a dict, but is a list of 0"),
    "kwarg with a strange name": (
        a.network(static_kwargs=a.dict_of({"x\r": a.NONE})),
        "a static kwarg's name must be of A-Z",
    ),
}

KWARGS = {
    "an array": (a.array(), "the static kwarg x holds an Array instead of plain values"),
    "a network": (a.network(), "the static kwarg x holds a RawNetwork instead of plain values"),
    "a dtype": (a.dtype(), "the static kwarg x holds a Dtype instead of plain values"),
    "a name": (a.NDARRAY, "the static kwarg x holds the name numpy.ndarray"),
    "bytes": (a.raw_bytes(b"x"), "the static kwarg x must be text, but is bytes of 1 bytes"),
    "a list with an array": (a.list_of(a.array()), "the static kwarg x holds an Array"),
}

CASES: dict[str, tuple[bytes, str]] = {
    **{f"top: {name}": (a.whole(body), reason) for name, (body, reason) in TOPS.items()},
    **{f"state: {name}": (a.whole(body), reason) for name, (body, reason) in STATES.items()},
    **{f"kwarg: {name}": (a.network_of_kwarg(value), reason) for name, (value, reason) in KWARGS.items()},
}
