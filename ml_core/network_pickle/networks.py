"""Networks: the state a file gives each, checked and turned into what callers get."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ml_core.network_pickle import limits
from ml_core.network_pickle.arrays import FLOAT32_BYTES, Array, Scalar, StoredArray
from ml_core.network_pickle.calls import RawNetwork
from ml_core.network_pickle.source import Source, Span, describe
from ml_core.network_pickle.values import PlainValues, Value

# What TensorFlow allows in names of scopes and variables.
NAME = re.compile(r"[A-Za-z0-9_.\-/]+")

# Of StyleGAN 1's code. Version 2 came before components; 4 is StyleGAN 2's.
VERSIONS = (2, 3)
KEYS = ("version", "name", "static_kwargs", "components", "build_module_src", "build_func_name", "variables")


@dataclass(frozen=True, kw_only=True)
class Network:
    """One `dnnlib.tflib.network.Network` as a file holds it.

    build_func_name: of the function that built it. Never run; it tells what the file claims to hold.
    static_kwargs: that function's, as plain values.
    variables: its own by local name, in file order; those of its components are theirs.
    """

    name: str
    build_func_name: str
    static_kwargs: dict[str, Value]
    components: dict[str, Network]
    variables: dict[str, StoredArray]


def networks_of(source: Source, item: object) -> tuple[Network, ...]:
    """item: what the whole file describes, a network or a tuple of some.

    Raises:
        WeightsRefused: it is something else, or a network's state isn't what NVIDIA's code saves.
    """
    raw = item if isinstance(item, tuple) else (item,)
    if not raw:
        raise source.refuse("it holds an empty tuple instead of networks")
    reader = _Reader(source)
    return tuple(reader.network(part, where="at the top") for part in raw)


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._values = PlainValues(source)
        self._num_networks = 0
        self._num_variables = 0
        self._num_bytes = 0

    def network(self, item: object, *, where: str, depth: int = 0) -> Network:
        if not isinstance(item, RawNetwork) or item.state is None:
            raise self._source.refuse(f"{where} must be a network with its state, but is {describe(item)}")
        self._count_networks(item.start, depth)
        state, at = item.state, item.start
        self._check_keys(state, at)
        source = state["build_module_src"]
        if not isinstance(source, Span):
            raise self._source.refuse(f"build_module_src must be text, but is {describe(source)}", at=at)
        return Network(
            name=self._name(state["name"], what="a network's name", at=at),
            build_func_name=self._name(state["build_func_name"], what="build_func_name", at=at),
            static_kwargs={
                self._check_name(key, what="a static kwarg's name", at=at): self._values.of(value, name=key, at=at)
                for key, value in self._dict(state["static_kwargs"], what="static_kwargs", at=at).items()
            },
            components={
                self._check_name(key, what="a component's name", at=at): self.network(
                    part, where=f"component {key}", depth=depth + 1
                )
                for key, part in self._dict(state.get("components", {}), what="components", at=at).items()
            },
            variables=self._variables(state["variables"], at),
        )

    def _count_networks(self, at: int, depth: int) -> None:
        self._num_networks += 1
        if self._num_networks > limits.MAX_NETWORKS:
            raise self._source.refuse(f"it holds more than {limits.MAX_NETWORKS} networks", at=at)
        if depth > limits.MAX_COMPONENT_DEPTH:
            raise self._source.refuse(
                f"components are nested more than {limits.MAX_COMPONENT_DEPTH} deep, or a network holds itself", at=at
            )

    def _check_keys(self, state: dict[str, object], at: int) -> None:
        version = state.get("version")
        if isinstance(version, bool) or version not in VERSIONS:
            raise self._source.refuse(
                f"a network's version must be one of {VERSIONS}, as in StyleGAN 1, but is {describe(version)}", at=at
            )
        unknown = [key for key in state if key not in KEYS]
        if unknown:
            raise self._source.refuse(f"a network's state has {unknown[0]!a}, which NVIDIA's code doesn't save", at=at)
        needed = KEYS if version == 3 else tuple(key for key in KEYS if key != "components")
        missing = [key for key in needed if key not in state]
        if missing:
            raise self._source.refuse(f"a network's state lacks {', '.join(missing)}", at=at)

    def _dict(self, item: object, *, what: str, at: int) -> dict[str, object]:
        if not isinstance(item, dict):
            raise self._source.refuse(f"{what} must be a dict, but is {describe(item)}", at=at)
        return item

    def _variables(self, item: object, at: int) -> dict[str, StoredArray]:
        if not isinstance(item, list):
            raise self._source.refuse(f"variables must be a list, but is {describe(item)}", at=at)
        variables: dict[str, StoredArray] = {}
        for pair in item:
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise self._source.refuse(f"a variable must be a name and an array, but is {describe(pair)}", at=at)
            name = self._name(pair[0], what="a variable's name", at=at)
            if name in variables:
                raise self._source.refuse(f"the variable {name} occurs twice", at=at)
            variables[name] = self._variable(name, pair[1], at)
        return variables

    def _variable(self, name: str, item: object, at: int) -> StoredArray:
        self._num_variables += 1
        if self._num_variables > limits.MAX_VARIABLES:
            raise self._source.refuse(f"it holds more than {limits.MAX_VARIABLES:,} variables", at=at)
        match item:
            case Array(shape=tuple() as shape, is_fortran=is_fortran, raw=Span() as raw):
                self._count_bytes(FLOAT32_BYTES * math.prod(shape), at)
                return StoredArray(name=name, shape=shape, _source=self._source, _raw=raw, _is_fortran=is_fortran)
            case Scalar(code="f4", raw=raw):
                return StoredArray(name=name, shape=(), _source=self._source, _raw=raw)
        raise self._source.refuse(f"the variable {name} must be a float32 array, but is {describe(item)}", at=at)

    def _count_bytes(self, num_bytes: int, at: int) -> None:
        """A few opcodes can give one array to thousands of variables, each of which is read into memory of its own."""
        self._num_bytes += num_bytes
        if self._num_bytes > self._source.size:
            raise self._source.refuse("its variables share arrays: together they have more bytes than the file", at=at)

    def _name(self, item: object, *, what: str, at: int) -> str:
        return self._check_name(self._source.text(item, what=what, max_bytes=limits.MAX_NAME, at=at), what=what, at=at)

    def _check_name(self, name: str, *, what: str, at: int) -> str:
        if not NAME.fullmatch(name):
            raise self._source.refuse(f"{what} must be of A-Z a-z 0-9 _ . - /, but is {name!a}", at=at)
        return name
