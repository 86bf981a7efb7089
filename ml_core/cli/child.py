"""child FATHER MOTHER: a couple's photos in, their child's face out."""

from __future__ import annotations

import argparse
import tempfile
import time
from functools import partial
from pathlib import Path

from ml_core import images
from ml_core.alignment import align
from ml_core.cli.output import ProgressBar, print_json, say
from ml_core.contracts import AGE_GROUPS, AlignedFace, ChildRequest
from ml_core.errors import InputError, InvalidRequest
from ml_core.generators import registry
from ml_core.quiet import import_tensorflow

PROJECT_SHARE = 0.9


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("child", help="make the face of two people's child", description=__doc__)
    parser.add_argument("father", type=Path, metavar="FATHER", help="photo with one face: JPEG, PNG, WebP, HEIC")
    parser.add_argument("mother", type=Path, metavar="MOTHER", help="likewise; any two people will do")
    parser.add_argument(
        "--age", default="child", help=f"years 0-25, or one of {', '.join(AGE_GROUPS)} (default: child)"
    )
    parser.add_argument("--sex", choices=("girl", "boy", "any"), default="any", help="default: left to the seed")
    parser.add_argument("--dominance", type=float, default=0.0, help="-1 all FATHER, 0 both alike, 1 all MOTHER")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("child.png"), help="picture to write (default: child.png)")
    parser.add_argument("--generator", default=None, metavar="NAME", help="default: GENERATOR, else the built-in one")
    parser.add_argument("--json", action="store_true", help="one line of JSON on standard output, no progress bar")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    request = ChildRequest(
        age_years=parse_age(args.age),
        sex=None if args.sex == "any" else args.sex,
        dominance=args.dominance,
        seed=args.seed,
    )
    if args.out.suffix.lower() != ".png":
        raise InvalidRequest(f"--out names a PNG picture. Received: {args.out}")
    check_writable(args.out)
    registry.check(args.generator or registry.active_name())
    started = time.monotonic()
    faces = [_align(args.father, role="FATHER"), _align(args.mother, role="MOTHER")]

    import_tensorflow()  # it takes seconds, so a bad photo was told before
    from ml_core.pipeline import Pipeline

    pipeline = Pipeline.load(args.generator)
    bar = ProgressBar(quiet=args.json)
    father, mother = pipeline.project(
        [[face] for face in faces], on_progress=partial(bar.show, start=0.0, share=PROJECT_SHARE)
    )
    grow = partial(bar.show, start=PROJECT_SHARE, share=1.0 - PROJECT_SHARE)
    child = pipeline.make_child(father.latent, mother.latent, request, on_progress=grow)
    bar.close()
    images.save_png(child.pixels, args.out)
    seconds = round(time.monotonic() - started, 1)
    if args.json:
        parents = {
            role: {"lpips": projection.lpips, "identity_distance": projection.identity_distance}
            for role, projection in (("father", father), ("mother", mother))
        }
        print_json(
            {
                "out": str(args.out),
                "sex": child.sex,
                "age_years": request.age_years,
                "generator": child.latent.generator,
                "lpips_trunk": pipeline.lpips.trunk_name,
                "lpips_is_exact": pipeline.lpips.is_exact,
                "seconds": seconds,
                **parents,
            }
        )
    else:
        say(f"{args.out}: a {child.sex} of {request.age_years:g} years, in {seconds:g} s")
    return 0


def check_writable(out: Path) -> None:
    """Before minutes of work, not after. Raises InvalidRequest."""
    if out.is_dir():
        raise InvalidRequest(f"--out: {out} is a folder. Name a file, such as {out / 'child.png'}.")
    if not out.parent.is_dir():
        raise InvalidRequest(f"--out: there is no folder {out.parent}. Make it first.")
    try:
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise InvalidRequest(f"--out: {out.parent} can't be written ({error.strerror}). Choose another.") from error


def parse_age(text: str) -> float:
    """Years from "6", "0.5" or a word such as "toddler".

    Raises:
        InvalidRequest: neither.
    """
    if text in AGE_GROUPS:
        return AGE_GROUPS[text]
    try:
        return float(text)
    except ValueError:
        words = ", ".join(AGE_GROUPS)
        raise InvalidRequest(f"--age is a number of years from 0 to 25 or one of {words}. Received: {text}") from None


def _align(path: Path, *, role: str) -> AlignedFace:
    """Names the photo in the error: two are given."""
    try:
        return align(images.load_picture(path))
    except InputError as error:
        raise type(error)(f"{role} {path}: {error}") from error
