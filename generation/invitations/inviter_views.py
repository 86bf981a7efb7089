"""Views for the inviter: a new link, an email. Nothing here tells more than the status."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Person
from accounts.names import isolate
from accounts.requests import AuthenticatedRequest
from generation.consent.links import link_of
from generation.invitations.forms import MailForm
from generation.invitations.inviting import AlreadyAnswered, renew_invitation, send_invitation
from generation.invitations.selectors import get_families_of, get_invited_person_for, may_send_emails
from generation.jobs.pending_invitations import current_invitation
from generation.limits import limit_mails, limit_submissions


@require_POST
@login_required
@limit_submissions
def renew(request: AuthenticatedRequest, invited_id: UUID) -> HttpResponse:
    person = get_invited_person_for(request.user, invited_id)
    try:
        renew_invitation(person)
    except AlreadyAnswered:
        messages.info(request, _("%(name)s has answered already.") % {"name": isolate(person.name)})
    else:
        messages.success(request, _("This is a new link. The previous one no longer works."))
    return _back(person)


@require_POST
@login_required
@limit_mails
def mail(request: AuthenticatedRequest, invited_id: UUID) -> HttpResponse:
    person = get_invited_person_for(request.user, invited_id)
    form = MailForm(request.POST)
    invitation = current_invitation(person)
    if not may_send_emails(request.user):
        messages.error(request, _("Confirm your own address first, so that nobody can write in your name."))
    elif not form.is_valid():
        messages.error(request, _("Enter an email address, such as name@example.org."))
    elif invitation is not None and invitation.answered_at is not None:
        messages.error(request, _("%(name)s has answered already.") % {"name": isolate(person.name)})
    elif invitation is None or invitation.revoked_at is not None or invitation.is_expired:
        messages.error(request, _("This link no longer works. Make a new one first."))
    else:
        link = request.build_absolute_uri(link_of(invitation))
        send_invitation(invitation, sender=request.user, link=link, **form.cleaned_data)
        messages.success(request, _("The email is on its way. Once it is sent, the address is deleted."))
    return _back(person)


def _back(person: Person) -> HttpResponse:
    """Redirects to the page that shows the link."""
    family = get_families_of(person).first()
    if family is None:
        return redirect("families:list")
    job = family.jobs.filter(film_of=None).order_by("-created_at").first()
    if job is not None and job.is_open:
        return redirect("jobs:detail", job.pk)
    return redirect("families:detail", family.pk)
