"""Endings of jobs without a result: one table of error codes, their consequences and their sentences.

Rows and the API hold codes. Pages, wording and the reconciler look up here what a code means.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.names import isolate
from generation import engine
from generation.models import Job

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class EndingCode(StrEnum):
    # The photo is at fault.
    NOT_A_PICTURE = engine.NotAPicture.code
    PICTURE_TOO_LARGE = engine.PictureTooLarge.code
    NO_FACE_FOUND = engine.NoFaceFound.code
    FACE_TOO_SMALL = engine.FaceTooSmall.code
    # `engine.examine` names its refusal so: no other photo of the same person makes up for a child's face.
    APPARENT_CHILD = "apparent_child"
    # The photos are not there: they were removed because of an answer, or their time was over.
    DECLARED_MINOR = "declared_minor"
    PHOTOS_GONE = "photos_gone"
    # Told to the owner in place of any of these, when the photo is that of a person who was invited.
    PHOTO_OF_INVITEE = "photo"
    # The request, or the child that it is about, is at fault.
    INVALID_REQUEST = engine.InvalidRequest.code
    WRONG_GENERATOR = engine.WrongGenerator.code
    CONSENT_MISSING = "consent_missing"
    # The photo was replaced, but there was no room for this request: newer ones of the account took it.
    PHOTOS_REPLACED = "photos_replaced"
    # A moderator suspended the account while the job was open.
    ACCOUNT_SUSPENDED = "account_suspended"
    # The site is at fault.
    FILM_FAILED = engine.FilmFailed.code
    WEIGHTS_MISSING = engine.WeightsMissing.code
    WEIGHTS_DAMAGED = engine.WeightsDamaged.code
    DOWNLOAD_FAILED = engine.DownloadFailed.code
    # The lease keeper's last word before it kills a worker; the reconciler then ends the job for good.
    TOOK_TOO_LONG = "took_too_long"
    WORKER_LOST = "worker_lost"
    INTERNAL_ERROR = "internal_error"


class About(StrEnum):
    """The thing that has to change before the same work could end differently."""

    PHOTO = "photo"
    SPEC = "spec"
    CHILD = "child"
    CONSENT = "consent"
    SITE = "site"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The meaning of one error code.

    about: what is at fault; with PHOTO, `error_slot` of the job names the person, and the sentence may too.
    is_final: a retry would end the same way. other_photo_helps: another photo of the same person may work.
    are_photos_left: the photos stay with the family, as long as the consents say.
    """

    about: About
    sentence: StrPromise
    is_final: bool = False
    other_photo_helps: bool = False
    are_photos_left: bool = False


def _bad_photo(sentence: StrPromise, *, are_photos_left: bool = True) -> Ending:
    return Ending(
        about=About.PHOTO, sentence=sentence, is_final=True, other_photo_helps=True, are_photos_left=are_photos_left
    )


UNREADABLE = _bad_photo(_("The photo of %(name)s could not be read. Choose another one."))
MODEL_INCOMPLETE = Ending(
    about=About.SITE,
    sentence=_(
        "This site’s face model is incomplete, so nothing could be drawn. The people who run the site have to "
        "download it again with “make models”. Then try again."
    ),
)
INTERNAL_ERROR = Ending(
    about=About.SITE,
    sentence=_("Something went wrong on our side and has been logged. Your photos are fine. Try again later."),
)

