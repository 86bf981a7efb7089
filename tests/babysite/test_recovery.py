"""A job that loses its worker, or everything at once, still ends in exactly one child."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from babysite.paths import postgres_home, socket_dir
from tests.babysite.running_site import QUICK_NETWORKS, RunningSite, new_home, wait_for
from tests.babysite.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

# Enough for a lease to run out, the housekeeping to notice and a worker to do it all again.
RECOVERY_SECONDS = 60
# A database that was killed is back before the eight steps of a search are over, on a busy machine too. What a search
# found must be stored then, or another attempt begins.
PATIENT = {"QUICK_STEP_SECONDS": "0.8", "JOB_LEASE_SECONDS": "8"}
ROW = """
    SELECT attempts, (SELECT count(*) FROM generation_child AS child WHERE child.family_id = job.family_id)
    FROM generation_job AS job WHERE id = %s
"""


class Scene:
    """A site in the middle of a job."""

    def __init__(self, site: RunningSite) -> None:
        self.site = site
        self.visitor = Visitor(site.url)
        self.visitor.sign_up(f"{uuid4()}@example.org")
        self.job_id = self.visitor.ask_for_a_child()
        self.until(lambda job: job.get("stage") == "projecting", what="a job half way")

    def until(self, question: Callable[[dict[str, Any]], bool], *, what: str) -> None:
        wait_for(lambda: question(self.visitor.job(self.job_id)), seconds=RECOVERY_SECONDS, what=what)

    def until_done(self) -> None:
        self.until(lambda job: job.get("state") == "done", what="a job that is done")

    def kill(self, part: str) -> None:
        os.kill(self.site.pid_of(part), signal.SIGKILL)

    def row(self) -> tuple[int, int]:
        """Returns (attempts of the job, number of children)."""
        host = str(socket_dir(postgres_home(self.site.home)))
        connection = psycopg2.connect(host=host, user="babysite", dbname="babysite")
        with connection, connection.cursor() as cursor:
            cursor.execute(ROW, [self.job_id])
            found = cursor.fetchone()
        connection.close()
        assert found is not None
        return found

    def kinds_of_files(self) -> list[str]:
        folder = self.site.home / "media" / "families" / self.visitor.job(self.job_id)["family_id"]
        return sorted(path.name.split("-")[0] for path in folder.iterdir())


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    with new_home() as home:
        running = RunningSite(home / "site", **QUICK_NETWORKS, **PATIENT)
        running.start()
        running.wait_until_up()
        yield running
        running.end()


@pytest.fixture
def scene(site: RunningSite) -> Scene:
    wait_for(site.is_ready, what="ready")
    return Scene(site)


def test_a_job_whose_worker_was_killed_is_done_by_the_next(scene: Scene) -> None:
    scene.kill("worker-heavy")
    scene.until_done()
    assert scene.row() == (2, 1)
    assert scene.kinds_of_files() == ["child", "latent", "thumb"]


def test_a_job_survives_a_kill_of_everything(scene: Scene) -> None:
    for pid in scene.site.living():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    scene.site.process.wait()
    scene.site.start()
    scene.site.wait_until_up()
    scene.until_done()
    assert scene.row() == (2, 1)


def test_a_job_survives_a_restart_without_losing_an_attempt(scene: Scene) -> None:
    assert scene.site.end() == 0
    scene.site.start()
    scene.site.wait_until_up()
    scene.until_done()
    assert scene.row() == (1, 1)


@pytest.mark.parametrize("part", ["valkey", "postgres", "web"])
def test_a_running_job_outlives_what_it_leans_on(scene: Scene, part: str) -> None:
    scene.kill(part)
    scene.until_done()
    assert scene.row() == (1, 1)
