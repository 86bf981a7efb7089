"""Every recipe on every face that it is meant for, in the faces' order: an interrupted run has whole faces."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.inversion.judging import Judge
from benchmarks.inversion.recipe import Recipe, Settings
from benchmarks.inversion.records import Record, Store
from benchmarks.inversion.sitters import Sitter
from benchmarks.speed import anchor_seconds
from ml_core.pipeline import Pipeline

Job = tuple[Sitter, Recipe, Settings]


def run_all(
    pipeline: Pipeline, jobs: Sequence[Job], store: Store, *, resume: bool, tell: Callable[[str], None]
) -> list[Record]:
    """resume: what the store holds of the same settings isn't run again."""
    judge, warm, records = Judge(pipeline), set[str](), []
    for number, (sitter, recipe, settings) in enumerate(jobs, start=1):
        record = store.find(face=sitter.name, recipe=recipe.name, settings=settings) if resume else None
        if record is None:
            if recipe.name not in warm:
                recipe.warm_up()
                warm.add(recipe.name)
            record = _run(pipeline, judge, sitter, recipe, settings, store)
        records.append(record)
        tell(f"{number}/{len(jobs)} {sitter.name}, {recipe.title}: {_describe(record)}")
    return records


def _run(pipeline: Pipeline, judge: Judge, sitter: Sitter, recipe: Recipe, settings: Settings, store: Store) -> Record:
    anchor = anchor_seconds(pipeline)
    points = []
    for checkpoint in recipe.run(sitter.face):
        points.append(judge.point(checkpoint, sitter.face))
    record = Record(
        face=sitter.name,
        kind=sitter.kind,
        recipe=recipe.name,
        settings=settings,
        anchor_seconds=round(anchor, 4),
        points=tuple(points),
        aged=judge.aged(checkpoint),
    )
    store.keep(record, judge.latent(checkpoint))
    return record


def _describe(record: Record) -> str:
    result = record.result
    return (
        f"{result.steps} steps, {result.seconds:.1f} s, dlib {result.identity_distance or float('nan'):.3f}, "
        f"LPIPS {result.lpips:.3f}"
    )
