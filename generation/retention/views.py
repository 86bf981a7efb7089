from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import AuthenticatedRequest
from generation.families.selectors import get_family_for
from generation.retention.services import extend_family


@require_POST
@login_required
def extend(request: AuthenticatedRequest, family_id: UUID) -> HttpResponse:
    if extend_family(get_family_for(request.user, family_id)):
        messages.success(request, _("The family stays."))
    else:
        messages.error(request, _("It cannot be kept longer: not everyone shown agreed to keeping it."))
    return redirect("families:detail", family_id)
