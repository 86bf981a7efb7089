from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from generation.invitations.panels import Panel, panels_for
from generation.jobs.pending_invitations import PendingInvitation

register = template.Library()


@register.simple_tag(takes_context=True)
def invitation_panels(context: dict[str, Any], pending: Sequence[PendingInvitation]) -> list[Panel]:
    """Returns the invitation panels for a job's page, which knows the invitees but not how to ask them."""
    return panels_for(context["request"], pending)
