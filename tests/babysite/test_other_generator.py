"""A site whose GENERATOR is a StyleGAN 1 that somebody brought."""

from __future__ import annotations

import io
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.babysite.running_site import RunningSite, new_home, wait_for
from tests.babysite.visitor import Visitor
from tests.ml_core.generators.small_faces import NAME, bring_small_faces


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    models_dir: Path = tmp_path_factory.mktemp("models")
    bring_small_faces(models_dir)
    with new_home() as home:
        running = RunningSite(home / "site", MODELS_DIR=str(models_dir), GENERATOR=NAME)
        running.start()
        running.wait_until_up()
        yield running
        running.end()


@pytest.mark.science
@pytest.mark.timeout(600)
def test_two_photos_become_a_child_that_it_draws_though_the_worker_is_killed_over_them(site: RunningSite) -> None:
    """With the real networks; test_recovery.py kills in more ways, with quick ones."""
    assert "Small faces" in site.get("/models/")[1]
    visitor = Visitor(site.url)
    visitor.sign_up()
    job_id = visitor.ask_for_a_child()
    wait_for(lambda: visitor.job(job_id).get("percent", 0) > 10, seconds=240, what="a job half way")
    os.kill(site.pid_of("worker-heavy"), signal.SIGKILL)
    ended = {"done", "failed", "cancelled"}
    wait_for(lambda: visitor.job(job_id).get("state") in ended, seconds=300, what="a job that has ended")
    job = visitor.job(job_id)
    assert (job["state"], job["percent"], job["error"]) == ("done", 100, None)
    assert job["previews"]["a"]
    children = json.loads(visitor.get(f"/api/families/{job['family_id']}/children/"))
    assert [child["id"] for child in children["results"]] == [job["child_id"]]
    child = json.loads(visitor.get(f"/api/children/{job['child_id']}/"))
    picture = Image.open(io.BytesIO(visitor.get(child["image_url"])))
    assert picture.size == (128, 128)
