"""python -m benchmarks.heredity [--faces FOLDER] [--couples N] [--ages 3,6] [--methods a,b] [--without traits]

Our way to make a child beside others' formulas, on couples whom the generator draws; ours alone on couples from a
folder of real portraits, woman-*.jpg and man-*.jpg outside the repository, paired in sorted order. An hour on two cores
for 24 drawn couples, a quarter of one for 12 real ones, and 25 s for each face that was not searched for before. Codes,
and sheets of every family, are kept below --store. Writes results/heredity-DATE.json, heredity.md and heredity.webp
into the folder that --out names; nothing in them shows or names a real person.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.heredity import formulas
from benchmarks.heredity.couples import SETS
from benchmarks.heredity.judging import AGES
from ml_core.contracts import MAX_AGE_YEARS

OUT = Path(__file__).parents[1]
STORE = Path(__file__).parents[2] / "var" / "bench-heredity"
NUM_DRAWN = 24
LEAST_COUPLES = 2
# What is measured of ours besides its children one by one.
PARTS = ("siblings", "traits", "dominance", "waits")


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """sets, methods and without are lists of names; ages a list of years; faces a folder or None; couples at most so
    many of each set, or None."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.heredity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faces", type=Path, metavar="FOLDER", help="real portraits; outside the repository")
    parser.add_argument("--sets", type=_names(SETS), help="default: drawn, and real where there is --faces")
    parser.add_argument(
        "--couples", type=int, metavar="N", help=f"of each set, at least {LEAST_COUPLES} (default: 24 drawn, all real)"
    )
    parser.add_argument(
        "--ages", type=_ages, default=list(AGES), help=f"default: {','.join(f'{age:g}' for age in AGES)}"
    )
    parser.add_argument(
        "--methods",
        type=_names(formulas.NAMES),
        default=list(formulas.NAMES),
        help="the first one is shown (default: all)",
    )
    parser.add_argument("--without", type=_names(PARTS), default=[], help=f"leaves out some of {', '.join(PARTS)}")
    parser.add_argument("--store", type=Path, default=STORE, metavar="DIR", help="default: var/bench-heredity")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="default: benchmarks")
    args = parser.parse_args(arguments)
    args.sets = args.sets or (list(SETS) if args.faces else ["drawn"])
    if "real" in args.sets and args.faces is None:
        parser.error("--sets real needs portraits: --faces FOLDER.")
    if args.couples is not None and args.couples < LEAST_COUPLES:
        parser.error(f"--couples must be at least {LEAST_COUPLES}. Received: {args.couples}.")
    return args


def _names(known: Sequence[str]) -> Callable[[str], list[str]]:
    def read(text: str) -> list[str]:
        wanted = text.split(",")
        if unknown := set(wanted) - set(known):
            raise argparse.ArgumentTypeError(
                f"must be some of {','.join(known)}. Received: {', '.join(sorted(unknown))}."
            )
        return [name for name in known if name in wanted]

    return read


def _ages(text: str) -> list[float]:
    try:
        ages = [float(age) for age in text.split(",")]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"must be years, such as 3,6. Received: {text!r}.") from error
    if not all(0.0 <= age <= MAX_AGE_YEARS for age in ages):
        raise argparse.ArgumentTypeError(f"must lie in 0..{MAX_AGE_YEARS:g} years. Received: {text!r}.")
    return ages
