"""Networks in ONNX's format, for one thread. Nothing else imports onnxruntime."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

# Read once, at the import: 1.30 otherwise starts a thread that collects figures for its vendor and wants to send them.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime


def load(file: Path) -> Any:
    """Returns a session. It starts no thread: these networks are small, more threads only wait for each other, and a
    sandbox allows none.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
