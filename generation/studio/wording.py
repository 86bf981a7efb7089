"""Why there is no sketch, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MESSAGES: dict[str, StrPromise] = {
    "consent_missing": gettext_lazy("Somebody shown here has not agreed, or no longer does."),
    "not_understood": gettext_lazy(
        "These two faces have to be understood first, or anew after a change of the face model: imagine a child of "
        "theirs the ordinary way."
    ),
    "refused": gettext_lazy("The face model of this site cannot do that. Choose something else."),
    "unavailable": gettext_lazy("Something that draws the faces is missing on this site. Try again later."),
}


def error_message(code: str) -> str:
    return str(MESSAGES.get(code) or _("This sketch failed. Change something, or try again."))
