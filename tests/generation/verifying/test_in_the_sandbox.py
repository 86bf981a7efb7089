"""The real process that reads a stranger's file reads its Content Credentials too, behind all of its walls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.people.keys.services import make_site_key
from generation.provenance.marks import marks
from generation.verifying.findings import find
from tests.generation.verifying.test_verify_page import PICTURE, film_file
from tests.ml_core.images.files import TURNED_HEIC

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_decoder() -> None:
    """None: here the process is asked."""


def test_every_kind_of_file_is_read_behind_the_filter(tmp_path: Path, settings: Any) -> None:
    settings.REQUIRE_SECCOMP = True
    make_site_key()
    ours = marks(with_label=True)
    files = {
        "jpeg": ours.jpeg(PICTURE),
        "film": ours.signed(film_file(tmp_path), "video/mp4"),
        "copy of a film": film_file(tmp_path, ours.on_each([PICTURE, PICTURE[::-1]])),
        "broken film": ours.signed(film_file(tmp_path), "video/mp4")[:5000],
        "heic": TURNED_HEIC.read_bytes(),
    }
    found = {kind: find(data) for kind, data in files.items()}
    assert {kind: (each.credentials.origin, each.looked) for kind, each in found.items()} == {
        "jpeg": ("ours", "found"),
        "film": ("ours", "not_found"),
        "copy of a film": ("none", "found"),
        "broken film": ("broken", "unreadable"),
        "heic": ("none", "small"),
    }
