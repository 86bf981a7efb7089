"""weights convert FILE --out DIR: one of NVIDIA's TensorFlow 1 pickles, read without running it, to our own form."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from ml_core import statistics
from ml_core.cli.output import print_json, say
from ml_core.errors import WeightsMissing
from ml_core.generators import registry
from ml_core.generators.conversion import convert


def add_parser(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = actions.add_parser("convert", help="convert a StyleGAN 1 generator by NVIDIA", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="such as karras2019stylegan-ffhq-1024x1024.pkl")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="output folder; in var/models/generators its name is enough",
    )
    parser.add_argument("--title", default=None, help="its title on the site")
    parser.add_argument("--licence", default=None, help="what it may be used for, as the site states it")
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    started = time.monotonic()
    manifest = convert(args.file, args.out, title=args.title, licence=args.licence)
    told: dict[str, Any] = {
        "folder": str(args.out),
        "identity": manifest.identity,
        "title": manifest.title,
        "licence": manifest.licence,
        "seconds": round(time.monotonic() - started, 1),
    }
    if args.json:
        print_json(told)
        return 0
    say(f"{args.out}: {manifest.title}, {manifest.identity}, in {told['seconds']:g} s. Licence: {manifest.licence}.")
    try:
        statistics.find(manifest.identity)
    except WeightsMissing:
        say(f"Next, once: `{statistics.COMMAND} --generator {_name_of(args.out)}`.")
    say(f"Then GENERATOR={_name_of(args.out)} chooses it.")
    return 0


def _name_of(folder: Path) -> str:
    """Returns the generator's name for GENERATOR; its path if the name is not enough."""
    place = folder.resolve()
    is_registered = place.parent == registry.converted_dir().resolve() and place.name != registry.BUILT_IN
    return place.name if is_registered else str(place)
