"""Writes network files as NVIDIA's code would: through Python's own `pickle`, with its class under its name."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO
from unittest.mock import patch

import numpy as np

SOURCE = '"""Stands for the source of NVIDIA\'s networks_stylegan.py."""\n' * 100


class EasyDict(dict[str, Any]):
    """For static kwargs that hold one."""

    __module__ = "dnnlib.util"


@dataclass(frozen=True, kw_only=True)
class SavedNetwork:
    """variables: float32 arrays, or numpy's scalars, by local name."""

    name: str = "G"
    build_func_name: str = "G_style"
    static_kwargs: Mapping[str, Any] = field(default_factory=dict)
    components: Mapping[str, SavedNetwork] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    version: int = 3
    build_module_src: str = SOURCE


def write_networks(
    path: Path,
    networks: SavedNetwork | Sequence[SavedNetwork],
    *,
    protocol: int = 4,
    numpy_spelling: str = "numpy.core",
) -> Path:
    """networks: one, or such as (G, D, Gs). numpy_spelling: `numpy.core` as numpy 1 or `numpy._core` as numpy 2."""
    saved = _Network(networks) if isinstance(networks, SavedNetwork) else tuple(map(_Network, networks))
    with path.open("wb") as file, _modules(numpy_spelling) as functions:
        _Pickler(file, protocol, functions).dump(saved)
    return path


class _Network:
    def __init__(self, saved: SavedNetwork) -> None:
        self._saved = saved

    def __getstate__(self) -> dict[str, Any]:
        saved = self._saved
        state = {
            "version": saved.version,
            "name": saved.name,
            "static_kwargs": dict(saved.static_kwargs),
            "components": {name: _Network(part) for name, part in saved.components.items()},
            "build_module_src": saved.build_module_src,
            "build_func_name": saved.build_func_name,
            "variables": list(saved.variables.items()),
        }
        if saved.version == 2:
            del state["components"]
        return state


_Network.__module__, _Network.__name__, _Network.__qualname__ = "dnnlib.tflib.network", "Network", "Network"


class _Pickler(pickle.Pickler):
    """Numpy's arrays, rebuilt by functions under the names that another numpy gave them."""

    def __init__(self, file: BinaryIO, protocol: int, functions: dict[str, Any]) -> None:
        super().__init__(file, protocol)
        self._protocol = protocol
        self._functions = functions

    def reducer_override(self, obj: Any) -> Any:
        if not isinstance(obj, (np.ndarray, np.generic)):
            return NotImplemented
        function, *rest = tuple(obj.__reduce_ex__(self._protocol))
        return self._functions[function.__name__], *rest


@contextmanager
def _modules(numpy_spelling: str) -> Iterator[dict[str, Any]]:
    """`pickle` looks each name up before it writes it, so for a while there are modules that have them."""
    names = ("dnnlib", "dnnlib.util", "dnnlib.tflib", "dnnlib.tflib.network")
    modules = {name: ModuleType(name) for name in names}
    vars(modules["dnnlib.util"])["EasyDict"] = EasyDict
    vars(modules["dnnlib.tflib.network"])["Network"] = _Network
    functions = {}
    for module, name in (("multiarray", "_reconstruct"), ("multiarray", "scalar"), ("numeric", "_frombuffer")):
        whole = f"{numpy_spelling}.{module}"
        functions[name] = _function(whole, name)
        vars(modules.setdefault(whole, ModuleType(whole)))[name] = functions[name]
    with patch.dict(sys.modules, modules):
        yield functions


def _function(module: str, name: str) -> Any:
    def function() -> None:
        """Only its name is written."""

    function.__module__, function.__name__, function.__qualname__ = module, name, name
    return function
