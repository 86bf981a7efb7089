"""Plain files, as they may come back from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from generation.models import Job
from generation.storage.files import read_file
from generation.storage.vault.encrypting import encrypt_files
from generation.storage.vault.header import MAGIC
from tests.generation.conftest import files_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain(done_job: Job, media: Path) -> dict[str, bytes]:
    """The same files, readable to anybody."""
    contents = {name: read_file(name) for name in files_in(media)}
    for name, content in contents.items():
        (media / name).write_bytes(content)
    return contents


def test_all_of_them_are_sealed_where_they_lie(plain: dict[str, bytes], media: Path) -> None:
    assert encrypt_files() == len(plain)
    assert files_in(media) == sorted(plain)
    assert {name: read_file(name) for name in plain} == plain
    assert all((media / name).read_bytes().startswith(MAGIC) for name in plain)
    assert {(media / name).stat().st_mode & 0o777 for name in plain} == {0o600}


def test_a_second_look_changes_nothing(plain: dict[str, bytes], media: Path) -> None:
    encrypt_files()
    before = {name: (media / name).read_bytes() for name in plain}
    assert encrypt_files() == 0
    assert {name: (media / name).read_bytes() for name in plain} == before


@pytest.mark.parametrize("num_done", [0, 1, 5])
def test_an_interrupted_one_loses_nothing_and_goes_on(
    plain: dict[str, bytes], media: Path, monkeypatch: pytest.MonkeyPatch, num_done: int
) -> None:
    replace, left = Path.replace, [num_done]

    def killed(self: Path, target: Any) -> Path:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            encrypt_files()
    assert encrypt_files() == len(plain) - num_done
    assert {name: read_file(name) for name in plain} == plain
    assert files_in(media) == sorted(plain)


def test_files_of_nobody_here_are_left_alone(plain: dict[str, bytes], media: Path) -> None:
    strays = [f"people/{uuid4()}/a.jpg", f"families/{uuid4()}/a.jpg", "people/x/a.jpg"]
    for name in strays:
        (media / name).parent.mkdir(parents=True)
        (media / name).write_bytes(b"of another database")
    assert encrypt_files() == len(plain)
    assert {(media / name).read_bytes() for name in strays} == {b"of another database"}


def test_it_can_be_done_by_hand(plain: dict[str, bytes], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("encrypt_files")
    assert capsys.readouterr().out == f"files sealed: {len(plain)}\n"
