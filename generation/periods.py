"""Retention periods as the settings define them, in words. Every page that states one uses this module."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# After an invitation that nobody answered has ended: it may be sent anew.
UNANSWERED_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Period:
    what: str
    how_long: str


def periods() -> list[Period]:
    """Returns the retention periods in the active language."""
    notice = _("You get an email %(time)s before.") % {"time": days(settings.NOTICE_DAYS)}
    return [
        Period(
            what=_("Photos, and the faces cut out of them"),
            how_long=_("%(time)s after the last picture.") % {"time": days(settings.PHOTO_DAYS)},
        ),
        Period(
            what=_("The numbers worked out from photos, the children’s pictures and films"),
            how_long=_("%(time)s after the family was last used.") % {"time": days(settings.RESULT_DAYS)}
            + f" {notice}",
        ),
        Period(
            what=_("All of the above, if one of the parents did not agree to keeping it"),
            how_long=_("%(time)s after the last picture.") % {"time": hours(settings.UNKEPT_HOURS)},
        ),
        Period(
            what=_("A family in which an invited parent never answered"),
            how_long=_("%(time)s after the invitation has ended.") % {"time": days(UNANSWERED_DAYS)},
        ),
        Period(
            what=_("An account that nobody signs in to, with everything in it"),
            how_long=_("%(time)s after the last sign-in.") % {"time": days(settings.IDLE_ACCOUNT_DAYS)} + f" {notice}",
        ),
        Period(
            what=_("A file with all of an account’s data, once it was asked for"),
            how_long=_("%(time)s after it is ready.") % {"time": days(settings.EXPORT_DAYS)},
        ),
        Period(
            what=_("When and from which network address somebody signed in, failed to, or was refused"),
            how_long=_("%(time)s, and no longer than the account.") % {"time": days(settings.SECURITY_LOG_DAYS)},
        ),
        Period(
            what=_("What was written in a report, a decision or an appeal, with names and email addresses in it"),
            how_long=_("%(time)s after the case was closed. What was decided stays, without names.")
            % {"time": days(settings.REPORT_DAYS)},
        ),
        Period(
            what=_("Receipts of what was destroyed, without names or pictures"),
            how_long=_("%(time)s.") % {"time": days(settings.RECEIPT_DAYS)},
        ),
        Period(
            what=_("That somebody who was invited said no: a number made from the name, which does not tell it"),
            how_long=_("%(time)s.") % {"time": days(settings.RECEIPT_DAYS)},
        ),
    ]


def keep_offer() -> str:
    """Returns what the consent to keeping changes, in one line beside its box or button."""
    return _("Keep it: photos %(photos)s, children %(children)s. Without this, all is deleted after %(unkept)s.") % {
        "photos": days(settings.PHOTO_DAYS),
        "children": days(settings.RESULT_DAYS),
        "unkept": hours(settings.UNKEPT_HOURS),
    }


def days(number: int) -> str:
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def hours(number: int) -> str:
    return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}
