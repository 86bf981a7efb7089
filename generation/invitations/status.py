"""The status page of an invitee: consents, stored data and pending questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.adults import adult_age
from accounts.models import ConsentRecord, Person, Purpose, User
from accounts.people.consents import ConsentText
from accounts.people.selectors import get_latest_consents, is_given
from generation.consent.keeping import get_parents_without_consent
from generation.consent.links import link_of
from generation.consent.shown_texts import VERSION_FIELDS, texts_now
from generation.invitations.progress import describe_progress
from generation.invitations.selectors import (
    get_answered_invitations_of,
    get_children_with,
    get_families_of,
    get_open_links_with,
    get_own_questions,
    get_photo_error_code,
)
from generation.jobs.endings import ending_of, error_sentence
from generation.jobs.questions import Question, QuestionMessage, describe_question
from generation.models import Child, Family
from generation.models.family_endings import get_endings


@dataclass(frozen=True, kw_only=True)
class OwnConsent:
    """A consent of the invitee. last: the newest record for this purpose. text: the current one."""

    purpose: Purpose
    is_given: bool
    last: ConsentRecord | None
    text: ConsentText

    @property
    def version_field(self) -> str:
        return VERSION_FIELDS[self.purpose]


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """The page of an invitee. url: the link of the invitation. name: theirs."""

    name: str
    url: str


def own_pages_of(user: User) -> list[OwnPage]:
    """Returns the pages of the invitees who connected this account."""
    invitations = get_answered_invitations_of(user)
    return [OwnPage(name=invitation.person.name, url=link_of(invitation)) for invitation in invitations]


def describe_person(person: Person, token: str) -> dict[str, Any]:
    """Describes a person in the active language, to themselves."""
    error_code = get_photo_error_code(person)
    questions = get_own_questions(person)
    family = get_families_of(person).first()
    consents = consents_of(person)
    publishes = any(consent.is_given for consent in consents if consent.purpose == Purpose.PUBLISH)
    return {
        "family": family,
        "ending": get_endings([family.pk]).get(family.pk) if family else None,
        "without_consent": get_parents_without_consent(family) if family else [],
        "children": list(get_children_with(person)),
        "progress": describe_progress(person),
        "consents": consents,
        "is_asked_to_publish": not publishes and get_open_links_with(person).exists(),
        "num_photos": person.portrait.photos.count(),
        "num_children": Child.objects.seen().filter(family__in=Family.objects.of_person(person)).count(),
        "questions": [describe_own_question(question, token) for question in questions],
        "photo_error": error_sentence(error_code, person.name) if error_code else "",
        "may_send_another_photo": bool(questions) or ending_of(error_code).other_photo_helps,
    }


def consents_of(person: Person) -> list[OwnConsent]:
    latest = get_latest_consents([person.pk]).get(person.pk, {})
    texts = texts_now(Purpose)
    return [
        OwnConsent(
            purpose=purpose,
            is_given=is_given(latest.get(purpose.value)),
            last=latest.get(purpose.value),
            text=texts[purpose.value],
        )
        for purpose in Purpose
    ]


def describe_own_question(question: Question, token: str) -> QuestionMessage:
    """Describes a question as its owner would be asked, but addressed to the person shown."""
    message = describe_question(question)
    message["message"] = _own_words(question)
    message["other_photo_url"] = "#other-photo"
    if message["picture_url"]:
        message["picture_url"] = reverse("invitations:face", args=[token])
    for choice in message["choices"]:
        if choice["picture_url"]:
            choice["picture_url"] = reverse(
                "invitations:one-of-several", args=[token, question.photo.pk, choice["value"]]
            )
    return message


def _own_words(question: Question) -> str:
    if question.kind == "face":
        return _("There are several faces in the photo. Which one is you?")
    if question.photo.looks_young:
        return _(
            "You look young in the photo, and only faces of adults may be used here. Are you at least %(age)s?"
        ) % {"age": adult_age()}
    return _(
        "Too little of your face can be seen in the photo to tell an age, and only faces of adults may be used here. "
        "Are you at least %(age)s?"
    ) % {"age": adult_age()}
