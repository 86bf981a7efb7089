"""How an owner asks invited parents for the consent that a link lacks: with the address of their page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from accounts.models import Person, User
from generation.consent.links import token_of
from generation.invitations.forms import MailForm
from generation.invitations.selectors import may_send_emails
from generation.models import Family


@dataclass(frozen=True, kw_only=True)
class Asking:
    """An invited parent who has not agreed. page: where they see what would be shown, and answer; empty where they have
    no page any more. mail: None where no email can be sent.
    """

    person: Person
    slot: str
    page: str
    mail: MailForm | None


def asking_of(family: Family, person: Person, *, owner: User) -> Asking:
    slot = family.slot_of(person)
    page = page_of(person)
    mail = MailForm(auto_id=f"id_{slot}_%s", initial={"language": get_language()})
    return Asking(person=person, slot=slot, page=page, mail=mail if page and may_send_emails(owner) else None)


def page_of(person: Person) -> str:
    invitation = person.invitations.filter(revoked_at=None).exclude(answered_at=None).first()
    return settings.SITE_URL + reverse("sharing:with-me", args=[token_of(invitation.pk)]) if invitation else ""


def send_request(*, sender: User, page: str, address: str, language: str) -> None:
    """Sends the address of the page. As with an invitation, no word of the email is chosen by its sender, and the
    address is kept, encrypted, until the light worker has sent it.
    """
    context = {"sender": sender.email, "page": page}
    with translation.override(language):
        subject = render_to_string("sharing/email/request_subject.txt", context).strip()
        message = render_to_string("sharing/email/request_message.txt", context)
    send_mail(subject, message, settings.DEFAULT_FROM_EMAIL, [address])
