"""A measure of how well leaning and small heads are found and come out upright: forty made photos.

python -m benchmarks.heads [--out FILE] [--photos DIR] takes some minutes on two cores. Ten people, nine whom the
generator draws and scikit-image's astronaut, lean by 0 to 90 degrees, at four sizes, before its pictures. A photo
passes if its face comes out within 3 degrees of upright, or if it is refused with a sentence that says what to do.
Seconds are the processor's, which other work on the machine doesn't change; --photos keeps the photos.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

from ml_core import images, statistics
from ml_core.alignment import align, heads
from ml_core.contracts import Picture
from ml_core.errors import FaceTooSmall, NoFaceFound
from ml_core.generators import registry

RESULTS = Path(__file__).parent / "results"
SEED = 20261130
ANGLES = tuple(range(0, 100, 10))
# Height of the head, and width and height of the photo: a messenger's thumbnail, a camera's 24 megapixels, a long
# screenshot, a close portrait.
SIZES = ((100, 1280, 853), (240, 6000, 4000), (500, 1080, 5400), (2000, 3400, 3400))
# A head's share of an FFHQ crop's side, hair included.
HEAD_IN_CROP = 0.75
UPRIGHT_DEGREES = 3.0


@dataclass(frozen=True, kw_only=True)
class Made:
    """A made photo and how its head leans, against what is found in the person's own picture."""

    person: int
    degrees: int
    head_px: int
    photo: Picture
    upright_degrees: float


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """outcome: upright, askew, or the code of a refusal. off_degrees: from upright, None where there is no face."""

    person: int
    degrees: int
    head_px: int
    outcome: str
    off_degrees: float | None
    cpu_seconds: float


def make_photos() -> Iterator[Made]:
    people = _people()
    for number, degrees in enumerate(ANGLES):
        for place, (head_px, width, height) in enumerate(SIZES):
            person = (number + 3 * place) % len(people)
            portrait, own = people[person]
            # To the left and to the right in turn.
            leaning = degrees if (number + place) % 2 else -degrees
            yield Made(
                person=person,
                degrees=leaning,
                head_px=head_px,
                photo=_place(portrait, leaning, round(head_px / HEAD_IN_CROP), _background(place, width, height)),
                upright_degrees=own + leaning,
            )


def judge(made: Made) -> Outcome:
    started = time.process_time()
    try:
        face, outcome = align(made.photo), "upright"
    except (NoFaceFound, FaceTooSmall) as error:
        face, outcome = None, error.code
    seconds = time.process_time() - started
    off = None
    if face is not None:
        off = (heads.lean_of(face.landmarks) - made.upright_degrees + 180.0) % 360.0 - 180.0
        outcome = "upright" if abs(off) <= UPRIGHT_DEGREES else "askew"
    return Outcome(
        person=made.person,
        degrees=made.degrees,
        head_px=made.head_px,
        outcome=outcome,
        off_degrees=None if off is None else round(off, 1),
        cpu_seconds=round(seconds, 2),
    )


def _people() -> list[tuple[Picture, float]]:
    """Crops as FFHQ's, and by how much they lean as they are."""
    generator = registry.load(registry.active_name())
    w_mean = statistics.load(generator.fingerprint).w_mean
    people = [align(np.ascontiguousarray(data.astronaut())).pixels]
    samples = np.random.default_rng(SEED).standard_normal((len(ANGLES) - 1, generator.z_width)).astype(np.float32)
    for z in samples:
        w = w_mean + 0.75 * (np.asarray(generator.map(z[None])) - w_mean)
        rendered: Any = generator.synthesise(np.repeat(w, generator.latent_shape[0], axis=0)[None].astype(np.float32))
        people.append(images.from_unit(np.asarray(rendered[0])))
    return [(person, heads.lean_of(align(person, size=64, which=0).landmarks)) for person in people]


def _background(place: int, width: int, height: int) -> Image.Image:
    picture = (data.coffee, data.rocket, data.page, data.gravel)[place]()
    return Image.fromarray(picture).convert("RGB").resize((width, height), Image.Resampling.BICUBIC)


def _place(portrait: Picture, degrees: float, side: int, background: Image.Image) -> Picture:
    """Puts the portrait into the middle, as a disc with a soft edge."""
    size = min(side, *background.size)
    y, x = np.mgrid[:size, :size] / size - 0.5
    disc = np.clip((0.5 - np.hypot(x, y)) * 20.0, 0.0, 1.0)
    turned = Image.fromarray(portrait).resize((side, side), Image.Resampling.LANCZOS)
    turned = turned.rotate(-degrees, Image.Resampling.BICUBIC)
    start = (side - size) // 2
    turned = turned.crop((start, start, start + size, start + size))
    corner = ((background.width - size) // 2, (background.height - size) // 2)
    background.paste(turned, corner, Image.fromarray(np.rint(disc * 255).astype(np.uint8)))
    return np.asarray(background)


def summarise(outcomes: list[Outcome]) -> dict[str, Any]:
    counts = {kind: sum(one.outcome == kind for one in outcomes) for kind in sorted({one.outcome for one in outcomes})}
    upright = [one.cpu_seconds for one in outcomes if one.degrees == 0]
    return {
        "photos": len(outcomes),
        "outcomes": counts,
        "pass": counts.get("askew", 0) == 0,
        "cpu_seconds_median": float(np.median([one.cpu_seconds for one in outcomes])),
        "cpu_seconds_most": max(one.cpu_seconds for one in outcomes),
        "cpu_seconds_of_level_heads": upright,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.heads", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=None, help="default: benchmarks/results/heads-DATE.json")
    parser.add_argument("--photos", type=Path, default=None, metavar="DIR", help="keep the photos there, as PNG")
    arguments = parser.parse_args()
    from benchmarks import machine

    described = machine.describe()
    outcomes = []
    for made in make_photos():
        if arguments.photos is not None:
            arguments.photos.mkdir(parents=True, exist_ok=True)
            images.save_png(made.photo, arguments.photos / f"{made.head_px}-{made.degrees}-{made.upright_degrees}.png")
        outcomes.append(judge(made))
        sys.stderr.write(f"{outcomes[-1]}\n")
    measured = {"machine": described, "summary": summarise(outcomes), "heads": [asdict(one) for one in outcomes]}
    out = arguments.out or RESULTS / f"heads-{machine.today()}.json"
    out.write_text(json.dumps(measured, indent=2) + "\n")
    sys.stdout.write(json.dumps(measured["summary"], indent=2) + f"\n{out}\n")


if __name__ == "__main__":
    main()
