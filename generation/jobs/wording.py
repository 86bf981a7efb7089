"""Sentences that describe a job's progress. Numbers live in the rows, sentences about its end in `endings`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.names import isolate
from generation.jobs.endings import error_message
from generation.jobs.questions import questions_about
from generation.models import Job, JobStage, JobState


def message_of(job: Job) -> str:
    match job.state:
        case JobState.QUEUED:
            return _("Waiting for your turn.")
        case JobState.RUNNING:
            return _("Stopping …") if job.cancel_requested else _running_message(job)
        case JobState.WAITING:
            return _waiting_message(job)
        case JobState.DONE:
            return _("Done. Say hello!")
        case JobState.CANCELLED:
            return _("Stopped. Nothing was made.")
    return error_message(job)


def _waiting_message(job: Job) -> str:
    pending = [isolate(person.name) for person in job.family.pending_invitees]
    if pending:
        return _("Waiting for the answer of %(names)s. The child is drawn only once they have agreed.") % {
            "names": ", ".join(pending)
        }
    questions = questions_about(job.family)
    if questions and not any(question.is_for_owner for question in questions):
        return _(
            "There is a question about the photo of %(name)s, who can answer it through the invitation link. The work "
            "continues once it is answered."
        ) % {"name": isolate(questions[0].person.name)}
    return _("There is a question about the photos. The work continues once it is answered.")


def _running_message(job: Job) -> str:
    name = _name_of(job, job.slot)
    match job.stage:
        case JobStage.ALIGNING:
            return _("Looking for the face in the photo of %(name)s …") % {"name": name}
        case JobStage.PROJECTING if name:
            return _("Getting to know the face of %(name)s …") % {"name": name}
        case JobStage.PROJECTING:
            return _("Getting to know both faces …")
        case JobStage.INHERITING if job.film_of_id:
            return _("Finding out what the child looks like at every age …")
        case JobStage.SYNTHESISING if job.film_of_id:
            return _("Drawing the child, from baby to grown-up …")
        case JobStage.INHERITING if job.siblings > 1:
            return _("Mixing what each child has from the two of you …")
        case JobStage.INHERITING:
            return _("Mixing what the child has from each of you …")
        case JobStage.SYNTHESISING if job.siblings > 1:
            return _("Drawing the children …")
        case JobStage.SYNTHESISING:
            return _("Drawing the child …")
    return _("Getting ready …")


def _name_of(job: Job, slot: str) -> str:
    person = job.family.slots.get(slot)
    return isolate(person.name) if person else ""
