"""Start and stop of the site: obstacles are named in a sentence, and nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from babysite.paths import BASE_DIR
from tests.babysite.conftest import MakeSite
from tests.babysite.running_site import QUICK_NETWORKS, RunningSite, free_port, wait_for

# The bar for a start after the first, on two cores.
SECOND_START_SECONDS = 20


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"PORT": "abc"}, "PORT=abc is not a whole number from 0 to 65535"),
        ({"PORT": "80000"}, "PORT=80000 is not a whole number from 0 to 65535"),
        ({"HOST": "nonsense.invalid"}, "HOST=nonsense.invalid PORT=8000 is no address of this machine"),
        ({"HOST": "192.0.2.1"}, "Cannot listen on 192.0.2.1"),
        ({"HTTPS_ONLY": "ture"}, "HTTPS_ONLY=ture is not True or False"),
        ({"HTTPS_ONLY": "True"}, "every page would redirect for ever"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL=LOUD is not one of INFO, DEBUG"),
        ({"VAR_DIR": "/dev/null/var"}, "signing key cannot be kept in /dev/null/var/secret_key"),
        ({"VAR_DIR": "/dev/null/var", "SECRET_KEY": "given"}, "VAR_DIR=/dev/null/var cannot be made"),
        ({"MEDIA_ROOT": "/dev/null/media"}, "MEDIA_ROOT=/dev/null/media cannot be made"),
        ({"MASTER_KEY": "correct horse"}, "MASTER_KEY is not base64; a master key is 32 bytes in base64"),
        ({"MASTER_KEY_OLD": "c2hvcnQ="}, "MASTER_KEY_OLD holds 5 bytes; a master key is 32 bytes in base64"),
        ({"DATABASE_URL": "mysql://user:secret@host/name"}, "DATABASE_URL is no address such as postgresql://"),
        ({"REDIS_URL": "redis://host:port/0"}, "REDIS_URL is no address such as redis://"),
        ({"EMAIL_URL": "post office"}, "EMAIL_URL is no address such as smtp"),
    ],
)
def test_what_is_in_the_way_is_said_without_a_traceback(
    make_site: MakeSite, environment: dict[str, str], message: str
) -> None:
    site = make_site(**environment)
    assert site.run_to_its_end() == 1
    assert message in site.output
    assert "Traceback" not in site.output
    assert "secret@" not in site.output


def test_a_database_that_does_not_answer_is_named(make_site: MakeSite) -> None:
    site = make_site(DATABASE_URL="postgresql://user:secret@127.0.0.1:9/babysite")
    assert site.run_to_its_end() == 1
    assert "DATABASE_URL is given, but that PostgreSQL does not let us in" in site.output
    assert "Traceback" not in site.output
    assert site.living() == {}


def test_a_broker_that_does_not_answer_is_named_and_what_was_started_is_ended(make_site: MakeSite) -> None:
    site = make_site(REDIS_URL="redis://127.0.0.1:9/0")
    assert site.run_to_its_end() == 1
    assert "REDIS_URL is given, but that Valkey or Redis does not let us in" in site.output
    assert "Traceback" not in site.output
    assert site.living() == {}


def test_a_full_disk_is_named(make_site: MakeSite) -> None:
    site = make_site()
    program = (
        "import sys; from babysite.embedded import server; server.MIN_FREE_BYTES = 2**60; "  # no disk has as much
        "from babysite.supervisor.__main__ import main; sys.exit(main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=BASE_DIR, env=site.environment, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "is full" in result.stdout
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "moment",
    [
        lambda site: "Making a database" in site.output,
        lambda site: any("initdb" in words for words in site.living().values()),
        lambda site: (site.home / "logs" / "postgres.log").exists(),
    ],
    ids=["said", "filling", "serving"],
)
def test_ending_a_start_half_way_leaves_nothing_running(
    make_site: MakeSite, moment: Callable[[RunningSite], bool]
) -> None:
    site = make_site()
    site.start()
    wait_for(lambda: moment(site), what="the moment to end at")
    assert site.end() == 0
    wait_for(lambda: not site.living(), seconds=5, what="nothing running")  # ending takes the kernel a moment


def test_a_killed_supervisor_takes_everything_along_and_the_next_start_is_quick(
    make_site: MakeSite,
) -> None:
    site = make_site(**QUICK_NETWORKS, PORT=free_port())  # another test's site could take the usual one meanwhile
    site.start()
    site.wait_until_up()
    assert f"A MASTER KEY WAS MADE: {site.home}/master_key. Keep a copy" in site.output
    port = site.url
    site.process.kill()
    site.process.wait()
    for folder in ("tmp", "scratch"):
        (site.home / folder / "left").mkdir()
        (site.home / folder / "left" / "photo.upload").write_bytes(b"left behind by what was killed")

    began = time.monotonic()
    site.start()
    site.wait_until_up()
    took_seconds = time.monotonic() - began
    assert site.url == port  # a bookmark stays right
    assert not [path for folder in ("tmp", "scratch") for path in (site.home / folder).iterdir()]
    assert_closed_to_others(site)
    assert took_seconds < SECOND_START_SECONDS
    wait_for(site.is_ready, what="ready")
    assert site.end() == 0
    assert site.living() == {}


def assert_closed_to_others(site: RunningSite) -> None:
    assert site.home.stat().st_mode & 0o066 == 0  # the account of root's database passes through, and sees nothing
    for folder in ("logs", "tmp", "scratch", "static", "run", "postgres", "valkey"):
        assert (site.home / folder).stat().st_mode & 0o077 == 0, folder


def test_only_its_own_processes_are_ended_after_a_crash(make_site: MakeSite) -> None:
    """A note of a killed run may hold a number that belongs to a stranger by now."""
    site = make_site(PORT="80")
    with subprocess.Popen(["sleep", "60"]) as stranger:
        run = site.home / "run"
        run.mkdir(parents=True)
        (run / "web.json").write_text(f'{{"pid": {stranger.pid}, "began": 1, "boot": "another", "stop_signal": 9}}')
        (run / "unfinished.json").write_text('{"pid": 1')
        site.environment["HOST"] = "192.0.2.1"  # it need not come further than that
        assert site.run_to_its_end() == 1
        assert stranger.poll() is None
        os.kill(stranger.pid, signal.SIGKILL)
