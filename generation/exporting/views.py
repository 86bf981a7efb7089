from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from generation.exporting.selectors import get_download_for, get_export_of
from generation.exporting.services import request_export
from generation.limits import limit_submissions
from generation.storage.serving import serve_archive


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def overview(request: AuthenticatedRequest) -> HttpResponse:
    if request.method == "POST":
        answer: HttpResponse = _ask(request)
        return answer
    return render(request, "exporting/overview.html", _context(request.user))


@require_safe
def show_state(request: HttpRequest) -> HttpResponse:
    """Shows the part of the page that changes, for its script."""
    if not request.user.is_authenticated:
        raise Http404("Nobody is signed in.")
    return render(request, "exporting/state.html", _context(request.user))


@require_safe
@login_required
@reauthentication_required
def download(request: AuthenticatedRequest, export_id: UUID) -> HttpResponseBase:
    export = get_download_for(request.user, export_id)
    name = f"babysite-{localtime(export.ready_at):%Y%m%d}.zip"
    return serve_archive(str(export.file.name), export.num_bytes, download_as=name)


@reauthentication_required
@limit_submissions
def _ask(request: AuthenticatedRequest) -> HttpResponse:
    request_export(account=request.user)
    return redirect("exporting:overview")


def _context(user: User) -> dict[str, object]:
    return {"export": get_export_of(user), "days": settings.EXPORT_DAYS}
