"""Whoever is killed while a key is written leaves no second copy of it for long, and never half a file."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from accounts.people.keys.keyring import current_master_key
from accounts.people.keys.master import new_master_key
from accounts.people.keys.private_file import make_private_file, replace_private_file
from babysite.supervisor import prepare

KILLED = """
import os, pathlib, signal, sys
from accounts.people.keys import private_file

def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

setattr({where}, "{name}", die)
private_file.{write}(pathlib.Path(sys.argv[1]), sys.argv[2])
"""
MOMENTS = [  # write, where, name: before the file has its name, and after it
    ("make_private_file", "os", "fsync"),
    ("make_private_file", "os", "link"),
    ("make_private_file", "pathlib.Path", "unlink"),
    ("replace_private_file", "os", "fsync"),
    ("replace_private_file", "pathlib.Path", "replace"),
]


def be_killed(file: Path, text: str, *moment: str) -> None:
    write, where, name = moment
    program = KILLED.format(write=write, where=where, name=name)
    killed = subprocess.run([sys.executable, "-c", program, file, text], cwd=settings.BASE_DIR, check=False)
    assert killed.returncode == -signal.SIGKILL


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_next_start_removes_what_a_killed_process_left(
    master_file: Path, monkeypatch: pytest.MonkeyPatch, moment: tuple[str, str, str]
) -> None:
    monkeypatch.setattr(prepare, "call_command", lambda *_arguments, **_options: None)
    key = new_master_key()
    master_file.parent.mkdir()
    be_killed(master_file, key.text, *moment)
    assert names_in(master_file.parent) != ["master_key"]
    prepare.main()
    assert names_in(master_file.parent) == ["master_key"]
    is_there = moment[2] == "unlink"
    assert (current_master_key() == key) == is_there


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_next_one_to_write_is_not_in_its_way(tmp_path: Path, moment: tuple[str, str, str]) -> None:
    file = tmp_path / "key"
    be_killed(file, "first", *moment)
    before = file.read_text() if file.exists() else "second"
    make_private_file(file, "second")
    assert file.read_text() == before
    replace_private_file(file, "third")
    assert file.read_text() == "third"
    assert names_in(tmp_path) == ["key"]


def test_many_at_once_take_turns(tmp_path: Path) -> None:
    file = tmp_path / "key"
    texts = [f"{number:03}" * 100 for number in range(32)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda text: make_private_file(file, text), texts))
        assert file.read_text() in texts
        list(pool.map(lambda text: replace_private_file(file, text), texts))
        assert file.read_text() in texts
    assert names_in(tmp_path) == ["key"]
