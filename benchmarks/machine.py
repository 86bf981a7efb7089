"""Where and when a figure was measured."""

from __future__ import annotations

import os
import platform
import resource
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import tensorflow as tf


def today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def describe() -> dict[str, object]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
    }


def in_words(described: Mapping[str, object], generator: str) -> str:
    """What `describe` found, and the generator that was measured, for the head of a page."""
    return (
        f"{described['date']}; {described['processor']}, {described['cores']} cores; "
        f"TensorFlow {described['tensorflow']}; `{generator}`"
    )


def peak_memory_gb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
