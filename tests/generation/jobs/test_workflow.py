from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from generation import engine
from generation.jobs.services import request_child
from generation.jobs.specs import ChildSpec
from generation.jobs.workflow import run_job
from generation.models import Child, Job, JobState, Portrait, PortraitPhoto, PortraitState
from generation.storage.files import read_file
from tests.generation.conftest import RequestFamily, files_in
from tests.generation.jobs.rows import reread
from tests.generation.quick_engine import QuickEngine

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_photos_become_a_child(done_job: Job, media: Path) -> None:
    assert done_job.state == JobState.DONE
    assert done_job.fraction == 1.0
    assert done_job.lease_until is None
    child = Child.objects.get()
    assert done_job.child_ids == [child.pk]
    assert child.seed == done_job.seed
    for name in child.file_names:
        assert default_storage.exists(name)
    for portrait in Portrait.objects.all():
        assert portrait.state == PortraitState.PROJECTED
        assert engine.load_latent(read_file(str(portrait.latent.name))).generator == "quick-generator"


def test_only_named_files_are_left_when_a_job_is_done(done_job: Job, media: Path) -> None:
    named = [name for row in Child.objects.all() for name in row.file_names]
    named += [str(photo.original.name) for photo in PortraitPhoto.objects.all()]
    kinds = ("aligned", "preview", "reconstruction", "latent")
    named += [getattr(row, kind).name for row in Portrait.objects.all() for kind in kinds]
    assert files_in(media) == sorted(named)


def test_files_of_a_worker_carry_its_fence(done_job: Job) -> None:
    assert all(f"-{done_job.fence}-" in name for name in Child.objects.get().file_names)


def test_the_request_reaches_the_engine(request_family: RequestFamily, quick_engine: QuickEngine) -> None:
    run_job(request_family(spec=ChildSpec(age_years=14.0, sex="boy", dominance=0.5, expression="smiling", seed=3)).pk)
    spec = quick_engine.requests[0]
    assert (spec.age_years, spec.sex, spec.dominance, spec.expression, spec.seed) == (14.0, "boy", 0.5, "smiling", 3)
    assert Child.objects.get().expression == "smiling"


@pytest.mark.parametrize(("older_by", "stored"), [(0.0, 7.0), (5.5, 12.5), (None, None)])
def test_how_old_a_child_looks_is_stored_with_it(
    waiting_job: Job, quick_engine: QuickEngine, older_by: float | None, stored: float | None
) -> None:
    quick_engine.looks_older_by = older_by
    run_job(waiting_job.pk)
    assert Child.objects.get().apparent_age_years == stored


def test_a_message_delivered_twice_makes_one_child(done_job: Job) -> None:
    run_job(done_job.pk)
    assert Child.objects.count() == 1


def test_a_message_that_arrives_while_another_works_is_a_no_op(waiting_job: Job, quick_engine: QuickEngine) -> None:
    quick_engine.at_step = lambda stage, step: run_job(waiting_job.pk)
    run_job(waiting_job.pk)
    assert quick_engine.projected == 2
    assert Child.objects.count() == 1


def test_another_child_needs_no_second_look_at_the_photos(done_job: Job, quick_engine: QuickEngine) -> None:
    job = request_child(
        owner=done_job.owner, family=done_job.family, spec=ChildSpec(age_years=1.0), idempotency_key="second"
    )
    run_job(job.pk)
    assert quick_engine.projected == 2
    assert reread(job).state == JobState.DONE
    assert (reread(job).preview_a, reread(job).preview_b) == (1, 1)


def test_previews_sharpen_as_private_files(waiting_job: Job, quick_engine: QuickEngine) -> None:
    seen: list[tuple[int, str]] = []

    def at_step(stage: str, step: int) -> None:
        if stage == "projecting":
            job = reread(waiting_job)
            seen.append((job.preview_a, str(job.family.parent_a.portrait.preview.name)))

    quick_engine.at_step = at_step
    run_job(waiting_job.pk)
    assert seen[0] == (0, "")
    assert [version for version, _name in seen[:5]] == [0, 1, 2, 3, 4]
    assert len({name for _version, name in seen[:5]}) == 5
