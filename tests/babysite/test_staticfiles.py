from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from babysite.staticfiles import collect

CSS = "page.css"


@pytest.fixture
def sources(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / CSS).write_text("a {}")
    settings.VAR_DIR = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "static"
    collect()
    return folder


@pytest.fixture
def manifest(sources: Path, settings: Any) -> Path:
    return Path(settings.STATIC_ROOT / "staticfiles.json")


def test_what_has_not_changed_is_not_collected_again(manifest: Path) -> None:
    manifest.write_text("as it was")
    collect()
    assert manifest.read_text() == "as it was"


def test_what_has_changed_gets_another_name(sources: Path, manifest: Path) -> None:
    before = manifest.read_text()
    (sources / CSS).write_text("a { color: red }")
    collect()
    assert manifest.read_text() != before


def test_a_new_file_is_collected(sources: Path, manifest: Path) -> None:
    (sources / "new.css").write_text("b {}")
    collect()
    assert "new.css" in manifest.read_text()


def test_what_was_removed_is_collected_again(manifest: Path) -> None:
    shutil.rmtree(manifest.parent)
    collect()
    assert CSS in manifest.read_text()
