"""Output of the commands: results to standard output, everything meant for a person to standard error."""

from __future__ import annotations

import json
import sys
from typing import Any

from tqdm import tqdm

from ml_core.contracts import Progress

STAGE_TEXT = {
    "aligning": "finding faces",
    "projecting": "learning the faces",
    "inheriting": "mixing and growing",
    "synthesising": "painting",
}


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


class ProgressBar:
    """One bar over the whole job, on standard error; silent where that is no terminal or `quiet`."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar = tqdm(total=100, unit="%", disable=True if quiet else None, bar_format="{l_bar}{bar}| {elapsed}")

    def show(self, progress: Progress, *, start: float, share: float) -> None:
        """The job's part from `start` (0..1) of length `share` has come as far as `progress.fraction`."""
        self._bar.set_description(STAGE_TEXT[progress.stage])
        self._bar.update(max(0.0, 100 * (start + share * progress.fraction) - self._bar.n))

    def close(self) -> None:
        self._bar.close()
