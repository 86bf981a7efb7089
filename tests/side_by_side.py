"""Distribution of the tests among the workers of a parallel run."""

from __future__ import annotations

from collections import Counter

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

LONG = {"browser", "slow", "science"}
# Each of these counts as one file. For the first, one site and one Chromium are started. For the second, networks are
# loaded and traced once, a couple is analysed once, and one face is searched for at full length. For the third, a set
# of faces is drawn once.
TOGETHER = [
    ("tests/browser/",),
    (
        "tests/ml_core/test_",
        "tests/ml_core/cli/",
        "tests/ml_core/inheritable/",
        "tests/ml_core/generators/test_low_res.py",
        "tests/ml_core/training/test_traits.py",
        "tests/benchmarks/heredity/test_naturalness.py",
    ),
    ("tests/ml_core/training/fine_tuning/",),
]


class FilesInTurn(LoadScopeScheduling):
    """Each worker takes the next file of tests when it is through with one."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # or few tests that take minutes each would come last

    def _split_scope(self, nodeid: str) -> str:
        return _file_of(nodeid)


def longest_first(items: list[pytest.Item]) -> None:
    """Files come first in which many tests are marked as long or use the networks, so that no worker is left alone with
    one at the end."""
    long: Counter[str] = Counter()
    for item in items:
        if "pipeline" in getattr(item, "fixturenames", ()) or any(mark.name in LONG for mark in item.iter_markers()):
            long[_file_of(item.nodeid)] += 1
    items.sort(key=lambda item: -long[_file_of(item.nodeid)])


def _file_of(nodeid: str) -> str:
    return next((group[0] for group in TOGETHER if nodeid.startswith(group)), nodeid.partition("::")[0])
