"""python -m benchmarks.heredity [--couples N] [--methods a,b]

Our way to make a child beside others' formulas, on the same couples: about a minute a couple on two cores, of which the
parents' codes are kept under var/bench-heredity. Writes results/heredity-DATE.json, heredity.md and heredity.webp into
the folder that --out names.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ml_core.quiet import import_tensorflow

import_tensorflow()
from benchmarks import machine  # noqa: E402 -- they import TensorFlow
from benchmarks.heredity import chosen_traits, families, figures, formulas, report  # noqa: E402
from benchmarks.heredity.couples import Couple, couples  # noqa: E402
from ml_core.pipeline import Pipeline  # noqa: E402

OUT = Path(__file__).parents[1]
STORE = Path(__file__).parents[2] / "var" / "bench-heredity"
SHOWN_COUPLES = 8


def main() -> None:
    args = _parse()
    measured_on = machine.describe()
    pipeline = Pipeline.load()
    methods = [method for method in formulas.all_methods(pipeline) if method.name in args.methods.split(",")]
    people = couples(pipeline, args.couples, store=args.store, tell=_tell)
    judged = [figures.judge(method, people, tell=_tell) for method in methods]
    ours = _judge_ours(pipeline, people) if formulas.Ours.name in args.methods.split(",") else None
    page = report.page(
        measured_on,
        pipeline.generator.identity,
        judged,
        titles={method.name: method.title for method in methods},
        differences=[f"{method.title}: {method.differs}" for method in methods if method.differs],
        num_couples=len(people),
        ours=ours,
    )
    rows = [asdict(row) for each in judged for row in each.rows]
    whole = {each.method: {"kept": each.kept, "drifts": each.drifts, "oddities": each.oddities} for each in judged}
    results = args.out / "results" / f"heredity-{machine.today()}.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(
        json.dumps(
            {"machine": measured_on, "methods": whole, "rows": rows, "ours": asdict(ours) if ours else None}, indent=1
        )
        + "\n"
    )
    (args.out / "heredity.md").write_text(page)
    report.sheet(people[:SHOWN_COUPLES], judged[0]).save(args.out / "heredity.webp", quality=85, method=6)
    _tell(f"{args.out / 'heredity.md'}")


def _judge_ours(pipeline: Pipeline, people: Sequence[Couple]) -> report.Ours:
    return report.Ours(
        chosen=chosen_traits.measure(pipeline, people, tell=_tell),
        siblings=families.judge_siblings(pipeline, people, tell=_tell),
        monotone=families.share_monotone(pipeline, people, tell=_tell),
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.heredity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--couples", type=int, default=24, metavar="N", help="at least 2 (default: 24)")
    parser.add_argument(
        "--methods", default=",".join(formulas.NAMES), help="the first one is shown (default: %(default)s)"
    )
    parser.add_argument("--store", type=Path, default=STORE, metavar="DIR", help="default: var/bench-heredity")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="default: benchmarks")
    args = parser.parse_args()
    if unknown := set(args.methods.split(",")) - set(formulas.NAMES):
        parser.error(f"no such way: {', '.join(sorted(unknown))}. There are {', '.join(formulas.NAMES)}.")
    if args.couples < 2:
        parser.error(f"--couples must be at least 2. Received: {args.couples}.")
    return args


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
