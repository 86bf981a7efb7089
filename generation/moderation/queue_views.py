"""The moderators' pages: the queue, each case, and its pictures."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from generation.models import OPEN_CASE_STATES
from generation.moderation.access import moderators_only
from generation.moderation.blurring import blur
from generation.moderation.claims import release, take
from generation.moderation.looking import LOOK_MINUTES, ends_at, look, looks_in, require_look
from generation.moderation.queue import get_case_for, get_cases_for, get_taken_case_for, get_told_reports
from generation.moderation.queue_forms import FilterForm, LookForm
from generation.moderation.shown import get_one_shown, get_shown
from generation.storage.serving import read_or_404, serve_jpeg

CASES_PER_PAGE = 50


@moderators_only
@require_safe
def show_queue(request: AuthenticatedRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    cases = form.narrow(get_cases_for(request.user), request.user)
    page = Paginator(cases, CASES_PER_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return render(request, "moderation/queue.html", {"form": form, "page": page, "asked": asked.urlencode()})


@moderators_only
@require_safe
def show_case(request: AuthenticatedRequest, case_id: UUID) -> HttpResponse:
    case = get_case_for(request.user, case_id)
    is_open = case.state in OPEN_CASE_STATES
    is_mine = is_open and case.taken_by_id == request.user.pk
    context = {
        "case": case,
        "link": case.link,
        "is_open": is_open,
        "is_mine": is_mine,
        "reports": get_told_reports(case, request.GET.get("page")),
        "shown": get_shown(case) if is_mine else [],
        "looks": looks_in(case),
    }
    return render(request, "moderation/case.html", context)


@moderators_only
@require_POST
def take_case(request: AuthenticatedRequest, case_id: UUID) -> HttpResponse:
    case = get_case_for(request.user, case_id)
    if not take(case.pk, by=request.user):
        messages.error(request, _("Somebody else has this case, or it is decided."))
    return redirect("moderation:case", case.pk)


@moderators_only
@require_POST
def release_case(request: AuthenticatedRequest, case_id: UUID) -> HttpResponse:
    case = get_case_for(request.user, case_id)
    if release(case.pk, by=request.user):
        messages.success(request, _("You gave the case back. Others can take it now."))
    return redirect("moderation:queue")


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def look_at(request: AuthenticatedRequest, case_id: UUID, shown: str) -> HttpResponse:
    case = get_taken_case_for(request.user, case_id)
    picture = get_one_shown(case, shown)
    form = LookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        look(case, picture, by=request.user, reason=form.cleaned_data["reason"])
        return redirect("moderation:look", case.pk, picture.key)
    context = {
        "case": case,
        "shown": picture,
        "form": form,
        "until": ends_at(case, picture, by=request.user),
        "minutes": LOOK_MINUTES,
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "moderation/look.html", context, status=status)


@moderators_only
@require_safe
def show_blurred(request: AuthenticatedRequest, case_id: UUID, shown: str) -> HttpResponse:
    picture = get_one_shown(get_taken_case_for(request.user, case_id), shown)
    return serve_jpeg(blur(read_or_404(picture.file)))


@moderators_only
@require_safe
def show_picture(request: AuthenticatedRequest, case_id: UUID, shown: str) -> HttpResponse:
    case = get_taken_case_for(request.user, case_id)
    picture = get_one_shown(case, shown)
    require_look(case, picture, by=request.user)
    return serve_jpeg(read_or_404(picture.file))
