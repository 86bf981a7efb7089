"""One site that runs while these tests look at it, kill parts of it and start others beside it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import psycopg2
import pytest
import redis

from babysite.heartbeat import key_of
from babysite.paths import postgres_home, socket_dir, valkey_socket
from tests.babysite.conftest import MakeSite
from tests.babysite.running_site import QUICK_NETWORKS, RunningSite, new_home, wait_for

SCIENCE = ("tensorflow", "dlib", "onnxruntime")


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    with new_home() as home:
        running = RunningSite(home / "site", **QUICK_NETWORKS)
        running.start()
        running.wait_until_up()
        yield running
        running.end()


def test_one_clear_line_tells_the_address(site: RunningSite) -> None:
    lines = [line for line in site.output.splitlines() if line.startswith("babysite is up")]
    assert lines == [f"babysite is up: {site.url}/ (Ctrl-C ends it)"]


def test_the_first_page_answers(site: RunningSite) -> None:
    status, body = site.get("/")
    assert status == 200
    assert "<h1" in body


def test_static_files_have_names_that_may_be_kept_for_ever(site: RunningSite) -> None:
    _, body = site.get("/")
    address = body.split('rel="stylesheet" href="')[1].split('"')[0]
    assert site.get(address)[0] == 200
    assert address.count(".") >= 2, address


def test_it_becomes_ready_with_both_workers(site: RunningSite) -> None:
    wait_for(site.is_ready, what="ready")
    assert site.checks() == {"database": True, "broker": True, "worker_heavy": True, "worker_light": True}


@pytest.mark.skipif(os.geteuid() != 0, reason="the memory of the site's programs is closed to all but root")
def test_what_serves_people_loads_no_network(site: RunningSite) -> None:
    """The heavy worker does, in tests/browser/test_sample_couple.py."""
    wait_for(site.is_ready, what="ready")
    assert site.get("/accounts/signup/")[0] == 200
    for part in ("web", "worker-light"):
        maps = site.mapped_files(part)
        assert "psycopg2" in maps
        assert not [name for name in SCIENCE if name in maps]


# The heavy worker dies in test_recovery.py.
@pytest.mark.parametrize("part", ["web", "worker-light", "valkey", "postgres"])
def test_a_part_that_was_killed_is_started_again(site: RunningSite, part: str) -> None:
    before = site.pid_of(part)
    os.kill(before, signal.SIGKILL)
    forget_signs_of_life(site, part)
    wait_for(lambda: site.pid_of(part) not in {0, before}, what=f"another {part}")
    wait_for(site.is_ready, what=f"ready after {part} was killed")
    assert f"{part} was ended by SIGKILL; starting it again" in site.output


def test_a_light_worker_that_meets_the_unforeseen_ends_and_is_replaced(site: RunningSite) -> None:
    before = site.pid_of("worker-light")
    rename(site, "generation_job", "lost")
    wait_for(lambda: site.pid_of("worker-light") != before, what="another light worker")
    rename(site, "lost", "generation_job")
    wait_for(site.is_ready, what="ready")
    assert "worker-light ended with status 1" in site.output


def test_a_second_start_in_the_same_folder_is_refused(site: RunningSite) -> None:
    second = RunningSite(site.home)
    second.log = site.home.with_name("second.log")
    assert second.run_to_its_end() == 1
    assert f"The site already runs from this folder (process {site.process.pid}, {site.url}/)" in second.output
    assert site.get("/healthz/")[0] == 200


def test_a_second_site_on_the_same_pictures_is_refused(site: RunningSite, make_site: MakeSite) -> None:
    media = site.environment["MEDIA_ROOT"]
    second = make_site("second", MEDIA_ROOT=media)
    assert second.run_to_its_end() == 1
    owner = f"process {site.process.pid}, {site.url}/"
    assert f"Another site keeps its pictures in MEDIA_ROOT={media} ({owner})" in second.output
    assert site.get("/healthz/")[0] == 200


def test_a_port_in_use_is_named_with_what_to_do(site: RunningSite, make_site: MakeSite) -> None:
    port = site.url.rpartition(":")[2]
    other = make_site(PORT=port)
    assert other.run_to_its_end() == 1
    assert f"Port {port} of 127.0.0.1 is in use by another program. Set PORT to a free one" in other.output


def test_a_copy_beside_it_runs_and_ends_by_itself(site: RunningSite, make_site: MakeSite) -> None:
    copy = make_site("copy", **QUICK_NETWORKS)
    copy.start()
    copy.wait_until_up()
    assert copy.url != site.url
    wait_for(copy.is_ready, what="a copy that is ready")
    before = site.living()
    assert len(copy.living()) >= 6

    assert copy.end() == 0
    assert copy.living() == {}
    assert before.keys() == site.living().keys()
    assert site.get("/healthz/")[0] == 200


def forget_signs_of_life(site: RunningSite, part: str) -> None:
    """Deletes heartbeats, which would report a worker as alive for a while after its death."""
    if part.startswith("worker-"):
        with redis.Redis(unix_socket_path=str(valkey_socket(site.home))) as client:
            client.delete(key_of(part.removeprefix("worker-")))


def rename(site: RunningSite, table: str, name: str) -> None:
    host = str(socket_dir(postgres_home(site.home)))
    connection = psycopg2.connect(host=host, user="babysite", dbname="babysite")
    with connection, connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" RENAME TO "{name}"')
    connection.close()
