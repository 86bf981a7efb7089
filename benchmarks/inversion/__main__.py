"""python -m benchmarks.inversion [--faces N] [--peers-faces M] [--peers-steps S] [--recipes a,b]
       [--baseline NAME] [--resume]

Ours search on all N faces, the peers' recipes on the first M of them: these take up to an hour a face on two cores.
What each reached on each face is kept under var/bench-inversion, and with --resume not done again. Writes
results/inversion-DATE.json, inversion.md and inversion.svg into the folder that --out names.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ml_core.quiet import import_tensorflow

import_tensorflow()
from benchmarks import machine  # noqa: E402 -- they import TensorFlow
from benchmarks.inversion import recipes, running, writing  # noqa: E402
from benchmarks.inversion.recipe import Recipe, Settings  # noqa: E402
from benchmarks.inversion.records import Store  # noqa: E402
from benchmarks.inversion.sitters import Sitter, sitters  # noqa: E402
from ml_core.pipeline import Pipeline  # noqa: E402

OUT = Path(__file__).parents[1]
STORE = Path(__file__).parents[2] / "var" / "bench-inversion"


def main() -> None:
    args = _parse()
    names = args.recipes.split(",")
    measured_on = machine.describe()
    pipeline = Pipeline.load()
    chosen = recipes.build(pipeline, names, peers_steps=args.peers_steps)
    people = sitters(pipeline, args.faces)
    jobs = _jobs(pipeline, people, chosen, peers_faces=args.peers_faces)
    records = running.run_all(pipeline, jobs, Store(args.store), resume=args.resume, tell=_tell)
    files = writing.write(args.out, pipeline, measured_on, people, chosen, records, baseline=args.baseline)
    _tell("\n".join(str(file) for file in files))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.inversion", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faces", type=int, default=25, metavar="N", help="default: 25")
    parser.add_argument("--peers-faces", type=int, default=3, metavar="M", help="of these, for the peers (default: 3)")
    parser.add_argument("--peers-steps", type=int, default=None, metavar="S", help="at most; default: as published")
    parser.add_argument("--recipes", default=",".join(recipes.NAMES), help="default: %(default)s")
    parser.add_argument(
        "--baseline",
        choices=recipes.NAMES,
        default=recipes.BASELINE,
        help="whose end is to be reached (default: puzer)",
    )
    parser.add_argument("--resume", action="store_true", help="keep what earlier runs of the same settings reached")
    parser.add_argument("--store", type=Path, default=STORE, metavar="DIR", help="default: var/bench-inversion")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="default: benchmarks")
    args = parser.parse_args()
    if unknown := set(args.recipes.split(",")) - set(recipes.NAMES):
        parser.error(f"no such recipe: {', '.join(sorted(unknown))}. There are {', '.join(recipes.NAMES)}.")
    if not 1 <= args.peers_faces <= args.faces:
        parser.error(f"--peers-faces lies in 1..--faces. Received: {args.peers_faces} of {args.faces}.")
    return args


def _jobs(
    pipeline: Pipeline, people: Sequence[Sitter], chosen: Sequence[Recipe], *, peers_faces: int
) -> list[running.Job]:
    """The peers' faces first, each with every recipe; then the rest with ours."""
    return [
        (person, recipe, _settings(pipeline, recipe))
        for index, person in enumerate(people)
        for recipe in chosen
        if recipe.name in recipes.OURS or index < peers_faces
    ]


def _settings(pipeline: Pipeline, recipe: Recipe) -> Settings:
    return {"generator": pipeline.generator.fingerprint, "lpips": pipeline.lpips.name, **recipe.settings()}


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
