"""The form for reports. It says the same whether there is such a link or not."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from generation.limits import limited_by
from generation.sharing.access import answered_for_any_token
from generation.sharing.forms import ReportForm
from generation.sharing.limits import ReportLimit
from generation.sharing.reports import hand_over, has_readers
from generation.sharing.selectors import get_link_whatever_its_state


@require_http_methods(["GET", "HEAD", "POST"])
@answered_for_any_token
@limited_by(ReportLimit)
def report(request: HttpRequest, token: str) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None, takes_words=has_readers())
    if not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        return render(request, "sharing/report.html", {"form": form}, status=status)
    link = get_link_whatever_its_state(token)
    if link is not None and not form.is_by_a_program:
        hand_over(link, form.report)
    return render(request, "sharing/reported.html", {"has_readers": has_readers()})
