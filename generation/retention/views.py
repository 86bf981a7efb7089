from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Purpose
from accounts.requests import AuthenticatedRequest
from generation.consent.answers import PersonGone
from generation.consent.shown_texts import OneConsentForm
from generation.families.selectors import get_family_for
from generation.models import Family
from generation.retention.services import agree_to_keep, extend_family
from generation.way_back import way_back


@require_POST
@login_required
def extend(request: AuthenticatedRequest, family_id: UUID) -> HttpResponse:
    """Keeps a family for longer, with the consents to that if the button stood beside them."""
    family = get_family_for(request.user, family_id)
    is_recorded = "says" in request.POST and _agree(request, family)
    if extend_family(family):
        messages.success(request, _("The family stays."))
    elif is_recorded:
        messages.info(request, _("Recorded. It is kept once everyone who was invited agrees to keeping it too."))
    else:
        messages.error(request, _("It cannot be kept longer: not everyone shown agreed to keeping it."))
    return HttpResponseRedirect(way_back(request, reverse("families:detail", args=[family_id])))


def _agree(request: AuthenticatedRequest, family: Family) -> bool:
    """Returns False, with a message, if another text was shown than that of today. Raises Http404."""
    form = OneConsentForm(Purpose.KEEP, request.POST)
    if not form.is_valid() or form.text is None:
        messages.error(request, form.first_error)
        return False
    try:
        agree_to_keep(family, person_ids=request.POST.getlist("person"), text=form.text, by=request.user)
    except PersonGone as error:
        raise Http404("There is no such person.") from error
    return True
