"""sheet A B: previews of a couple's children on one sheet, one row for each dominance and one column for each age.

Writes into DIR: sheet-girl.webp and sheet-boy.webp, or the one that --sex names. Every preview has 256 pixels and the
label of its own, and all of a sheet are of one seed, so that from one to the next only what was asked for changes.
"""

from __future__ import annotations

import argparse
from functools import partial

import numpy as np

from ml_core import images
from ml_core.cli import parents
from ml_core.cli.folders import check_out
from ml_core.cli.grow import parse_ages
from ml_core.cli.marking import add_label_argument, marks_of
from ml_core.cli.output import ProgressBar, print_json, say
from ml_core.cli.photos import tell_findings
from ml_core.contracts import ChildRequest, Picture, Sex
from ml_core.errors import InvalidRequest
from ml_core.generators import registry
from ml_core.marks.label import with_label
from ml_core.marks.marking import Marks
from ml_core.quiet import import_tensorflow
from ml_core.whole_files import whole_file

AGES = "1,4,8,13,19,25"
DOMINANCES = "-0.8,-0.4,0,0.4,0.8"
MAX_ROWS = 12
PROJECT_SHARE = 0.6


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "sheet",
        help="show two people's children at several ages and dominances, on one sheet",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parents.add_arguments(parser, takes_dominance=False)
    add_label_argument(parser)
    parser.add_argument("--ages", default=AGES, help=f"years 0-25, rising (default: {AGES})")
    parser.add_argument(
        "--dominances",
        default=DOMINANCES,
        metavar="D,...",
        help=f"-1 only A, 0 both equally, 1 only B; write --dominances=-1,1 (default: {DOMINANCES})",
    )
    parser.add_argument("--quality", type=int, default=60, help="of the WebP, 1-100 (default: 60)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    sexes: list[Sex] = ["girl", "boy"] if args.sex == "any" else [args.sex]
    rows = {sex: requests_for(args, sex) for sex in sexes}
    if not 1 <= args.quality <= 100:
        raise InvalidRequest(f"--quality must lie in 1..100. Received: {args.quality}")
    parents.parse_faces(args.face)
    files = {sex: args.out / f"sheet-{sex}.webp" for sex in sexes}
    check_out(args.out, files=list(files.values()))
    registry.check(args.generator or registry.active_name())
    couple = parents.read_couple(args)
    if not args.json:
        tell_findings(parents.photos_of(couple))

    import_tensorflow()  # it takes seconds, so a bad photo was told before
    from ml_core.pipeline import Pipeline

    pipeline = Pipeline.load(args.generator)
    bar = ProgressBar(quiet=args.json)
    searched = PROJECT_SHARE if parents.photos_of(couple) else 0.0
    codes = parents.to_latents(pipeline, couple, partial(bar.show, start=0.0, share=searched))
    marks = marks_of(args, codes[0].generator)
    args.out.mkdir(parents=True, exist_ok=True)
    for sex in sexes:
        pictures = [[pipeline.preview_child(*codes, request) for request in row] for row in rows[sex]]
        with whole_file(files[sex]) as file:
            file.write(sheet_of(pictures, marks, quality=args.quality))
    bar.close()
    written = [str(path) for path in files.values()]
    if args.json:
        print_json({"out": str(args.out), "sheets": written})
    else:
        say("\n".join(written))
    return 0


def requests_for(args: argparse.Namespace, sex: Sex) -> list[list[ChildRequest]]:
    """Returns a row for each dominance. Raises InvalidRequest."""
    dominances = _parse_dominances(args.dominances)
    ages = parse_ages(args.ages)
    return [
        [
            ChildRequest(age_years=age, sex=sex, dominance=each, seed=args.seed, expression=args.expression)
            for age in ages
        ]
        for each in dominances
    ]


def sheet_of(pictures: list[list[Picture]], marks: Marks, *, quality: int) -> bytes:
    """Rows of pictures uint8 [S, S, 3] -> a WebP. Each has its own label, for a page shows one at a time."""
    labelled = [[with_label(one, marks.label) if marks.label else one for one in row] for row in pictures]
    sheet = np.concatenate([np.concatenate(row, axis=1) for row in labelled], axis=0)
    marked = marks._replace(label=None).on(sheet)
    return marks.signed(images.encode_webp(marked, quality=quality, xmp=marks.xmp), "image/webp")


def _parse_dominances(text: str) -> list[float]:
    try:
        dominances = [float(part) for part in text.split(",")]
    except ValueError:
        raise InvalidRequest(
            f"--dominances are numbers from -1 to 1 separated by commas, such as {DOMINANCES}. Received: {text}"
        ) from None
    if len(dominances) > MAX_ROWS:
        raise InvalidRequest(f"A sheet has up to {MAX_ROWS} dominances. Received: {len(dominances)}")
    return dominances
