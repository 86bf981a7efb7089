"""weights check FIXTURE: how far our StyleGAN 1 is from pictures that another implementation drew for the same input.

Exit codes: 0 all within 1e-4 of the reference's norm; 1 something is not; 2 the file isn't such a fixture. With
--precision mixed there is no such limit and the code is 0.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ml_core.cli.output import print_json
from ml_core.generators.stylegan1.fixture import Fixture, read_fixture
from ml_core.quiet import import_tensorflow

# What float32 may lose: two right implementations are 1e-5 apart.
LIMIT = 1e-4


def add_parser(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser(
        "check",
        help="compare the StyleGAN 1 generator with reference pictures",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FIXTURE", help="a .npz of variables and their reference outputs")
    parser.add_argument("--precision", choices=["float32", "mixed"], default="float32", help="default: float32")
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    fixture = read_fixture(args.file)
    errors = measure(fixture, precision=args.precision)
    has_limit = args.precision == "float32"
    if args.json:
        # JSON knows no NaN; a picture that overflowed is off by nothing that can be told.
        print_json({"errors": {name: error if math.isfinite(error) else None for name, error in errors.items()}})
    else:
        for name, error in errors.items():
            sys.stdout.write(f"{name:9}  {error:8.1e}  {_verdict(error) if has_limit else ''}".rstrip() + "\n")
    return 0 if not has_limit or all(error <= LIMIT for error in errors.values()) else 1


def measure(fixture: Fixture, *, precision: Any = "float32") -> dict[str, float]:
    """norm(ours - reference) / norm(reference) of `w`, `img` and `img_wplus`; one picture at a time, to save memory."""
    import_tensorflow()
    from ml_core.generators.stylegan1.network import StyleGAN1

    network = StyleGAN1(fixture.architecture, fixture.variables, fingerprint="fixture", precision=precision)
    w = np.repeat(np.asarray(network.map(fixture.z))[:, None], network.latent_shape[0], axis=1)  # [N, L, D]
    return {
        "w": _off_by(w, fixture.w),
        "img": _off_by(_render(network, np.asarray(network.truncate(w))), fixture.img),
        "img_wplus": _off_by(_render(network, fixture.wplus), fixture.img_wplus),
    }


def _render(network: Any, w_plus: Any) -> Any:
    """w_plus [N, L, D] -> [N, 3, R, R]."""
    pictures = [network.synthesise(w_plus[index : index + 1]) for index in range(len(w_plus))]
    return np.concatenate(pictures).transpose(0, 3, 1, 2)


def _off_by(out: Any, reference: Any) -> float:
    wanted = np.asarray(reference, np.float64)
    return float(np.linalg.norm(np.asarray(out, np.float64) - wanted) / np.linalg.norm(wanted))


def _verdict(error: float) -> str:
    return "ok" if error <= LIMIT else f"off by more than {LIMIT:.0e}"
