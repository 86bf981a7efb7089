"""What is left of a run: figures as JSON, a page and a picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import machine
from benchmarks.inversion import plot, report
from benchmarks.inversion.recipe import Recipe
from benchmarks.inversion.records import Record
from benchmarks.inversion.sitters import Sitter
from benchmarks.inversion.summary import Row, summarise
from ml_core import face_embedding
from ml_core.contracts import FloatArray
from ml_core.pipeline import Pipeline


def write(
    out: Path,
    pipeline: Pipeline,
    measured_on: dict[str, object],
    people: Sequence[Sitter],
    chosen: Sequence[Recipe],
    records: Sequence[Record],
    *,
    baseline: str,
) -> list[Path]:
    """The files written, below `out`. baseline: the recipe that the others' times are held to."""
    shared = faces_of_all(records, chosen)
    gallery = _gallery(people)
    compared = summarise(records, gallery, baseline=baseline, faces=shared)
    all_faces = summarise(records, gallery, baseline=baseline, faces=[person.name for person in people])
    titles = {recipe.name: recipe.title for recipe in chosen}
    page = report.page(
        machine=measured_on,
        generator=pipeline.generator.fingerprint,
        trunk=pipeline.lpips.trunk_name,
        is_exact=pipeline.lpips.is_exact,
        compared=compared,
        all_faces=all_faces,
        titles=titles,
        baseline=titles.get(baseline, baseline),
        differences=[f"{recipe.title}: {recipe.differs}" for recipe in chosen if recipe.differs],
        num_faces=len(people),
    )
    texts = {
        out / "results" / f"inversion-{machine.today()}.json": _figures(
            pipeline, measured_on, compared, all_faces, records
        ),
        out / "inversion.md": page,
        out / "inversion.svg": plot.draw([record for record in records if record.face in shared], titles),
    }
    (out / "results").mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        file.write_text(text)
    return list(texts)


def faces_of_all(records: Sequence[Record], chosen: Sequence[Recipe]) -> list[str]:
    """The faces on which every chosen recipe ran."""
    ran = {(record.face, record.recipe) for record in records}
    faces = dict.fromkeys(record.face for record in records)
    return [face for face in faces if all((face, recipe.name) in ran for recipe in chosen)]


def _figures(
    pipeline: Pipeline,
    measured_on: dict[str, object],
    compared: Sequence[Row],
    all_faces: Sequence[Row],
    records: Sequence[Record],
) -> str:
    """Without the embeddings, of which `kept` is what counts."""
    figures = {
        "machine": measured_on,
        "generator": pipeline.generator.fingerprint,
        "lpips_trunk": pipeline.lpips.trunk_name,
        "lpips_is_exact": pipeline.lpips.is_exact,
        "compared": [asdict(row) for row in compared],
        "all_faces": [asdict(row) for row in all_faces],
        "records": [{key: value for key, value in asdict(record).items() if key != "aged"} for record in records],
    }
    return json.dumps(figures, indent=1) + "\n"


def _gallery(people: Sequence[Sitter]) -> dict[str, FloatArray]:
    embeddings = {person.name: face_embedding.embed(person.face.pixels) for person in people}
    return {name: embedding for name, embedding in embeddings.items() if embedding is not None}
