"""The page on which anybody learns what marks a picture has: whoever meets one has no account."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from generation.limits import VerificationLimit, limited_by
from generation.provenance.signing import roots
from generation.verifying.forms import VerifyForm
from generation.verifying.wording import sentences_about

PEM = "application/x-pem-file"


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
@limited_by(VerificationLimit)
def verify(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    findings = form.find() if form.is_valid() else None
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    context = {"form": form, "sentences": sentences_about(findings) if findings else None}
    return render(request, "verifying/page.html", context, status=status)


@require_safe
def show_roots(request: HttpRequest) -> HttpResponse:
    """The certificates that vouch for what this site signs, for programs that read Content Credentials."""
    headers = {"Content-Disposition": 'attachment; filename="babysite-root.pem"'}
    return HttpResponse(roots(), content_type=PEM, headers=headers)
