"""Sentences that say why there is no preview."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.jobs.endings import EndingCode

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class PreviewError(StrEnum):
    """A code that says why there is no preview."""

    CONSENT_MISSING = EndingCode.CONSENT_MISSING
    NOT_UNDERSTOOD = "not_understood"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"


MESSAGES: dict[str, StrPromise] = {
    PreviewError.CONSENT_MISSING: gettext_lazy("Someone shown here has not agreed, or has withdrawn consent."),
    PreviewError.NOT_UNDERSTOOD: gettext_lazy(
        "These two faces have to be analysed first, and again after the face model has changed. Make a child of "
        "theirs with the usual form."
    ),
    PreviewError.REFUSED: gettext_lazy("The face model of this site cannot do that. Choose something else."),
    PreviewError.UNAVAILABLE: gettext_lazy("A part of the face generator is missing on this site. Try again later."),
}


def error_message(code: str) -> str:
    return str(MESSAGES.get(code) or _("This preview failed. Change something, or try again."))