ENDINGS: dict[str, Ending] = {
    EndingCode.NOT_A_PICTURE: UNREADABLE,
    EndingCode.PICTURE_TOO_LARGE: UNREADABLE,
    EndingCode.NO_FACE_FOUND: _bad_photo(
        _(
            "No face was found in the photo of %(name)s. Choose one in which the face is upright, seen from the "
            "front, well lit and not covered; if the head is small in it, crop the photo to head and shoulders."
        )
    ),
    EndingCode.FACE_TOO_SMALL: _bad_photo(
        _("The face in the photo of %(name)s is too small. Choose one taken from closer by.")
    ),
    EndingCode.APPARENT_CHILD: _bad_photo(
        _(
            "%(name)s looks like a child in the photo. Children’s faces are not used here, for their protection, "
            "so nothing was made from it. Choose a photo of %(name)s as an adult."
        )
    ),
    EndingCode.PHOTOS_GONE: _bad_photo(
        _(
            "The photos of %(name)s are gone, because photos are kept for only a few days, and this needs them. "
            "Choose them again."
        ),
        are_photos_left=False,
    ),
    EndingCode.DECLARED_MINOR: Ending(
        about=About.PHOTO,
        is_final=True,
        sentence=_(
            "Thank you for saying so. Children’s faces are not used here, for their protection: the photos of "
            "%(name)s have been removed, and nothing was made from them."
        ),
    ),
    EndingCode.PHOTO_OF_INVITEE: Ending(
        about=About.PHOTO,
        is_final=True,
        sentence=_(
            "The photo of %(name)s cannot be used, so nothing was made. The invitation link tells %(name)s what to do."
        ),
    ),
    EndingCode.INVALID_REQUEST: Ending(
        about=About.SPEC,
        is_final=True,
        sentence=_(
            "The face model that this site uses now cannot do that. Try again, and leave it to chance which trait "
            "comes from which parent."
        ),
    ),
    EndingCode.WRONG_GENERATOR: Ending(
        about=About.CHILD,
        is_final=True,
        sentence=_(
            "This child was drawn by a different face model from the one that this site uses now, which would draw "
            "someone else. Make another child, and watch that one grow up."
        ),
    ),
    EndingCode.CONSENT_MISSING: Ending(
        about=About.CONSENT,
        sentence=_(
            "Someone shown here has not agreed, or has not agreed to the current text, so nothing was made. Try again "
            "once everyone has agreed."
        ),
    ),
    EndingCode.PHOTOS_REPLACED: Ending(
        about=About.SITE,
        sentence=_("There is another photo now, but newer requests of yours went first. Try this one again."),
    ),
    EndingCode.ACCOUNT_SUSPENDED: Ending(
        about=About.SITE,
        sentence=_("It was stopped because your account was suspended. Try again once that is over."),
    ),
    EndingCode.FILM_FAILED: Ending(
        about=About.SITE,
        sentence=_(
            "The film could not be made from the pictures. The child is fine. Try again; if it happens again, tell "
            "the people who run the site: ffmpeg is missing there, or the disk is full."
        ),
    ),
    EndingCode.WEIGHTS_MISSING: MODEL_INCOMPLETE,
    EndingCode.WEIGHTS_DAMAGED: MODEL_INCOMPLETE,
    EndingCode.DOWNLOAD_FAILED: MODEL_INCOMPLETE,
    EndingCode.TOOK_TOO_LONG: Ending(
        about=About.SITE, sentence=_("The work took far too long and was stopped. Try again later.")
    ),
    EndingCode.WORKER_LOST: Ending(
        about=About.SITE,
        sentence=_(
            "The work was interrupted several times. Try again; if it happens again, tell the people who run the site."
        ),
    ),
    EndingCode.INTERNAL_ERROR: INTERNAL_ERROR,
}

PHOTO_CODES = frozenset(code for code, ending in ENDINGS.items() if ending.about == About.PHOTO)
OTHER_PHOTO_CODES = frozenset(code for code, ending in ENDINGS.items() if ending.other_photo_helps)


def ending_of(code: str) -> Ending:
    """Returns the ending of a code. An unknown code counts as an internal error."""
    return ENDINGS.get(code, INTERNAL_ERROR)


def told_code(job: Job) -> str:
    """Returns the code shown to the owner, who does not learn what is wrong with an invitee's photo."""
    person = person_at_fault(job)
    is_of_invitee = person is not None and person.is_invited and job.error_code in PHOTO_CODES
    return EndingCode.PHOTO_OF_INVITEE if is_of_invitee else job.error_code


def told_ending(job: Job) -> Ending:
    """Returns the ending shown to the owner: see `told_code`."""
    return ending_of(told_code(job))


def person_at_fault(job: Job) -> Person | None:
    """Returns the person whose photo is at fault, or None."""
    return job.family.slots.get(job.error_slot)


def error_message(job: Job) -> str:
    """Returns the sentence for the owner of the job."""
    person = person_at_fault(job)
    return error_sentence(told_code(job), person.name if person else "")


def error_sentence(code: str, name: str) -> str:
    """Returns the sentence for a code. name: the person whose photo is at fault, or empty."""
    return str(ending_of(code).sentence) % {"name": isolate(name)}
