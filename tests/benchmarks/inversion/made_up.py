"""Records as a run would have left them."""

from __future__ import annotations

from benchmarks.inversion.records import Point, Record

# steps, seconds, dlib's distance, LPIPS
Values = tuple[int, float, float | None, float]


def record(face: str, recipe: str, *points: Values, aged: tuple[float, ...] | None = (0.0, 0.0)) -> Record:
    return Record(
        face=face,
        kind="drawn",
        recipe=recipe,
        settings={"num_steps": points[-1][0]},
        anchor_seconds=0.5,
        points=tuple(
            Point(steps=steps, seconds=seconds, identity_distance=distance, lpips=lpips)
            for steps, seconds, distance, lpips in points
        ),
        aged=aged,
    )
