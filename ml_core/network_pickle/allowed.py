"""The names a file may refer to. Each stands for one value here; nothing is imported and nothing is looked up."""

from __future__ import annotations

from enum import Enum

from ml_core.network_pickle.source import Source


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


ALLOWED: dict[tuple[str, str], Callee] = {
    ("dnnlib.tflib.network", "Network"): Callee.NETWORK,
    ("dnnlib.util", "EasyDict"): Callee.EASY_DICT,
    ("dnnlib", "EasyDict"): Callee.EASY_DICT,
    ("collections", "OrderedDict"): Callee.ORDERED_DICT,
    ("_codecs", "encode"): Callee.ENCODE,
    ("numpy", "ndarray"): Callee.NDARRAY,
    ("numpy", "dtype"): Callee.DTYPE,
    # Numpy 2 put an underscore before `core`.
    ("numpy.core.multiarray", "_reconstruct"): Callee.RECONSTRUCT,
    ("numpy._core.multiarray", "_reconstruct"): Callee.RECONSTRUCT,
    ("numpy.core.multiarray", "scalar"): Callee.SCALAR,
    ("numpy._core.multiarray", "scalar"): Callee.SCALAR,
    ("numpy.core.numeric", "_frombuffer"): Callee.FROMBUFFER,
    ("numpy._core.numeric", "_frombuffer"): Callee.FROMBUFFER,
}


def find(source: Source, module: str, name: str) -> Callee:
    callee = ALLOWED.get((module, name))
    if callee is None:
        raise source.refuse(f"it refers to {module!a:.{80}} {name!a:.{80}}, which no network file needs{_hint(module)}")
    return callee


def _hint(module: str) -> str:
    """Mixing up NVIDIA's two families of files is no attack."""
    if module.partition(".")[0] in ("torch", "torch_utils"):
        return "; it is PyTorch's, and only the files of the TensorFlow code are read"
    return ""
