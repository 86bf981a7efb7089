"""Distribution of the tests among the workers of a parallel run."""

from __future__ import annotations

from collections import Counter

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

LONG = {"browser", "slow", "science"}
# Each of these counts as one file: one site and one Chromium are started for the first, one face is searched for at
# full length for the second.
TOGETHER = [("tests/browser/",), ("tests/ml_core/test_projector.py", "tests/ml_core/inheritable/test_handed_down.py")]


class FilesInTurn(LoadScopeScheduling):
    """Each worker takes the next file of tests when it is through with one."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # or few tests that take minutes each would come last

    def _split_scope(self, nodeid: str) -> str:
        return _file_of(nodeid)


def longest_first(items: list[pytest.Item]) -> None:
    """Files come first in which many tests are marked as long, so that no worker is left alone with one at the end."""
    long: Counter[str] = Counter()
    for item in items:
        if any(mark.name in LONG for mark in item.iter_markers()):
            long[_file_of(item.nodeid)] += 1
    items.sort(key=lambda item: -long[_file_of(item.nodeid)])


def _file_of(nodeid: str) -> str:
    return next((group[0] for group in TOGETHER if nodeid.startswith(group)), nodeid.partition("::")[0])
