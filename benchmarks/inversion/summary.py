"""One row a recipe: what it reached over its faces, and how soon it was where the baseline ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

import numpy as np

from benchmarks.inversion.records import Point, Record
from ml_core import face_embedding
from ml_core.contracts import FloatArray

Figure = Callable[[Point], float | None]
FIGURES: dict[str, Figure] = {
    "identity": lambda point: point.identity_distance,
    "lpips": lambda point: point.lpips,
}


@dataclass(frozen=True, kw_only=True)
class Reach:
    """On how many of the faces that the baseline ran on, too, a recipe came as near as the baseline's end.

    seconds: until then, the median over these faces; ratio: the median of the baseline's whole time over it. A recipe
    shows itself at its checkpoints only, so it may have been there sooner.
    """

    reached: int
    of: int
    seconds: float | None
    ratio: float | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """Means over the faces, of the last checkpoints. anchors: seconds over the anchor's of the same run. unseen: faces
    in whose result none was found, left out of identity. kept: of these faces, the share whose result, moved to the age
    of six, is nearest to their own photo among all people's."""

    recipe: str
    faces: int
    steps: int
    seconds: float
    anchors: float
    identity_mean: float | None
    identity_max: float | None
    unseen: int
    lpips_mean: float
    to_baseline: dict[str, Reach]
    kept: float


def summarise(
    records: Sequence[Record], gallery: Mapping[str, FloatArray], *, baseline: str, faces: Sequence[str] | None = None
) -> list[Row]:
    """A row for each recipe that ran on all of `faces`, by default on any. gallery: each photo's embedding [128]."""
    rows = []
    for recipe in dict.fromkeys(record.recipe for record in records):
        own = [record for record in records if record.recipe == recipe and (faces is None or record.face in faces)]
        if faces is None or len(own) == len(faces):
            rows.append(_row(own, [record for record in records if record.recipe == baseline], gallery))
    return rows


def _row(own: Sequence[Record], baseline: Sequence[Record], gallery: Mapping[str, FloatArray]) -> Row:
    results = [record.result for record in own]
    seen = [result.identity_distance for result in results if result.identity_distance is not None]
    return Row(
        recipe=own[0].recipe,
        faces=len(own),
        steps=max(result.steps for result in results),
        seconds=round(mean(result.seconds for result in results), 1),
        anchors=round(mean(record.result.seconds / record.anchor_seconds for record in own)),
        identity_mean=round(mean(seen), 3) if seen else None,
        identity_max=round(max(seen), 3) if seen else None,
        unseen=len(results) - len(seen),
        lpips_mean=round(mean(result.lpips for result in results), 3),
        to_baseline={name: reach(own, baseline, figure) for name, figure in FIGURES.items()},
        kept=round(mean(nearest(record, gallery) == record.face for record in own), 2),
    )


def reach(own: Sequence[Record], baseline: Sequence[Record], figure: Figure) -> Reach:
    """See `Reach`. Faces on which the baseline's end has no figure don't count."""
    ends = {record.face: record.result for record in baseline}
    pairs = []
    compared = 0
    for record in own:
        end = ends.get(record.face)
        wanted = None if end is None else figure(end)
        if end is None or wanted is None:
            continue
        compared += 1
        seconds = seconds_to(record, wanted, figure)
        if seconds is not None:
            pairs.append((seconds, end.seconds / seconds))
    return Reach(
        reached=len(pairs),
        of=compared,
        seconds=round(median(seconds for seconds, _ in pairs), 1) if pairs else None,
        ratio=float(f"{median(ratio for _, ratio in pairs):.3g}") if pairs else None,
    )


def seconds_to(record: Record, wanted: float, figure: Figure) -> float | None:
    """Of the first checkpoint that is as near as `wanted`, or None."""
    for point in record.points:
        value = figure(point)
        if value is not None and value <= wanted:
            return point.seconds
    return None


def nearest(record: Record, gallery: Mapping[str, FloatArray]) -> str | None:
    """Whose photo is nearest to the result at six; None when no face was found in it."""
    if record.aged is None:
        return None
    aged = np.asarray(record.aged, np.float32)
    return min(gallery, key=lambda name: face_embedding.distance(gallery[name], aged))
