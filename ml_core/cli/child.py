"""child A B: a couple's photos in, their children's faces out.

Writes into DIR: child.png and its code, child.npz, or child-1.png, child-1.npz and so on for several; and says of each
trait which parent it comes from.
"""

from __future__ import annotations

import argparse
import time
from functools import partial
from pathlib import Path
from typing import Any

from ml_core import heredity, latents
from ml_core.calibration import looks_another_age
from ml_core.cli import parents
from ml_core.cli.folders import check_out
from ml_core.cli.marking import add_label_argument, marks_of
from ml_core.cli.output import ProgressBar, print_json, say
from ml_core.cli.photos import describe_findings, tell_findings
from ml_core.contracts import AGE_GROUPS, SOURCES, TRAITS, Child, ChildRequest, Source, Trait
from ml_core.errors import InvalidRequest
from ml_core.generators import registry
from ml_core.marks.marking import Marks
from ml_core.quiet import import_tensorflow
from ml_core.whole_files import whole_file

PROJECT_SHARE = 0.9
WHOSE: dict[Source, str] = {"a": "A", "between": "both", "b": "B"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "child",
        help="make the faces of two people's children",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parents.add_arguments(parser)
    add_label_argument(parser)
    parser.add_argument(
        "--age", default="child", help=f"years 0-25, or one of {', '.join(AGE_GROUPS)} (default: child)"
    )
    parser.add_argument(
        "--from",
        dest="sources",
        default="",
        metavar="TRAIT=WHOSE,...",
        help=f"traits: {', '.join(TRAITS)}; whose: {', '.join(SOURCES)}; the others are left to chance",
    )
    parser.add_argument("--siblings", type=int, default=1, metavar="N", help="brothers and sisters, 1-8 in all")
    parser.add_argument("--years-apart", type=int, default=0, metavar="N", help="each sibling is N years older")
    parser.add_argument("--identical", action="store_true", help="the siblings are identical twins")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    request = ChildRequest(
        age_years=parse_age(args.age),
        sex=None if args.sex == "any" else args.sex,
        dominance=args.dominance,
        seed=args.seed,
        sources=parse_sources(args.sources),
        expression=args.expression,
    )
    parents.parse_faces(args.face)
    requests = heredity.siblings(request, args.siblings, identical=args.identical, years_apart=args.years_apart)
    names = name_children(args.siblings)
    check_out(args.out, files=[args.out / f"{name}.{kind}" for name in names for kind in ("png", "npz")])
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
    codes = parents.to_latents(pipeline, couple, partial(bar.show, start=0.0, share=searched))
    grow = partial(bar.show, start=searched, share=1.0 - searched)
    children = pipeline.make_children(*codes, requests, on_progress=grow)
    bar.close()
    pictures = save(args.out, names, children, marks_of(args, children[0].latent.generator))
    seconds = round(time.monotonic() - started, 1)
    if args.json:
        print_json(
            {
                "out": str(args.out),
                "age_years": request.age_years,
                "generator": children[0].latent.generator,
                "seconds": seconds,
                "checks": describe_findings(photos),
                "children": [describe(child, picture) for child, picture in zip(children, pictures, strict=True)],
            }
        )
    else:
        for child, picture in zip(children, pictures, strict=True):
            sentences = (
                f"a {child.sex} of {request.age_years:g} years.",
                _apparent_age(child, request),
                _sentence(child),
            )
            say(f"{picture}: {' '.join(filter(None, sentences))}")
        say(f"In {seconds:g} s.")
    return 0


def name_children(number: int) -> list[str]:
    return ["child"] if number == 1 else [f"child-{index}" for index in range(1, number + 1)]


def save(out: Path, names: list[str], children: list[Child], marks: Marks) -> list[Path]:
    """Every file whole; answers with the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    for name, child in zip(names, children, strict=True):
        with whole_file(out / f"{name}.png") as file:
            file.write(marks.png(child.pixels))
        with whole_file(out / f"{name}.npz") as file:
            file.write(latents.to_bytes(child.latent))
    return [out / f"{name}.png" for name in names]


def describe(child: Child, picture: Path) -> dict[str, Any]:
    """shares: parent B's of each trait, 0..1. apparent_age_years: None where no face was found."""
    apparent = child.apparent_age_years
    return {
        "picture": str(picture),
        "latent": str(picture.with_suffix(".npz")),
        "sex": child.sex,
        "apparent_age_years": None if apparent is None else round(apparent, 1),
        "shares": {trait: round(share, 3) for trait, share in child.shares.items()},
    }


def _apparent_age(child: Child, request: ChildRequest) -> str:
    """A sentence where it isn't the age asked for."""
    apparent = child.apparent_age_years
    if apparent is None:
        return "No face can be seen in it; try another --seed."
    if looks_another_age(request.age_years, apparent):
        return f"It looks {apparent:.0f}: these parents' child can't be drawn closer to that age."
    return ""


def _sentence(child: Child) -> str:
    words: dict[str, list[str]] = {whose: [] for whose in WHOSE.values()}
    for trait, share in child.shares.items():
        words[WHOSE[heredity.mostly_of(share)]].append(trait.replace("_", " "))
    return "; ".join(f"from {whose}: {', '.join(traits)}" for whose, traits in words.items() if traits)


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


def parse_sources(text: str) -> dict[Trait, Source]:
    """Parses "eyes=a,nose=b"; an empty text gives no sources.

    Raises:
        InvalidRequest: something else, or a trait twice.
    """
    found: dict[Trait, Source] = {}
    for part in filter(None, text.split(",")):
        name, _, whose = part.partition("=")
        trait = next((known for known in TRAITS if known == name.strip()), None)
        source = next((known for known in SOURCES if known == whose.strip()), None)
        if trait is None or source is None or trait in found:
            raise InvalidRequest(
                f"--from is written as eyes=a,nose=b: each of {', '.join(TRAITS)} at most once, and whose it is, "
                f"{', '.join(SOURCES)}. Received: {part}"
            )
        found[trait] = source
    return found
