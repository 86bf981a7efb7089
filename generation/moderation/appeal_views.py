"""Appeals: where reporters make theirs, and where moderators decide."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import AuthenticatedRequest
from generation.limits import limit_answers
from generation.models import Outcome
from generation.moderation.access import moderators_only
from generation.moderation.appeals import CannotAppeal, appeal, decide_appeal, may_appeal, may_decide_about
from generation.moderation.deciding import CannotDecide
from generation.moderation.decision_forms import AppealDecisionForm, AppealForm
from generation.moderation.decisions import get_appeal_to_decide, get_decisions_about
from generation.moderation.references import get_report
from generation.moderation.statements import read, state_reasons
from generation.sharing.access import answered_to_anybody, nothing_here


@require_http_methods(["GET", "HEAD", "POST"])
@answered_to_anybody
@limit_answers
def appeal_as_reporter(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what was decided about a report. A POST appeals."""
    try:
        report = get_report(token)
    except Http404:
        return nothing_here()
    decisions = list(get_decisions_about(report))
    open_to_appeal = next((decision for decision in decisions if may_appeal(decision, report)), None)
    form = AppealForm(request.POST or None)
    if form.is_valid() and open_to_appeal is not None:
        with suppress(CannotAppeal):  # the page says how it stands
            appeal(open_to_appeal, words=form.cleaned_data["words"], report=report)
        return redirect("moderation:report-appeal", token)
    context = {
        "statements": [state_reasons(decision, report=report) for decision in decisions],
        "may_appeal": open_to_appeal is not None,
        "form": form,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "moderation/report_appeal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def decide_about_appeal(request: AuthenticatedRequest, appeal_id: UUID) -> HttpResponse:
    made = get_appeal_to_decide(request.user, appeal_id)
    form = AppealDecisionForm(request.POST or None)
    if form.is_valid():
        try:
            outcome = Outcome(form.cleaned_data["outcome"])
            decide_appeal(made, request.user, outcome=outcome, answer=form.cleaned_data["answer"])
        except CannotDecide as error:
            messages.error(request, str(error.sentence))
        else:
            messages.success(request, _("It is decided, and whoever appealed is told."))
        return redirect("moderation:appeal", made.pk)
    context = {
        "appeal": made,
        "words": read(made.encrypted_words),
        "answer": read(made.encrypted_answer),
        "statement": state_reasons(made.decision),
        "may_decide": not made.outcome and may_decide_about(made, request.user),
        "form": form,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "moderation/appeal.html", context, status=status)
