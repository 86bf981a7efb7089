"""The worker's side of a job: from two photos to children or a film of one, or to one clear ending."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from uuid import UUID

from generation import engine
from generation.jobs.claims import (
    ConsentMissing,
    claim_job,
    claim_next_job,
    end_cancelled,
    fail,
    finish,
    hand_back,
    hold_job_lease,
    holding,
    wait_for_answer,
)
from generation.jobs.endings import EndingCode
from generation.jobs.filming import check_it_is_ours, make_film
from generation.jobs.giving_way import GivingWay, PauseClock
from generation.jobs.inspecting import BadPhoto, PhotosChanged, inspect_photos
from generation.jobs.pace import Plan, Span, plan_for
from generation.jobs.parents import Parent, Work, codes_of, parents_of, show_known_parents, understand
from generation.jobs.questions import questions_about
from generation.jobs.reporting import Reporter
from generation.jobs.specs import spec_of
from generation.jobs.watching import Watch
from generation.models import Child, Job, Quality
from generation.provenance.marks import marks
from generation.storage.files import WrittenFiles
from generation.work.claims import Claim, LostClaim

logger = logging.getLogger(__name__)

CHILD_QUALITY = 95
THUMBNAIL_SIZE = 384
THUMBNAIL_QUALITY = 85


def run_next_job() -> None:
    """Does the job whose turn it is, if there is any."""
    _run(claim_next_job())


def run_job(job_id: UUID) -> None:
    """Does nothing when the job is not to be had: done, cancelled, deleted, or in other hands just now."""
    _run(claim_job(job_id))


def _run(claim: Claim | None) -> None:
    if claim is None:
        return
    with hold_job_lease(claim) as lease:
        work_on(claim, pause_clock=lease.pause)


def _run_in_between(claim: Claim) -> None:
    with hold_job_lease(claim):
        work_on(claim, gives_way=False)


def work_on(claim: Claim, *, gives_way: bool = True, pause_clock: PauseClock = nullcontext) -> None:
    """Ends the claim one way or another. Raises what nobody foresaw, after handing the job back.

    gives_way: False for a job that another one gave way to. pause_clock: what the job gives way in, so that its time
    limit holds for its own work.
    """
    watch = Watch(claim)
    try:
        with WrittenFiles(fence=claim.fence) as files, Reporter(claim, watch, files) as reporter:
            work = Work(claim=claim, watch=watch, files=files, reporter=reporter, gives_way=gives_way)
            make_requested(work, pause_clock)
    except LostClaim:
        logger.info("Job %s has gone or is in other hands; this attempt leaves nothing behind.", claim.row_id)
    except engine.Cancelled:
        _stop(claim, watch)
    except ConsentMissing:
        fail(claim, code=EndingCode.CONSENT_MISSING)
    except PhotosChanged:
        hand_back(claim, counts=False)
    except BadPhoto as error:
        fail(claim, code=error.code, slot=error.slot)
    except engine.InputError as error:
        logger.warning("Job %s cannot be done: %s", claim.row_id, error)
        fail(claim, code=error.code)
    except engine.ResourceError as error:
        logger.warning("Job %s lacks something it needs: %s", claim.row_id, error)
        hand_back(claim, code=error.code)
    except Exception:
        # With its family deleted under it, work may stumble over a file that has gone. That is no error.
        if hand_back(claim, code=EndingCode.INTERNAL_ERROR):
            raise
        logger.info("Job %s was deleted while it was worked on.", claim.row_id)


def make_requested(work: Work, pause_clock: PauseClock) -> None:
    with holding(work.claim) as job:
        parents, filmed = parents_of(job), job.film_of
    if filmed is not None:
        check_it_is_ours(filmed)
    newcomers = [parent for parent in parents if not parent.is_known()]
    plan = plan_for(
        len(newcomers), quality=Quality(job.family.quality), num_children=job.siblings, is_film=filmed is not None
    )
    show_known_parents(work, [parent for parent in parents if parent not in newcomers])
    if newcomers and not _get_to_know(work, job, newcomers, plan):
        return
    if filmed is not None:
        make_film(work, filmed, parents, plan.result)
    else:
        others = GivingWay(work.claim, job, _run_in_between, pause_clock)
        make_children(work, job, parents, plan.result, others)


def _get_to_know(work: Work, job: Job, newcomers: Sequence[Parent], plan: Plan) -> bool:
    """Analyses new faces; returns False when a question has to be answered first."""
    inspections = inspect_photos(work, newcomers, plan)
    if any(inspection.has_question for inspection in inspections):
        _ask(work)
        return False
    seen = [(inspection.parent, inspection.faces) for inspection in inspections]
    understand(work, seen, plan, quality=Quality(job.family.quality))
    return True


def _ask(work: Work) -> None:
    """Leaves the job to its owner. Raises PhotosChanged when everything was answered during the inspection."""
    with holding(work.claim) as job:
        work.stop_if_cancelled(job)
        if not questions_about(job.family):
            raise PhotosChanged
        wait_for_answer(work.claim)


def make_children(work: Work, job: Job, parents: Sequence[Parent], span: Span, others: GivingWay) -> None:
    """The result and the end of the job, in one transaction and only while the claim is ours."""
    requests = spec_of(job).requests()

    def is_cancelled() -> bool:
        if work.gives_way and not work.watch.is_cancelled():
            others.give_way()
        return work.watch.is_cancelled()

    children = engine.make_children(
        *codes_of(parents), requests, on_progress=work.reporter.listener(span), is_cancelled=is_cancelled
    )
    made = enumerate(zip(requests, children, strict=True))
    rows = [_write(work, job, place, request, child) for place, (request, child) in made]
    with holding(work.claim) as held:
        work.stop_if_cancelled(held)
        Child.objects.bulk_create(rows)
        finish(work.claim)
    work.files.retain(*(name for row in rows for name in row.file_names))


def _write(work: Work, job: Job, place: int, request: engine.ChildRequest, child: engine.Child) -> Child:
    """A child's files, and its row, which is not stored yet."""
    folder = job.family.folder
    picture = marks(with_label=True).jpeg(child.pixels, quality=CHILD_QUALITY)
    small = engine.resize(child.pixels, THUMBNAIL_SIZE)
    thumbnail = marks(with_label=False).jpeg(small, quality=THUMBNAIL_QUALITY)
    return Child(
        family=job.family,
        job=job,
        position=place,
        sex=child.sex,
        age_years=request.age_years,
        dominance=request.dominance,
        expression=request.expression,
        seed=request.seed,
        shares=dict(child.shares),
        apparent_age_years=child.apparent_age_years,
        image=work.files.write(folder, "child", "jpg", picture),
        thumbnail=work.files.write(folder, "thumb", "jpg", thumbnail),
        latent=work.files.write(folder, "latent", "npz", engine.save_latent(child.latent)),
        generator_identity=child.latent.generator,
    )


def _stop(claim: Claim, watch: Watch) -> None:
    match watch.reason:
        case "stopping":
            hand_back(claim, counts=False)
        case "cancelled" | None:  # None: the row said so, and not the watch
            end_cancelled(claim)
