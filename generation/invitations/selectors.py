from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import Http404

from accounts.models import ConsentBasis, Erasure, Invitation, Person
from generation.consent.gate import may_compute
from generation.consent.links import invitation_id_of
from generation.jobs.endings import PHOTO_CODES
from generation.jobs.questions import Question, questions_about
from generation.models import Child, Family, Job, JobState, ShareLink

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_invitation(token: str) -> Invitation | Erasure:
    """Returns the invitation that a link leads to, or what remains of its person. Raises Http404."""
    invitation_id = invitation_id_of(token)
    if invitation_id is None:
        raise Http404("There is no such invitation.")
    return get_invitation_by_id(invitation_id)


def get_invitation_by_id(invitation_id: UUID) -> Invitation | Erasure:
    """Returns the invitation of a link that was read already. Raises Http404."""
    about = ("person__owner", "person__portrait", "person__key")
    invitation = Invitation.objects.select_related(*about).filter(pk=invitation_id).first()
    if invitation is not None:
        return invitation
    erasure = Erasure.objects.filter(invitation_ids__contains=[str(invitation_id)]).first()
    if erasure is None:
        raise Http404("There is no such invitation.")
    return erasure


def get_answered_invitation(token: str) -> Invitation:
    """Raises Http404 for every other one."""
    invitation = get_invitation(token)
    if isinstance(invitation, Erasure) or invitation.answered_at is None:
        raise Http404("This invitation was not agreed to.")
    return invitation


def get_invited_person_for(user: User | AnonymousUser, person_id: UUID) -> Person:
    """Returns a person whom this account invited. Raises Http404."""
    person = None
    if user.is_authenticated:
        theirs = Person.objects.filter(owner=user, consent_basis=ConsentBasis.INVITED).prefetch_related("invitations")
        person = theirs.filter(pk=person_id).first()
    if person is None:
        raise Http404("There is no such person.")
    return person


def get_families_of(person: Person) -> QuerySet[Family]:
    people = ("parent_a__portrait", "parent_a__key", "parent_b__portrait", "parent_b__key")
    return Family.objects.of_person(person).select_related(*people).order_by("pk")


def get_name_of_inviter(family: Family, person: Person) -> str:
    """Returns the name of the other parent, if that is who invited this one. Empty if they invited for others."""
    others = [parent for parent in family.parents if parent.pk != person.pk]
    return next((other.name for other in others if other.consent_basis == ConsentBasis.SELF), "")


def get_answered_invitations_of(user: User) -> QuerySet[Invitation]:
    """Returns the answered invitations that an invitee connected with this account, the newest first."""
    answered = Invitation.objects.filter(person__account=user, person__consent_basis=ConsentBasis.INVITED)
    return answered.exclude(answered_at=None).select_related("person__key").order_by("-answered_at")


def get_children_with(person: Person) -> QuerySet[Child]:
    """Returns the children that an invitee sees, the newest first: those of families in which both parents agree to the
    text of today, which says that an invited parent sees them.
    """
    families = [family.pk for family in get_families_of(person) if may_compute(family)]
    parents = ("family__parent_a__key", "family__parent_b__key")
    return Child.objects.seen().filter(family__in=families).select_related("job", *parents).newest_first()


def get_child_with(person: Person, child_id: UUID) -> Child:
    """Raises Http404, the same for a child that is not there and for one of others."""
    child = get_children_with(person).filter(pk=child_id).first()
    if child is None:
        raise Http404("There is no such child.")
    return child


def get_open_links_with(person: Person) -> QuerySet[ShareLink]:
    """Returns the links that show children of this person to others, or would if both parents agreed."""
    families = Family.objects.of_person(person)
    return ShareLink.objects.filter(family__in=families, ended_at=None, expires_at__gt=Now())


def get_latest_job_with(person: Person) -> Job | None:
    """Returns the newest job for children made with this person."""
    jobs = Job.objects.filter(family__in=Family.objects.of_person(person), film_of=None)
    parents = ("family__parent_a__key", "family__parent_b__key")
    return jobs.select_related(*parents).order_by("-created_at").first()


def get_own_questions(person: Person) -> list[Question]:
    """Returns the questions that only this person may answer, while a job waits for it."""
    waiting = [family for family in get_families_of(person) if family.jobs.filter(state=JobState.WAITING).exists()]
    return [question for family in waiting for question in questions_about(family) if question.person.pk == person.pk]


def get_photo_error_code(person: Person) -> str:
    """Returns the error code of this person's photos; empty if there is none."""
    for family in get_families_of(person):
        slot = family.slot_of(person)
        job = family.jobs.filter(film_of=None).order_by("-created_at").first()
        if job and job.state == JobState.FAILED and job.error_slot == slot and job.error_code in PHOTO_CODES:
            return job.error_code
    return ""


def has_confirmed_address(user: User) -> bool:
    """Returns True if the address is confirmed. Otherwise anybody could write in the name of anybody."""
    confirmed = EmailAddress.objects.filter(user=user, email=user.email, verified=True)
    return bool(confirmed.exists())


def may_send_emails(user: User) -> bool:
    """Returns True if the account may send invitations by email. Without a mail server an email goes to the log, where
    no invitation link belongs.
    """
    return bool(settings.CAN_SEND_MAIL) and has_confirmed_address(user)
