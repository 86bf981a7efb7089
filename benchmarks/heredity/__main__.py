"""Runs the benchmark; `options` says what can be asked for."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from ml_core.quiet import import_tensorflow

import_tensorflow()
from benchmarks import machine  # noqa: E402 -- they import TensorFlow
from benchmarks.heredity import drawn_couples, formulas, measuring, options, real_couples, report, sheets  # noqa: E402
from benchmarks.heredity.couples import SetName, Subjects  # noqa: E402
from benchmarks.heredity.naturalness import Naturalness  # noqa: E402
from benchmarks.heredity.results import SetResults, as_json  # noqa: E402
from ml_core.errors import InputError  # noqa: E402
from ml_core.pipeline import Pipeline  # noqa: E402

SHOWN_COUPLES = 8


def main() -> int:
    args = options.parse()
    measured_on = machine.describe()
    try:
        if args.faces:
            real_couples.pair(args.faces)  # what is wrong with the folder is told before anything is loaded
        pipeline = Pipeline.load()
        subjects = [_load(pipeline, name, args) for name in args.sets]
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    naturalness = Naturalness.load(pipeline, args.ages, store=args.store, tell=_tell)
    sets = [measuring.measure(pipeline, each, naturalness, args, tell=_tell) for each in subjects]
    _write(args.out, measured_on, pipeline, sets)
    for each in sets:
        folder = args.store / "sheets" / each.subjects.name
        sheets.save_families(folder, each.subjects.couples, each.judged[0], each.siblings)
        _tell(f"{folder}")
    return 0


def _load(pipeline: Pipeline, name: SetName, args: argparse.Namespace) -> Subjects:
    if name == "real":
        return real_couples.load(pipeline, args.faces, max_couples=args.couples, store=args.store, tell=_tell)
    return drawn_couples.load(pipeline, args.couples or options.NUM_DRAWN, store=args.store, tell=_tell)


def _write(out: Path, measured_on: Mapping[str, object], pipeline: Pipeline, sets: list[SetResults]) -> None:
    methods = formulas.all_methods(pipeline)
    page = report.page(
        measured_on,
        pipeline.generator.fingerprint,
        sets,
        titles={method.name: method.title for method in methods},
        differences=[f"{method.title}: {method.differs}" for method in methods if method.differs],
    )
    results = out / "results" / f"heredity-{machine.today()}.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(as_json(measured_on, sets), indent=1) + "\n")
    (out / "heredity.md").write_text(page)
    for each in sets:
        if each.subjects.name == "drawn":
            picture = sheets.overview(each.subjects.couples[:SHOWN_COUPLES], each.judged[0])
            picture.save(out / "heredity.webp", quality=85, method=6)
    _tell(f"{out / 'heredity.md'}")


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
