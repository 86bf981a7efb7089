"""Reads the files in which NVIDIA's TensorFlow 1 code keeps its networks, without running anything of them.

Such a file is a Python pickle: a program, which Python's own `pickle` would run with all rights of whoever opens it,
and NVIDIA's class runs source text out of the file besides. Here a small machine of our own (`machine`, `opcodes`)
knows 43 harmless opcodes; each name a file may refer to (`calls`) stands for a value of ours, never for anything
callable; arrays stay in the file until they are read. Numpy is all it needs.
"""

from __future__ import annotations

from ml_core.network_pickle.arrays import StoredArray
from ml_core.network_pickle.networks import Network
from ml_core.network_pickle.opening import open_networks
from ml_core.network_pickle.values import Value

__all__ = ["Network", "StoredArray", "Value", "open_networks"]
