"""What hostile code finds in the process that decodes photos: every door is closed, by name."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from generation.portraits import decoder
from tests.generation.pictures import picture_file
from tests.generation.portraits.hostile import DOORS
from tests.ml_core.images.files import TURNED_HEIC

KINDS = ("sandbox", "threads", "filter")
WITHOUT_SECCOMP = "from generation.portraits import seccomp; seccomp.ARCHITECTURES.clear()\n"


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=settings.BASE_DIR, capture_output=True, check=False, input=given
    )


def answer_of(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("others") / "face"
    file.write_bytes(b"a face")
    return file


@pytest.fixture(scope="module")
def answers(victim: Path) -> dict[str, dict[str, str]]:
    """What each door answered, in one process for each kind of sandbox."""
    module = "tests.generation.portraits.hostile"
    return {kind: json.loads(answer_of(run("-m", module, kind, str(victim)))) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", DOORS)
def test_hostile_code_finds_it_closed(answers: dict[str, dict[str, str]], kind: str, door: str) -> None:
    # The C library asks this one for a thread, and then the other one, whose flags the filter reads.
    expected = "ENOSYS" if (kind, door) == ("threads", "clone3") else "EPERM"
    assert answers[kind][door] == expected


def test_there_are_many_doors_and_what_lies_behind_them_is_as_it_was(
    answers: dict[str, dict[str, str]], victim: Path
) -> None:
    assert len(answers["sandbox"]) == len(DOORS) >= 28
    assert victim.read_bytes() == b"a face"
    assert [path.name for path in victim.parent.iterdir()] == [victim.name]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86-64 has a second table of system calls")
def test_a_call_through_another_table_ends_the_process() -> None:
    source = (
        "import ctypes\nfrom generation.portraits import seccomp\n"
        "seccomp.install(with_threads=False)\nctypes.CDLL(None).syscall(0x40000000 | 39)"
    )
    assert run("-c", source).returncode == -signal.SIGSYS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
@pytest.mark.parametrize("with_threads", [False, True])
def test_root_becomes_a_user_of_its_own_without_further_processes(with_threads: bool) -> None:
    source = (
        "import json, os, resource\nfrom generation.portraits import decoder, seccomp\n"
        "seccomp.install = lambda **_: None\n"
        f"decoder.enter_sandbox(with_threads={with_threads})\n"
        "ids = {*os.getresuid(), *os.getresgid()}\n"
        "print(json.dumps([list(ids), os.getgroups(), resource.getrlimit(resource.RLIMIT_NPROC)]))"
    )
    ids, groups, processes = json.loads(answer_of(run("-c", source)))
    assert len(ids) == 1
    assert ids[0] in range(decoder.FIRST_USER, decoder.FIRST_USER + decoder.NUM_USERS)
    assert groups == []
    assert processes == [decoder.MAX_THREADS if with_threads else 0] * 2


def decode_without_seccomp(*, require: bool) -> subprocess.CompletedProcess[bytes]:
    limits = {"max_bytes": 10**6, "max_pixels": 10**6, "require_seccomp": require}
    source = WITHOUT_SECCOMP + "from generation.portraits import decoder; decoder.main()"
    return run("-c", source, given=json.dumps(limits).encode() + b"\n" + picture_file())


def test_where_the_kernel_has_no_filter_photos_are_decoded_under_the_limits_alone() -> None:
    done = decode_without_seccomp(require=False)
    assert json.loads(done.stdout.partition(b"\n")[0])["ok"]


def test_or_not_at_all_where_the_filter_is_required() -> None:
    done = decode_without_seccomp(require=True)
    assert done.returncode != 0
    assert b"SeccompMissing" in done.stderr


@pytest.mark.parametrize(
    ("data", "needed"),
    [
        (TURNED_HEIC.read_bytes(), True),
        (picture_file("AVIF"), False),
        (picture_file(), False),
        (bytes(4) + b"ftypisom", False),
        (b"", False),
    ],
    ids=["HEIC", "AVIF", "JPEG", "film", "nothing"],
)
def test_threads_are_for_heic_alone(data: bytes, needed: bool) -> None:
    assert decoder.needs_thread(data) is needed


def test_the_time_of_the_processor_ends_it_with_a_signal_that_says_so() -> None:
    source = (
        "from generation.portraits import decoder\n"
        "decoder.CPU_SECONDS = 1\ndecoder.limit_this_process()\n"
        "while True: pass"
    )
    assert run("-c", source).returncode == -signal.SIGXCPU
