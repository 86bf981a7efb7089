"""A job pauses between two steps while previews are drawn, and in the long run for half of its time at most."""

from __future__ import annotations

import threading
import time

import pytest

from generation.jobs import pauses
from generation.jobs.pauses import Pauses, Previews


@pytest.fixture
def previews(monkeypatch: pytest.MonkeyPatch) -> Previews:
    own = Previews()
    monkeypatch.setattr(pauses, "previews", own)
    monkeypatch.setattr(pauses, "LINGER_SECONDS", 0.05)
    monkeypatch.setattr(pauses, "MAX_SAVED_SECONDS", 0.2)
    return own


def seconds_of_pause(job: Pauses) -> float:
    begun = time.monotonic()
    job.take()
    return time.monotonic() - begun


def test_without_previews_nothing_waits(previews: Previews) -> None:
    assert seconds_of_pause(Pauses()) < 0.04


def test_a_job_waits_until_the_preview_is_drawn_and_none_follows(previews: Previews) -> None:
    job, is_drawn = Pauses(), threading.Event()
    with previews.drawing():
        threading.Timer(0.1, is_drawn.set).start()
        waiting = threading.Thread(target=job.take)
        waiting.start()
        is_drawn.wait()
        assert waiting.is_alive()
    drawn_at = time.monotonic()
    waiting.join()
    assert time.monotonic() - drawn_at >= 0.04


def test_previews_without_end_leave_a_job_half_of_its_time(previews: Previews) -> None:
    job = Pauses()
    with previews.drawing():
        assert seconds_of_pause(job) >= 0.19
        assert seconds_of_pause(job) < 0.04
        time.sleep(0.1)  # work
        assert 0.08 <= seconds_of_pause(job) < 0.19


def test_a_preview_that_failed_is_over(previews: Previews) -> None:
    with pytest.raises(ZeroDivisionError), previews.drawing():
        raise ZeroDivisionError
    assert seconds_of_pause(Pauses()) < 0.19
