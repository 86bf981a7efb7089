"""Google Drive hands out a file behind a link that shares it, or answers with a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_core.catalogue import from_web
from ml_core.catalogue.fetch import fetch
from ml_core.catalogue.from_web import download_url
from ml_core.errors import DownloadFailed
from tests.ml_core.catalogue.local_web import Answer, Site
from tests.ml_core.catalogue.optional import NAME, PICKLE, optional
from tests.ml_core.catalogue.test_fetch import files_in

SHARED = "https://drive.google.com/file/d/1a-B_c/view"
QUOTA_PAGE = b"<!DOCTYPE html><html><head><title>Google Drive - Quota exceeded</title></head></html>"


@pytest.mark.parametrize(
    "address",
    [
        f"{SHARED}?usp=sharing",
        "https://drive.google.com/uc?export=download&id=1a-B_c",
        "https://drive.google.com/open?id=1a-B_c",
        "https://drive.usercontent.google.com/download?id=1a-B_c&export=download",
    ],
)
def test_links_that_share_a_file_lead_to_the_file(address: str):
    there = "https://drive.usercontent.google.com/download?id=1a-B_c&export=download&confirm=t"
    assert download_url(address) == there


def test_other_addresses_are_taken_as_they_are():
    assert download_url("https://example.org/d/a?id=2") == "https://example.org/d/a?id=2"


@pytest.fixture
def drive(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Answers in Drive's place."""
    monkeypatch.setattr(from_web, "download_url", lambda address: address.replace(SHARED, f"{site.address}/download"))
    monkeypatch.setattr(from_web, "DRIVE_HOSTS", ("127.0.0.1",))
    return site


def test_a_page_in_the_place_of_the_file_is_explained(drive: Site, models_dir: Path):
    drive.put("/download", Answer(body=QUOTA_PAGE))

    with pytest.raises(DownloadFailed, match=r"is a web page\. Google Drive sends one when too many .*try again in a"):
        fetch([NAME], weights=(optional(SHARED),))

    assert len(drive.requests) == 1
    assert files_in(models_dir) == []


def test_the_mirror_is_asked_when_drive_fails(drive: Site, models_dir: Path):
    drive.put("/download", Answer(body=QUOTA_PAGE))
    mirror = drive.put("/mirror.pkl", Answer(body=PICKLE))

    (fetched,) = fetch([NAME], weights=(optional(SHARED, mirror),))

    assert fetched.origin == mirror
