"""project PHOTO ...: the faces in photos as the generator sees them, and their codes.

Writes a folder for each person into DIR, named after the photo: aligned.png, reconstruction.png, and latent.npz, which
`ml_core.latents` reads.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml_core import images, latents, likeness
from ml_core.cli.folders import check_out, name_folders
from ml_core.cli.marking import add_label_argument, marks_of
from ml_core.cli.output import ProgressBar, print_json, say
from ml_core.cli.photos import (
    Photo,
    add_adults_argument,
    check_face,
    describe_findings,
    read_photos,
    tell_findings,
)
from ml_core.contracts import MODES, Mode, Projection
from ml_core.generators import registry
from ml_core.marks.marking import Marks
from ml_core.quiet import import_tensorflow
from ml_core.whole_files import whole_file

if TYPE_CHECKING:
    from ml_core.perceptual.lpips import LPIPS
    from ml_core.pipeline import Pipeline

# People searched for side by side, as a couple is: their steps share what is computed at once.
BATCH = 2
FILES = ALIGNED, RECONSTRUCTION, CODE = "aligned.png", "reconstruction.png", "latent.npz"
GRADE_TEXT: dict[likeness.Grade, str] = {
    "very_alike": "very like the photo",
    "alike": "like the photo",
    "resemblance": "some resemblance to the photo",
    "poor": "hardly like the photo; another photo may work better",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "project",
        help="project the faces in photos into the generator",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("photos", type=Path, nargs="+", metavar="PHOTO", help="JPEG, PNG, WebP, HEIC or AVIF")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="output folder, created if needed")
    parser.add_argument(
        "--mode", choices=MODES, default="default", help="fine gives a closer likeness and takes longer"
    )
    parser.add_argument("--same-person", action="store_true", help="all photos show one person: one code for all")
    parser.add_argument(
        "--face", type=int, default=None, metavar="N", help="which of several faces, from the left, from 1"
    )
    add_adults_argument(parser)
    add_label_argument(parser)
    parser.add_argument("--generator", default=None, metavar="NAME", help="default: GENERATOR, else the built-in one")
    parser.add_argument("--json", action="store_true", help="one line of JSON a person, no progress bar")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    check_face(args.face)
    folders = name_folders(args.photos[:1] if args.same_person else args.photos, args.out)
    check_out(args.out, folders=folders, files=[folder / name for folder in folders for name in FILES])
    registry.check(args.generator or registry.active_name())
    photos = read_photos(args.photos, face=args.face, are_adults=args.adults)
    people = [photos] if args.same_person else [[photo] for photo in photos]
    if not args.json:
        tell_findings(photos)

    import_tensorflow()  # it takes seconds, so a bad photo was told before
    from ml_core.pipeline import Pipeline

    pipeline = Pipeline.load(args.generator)
    results = []
    for folder, person, projection in _project(pipeline, people, folders, mode=args.mode, quiet=args.json):
        save(folder, person, projection, marks_of(args, projection.latent.generator))
        results.append(describe(folder, person, projection, lpips=pipeline.lpips, mode=args.mode))
        if args.json:
            print_json(results[-1])
    if not args.json:
        for result in results:
            say(_sentence(result))
    return 0


def save(folder: Path, person: Sequence[Photo], projection: Projection, marks: Marks) -> None:
    """Every file whole. Of several photos of a person, the second's face is aligned-2.png, and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, photo in enumerate(person, start=1):
        images.save_png(photo.face.pixels, folder / (ALIGNED if number == 1 else f"aligned-{number}.png"))
    with whole_file(folder / RECONSTRUCTION) as file:
        file.write(marks.png(projection.reconstruction))
    with whole_file(folder / CODE) as file:
        file.write(latents.to_bytes(projection.latent))


def describe(
    folder: Path, person: Sequence[Photo], projection: Projection, *, lpips: LPIPS, mode: Mode
) -> dict[str, Any]:
    """seconds: of the search for all the faces of a batch."""
    return {
        "photo": str(person[0].path),
        "photos": [str(photo.path) for photo in person],
        "out": str(folder),
        "seconds": round(projection.seconds, 1),
        "steps": projection.num_steps,
        "lpips": projection.lpips,
        "lpips_trunk": lpips.trunk_name,
        "lpips_is_exact": lpips.is_exact,
        "identity_distance": projection.identity_distance,
        "grade": likeness.grade(projection.lpips, projection.identity_distance),
        "mode": mode,
        "generator": projection.latent.generator,
        "checks": describe_findings(person),
    }


def _project(
    pipeline: Pipeline, people: Sequence[Sequence[Photo]], folders: Sequence[Path], *, mode: Mode, quiet: bool
) -> Iterator[tuple[Path, Sequence[Photo], Projection]]:
    bar = ProgressBar(quiet=quiet)
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        projections = pipeline.project(
            [[photo.face for photo in person] for person in batch],
            mode=mode,
            on_progress=partial(bar.show, start=start / len(people), share=len(batch) / len(people)),
        )
        yield from zip(folders[start : start + BATCH], batch, projections, strict=True)
    bar.close()


def _sentence(result: dict[str, Any]) -> str:
    distance = result["identity_distance"]
    figures = f"LPIPS {result['lpips']:.2f}" + ("" if distance is None else f", dlib's distance {distance:.2f}")
    return f"{result['out']}: {GRADE_TEXT[result['grade']]} ({figures}), in {result['seconds']:g} s"
