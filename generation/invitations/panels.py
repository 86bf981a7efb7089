"""The link that an inviter hands over, ready to be shown: as text, as a picture for a phone's camera, as an email."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.requests import AuthenticatedRequest
from generation.invitations.forms import MailForm
from generation.invitations.reach import opens_here_only, settings_for_the_network
from generation.invitations.selectors import may_send_emails
from generation.jobs.pending_invitations import PendingInvitation


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The panel about one invitee. link: empty where a new one has to be made first. opens_here_only: on no other
    machine, unless the site is started with `settings_for_the_network`; qr_code: empty where a phone could not open the
    link. mail: None where no email can be sent.
    """

    pending: PendingInvitation
    expires_at: datetime | None
    link: str
    qr_code: str
    opens_here_only: bool
    settings_for_the_network: Sequence[str]
    mail: MailForm | None
    can_send_mail: bool


def panels_for(request: AuthenticatedRequest, pending: Sequence[PendingInvitation]) -> list[Panel]:
    """Returns a panel for each of `pending`, the invitees that a job waits for."""
    may_mail = bool(pending) and may_send_emails(request.user)
    return [_panel(request, message, may_mail) for message in pending]


def _panel(request: HttpRequest, pending: PendingInvitation, may_mail: bool) -> Panel:
    link = request.build_absolute_uri(pending["url"]) if pending["url"] else ""
    slot = pending["slot"]
    is_local = opens_here_only(link)
    return Panel(
        pending=pending,
        expires_at=datetime.fromisoformat(pending["expires_at"]) if pending["expires_at"] else None,
        link=link,
        qr_code=qr_code_of(link) if link and not is_local else "",
        opens_here_only=is_local,
        settings_for_the_network=settings_for_the_network() if is_local else [],
        mail=MailForm(auto_id=f"id_{slot}_%s", initial={"language": get_language()}) if may_mail else None,
        can_send_mail=settings.CAN_SEND_MAIL,
    )


def qr_code_of(link: str) -> str:
    """Returns a data: URL with the whole picture, so that no address of ours serves it."""
    return segno.make(link, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
