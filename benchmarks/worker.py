"""A worker of its own, from nothing: how soon it is ready, and what it holds at most over a couple and their child.

python -m benchmarks.worker prints the figures of the process it runs in; `measure` starts one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[1] / "generation" / "samples"


def measure() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.worker"]
    output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=SAMPLES.parents[1]).stdout
    figures: dict[str, Any] = json.loads(output.splitlines()[-1])
    return figures


def main() -> None:
    started = time.perf_counter()
    from ml_core.quiet import import_tensorflow

    import_tensorflow()
    from benchmarks import machine
    from ml_core.alignment import align
    from ml_core.contracts import ChildRequest
    from ml_core.images import load_picture
    from ml_core.pipeline import Pipeline

    pipeline = Pipeline.load()
    pipeline.warm_up()
    ready = time.perf_counter() - started
    couple = [[align(load_picture(SAMPLES / f"{role}.jpg"))] for role in ("father", "mother")]
    father, mother = pipeline.project(couple)
    pipeline.make_child(father.latent, mother.latent, ChildRequest(age_years=7.0, sex="girl", seed=1))
    child = time.perf_counter() - started - ready
    figures = {
        "ready_seconds": round(ready, 1),
        "couple_to_child_seconds": round(child, 1),
        "peak_gb": machine.peak_memory_gb(),
    }
    sys.stdout.write(f"{json.dumps(figures)}\n")


if __name__ == "__main__":
    main()
