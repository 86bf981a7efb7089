"""python -m benchmarks [--out FILE]

Measures on the built-in weights, the public-domain astronaut of scikit-image and the sample couple, about two minutes
on two cores. Seconds depend on the machine and on what else it does; the ratios to the anchor, one 1024 px synthesis
timed in the same run, are what compares.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ml_core.quiet import import_tensorflow

import_tensorflow()
from benchmarks import (  # noqa: E402 -- they import TensorFlow
    children,
    machine,
    openvino,
    perceptual,
    projection,
    sealing,
    speed,
    stylegan1,
    worker,
)
from ml_core.pipeline import Pipeline  # noqa: E402

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=None, help="default: benchmarks/results/DATE.json")
    out: Path = parser.parse_args().out or RESULTS / f"{machine.today()}.json"
    measured: dict[str, object] = {
        "machine": machine.describe(),
        "worker": worker.measure(),
        "sealing": sealing.measure(),
    }
    pipeline = Pipeline.load()
    pipeline.warm_up()
    measured["generator"] = pipeline.generator.fingerprint
    measured["speed"] = speed.measure(pipeline)
    measured["openvino"] = openvino.measure(pipeline)
    projections = projection.project_all(pipeline)
    measured["projection"] = projection.judge(projections, pipeline.lpips)
    measured["perceptual"] = perceptual.measure(pipeline.lpips)
    measured["children"] = children.measure(pipeline, projections)
    measured["stylegan1"] = stylegan1.measure(anchor_seconds=speed.anchor_seconds(pipeline))
    out.write_text(json.dumps(measured, indent=2) + "\n")
    sys.stdout.write(json.dumps(measured, indent=2) + f"\n{out}\n")


if __name__ == "__main__":
    main()
