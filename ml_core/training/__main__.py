"""python -m ml_core.training NAME: makes again what ships with the package, and adds to it what is yours."""

from __future__ import annotations

import argparse
import logging
import sys

from ml_core.errors import MLCoreError
from ml_core.quiet import import_tensorflow

import_tensorflow()
from ml_core.training import (  # noqa: E402 -- they import TensorFlow
    faceres,
    faceres_reference,
    inheritance,
    lpips_reference,
    openvino_reference,
    photo_advice_evidence,
    sample_couple,
    small_stylegan1,
    statistics,
    traits,
)
from ml_core.training.encoder import command as encoder  # noqa: E402
from ml_core.training.fine_tuning import command as fine_tuning  # noqa: E402

COMMANDS = {
    "statistics": statistics,
    "traits": traits,
    "encoder": encoder,
    "sample-couple": sample_couple,
    "openvino-reference": openvino_reference,
    "lpips-reference": lpips_reference,
    "small-stylegan1": small_stylegan1,
    "photo-advice": photo_advice_evidence,
    "own-faces": fine_tuning,
    "faceres": faceres,
    "faceres-reference": faceres_reference,
    "inheritance": inheritance,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ml_core.training", description=__doc__)
    subparsers = parser.add_subparsers(required=True, metavar="NAME")
    for name, module in COMMANDS.items():
        command = subparsers.add_parser(name, help=(module.__doc__ or "").splitlines()[0], description=module.__doc__)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    args = parser.parse_args()
    try:
        return int(args.run(args))
    except MLCoreError as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
