"""What a job says to people. Sentences only; codes and numbers live in the rows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Person
from generation.jobs.questions import questions_about
from generation.models import Job, JobStage, JobState

# Another photo of the same person would do.
BAD_PHOTO_ERRORS = frozenset(
    {"not_a_picture", "picture_too_large", "no_face_found", "face_too_small", "apparent_child", "photos_gone"}
)
PHOTO_ERRORS = BAD_PHOTO_ERRORS | {"declared_minor"}
# The photo or the wish is at fault: the same work again would end the same way.
FINAL_ERRORS = PHOTO_ERRORS | {"invalid_request", "wrong_generator"}


def message_of(job: Job) -> str:
    match job.state:
        case JobState.QUEUED:
            return _("Waiting for a free place. You may close this page: the work goes on.")
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
    awaited = [person.name for person in job.family.awaited]
    if awaited:
        return _("Waiting for the answer of %(names)s. Nothing is computed before.") % {"names": ", ".join(awaited)}
    questions = questions_about(job.family)
    if questions and not any(question.is_for_owner for question in questions):
        return _(
            "There is a question about the photo of %(name)s, who finds it behind the link of the invitation. The work "
            "goes on once it is answered."
        ) % {"name": questions[0].person.name}
    return _("There is a question about the photos. The work goes on once it is answered.")


def _running_message(job: Job) -> str:
    name = _name_of(job, job.subject)
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


def error_message(job: Job) -> str:
    """To the owner of the job."""
    person = _person_of(job, job.error_subject)
    if person is not None and person.is_invited and job.error_code in PHOTO_ERRORS:
        return _(
            "The photo of %(name)s cannot be used, so nothing was made. Behind the link of the invitation %(name)s can "
            "read what to do."
        ) % {"name": person.name}
    return error_sentence(job.error_code, _name_of(job, job.error_subject))


def error_sentence(code: str, name: str) -> str:
    """name: of the person whose photo is at fault, if one is."""
    match code:
        case "no_face_found":
            return _(
                "No face was found in the photo of %(name)s. Choose one in which the face is seen from the front, "
                "well lit and not covered."
            ) % {"name": name}
        case "face_too_small":
            return _("The face in the photo of %(name)s is too small. Choose one taken from closer by.") % {
                "name": name
            }
        case "several_faces":  # of jobs from before it was asked which one is meant
            return _(
                "There are several faces in the photo of %(name)s. Try again, and choose the one that is meant."
            ) % {"name": name}
        case "apparent_child":
            return _(
                "%(name)s looks like a child in the photo. Children’s faces are not used here, for their protection, "
                "so nothing was made from it. Choose a photo of %(name)s as an adult."
            ) % {"name": name}
        case "declared_minor":
            return _(
                "Thank you for saying so. Children’s faces are not used here, for their protection: the photos of "
                "%(name)s have been removed, and nothing was made from them."
            ) % {"name": name}
        case "photos_gone":
            return _(
                "The photos of %(name)s have gone, because photos stay here for a few days only, and this needs them. "
                "Give them again, as a new family."
            ) % {"name": name}
        case "not_a_picture" | "picture_too_large":
            return _("The photo of %(name)s could not be read. Choose another one.") % {"name": name}
        case "consent_missing":
            return _(
                "Somebody shown here has not agreed, or not to the text as it is now, so nothing was made. Once "
                "everybody has agreed, try again."
            )
        case "invalid_request":
            return _(
                "The face model that this site uses now cannot do what was asked for. Ask again, and leave to chance "
                "what the child has from whom."
            )
        case "wrong_generator":
            return _(
                "This child was drawn by another face model than the one that this site uses now, which would draw "
                "somebody else. Ask for another child, and watch that one grow up."
            )
        case "film_failed":
            return _(
                "The pictures could not be put together as a film. The child is fine. Try again; if it happens again, "
                "tell who runs the site: ffmpeg is missing there, or its disk is full."
            )
        case "weights_missing" | "weights_damaged" | "download_failed":
            return _(
                "This site's face model is not complete, so nothing could be drawn. The people who run the site have "
                "to fetch it again with “make models”; then try again."
            )
        case "took_too_long":
            return _("The work took far too long and was stopped. Try again later.")
        case "worker_lost":
            return _("The work was interrupted several times. Try again; if it happens again, tell who runs the site.")
    return _("Something went wrong on our side and was noted down. Your photos are fine. Try again in a while.")


def _name_of(job: Job, subject: str) -> str:
    person = _person_of(job, subject)
    return person.name if person else ""


def _person_of(job: Job, subject: str) -> Person | None:
    return {"a": job.family.parent_a, "b": job.family.parent_b}.get(subject)
