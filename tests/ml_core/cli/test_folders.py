from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from ml_core.cli.folders import WANTED_BYTES, check_out, name_folders
from ml_core.errors import InvalidRequest, ResourceError


@pytest.fixture
def little_room() -> Iterator[None]:
    """No file can be larger than a page: the system answers as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_folders_are_named_by_the_photos_and_no_two_are_the_same() -> None:
    photos = [Path("a/anna.jpg"), Path("b/anna.heic"), Path("anna-2.png"), Path("c/anna.jpg"), Path("ben.jpg")]
    assert [folder.name for folder in name_folders(photos, Path("out"))] == [
        "anna",
        "anna-2",
        "anna-2-2",
        "anna-3",
        "ben",
    ]


@pytest.mark.parametrize("name", ["...jpg", "..jpg", "....", "a/...png", "..", ".", "/"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (folder,) = name_folders([Path(name)], tmp_path)
    assert folder.resolve().parent == tmp_path.resolve()


def test_what_is_not_there_yet_can_be_made_and_nothing_is_made(tmp_path: Path) -> None:
    check_out(tmp_path / "film:1" / "2026-11-29T10:15:00", files=[tmp_path / "film:1" / "child.png"])
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_leads_nowhere_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    for out in (tmp_path / "link", tmp_path / "link" / "below"):
        with pytest.raises(InvalidRequest):
            check_out(out)
    (tmp_path / "gone").mkdir()
    check_out(tmp_path / "link" / "below")


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "child.png").mkdir()
    with pytest.raises(InvalidRequest):
        check_out(tmp_path, files=[tmp_path / "child.png"])


@pytest.mark.parametrize("name", ["a" * 256, "\N{HANGUL SYLLABLE GA}" * 86])
def test_a_name_too_long_for_the_disk_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRequest):
        check_out(tmp_path, folders=[tmp_path / name])
    check_out(tmp_path, folders=[tmp_path / name[:-1]])


@pytest.mark.usefixtures("little_room")
def test_a_full_disk_is_told_and_is_the_machine_s_fault(tmp_path: Path) -> None:
    assert WANTED_BYTES > 4096
    with pytest.raises(ResourceError):
        check_out(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
