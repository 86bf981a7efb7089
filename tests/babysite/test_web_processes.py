"""Several processes answer on one socket: whichever dies is replaced, and none outlives the first."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from babysite import web as web_module
from tests.babysite.running_site import wait_for
from tests.babysite.web_process import RunningWeb, exchange, start_web

HEALTH = b"GET /healthz/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def web(servers: None, static_files: None) -> Iterator[RunningWeb]:
    with start_web(WEB_PROCESSES="2") as running:
        assert exchange(running.listening, HEALTH)[0] == 200
        wait_for(lambda: len(children_of(running.pid)) == 2, what="two processes")
        yield running


def children_of(pid: int) -> set[int]:
    """Those that live, as the kernel tells."""
    found = set()
    for folder in Path("/proc").iterdir():
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if parent == str(pid) and state != "Z":
            found.add(int(folder.name))
    return found


def is_gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_whichever_dies_is_replaced(web: RunningWeb) -> None:
    before = children_of(web.pid)
    victim = before.pop()
    os.kill(victim, signal.SIGKILL)
    assert exchange(web.listening, HEALTH)[0] == 200
    wait_for(lambda: len(children_of(web.pid) - {victim}) == 2, what="another process")
    assert before < children_of(web.pid)
    assert exchange(web.listening, HEALTH)[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["politely", "killed"])
def test_none_outlives_the_first(web: RunningWeb, number: signal.Signals) -> None:
    children = children_of(web.pid)
    os.kill(web.pid, number)
    wait_for(lambda: all(map(is_gone, children)), seconds=20, what="an end of all")


def test_each_has_its_share_of_what_is_allowed_in_all(settings: Any) -> None:
    settings.UPLOADS_PER_ADDRESS, settings.REQUESTS_AT_ONCE, settings.MAX_CONNECTIONS = 3, 4, 2000
    web_module.share_limits(2)
    assert (settings.UPLOADS_PER_ADDRESS, settings.REQUESTS_AT_ONCE, settings.MAX_CONNECTIONS) == (2, 2, 1000)
