"""Warnings about guessed passwords: the owner of the address is told, once an hour at most.

The worker sends them, whether there is an account or not: how long the answer takes tells nothing.
"""

from __future__ import annotations

import dramatiq
from allauth.core import ratelimit
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from accounts.encryption import decrypt, encrypt
from accounts.users import User
from accounts.work import queues
from accounts.work.enqueue import enqueue


def note_failure(request: HttpRequest, address: str) -> None:
    """Counts a failed attempt. address: as it was typed, in lower case."""
    if ratelimit.consume(request, action="login_failed_unnoticed", key=address):
        return
    if not ratelimit.consume(request, action="login_failed_told", key=address):
        return
    enqueue(tell_of_guesses, encrypt(address), lost="An owner was not told of somebody who guesses")


@dramatiq.actor(queue_name=queues.LIGHT, max_retries=3)
def tell_of_guesses(encrypted_address: str) -> None:
    """Warns the owner by email in every language: the guesser chose the page's, and the owner's is not known."""
    user = User.objects.filter(email=decrypt(encrypted_address), is_active=True).first()
    if user is None:
        return
    subjects, bodies = [], []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            subjects.append(render_to_string("account/email/guesses_subject.txt").strip())
            bodies.append(render_to_string("account/email/guesses_message.txt").strip())
    send_mail(" / ".join(subjects), "\n\n----\n\n".join(bodies), None, [user.email])
