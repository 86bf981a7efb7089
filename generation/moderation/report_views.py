"""Reports by people without an account. They are answered the same whether what they report exists or not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from generation.limits import VerificationLimit, limited_by
from generation.models import ShareLink
from generation.moderation.references import get_report, token_of, token_of_nothing
from generation.moderation.report_forms import AddressReportForm, ReportForm
from generation.moderation.report_limit import ReportLimit
from generation.moderation.reporting import TIME_TO_DECIDE, take_report
from generation.moderation.typed_addresses import find_link
from generation.sharing.access import answered_to_anybody, nothing_here
from generation.sharing.selectors import get_link_whatever_its_state
from generation.verifying.forms import VerifyForm
from generation.verifying.wording import sentences_about


@require_http_methods(["GET", "HEAD", "POST"])
@answered_to_anybody
def report_link(request: HttpRequest, token: str) -> HttpResponse:
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _take(request, form, get_link_whatever_its_state(token))
    return _show(request, {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@answered_to_anybody
def report(request: HttpRequest) -> HttpResponse:
    form = AddressReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _take(request, form, find_link(form.cleaned_data["address"]))
    return _show(request, {"form": form, "picture_form": VerifyForm()})


@require_http_methods(["GET", "HEAD", "POST"])
@answered_to_anybody
@limited_by(VerificationLimit)
def report_picture(request: HttpRequest) -> HttpResponse:
    """Looks for marks in a picture. None names a family, so the address is asked for after all.

    It has an address of its own, since no report should wait behind files.
    """
    picture_form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    findings = picture_form.find() if picture_form.is_valid() else None
    context = {
        "form": AddressReportForm(),
        "picture_form": picture_form,
        "sentences": sentences_about(findings) if findings else None,
    }
    return _show(request, context)


@require_safe
@answered_to_anybody
def show_reference(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        report = get_report(reference)
    except Http404:
        return nothing_here()
    case, due_at = report.case, report.created_at + TIME_TO_DECIDE
    is_late = due_at < timezone.now()
    context = {
        "report": report,
        "reference": reference,
        "due_at": due_at,
        "is_late": is_late,
        # Not before: whoever tries addresses has to wait for the answer.
        "led_nowhere": case is None and is_late,
        # What was decided before is about the reports of others.
        "decisions": list(case.decisions.filter(made_at__gte=report.created_at).order_by("made_at")) if case else [],
    }
    return render(request, "moderation/reference.html", context)


@limited_by(ReportLimit)
def _take(request: HttpRequest, form: ReportForm, link: ShareLink | None) -> HttpResponse:
    reference = token_of_nothing() if form.is_by_a_program else token_of(take_report(link, form.complaint))
    return redirect("moderation:reference", reference)


def _show(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    has_errors = any(context[name].errors for name in ("form", "picture_form") if name in context)
    status = HTTPStatus.BAD_REQUEST if has_errors else HTTPStatus.OK
    return render(request, "moderation/report.html", context, status=status)
