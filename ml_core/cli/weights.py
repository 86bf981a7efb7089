"""weights list|fetch|verify|convert|check: the files that the networks are made of."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ml_core import catalogue
from ml_core.catalogue import Fetched, State, Weight
from ml_core.catalogue.fetch import fetch, fetch_from
from ml_core.catalogue.store import FETCH_COMMAND, SOUND
from ml_core.cli import check, convert
from ml_core.cli.fetch_report import FetchReport
from ml_core.cli.output import print_json, say
from ml_core.errors import InvalidRequest

ALL = "such as lpips/vgg.pth (default: all)"
HELP = {
    "list": ("show which files are here, checked by size only", ALL),
    "fetch": ("download what is missing or damaged", "such as lpips/vgg.pth (default: the built-in ones)"),
    "verify": ("read every file and compare its hash; exit code 1 unless all are right", ALL),
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "weights", help="list, fetch, verify, convert or check the networks' weights", description=__doc__
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    convert.add_parser(actions)
    check.add_parser(actions)
    runs = {"list": run_list, "fetch": run_fetch, "verify": run_verify}
    for name, (text, names) in HELP.items():
        action = actions.add_parser(name, help=text, description=text)
        action.add_argument("names", nargs="*", metavar="NAME", help=names)
        action.add_argument("--json", action="store_true", help="one line of JSON on standard output")
        action.set_defaults(run=runs[name])
        if name == "fetch":
            action.add_argument(
                "--from",
                dest="place",
                metavar="FILE_OR_ADDRESS",
                help="take NAME from a local file, which is checked and copied, or from another address",
            )


def run_list(args: argparse.Namespace) -> int:
    _show(args, {weight: catalogue.find_state(weight) for weight in catalogue.select(args.names or None)})
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """An optional file that nobody has fetched is not wrong, unless it was asked for by its name."""
    states = {weight: catalogue.verify(weight) for weight in catalogue.select(args.names or None)}
    _show(args, states)
    if unconfirmed := [weight.name for weight, state in states.items() if state is State.UNCONFIRMED]:
        say(f"No problem was found in {', '.join(unconfirmed)}, but no hash by the author confirms it either.")
    return 1 if _find_wrong(states) or (args.names and State.MISSING in states.values()) else 0


def run_fetch(args: argparse.Namespace) -> int:
    weights = catalogue.select(args.names) if args.names else list(catalogue.BUILT_IN)
    report = FetchReport(quiet=args.json)
    try:
        if args.place is None:
            fetched = fetch([weight.name for weight in weights], on_progress=report.show)
        else:
            fetched = fetch_from(args.place, _only_name(args.names), on_progress=report.show)
    finally:
        report.close()
    if args.json:
        rows = [{"name": each.name, "origin": each.origin, "doubt": each.doubt} for each in fetched]
        print_json({"folder": str(catalogue.weights_dir()), "fetched": [row["name"] for row in rows], "details": rows})
    else:
        _tell_fetched(weights, fetched)
    return 0


def _only_name(names: list[str]) -> str:
    if len(names) != 1:
        raise InvalidRequest(f"--from takes exactly one NAME. Received: {' '.join(names) or 'none'}")
    return names[0]


def _tell_fetched(weights: list[Weight], fetched: list[Fetched]) -> None:
    say(f"{len(weights)} weight files are in {catalogue.weights_dir()}, {len(fetched)} of them new.")
    for each in fetched:
        if each.doubt is not None:
            say(
                f"warning: {each.name} came from {each.origin} and was kept, but {each.doubt}. "
                "Its numbers are only ever read, never run as a program."
            )


def _show(args: argparse.Namespace, states: dict[Weight, State]) -> None:
    if args.json:
        rows = [_row(weight, state) for weight, state in states.items()]
        print_json({"folder": str(catalogue.weights_dir()), "weights": rows})
    else:
        for weight, state in states.items():
            sys.stdout.write(_line(weight, state))
    if wrong := _find_wrong(states):
        names = [] if all(weight.is_built_in for weight in wrong) else [weight.name for weight in wrong]
        command = " ".join([FETCH_COMMAND, *names])
        say(f"{len(wrong)} of {len(states)} are missing or damaged. Run `{command}`.")
    elif absent := [weight.name for weight, state in states.items() if state not in SOUND]:
        say(f"{len(absent)} are optional and not here. `{FETCH_COMMAND} {absent[0]}` brings one, under its licence.")


def _find_wrong(states: dict[Weight, State]) -> list[Weight]:
    return [
        weight
        for weight, state in states.items()
        if state not in SOUND and (weight.is_built_in or state is not State.MISSING)
    ]


def _row(weight: Weight, state: State) -> dict[str, Any]:
    """Sizes and hashes that nobody has published are null."""
    return {
        "name": weight.name,
        "kind": "built-in" if weight.is_built_in else "optional",
        "state": state.value,
        "size": weight.size,
        "sha256": weight.sha256,
        "md5": weight.md5,
        "hash_is_official": weight.official and weight.has_hash,
        "licence": weight.licence,
        "purpose": weight.purpose,
        "sources": list(weight.origins),
    }


def _line(weight: Weight, state: State) -> str:
    is_absent = state is State.MISSING and not weight.is_built_in
    size = "? MB" if weight.size is None else f"{weight.size / 1e6:.1f} MB"
    purpose = weight.purpose if weight.is_built_in else f"optional: {weight.purpose}"
    return f"{'absent' if is_absent else state:11} {size:>9}  {weight.name:56} {purpose}; {weight.licence}\n"
