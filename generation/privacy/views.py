from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import ConsentBasis, Purpose
from accounts.names import isolate
from accounts.requests import AuthenticatedRequest
from generation.consent.answers import PersonGone
from generation.consent.answers import give as give_consent
from generation.consent.shown_texts import OneConsentForm, texts_now
from generation.erasing.receipts import describe_counts
from generation.erasing.withdrawing import withdraw_and_erase
from generation.limits import limit_submissions
from generation.periods import periods
from generation.privacy.selectors import (
    get_consent_state,
    get_people_of,
    get_person_for,
    get_receipt_for,
    get_receipts_for,
)
from generation.privacy.services import close_account
from generation.way_back import way_back

NUM_RECEIPTS = 20


@require_safe
@login_required
def overview(request: AuthenticatedRequest) -> HttpResponse:
    context = {
        "people": get_people_of(request.user),
        "receipts": get_receipts_for(request.user)[:NUM_RECEIPTS],
        "periods": periods(),
    }
    return render(request, "privacy/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_submissions
def give(request: AuthenticatedRequest, person_id: UUID, purpose: str) -> HttpResponse:
    """The text, and a box that nobody ticked."""
    person = get_person_for(request.user, person_id)
    state = get_consent_state(person, _purpose(purpose))
    if not state.can_give:
        raise Http404("Only the person shown can agree to this.")
    back = way_back(request, reverse("privacy:overview"))
    form = OneConsentForm(state.purpose, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.text is not None:
        with _person_there():
            give_consent(person=person, text=form.text, by=request.user)
        messages.success(request, _("Recorded: %(name)s agrees.") % {"name": isolate(person.name)})
        return HttpResponseRedirect(back)
    text = texts_now([state.purpose])[state.purpose.value]
    words = text.statement_attested if person.consent_basis == ConsentBasis.ATTESTED else text.statement_self
    context = {"person": person, "text": text, "statement": words, "form": form, "back": back}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "privacy/give.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: AuthenticatedRequest, person_id: UUID, purpose: str) -> HttpResponse:
    """Withdraws consent. It is as easy as agreeing: no password is needed, and only destructive steps are confirmed
    once more.
    """
    person = get_person_for(request.user, person_id)
    wanted = _purpose(purpose)
    if request.method != "POST":
        return render(request, "privacy/withdraw.html", {"person": person, "purpose": wanted})
    name = person.name
    with _person_there():
        receipts = withdraw_and_erase(person=person, purpose=wanted, by=request.user)
    if receipts:
        return redirect("privacy:receipt", next(receipt.pk for receipt in receipts if receipt.person_id == person_id))
    messages.success(request, _("Recorded: %(name)s no longer agrees.") % {"name": isolate(name)})
    return redirect("privacy:overview")


@require_safe
@login_required
def receipt(request: AuthenticatedRequest, receipt_id: UUID) -> HttpResponse:
    found = get_receipt_for(request.user, receipt_id)
    return render(request, "privacy/receipt.html", {"receipt": found, "erased": describe_counts(found.counts)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def close(request: AuthenticatedRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "privacy/close.html", {"people": get_people_of(request.user)})
    receipts = close_account(request.user)
    logout(request)
    return render(request, "privacy/closed.html", {"receipts": receipts, "shown_at": reverse("home")})


@contextmanager
def _person_there() -> Iterator[None]:
    """Raises Http404 when the person has just gone."""
    try:
        yield
    except PersonGone as error:
        raise Http404("There is no such person.") from error


def _purpose(name: str) -> Purpose:
    if name not in Purpose.values:
        raise Http404("There is no such consent.")
    return Purpose(name)
