"""A measure of how well the invisible mark survives, how often one is found where none is, and what a signature costs.

python -m benchmarks.marks [--faces N] [--unmarked N] [--out FILE]: a minute for 50 drawn faces, another for
pictures to send, ten for 2,000 unmarked pictures (faces in small, each as it is, mirrored, cropped and as a JPEG).
python -m benchmarks.marks --signing: the signature alone, in seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from PIL import Image, ImageColor

from benchmarks import machine, signing
from benchmarks.copies import ATTACKS, after, jpeg
from benchmarks.portraits import draw_portrait
from generation.sharing.pictures import colours
from generation.sharing.pictures.drawing import Face, draw
from generation.sharing.pictures.formats import PictureFormat
from ml_core.contracts import Picture
from ml_core.images import resize
from ml_core.marks import spread_spectrum
from ml_core.marks.watermark import Watermark
from ml_core.pipeline import Pipeline

SEED = 19
MARK = Watermark(b"the benchmark's own key")
MONTH = date(2026, 11, 1)
# Of pictures to send, how many faces each shows; most of them is paper, on which a mark is seen first.
NUM_FACES = {
    PictureFormat.SQUARE: 1,
    PictureFormat.STORY: 1,
    PictureFormat.CARD: 1,
    PictureFormat.TRIPTYCH: 3,
    PictureFormat.SIBLINGS: 9,
}
PER_FORMAT = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.marks", description=__doc__)
    parser.add_argument("--faces", type=int, default=50)
    parser.add_argument("--unmarked", type=int, default=2000)
    parser.add_argument("--out", type=Path, help="default: benchmarks/results/marks-DATE.json")
    parser.add_argument("--signing", action="store_true", help="measure Content Credentials alone")
    arguments = parser.parse_args()
    name = "signing" if arguments.signing else "marks"
    out = arguments.out or Path(__file__).parent / "results" / f"{name}-{machine.today()}.json"
    measured = {"machine": machine.describe(), "signed": signing.measure()}
    if not arguments.signing:
        measured |= _marks(arguments)
    out.write_text(json.dumps(measured, indent=2) + "\n")
    sys.stdout.write(out.read_text() + f"{out}\n")


def _marks(arguments: argparse.Namespace) -> dict[str, Any]:
    pipeline = Pipeline.load()
    faces = [draw_portrait(pipeline, [SEED, index]) for index in range(arguments.faces)]
    return {
        "marked": _survival(faces),
        "to send": {each.slug: _survival(_pictures_to_send(each, faces)) for each in NUM_FACES},
    } | ({"unmarked": _false_alarms(pipeline, arguments.unmarked)} if arguments.unmarked else {})


def _pictures_to_send(picture_format: PictureFormat, faces: Sequence[Picture]) -> list[Picture]:
    number = NUM_FACES[picture_format]
    shown = [
        [Face(Image.fromarray(faces[(start + turn) % len(faces)]), "Ada & Ben") for turn in range(number)]
        for start in range(min(PER_FORMAT, len(faces)))
    ]
    return [np.asarray(draw(picture_format, each, label="both")) for each in shown]


def _paper_noise(picture: Picture, marked: Picture) -> float | None:
    """The mark's mean amplitude, in levels, where the picture is paper and nothing else; None for a face alone."""
    is_paper = (picture == np.array(ImageColor.getrgb(colours.PAPER))).all(axis=2)
    return (
        round(float(np.std(marked[is_paper].astype(float) - picture[is_paper])), 2) if is_paper.mean() > 0.05 else None
    )


def _survival(pictures: list[Picture]) -> dict[str, Any]:
    """Per copy: the part of the bits that are right as they are read, the marks found, and the least agreement."""
    noise, on_paper, embedding, finding = [], [], [], []
    read: dict[str, list[tuple[float, bool, float]]] = {name: [] for name in ATTACKS}
    for picture in pictures:
        bits = MARK.new_bits(MONTH)
        started = time.perf_counter()
        marked = spread_spectrum.add(picture, spread_spectrum.mark_for(picture, bits, MARK.pattern))
        embedding.append(time.perf_counter() - started)
        noise.append(float(np.mean((marked.astype(float) - picture) ** 2)))
        on_paper.append(_paper_noise(picture, marked))
        for name, attack in ATTACKS.items():
            copy = after(attack, marked)
            started = time.perf_counter()
            reading = spread_spectrum.read(copy, MARK.pattern)
            found = MARK.mark_in(reading)
            finding.append(time.perf_counter() - started)
            right = float(np.mean((reading.bits > 0) == bits))
            read[name].append((right, found is not None and found[:] == (MONTH.year, MONTH.month), reading.strength))
    return {
        "pictures": len(pictures),
        "psnr_db": round(10 * np.log10(255**2 / np.mean(noise)), 2),
        "levels_on_paper": max((levels for levels in on_paper if levels is not None), default=None),
        "embed_seconds": round(median(embedding), 3),
        "find_seconds": round(median(finding), 3),
        "copies": {
            name: {
                "bits_right": round(float(np.mean([row[0] for row in rows])), 4),
                "found": round(float(np.mean([row[1] for row in rows])), 4),
                "least_strength": round(min(row[2] for row in rows), 1),
            }
            for name, rows in read.items()
        },
    }


def _false_alarms(pipeline: Pipeline, number: int) -> dict[str, Any]:
    found, strengths = 0, []
    for index in range(-(-number // 4)):
        face = resize(draw_portrait(pipeline, [SEED, 1, index]), 512)
        for picture in (face, face[:, ::-1], face[20:-30, 40:-10], after(jpeg(60), face)):
            reading = spread_spectrum.read(picture, MARK.pattern)
            found += MARK.mark_in(reading) is not None
            strengths.append(reading.strength)
    return {"pictures": len(strengths), "found": found, "greatest_strength": round(max(strengths), 2)}


if __name__ == "__main__":
    main()
