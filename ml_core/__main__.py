"""python -m ml_core COMMAND

Exit codes: 0 done; 1 the machine is at fault (weights missing, no network, disk full): try again later; 2 the input
is at fault: the message says what to change; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys

from ml_core.cli import child, grow, project, sheet, verify, weights
from ml_core.cli.output import say
from ml_core.errors import InputError, ResourceError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml_core", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (child, grow, project, sheet, verify, weights):
        command.add_parser(subparsers)
    args = parser.parse_args(arguments)
    try:
        return int(args.run(args))
    except InputError as error:
        say(f"error: {error}")
        return 2
    except (ResourceError, OSError) as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(main())
