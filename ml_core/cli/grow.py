"""grow A B: a couple's child at several ages, side by side, and films of it growing up.

Writes into DIR: strip.png, a row of all ages; growing-up.mp4; and growing-up.webp, which is small and loops
forever. From two codes this takes a minute or two on two cores, from two photos one minute more.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ml_core import films, heredity, life_films
from ml_core.cli import parents
from ml_core.cli.folders import check_out
from ml_core.cli.marking import add_label_argument, marks_of
from ml_core.cli.output import ProgressBar, print_json, say
from ml_core.cli.photos import describe_findings, tell_findings
from ml_core.contracts import LIFE_AGES_YEARS, Child, ChildRequest
from ml_core.errors import InvalidRequest
from ml_core.generators import registry
from ml_core.quiet import import_tensorflow
from ml_core.whole_files import whole_file

FILES = ("strip.png", "growing-up.mp4", "growing-up.webp")
PROJECT_SHARE = 0.4
AGES = ",".join(f"{age:g}" for age in LIFE_AGES_YEARS)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "grow",
        help="show two people's child growing up, as a strip and as films",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parents.add_arguments(parser)
    add_label_argument(parser)
    parser.add_argument("--ages", default=AGES, help=f"years 0-25, rising (default: {AGES})")
    parser.add_argument("--seconds", type=float, default=life_films.SECONDS, help="length of the films (default: 7)")
    parser.add_argument(
        "--size", type=int, default=life_films.MP4_SIZE, help="side of the MP4 in pixels, even (default: 512)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    ages = parse_ages(args.ages)
    sex = None if args.sex == "any" else args.sex
    request = ChildRequest(
        age_years=ages[-1], sex=sex, dominance=args.dominance, seed=args.seed, expression=args.expression
    )
    parents.parse_faces(args.face)
    heredity.at_ages(request, ages)
    life_films.check(seconds=args.seconds, size=args.size)
    films.find_ffmpeg()
    strip, mp4, webp = files = [args.out / name for name in FILES]
    check_out(args.out, files=files)
    registry.check(args.generator or registry.active_name())
    started = time.monotonic()
    couple = parents.read_couple(args)
    photos = parents.photos_of(couple)
    if not args.json:
        tell_findings(photos)

    import_tensorflow()  # it takes seconds, so a bad photo was told before
    from ml_core.pipeline import Pipeline

    pipeline = Pipeline.load(args.generator)
    bar = ProgressBar(quiet=args.json)
    searched = PROJECT_SHARE if photos else 0.0
    fitted = searched + life_films.FIT_SHARE
    codes = parents.to_latents(pipeline, couple, partial(bar.show, start=0.0, share=searched))
    life = pipeline.grow_up(
        *codes, request, ages, on_progress=partial(bar.show, start=searched, share=fitted - searched)
    )
    args.out.mkdir(parents=True, exist_ok=True)
    marks = marks_of(args, life.children[0].latent.generator)
    with whole_file(strip) as file:
        file.write(marks.png(life.strip()))
    life_films.save(
        life,
        mp4=mp4,
        webp=webp,
        marks=marks,
        seconds=args.seconds,
        size=args.size,
        on_progress=partial(bar.show, start=fitted, share=1.0 - fitted),
    )
    bar.close()
    seconds = round(time.monotonic() - started, 1)
    child = life.children[-1]
    if args.json:
        print_json({**describe(files, child, ages, seconds=seconds), "checks": describe_findings(photos)})
    else:
        say(f"{args.out}: a {child.sex} from {ages[0]:g} to {ages[-1]:g} years, in {seconds:g} s")
    return 0


def describe(files: Sequence[Path], child: Child, ages: Sequence[float], *, seconds: float) -> dict[str, Any]:
    """Describes a life. files: as named by `FILES`; child: the eldest."""
    strip, mp4, webp = map(str, files)
    return {
        "strip": strip,
        "mp4": mp4,
        "webp": webp,
        "sex": child.sex,
        "ages_years": ages,
        "generator": child.latent.generator,
        "seconds": seconds,
    }


def parse_ages(text: str) -> list[float]:
    """Years from "1,3,6".

    Raises:
        InvalidRequest: something between the commas is no number.
    """
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InvalidRequest(f"--ages are years separated by commas, such as {AGES}. Received: {text}") from None
