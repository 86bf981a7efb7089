"""Checks that the chosen generator can be used: prints nothing, or the reason in a sentence with status 1."""

from __future__ import annotations

import sys

from generation import engine


def main() -> None:
    try:
        engine.check_generator()
    except engine.MLCoreError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
