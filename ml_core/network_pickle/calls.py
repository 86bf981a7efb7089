"""The names a file may refer to, and what it may ask to be made out of them; everything else is refused.

Each name stands for one value here: nothing is imported and nothing is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ml_core.network_pickle.arrays import Array, Dtype, make_array, make_dtype, make_scalar
from ml_core.network_pickle.source import Kind, Source, Span, describe


class Callee(Enum):
    NETWORK = "dnnlib.tflib.network.Network"
    EASY_DICT = "dnnlib.util.EasyDict"
    ORDERED_DICT = "collections.OrderedDict"
    ENCODE = "_codecs.encode"
    NDARRAY = "numpy.ndarray"
    DTYPE = "numpy.dtype"
    RECONSTRUCT = "numpy.core.multiarray._reconstruct"
    SCALAR = "numpy.core.multiarray.scalar"
    FROMBUFFER = "numpy.core.numeric._frombuffer"


ALLOWED = {callee.value: callee for callee in Callee} | {"dnnlib.EasyDict": Callee.EASY_DICT}
# Numpy 2 put an underscore before `core`.
ALLOWED |= {name.replace("numpy.core", "numpy._core"): callee for name, callee in ALLOWED.items()}


class EasyDict(dict[str, object]):
    """A dict; its own type only because Python 2 gives such objects an empty state after their items."""


@dataclass(kw_only=True, slots=True, eq=False)
class RawNetwork:
    """A network with the state the file gave it, not looked at yet. start: the byte of the file where it was made."""

    start: int
    state: dict[str, object] | None = None


def find(source: Source, module: str, name: str) -> Callee:
    callee = ALLOWED.get(f"{module}.{name}")
    if callee is None or "." in name:
        # Mixing up NVIDIA's two families of files is no attack.
        is_torch = module.partition(".")[0] in ("torch", "torch_utils")
        hint = "; it is PyTorch's, and only the files of the TensorFlow code are read" if is_torch else ""
        raise source.refuse(f"it refers to {module!a:.{80}} {name!a:.{80}}, which no network file needs{hint}")
    return callee


def call(source: Source, callee: object, arguments: object) -> object:
    """Stands for Python's REDUCE: `callee(*arguments)`."""
    _check_tuple(source, arguments)
    match callee, arguments:
        case Callee.RECONSTRUCT, (Callee.NDARRAY, (0,), Span(length=1)):
            return Array()
        case Callee.FROMBUFFER, (Span() as raw, Dtype() as dtype, shape, order):
            array = Array()
            is_fortran = {"C": False, "F": True}.get(source.text(order, what="the order of an array"))
            make_array(source, array, shape=shape, dtype=dtype, is_fortran=is_fortran, raw=raw)
            return array
        case Callee.SCALAR, (Dtype() as dtype, Span() as raw):
            return make_scalar(source, dtype, raw)
        case Callee.DTYPE, (code, (0 | 1), (0 | 1)):
            return Dtype(code=source.text(code, what="the code of a dtype", max_bytes=16))
        case Callee.ENCODE, (Span(kind=Kind.TEXT) as text, encoding):
            return _encode(source, text, encoding)
        case Callee.ORDERED_DICT, ():
            return {}
    raise source.refuse(f"it calls {describe(callee)} with {describe(arguments)}, which no network file needs")


def create(source: Source, callee: object, arguments: object) -> object:
    """Stands for Python's NEWOBJ: `callee.__new__(callee, *arguments)`."""
    _check_tuple(source, arguments)
    match callee, arguments:
        case Callee.NETWORK, ():
            return RawNetwork(start=source.opcode_at)
        case Callee.EASY_DICT, ():
            return EasyDict()
        case Callee.ORDERED_DICT, ():
            return {}
    raise source.refuse(
        f"it makes an object of {describe(callee)} with {describe(arguments)}, which no network file needs"
    )


def build(source: Source, target: object, state: object) -> None:
    """Stands for Python's BUILD: `target.__setstate__(state)`, once."""
    match target, state:
        case RawNetwork(state=None), dict():
            target.state = state
        case Array(shape=None), (1, shape, Dtype() as dtype, (0 | 1) as is_fortran, Span() as raw):
            make_array(source, target, shape=shape, dtype=dtype, is_fortran=bool(is_fortran), raw=raw)
        case Dtype(is_complete=False), tuple():
            make_dtype(source, target, state)
        case EasyDict(), dict() if not state:
            pass
        case _:
            raise source.refuse(f"it gives {describe(target)} the state {describe(state)}, which doesn't fit")


def _check_tuple(source: Source, arguments: object) -> None:
    """Python's patterns take lists for tuples."""
    if not isinstance(arguments, tuple):
        raise source.refuse(f"the arguments of a call must be a tuple, but are {describe(arguments)}")


def _encode(source: Source, text: Span, encoding: object) -> Span:
    """Bytes in protocol 2: Python 3 writes each as the character of its number."""
    name = source.text(encoding, what="an encoding", max_bytes=16)
    if name not in ("latin1", "latin-1"):
        raise source.refuse(f"bytes are encoded as {name!a} instead of latin1")
    return Span(kind=Kind.ENCODED, start=text.start, length=text.length)
