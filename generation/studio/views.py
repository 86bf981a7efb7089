from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedRequest
from generation.families.selectors import get_children_of, get_family_for
from generation.families.spec_form import ChildSpecForm
from generation.gallery.selectors import get_child_for
from generation.models import Child
from generation.storage.serving import serve_picture
from generation.studio.forms import StudioForm, first_spec, is_spec, spec_for, spec_in
from generation.studio.selectors import get_preview_for


@require_safe
@login_required
def show_studio(request: AuthenticatedRequest, family_id: UUID) -> HttpResponse:
    family = get_family_for(request.user, family_id)
    if not family.is_understood:
        messages.info(request, _("Imagine a first child: once both faces have been analysed, you can use the sliders."))
        return redirect("families:detail", family_id)
    child = _child_to_begin_with(request, family_id)
    beginning = spec_for(child) if child else first_spec()
    bounds: dict[str, Any] = {"names": family.names, "has_invited": family.has_invited}
    asked = spec_in(request.GET)
    is_wrong = not is_spec({**beginning, **asked}, **bounds)
    context = {
        "family": family,
        "shown": child or get_children_of(family).first(),
        "is_drawn": child is not None and (is_wrong or not asked),
        "is_address_wrong": is_wrong,
        "studio": StudioForm(initial=beginning if is_wrong else {**beginning, **asked}, **bounds),
        "form": ChildSpecForm(**bounds),
    }
    status = HTTPStatus.BAD_REQUEST if is_wrong else HTTPStatus.OK
    return render(request, "studio/page.html", context, status=status)


@require_safe
def show_preview(request: HttpRequest, family_id: UUID, page_id: UUID) -> HttpResponse:
    number = request.GET.get("v", "")
    at_least = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    return serve_picture(get_preview_for(request.user, family_id, page_id, at_least=at_least))


def _child_to_begin_with(request: AuthenticatedRequest, family_id: UUID) -> Child | None:
    """Raises Http404 for a child that isn't there, or is another family's."""
    wanted = request.GET.get("child", "")
    if not wanted:
        return None
    try:
        child = get_child_for(request.user, UUID(wanted))
    except ValueError:
        raise Http404("That is no child's id.") from None
    if child.family_id != family_id:
        raise Http404("There is no such child in this family.")
    return child
