"""`make setup` in an empty checkout: what it asks for is nothing, so that no package need be fetched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from babysite.paths import BASE_DIR


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return check_out(tmp_path)


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which `make setup` has been called, which takes seconds. To be copied."""
    folder = check_out(tmp_path_factory.mktemp("set-up"))
    assert make(folder, "setup").returncode == 0
    return folder


def check_out(folder: Path) -> Path:
    shutil.copy(BASE_DIR / "Makefile", folder)
    for name in ("requirements.txt", "constraints.txt"):
        (folder / name).touch()
    return folder


def make(checkout: Path, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs make, without the marks that an outer make leaves in the environment."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", target], cwd=checkout, env={**inherited, **environment}, capture_output=True, text=True
    )


def test_setting_up_is_done_once_and_after_a_half_finished_time_anew(set_up: Path, tmp_path: Path) -> None:
    checkout = shutil.copytree(set_up, tmp_path / "checkout", symlinks=True)
    venv = checkout / ".venv"
    assert make(checkout, "setup").stdout == ""

    (venv / ".runtime-installed").unlink()
    (venv / "left-over").touch()
    next(venv.glob("lib/python3.11/site-packages/pip-*.dist-info/INSTALLER")).unlink()
    assert make(checkout, "setup").returncode == 0
    assert not (venv / "left-over").exists()
    assert (venv / ".runtime-installed").exists()


def test_changed_requirements_are_installed(set_up: Path, tmp_path: Path) -> None:
    checkout = shutil.copytree(set_up, tmp_path / "checkout", symlinks=True)
    (checkout / "requirements.txt").write_text("./no-such-package\n")
    os.utime(checkout / "requirements.txt", (2**32 - 1, 2**32 - 1))
    failed = make(checkout, "setup")
    assert failed.returncode != 0
    assert "no-such-package" in failed.stderr


def test_another_python_is_refused_with_what_to_do(checkout: Path) -> None:
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("make", "sh", "rm", "touch"):
        (tools / name).symlink_to(shutil.which(name) or "")
    refused = make(checkout, "setup", PATH=str(tools))
    assert refused.returncode != 0
    assert "babysite runs on Python 3.11" in refused.stderr


def test_make_alone_lists_what_there_is() -> None:
    listed = make(BASE_DIR, "help").stdout
    for target in ("setup", "run", "test", "check", "bench", "models", "clean", "help"):
        assert f"make {target} " in listed


def test_every_package_that_is_asked_for_has_its_version_pinned() -> None:
    pinned = {canonical(name) for name in names_in("constraints.txt")}
    asked = {canonical(name) for file in ("requirements.txt", "requirements-dev.txt") for name in names_in(file)}
    below = {canonical(name) for package in asked | pinned for name in needed_by(package)}
    assert (asked | below) - pinned == set()


def names_in(file: str) -> list[str]:
    lines = (BASE_DIR / file).read_text().splitlines()
    return [Requirement(line).name for line in lines if line and line[0] not in "#-"]


def needed_by(package: str) -> list[str]:
    needed = [Requirement(line) for line in requires(package) or []]
    return [need.name for need in needed if need.marker is None or need.marker.evaluate({"extra": ""})]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
