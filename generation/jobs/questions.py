"""Questions of a job to its owner or to an invitee: which of several faces is meant, and whether someone who looks
young is an adult.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypedDict
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.adults import adult_age
from accounts.models import Person
from accounts.names import isolate
from generation.models import Family, PortraitPhoto

Kind = Literal["face", "adult"]
YES, NO = "yes", "no"


class ChoiceMessage(TypedDict):
    value: str
    text: str
    picture_url: str | None


class QuestionMessage(TypedDict):
    id: str
    kind: Kind
    slot: str
    message: str
    picture_url: str | None
    choices: list[ChoiceMessage]
    other_photo_url: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question about a photo. photo: for an age, the first one that gave reason to ask."""

    kind: Kind
    family_id: UUID
    slot: str
    person: Person
    photo: PortraitPhoto

    @property
    def is_for_owner(self) -> bool:
        """True if the owner is asked; otherwise the invitee who is shown is."""
        return not self.person.is_invited

    @property
    def id(self) -> str:
        return f"face-{self.photo.pk}" if self.kind == "face" else f"adult-{self.photo.portrait_id}"

    @property
    def values(self) -> list[str]:
        return [str(number) for number in range(self.photo.num_faces)] if self.kind == "face" else [YES, NO]


def questions_about(family: Family) -> list[Question]:
    """Returns the questions without an answer, as the rows are now."""
    return [question for slot in family.slots for question in _about(family, slot)]


def _about(family: Family, slot: str) -> Iterator[Question]:
    person = family.slots[slot]
    if person.is_sample:
        return
    portrait = person.portrait
    photos = list(portrait.photos.all())
    for photo in photos:
        if photo.asks_for_a_face:
            yield Question(kind="face", family_id=family.pk, slot=slot, person=person, photo=photo)
    unsure = [photo for photo in photos if photo.asks_for_an_adult]
    if unsure and portrait.adult_confirmed_at is None:
        yield Question(kind="adult", family_id=family.pk, slot=slot, person=person, photo=unsure[0])


def describe_question(question: Question) -> QuestionMessage:
    """Describes a question in the active language."""
    is_face = question.kind == "face"
    return {
        "id": question.id,
        "kind": question.kind,
        "slot": question.slot,
        "message": _which_face(question) if is_face else _is_adult(question),
        "picture_url": None if is_face else reverse("portraits:aligned", args=[question.photo.portrait_id]),
        "choices": _faces(question.photo) if is_face else _yes_or_no(),
        "other_photo_url": reverse("families:photos", args=[question.family_id, question.slot]),
    }


def _which_face(question: Question) -> str:
    return _("There are several faces in the photo. Which one is %(name)s?") % {"name": isolate(question.person.name)}


def _is_adult(question: Question) -> str:
    if not question.photo.looks_young:
        return _(
            "Too little of the face of %(name)s can be seen in the photo to tell an age, and only faces of adults may "
            "be used here. Is %(name)s at least %(age)s?"
        ) % {"name": isolate(question.person.name), "age": adult_age()}
    return _(
        "%(name)s looks young in the photo, and only faces of adults may be used here. Is %(name)s at least %(age)s?"
    ) % {"name": isolate(question.person.name), "age": adult_age()}


def _faces(photo: PortraitPhoto) -> list[ChoiceMessage]:
    return [
        {
            "value": str(number),
            "text": _("Face %(number)d") % {"number": number + 1},
            "picture_url": reverse("portraits:face", args=[photo.pk, number]),
        }
        for number in range(photo.num_faces)
    ]


def _yes_or_no() -> list[ChoiceMessage]:
    return [
        {"value": YES, "text": _("Yes, an adult"), "picture_url": None},
        {"value": NO, "text": _("No, a minor"), "picture_url": None},
    ]
