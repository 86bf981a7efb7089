"""The site closes: the sandbox is tried at start, and the memory of its programs is open to nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from babysite import web, worker
from babysite.paths import BASE_DIR
from babysite.supervisor import checks
from babysite.supervisor.console import CannotStartError

PR_GET_DUMPABLE = 3


def answer_with(monkeypatch: pytest.MonkeyPatch, returncode: int, stderr: str = "") -> None:
    def run(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, returncode, "", stderr)

    monkeypatch.setattr(subprocess, "run", run)


def test_a_kernel_that_offers_the_filter_is_passed_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    checks.check_seccomp()
    assert capsys.readouterr().out == ""


def test_a_kernel_without_it_is_told_of_and_the_start_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer_with(monkeypatch, 1, "the kernel refused it (Invalid argument)\n")
    checks.check_seccomp()
    told = "".join(capsys.readouterr())
    assert "This system offers no seccomp filter for the process that decodes photos" in told
    assert "the kernel refused it (Invalid argument)." in told


def test_where_it_is_required_the_site_does_not_start(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.REQUIRE_SECCOMP = True
    answer_with(monkeypatch, 1, "the kernel refused it (Invalid argument)\n")
    with pytest.raises(CannotStartError, match="REQUIRE_SECCOMP is set"):
        checks.check_seccomp()


@pytest.mark.parametrize(("user", "is_told"), [(0, True), (1000, False)])
def test_root_is_told_that_an_ordinary_user_is_safer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], user: int, is_told: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    checks.check_user()
    assert (capsys.readouterr().out == checks.AS_ROOT + "\n") is is_told


def test_a_program_can_close_its_memory() -> None:
    source = (
        "import ctypes\nfrom babysite import processes\nprocesses.close_memory()\n"
        f"print(ctypes.CDLL(None).prctl({PR_GET_DUMPABLE}, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", source], cwd=BASE_DIR, capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


class Closed(Exception):
    pass


@pytest.mark.parametrize(("main", "argument"), [(web.main, "--fd=0"), (worker.main, "light")], ids=["web", "worker"])
def test_whoever_holds_the_master_key_closes_it(
    main: Callable[[], None], argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close_memory() -> None:
        raise Closed

    monkeypatch.setattr("babysite.processes.close_memory", close_memory)
    monkeypatch.setattr(sys, "argv", ["program", argument])
    with pytest.raises(Closed):
        main()
