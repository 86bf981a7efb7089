"""Marks on what the commands write: words that can be left out, metadata and an invisible mark that stay."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from ml_core.marks.label import Language
from ml_core.marks.marking import Marks
from ml_core.marks.watermark import PUBLIC_KEY, Watermark

NO_LABEL = """leave out the words that say that a computer made the picture. Who publishes a face that looks real has to
say so by themselves then: the EU AI Act (article 50) and Korea's AI Basic Act (article 31) ask for it"""


def add_label_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-label", action="store_true", help=NO_LABEL)


def marks_of(args: argparse.Namespace, generator: str) -> Marks:
    """generator: the fingerprint of the one that drew, which is the version that the metadata name."""
    label: Language | None = None if args.no_label else "both"
    return Marks(Watermark(PUBLIC_KEY), datetime.now(UTC).date(), generator, label)
