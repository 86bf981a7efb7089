"""Fine-tunes a generator on a set of faces: moves a generator's means by age and sex, and its encoder, towards it.

    python -m ml_core.training own-faces FOLDER --generator NAME
    python -m ml_core.training own-faces --forget --generator NAME      # the way back

FOLDER holds pictures cropped as FFHQ's are, or, with --unaligned, ordinary photos of one person each. The generator
itself isn't taught: what it can't draw it still can't. Notes on each picture, never the picture, are kept under
--work, so an interrupted run goes on where it stopped, and a run after changes of the folder inspects what is new. How
long it takes, and what is to be minded with pictures of real people: docs/own-faces.md.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from ml_core import encoder, statistics
from ml_core.encoder import Encoder
from ml_core.errors import InvalidRequest
from ml_core.generators import registry
from ml_core.generators.low_res import low_resolution
from ml_core.perceptual.facenet import FaceNet
from ml_core.perceptual.lpips import LPIPS
from ml_core.training.fine_tuning import generated, inspections, lesson, means, pictures, report
from ml_core.training.fine_tuning.generated import Crops
from ml_core.training.fine_tuning.inspections import USED, Inspection
from ml_core.training.fine_tuning.lesson import Networks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="of pictures; those in it count too")
    parser.add_argument("--generator", default=None, help="name of a generator or its folder (default: GENERATOR)")
    parser.add_argument("--unaligned", action="store_true", help="the pictures are ordinary photos, to be cropped")
    parser.add_argument(
        "--encoder-steps", type=int, default=300, help="of the encoder's lesson; 0 = leave the encoder as it is"
    )
    parser.add_argument("--work", type=Path, default=Path("var/training/own-faces"))
    parser.add_argument("--forget", action="store_true", help="go back to the generator's own means and encoder")


def run(args: argparse.Namespace) -> int:
    name = args.generator or registry.active_name()
    if args.forget:
        if args.folder is not None:
            raise InvalidRequest(f"--forget takes no folder. Received: {args.folder}")
        _say(_forget(registry.card(name).fingerprint, args.work))
        return 0
    if args.folder is None or args.encoder_steps < 0:
        raise InvalidRequest(
            f"Expected a folder of pictures and --encoder-steps of at least 0. Received: {args.folder}, "
            f"{args.encoder_steps}."
        )
    _add(args, name)
    return 0


def _add(args: argparse.Namespace, name: str) -> None:
    paths = pictures.find_files(args.folder)
    generator = registry.load(name)
    general = statistics.load_general(generator.fingerprint, generator=name)
    networks = Networks(generator=generator, name=name, general=general, facenet=FaceNet.load(), lpips=LPIPS.load())
    guess = networks.encoder_with(lesson.load_general_head(networks))
    files = pictures.by_content(paths)
    noted = _inspect(networks, guess, files, args)
    _say(report.describe_pictures(files, noted, num_same=len(paths) - len(files)))
    faces = inspections.faces_of(noted.values())
    _say(report.describe_people(faces, oldest=means.oldest(general)))
    usable = means.within_path(faces, general)
    known = generated.render(generator, general.w_mean, work_dir=_work_of(args, networks) / "drawn")
    usable = replace(usable, w=usable.w - generated.mean_error(guess, known))
    moved = means.moved_by(usable, general)
    _say(report.describe_moves(general, moved))
    if args.encoder_steps:
        _teach_encoder(networks, files, noted, known, args)
    path = statistics.save_fine_tuned(moved, generator.fingerprint)
    _say([f"saved in {path.parent}; start the site anew to use it", f"notes on the pictures: {args.work}"])


def _inspect(
    networks: Networks, guess: Encoder, files: dict[bytes, Path], args: argparse.Namespace
) -> dict[bytes, Inspection]:
    inspect = inspections.inspect_with(guess, latent_width=networks.generator.latent_shape[1], unaligned=args.unaligned)
    return inspections.collect(files, inspect, work_dir=_work_of(args, networks) / _kind_of_notes(args, networks))


def _teach_encoder(
    networks: Networks, files: dict[bytes, Path], noted: dict[bytes, Inspection], known: Crops, args: argparse.Namespace
) -> None:
    """Keeps the taught encoder, or, where it is no better, goes back to the general one."""
    view = low_resolution(networks.generator)
    learned, held_out = (
        lesson.read_crops(
            [files[key] for key in keys],
            np.stack([noted[key].w for key in keys]),
            unaligned=args.unaligned,
            view=view,
        )
        for keys in lesson.split([key for key, inspection in noted.items() if inspection.outcome == USED])
    )
    examination = lesson.Examination(networks, held_out.pixels)
    head = lesson.load_general_head(networks)
    before = examination.of(head)
    lesson.teach(networks, head, learned, known, num_steps=args.encoder_steps)
    after = examination.of(head)
    _say(report.describe_encoder(before, after, num_pictures=len(examination)))
    path = statistics.fine_tuned_dir() / encoder.file_name(networks.generator.fingerprint)
    if after.is_better_than(before):
        encoder.save_head(head, path)
    else:
        path.unlink(missing_ok=True)


def _work_of(args: argparse.Namespace, networks: Networks) -> Path:
    work: Path = args.work / networks.generator.fingerprint.replace(":", "-")
    return work


def _kind_of_notes(args: argparse.Namespace, networks: Networks) -> str:
    """Returns the name of the notes' folder: they hold for one kind of crop and one encoder."""
    path = encoder.find_general(networks.generator.fingerprint)
    digest = "" if path is None else hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{'photos' if args.unaligned else 'crops'}-{digest[:16]}"


def _forget(fingerprint: str, work: Path) -> list[str]:
    """Removes what `_add` saved for that generator."""
    own = statistics.fine_tuned_dir()
    found = [
        path
        for path in (own / statistics.file_name(fingerprint), own / encoder.file_name(fingerprint))
        if path.is_file()
    ]
    for path in found:
        path.unlink()
    if not found:
        return [f"Nothing to forget: no set of one's own was added to {fingerprint} in {own}."]
    return [
        f"removed {', '.join(str(path) for path in found)}; start the site anew, and {fingerprint} is as it was",
        f"notes on the pictures stay in {work} until you delete that folder",
    ]


def _say(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()  # minutes pass between these
