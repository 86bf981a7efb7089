"""Decisions: where moderators make them, and where the owner reads and appeals."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import AuthenticatedRequest
from generation.limits import limit_submissions
from generation.models import Case, Decision, DecisionKind
from generation.moderation.access import moderators_only
from generation.moderation.appeals import CannotAppeal, appeal
from generation.moderation.deciding import ALREADY_DECIDED, RESTORABLE_STATES, CannotDecide, decide
from generation.moderation.decision_forms import AppealForm, DecisionForm
from generation.moderation.decisions import get_case_to_decide, get_decision_for, get_decisions_for
from generation.moderation.statements import Statement, state_reasons
from generation.sharing.selectors import get_shown_children


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def decide_case(request: AuthenticatedRequest, case_id: UUID) -> HttpResponse:
    """A first POST shows what the owner will read, a second one decides."""
    case = get_case_to_decide(request.user, case_id)
    data = request.POST.copy() or None
    is_decided = case.state in RESTORABLE_STATES
    if data is not None and is_decided and data.get("kind") != DecisionKind.RESTORE:
        messages.error(request, str(ALREADY_DECIDED))  # in another browser, while this one showed the form
        return redirect("moderation:decide", case.pk)
    form = DecisionForm(
        data,
        children=get_shown_children(case.link) if case.link else [],
        is_decided=is_decided,
    )
    if data is None or not form.is_valid():
        return _show_case(request, case, form, status=HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK)
    if data.get("act") != "decide":
        data["facts"] = form.terms["facts"]
        return _show_case(request, case, form, preview=_preview(request, case, form))
    try:
        decide(case, request.user, **form.terms)
    except CannotDecide as error:
        messages.error(request, str(error.sentence))
        return redirect("moderation:decide", case.pk)
    messages.success(request, _("It is decided, and whoever it is about is told."))
    return redirect("moderation:decide", case.pk)


@require_safe
@login_required
def show_decisions(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "moderation/decisions.html", {"decisions": get_decisions_for(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_submissions
def show_decision(request: AuthenticatedRequest, decision_id: UUID) -> HttpResponse:
    """Shows the statement of reasons. A POST appeals."""
    decision = get_decision_for(request.user, decision_id)
    form = AppealForm(request.POST or None)
    if form.is_valid():
        try:
            appeal(decision, words=form.cleaned_data["words"])
        except CannotAppeal:
            messages.error(request, _("You can’t appeal against this any more, or did so before."))
        else:
            messages.success(
                request, _("Your appeal has arrived. You get an email when somebody has decided about it.")
            )
        return redirect("moderation:decision", decision.pk)
    context = {"statement": state_reasons(decision), "form": form}
    return render(
        request,
        "moderation/decision.html",
        context,
        status=HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK,
    )


def _preview(request: AuthenticatedRequest, case: Case, form: DecisionForm) -> Statement:
    """Returns what the owner would read. Nothing is stored."""
    terms = dict(form.terms)
    facts = terms.pop("facts")
    decision = Decision(case=case, moderator_id=request.user.pk, made_at=timezone.now(), **terms)
    return state_reasons(decision, facts=facts)


def _show_case(
    request: HttpRequest,
    case: Case,
    form: DecisionForm,
    *,
    preview: Statement | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    made = [state_reasons(decision) for decision in case.decisions.select_related("case").order_by("-made_at")]
    context = {"case": case, "form": form, "preview": preview, "made": made}
    return render(request, "moderation/decide.html", context, status=status)
