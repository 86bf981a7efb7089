"""Emails that the site writes by itself: no names, no faces, a link.

They are in every language of the site, for no account says which one is its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User

BETWEEN = "\n\n---\n\n"


def send_email(*, to: User, name: str, link: str, about: Sequence[object] = (), **context: Any) -> None:
    """Sends an email. name: of its templates. link: the name of an address. about: what that address names. Raises
    SMTPException, OSError.
    """
    context["link"] = f"{settings.SITE_URL}{reverse(link, args=about)}"
    subject, text = write_email(name, context)
    EmailMessage(subject, text, to=[to.email]).send()


def write_email(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Returns the subject and the text. name: of the templates."""
    subjects, texts = [], []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            subjects.append(render_to_string(f"emails/{name}_subject.txt", {**context}).strip())
            texts.append(render_to_string(f"emails/{name}_message.txt", {**context}).strip())
    return " / ".join(subjects), BETWEEN.join(texts) + "\n"
