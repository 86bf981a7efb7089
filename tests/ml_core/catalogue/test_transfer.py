"""Servers that are busy, away or out of order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ml_core.catalogue.fetch import fetch
from ml_core.errors import DownloadFailed
from tests.ml_core.catalogue.conftest import be_patient
from tests.ml_core.catalogue.local_web import Answer, Site
from tests.ml_core.catalogue.optional import NAME, PICKLE, optional


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(site: Site, models_dir: Path, status: int):
    weight = optional(site.put("/a.pkl", Answer(status=status), Answer(body=PICKLE)))

    fetch([NAME], weights=(weight,))

    assert len(site.requests) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451, 501])
def test_a_refusal_is_not_asked_again(site: Site, models_dir: Path, status: int):
    weight = optional(site.put("/a.pkl", Answer(status=status)))

    with pytest.raises(DownloadFailed, match=f"it answered {status}"):
        fetch([NAME], weights=(weight,))

    assert len(site.requests) == 1


def test_pauses_grow_and_attempts_have_an_end(site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch):
    weight = optional(site.put("/a.pkl", Answer(status=503)))
    be_patient(monkeypatch, attempts=4, first_pause_s=0.04)
    began = time.monotonic()

    with pytest.raises(DownloadFailed, match="it answered 503 Service Unavailable; tried 4 times"):
        fetch([NAME], weights=(weight,))

    assert time.monotonic() - began >= 0.04 + 0.08 + 0.16
    assert len(site.requests) == 4


def test_a_connection_that_breaks_at_once_is_tried_again(site: Site, models_dir: Path):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE, sent=0, then="reset"), Answer(body=PICKLE)))

    assert fetch([NAME], weights=(weight,))


def test_a_server_that_falls_silent_is_told_as_such(site: Site, models_dir: Path, monkeypatch: pytest.MonkeyPatch):
    weight = optional(site.put("/a.pkl", Answer(body=PICKLE, sent=10, then="stall")))
    be_patient(monkeypatch, stall_s=0.1, attempts=2)

    with pytest.raises(DownloadFailed, match=r"the connection failed \(.*timed out\); tried 2 times"):
        fetch([NAME], weights=(weight,))


def test_a_server_that_is_not_there_is_told_as_such(models_dir: Path, site: Site):
    weight = optional("http://127.0.0.1:9/a.pkl")  # the discard port: nobody listens

    with pytest.raises(DownloadFailed, match=r"the connection failed \(.*Connection refused\); tried 3 times"):
        fetch([NAME], weights=(weight,))


def test_an_address_that_is_none_is_told_as_such(models_dir: Path, site: Site):
    with pytest.raises(DownloadFailed, match="https://: it can't be asked"):
        fetch([NAME], weights=(optional("https://"),))
