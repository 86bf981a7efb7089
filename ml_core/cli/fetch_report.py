"""Progress of a fetch: a bar for each item on a terminal, one line for each elsewhere; on standard error."""

from __future__ import annotations

import sys

from tqdm import tqdm

from ml_core.catalogue import FetchProgress
from ml_core.cli.output import say


class FetchReport:
    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: tqdm[None] | None = None
        self._item = ""

    def show(self, progress: FetchProgress) -> None:
        if self._quiet:
            return
        if progress.waiting:
            say("Another process is fetching weights; waiting for it to end.")
        elif progress.note:
            tqdm.write(progress.note, file=sys.stderr)  # above the bar, if there is one
        elif progress.item != self._item:
            self._begin(progress)
        elif self._bar is not None:
            self._bar.total = progress.total
            self._bar.update(progress.done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _begin(self, progress: FetchProgress) -> None:
        self.close()
        self._item = progress.item
        if sys.stderr.isatty():
            self._bar = tqdm(total=progress.total, initial=progress.done, desc=progress.item, unit="B", unit_scale=True)
        else:
            size = "" if progress.total is None else f" {progress.total / 1e6:.1f} MB"
            left = f", {progress.done / 1e6:.1f} MB already downloaded" if progress.done else ""
            say(f"{progress.item}: fetching{size}{left}")
