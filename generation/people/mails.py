"""The invitation as a letter. It holds no word that its sender chose, so that nobody can write to strangers with it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Invitation, User


def send_invitation(invitation: Invitation, *, sender: User, link: str, address: str, language: str) -> None:
    """Sealed until the light worker has sent it, then gone with the address: nobody learns whether there is one."""
    context = {"sender": sender.email, "link": link, "expires_at": invitation.expires_at}
    with translation.override(language):
        subject = render_to_string("people/email/invitation_subject.txt", context).strip()
        message = render_to_string("people/email/invitation_message.txt", context)
    send_mail(subject, message, settings.DEFAULT_FROM_EMAIL, [address])
