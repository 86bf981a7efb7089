from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Purpose, Standing
from accounts.people.consents import OutdatedConsentText, get_consent_text, get_shown_text
from accounts.requests import AuthenticatedRequest
from generation.erasing.wording import describe_counts
from generation.limits import limit_submissions
from generation.periods import periods
from generation.privacy.selectors import (
    get_consent_state,
    get_people_of,
    get_person_for,
    get_receipt_for,
    get_receipts_for,
)
from generation.privacy.services import agree, close_account, take_back

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
    error = ""
    if request.method == "POST":
        error = _agree(request, person_id, state.purpose)
        if not error:
            messages.success(request, _("Noted: %(name)s agrees.") % {"name": person.name})
            return redirect("privacy:overview")
    text = get_consent_text(state.purpose, get_language() or "en")
    words = text.statement_attested if person.standing == Standing.ATTESTED else text.statement_self
    context = {"person": person, "text": text, "statement": words, "error": error}
    return render(request, "privacy/give.html", context, status=400 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: AuthenticatedRequest, person_id: UUID, purpose: str) -> HttpResponse:
    """As easy as agreeing: no password is asked for. Only what destroys something is asked about once more."""
    person = get_person_for(request.user, person_id)
    wanted = _purpose(purpose)
    if request.method != "POST":
        return render(request, "privacy/withdraw.html", {"person": person, "purpose": wanted})
    name = person.name
    receipts = take_back(person=person, purpose=wanted, by=request.user)
    if receipts:
        return redirect("privacy:receipt", next(receipt.pk for receipt in receipts if receipt.person_id == person_id))
    messages.success(request, _("Noted: %(name)s no longer agrees.") % {"name": name})
    return redirect("privacy:overview")


@require_safe
@login_required
def receipt(request: AuthenticatedRequest, receipt_id: UUID) -> HttpResponse:
    found = get_receipt_for(request.user, receipt_id)
    return render(request, "privacy/receipt.html", {"receipt": found, "destroyed": describe_counts(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def close(request: AuthenticatedRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "privacy/close.html", {"people": get_people_of(request.user)})
    receipts = close_account(request.user)
    logout(request)
    return render(request, "privacy/closed.html", {"receipts": receipts})


def _purpose(name: str) -> Purpose:
    if name not in Purpose.values:
        raise Http404("There is no such consent.")
    return Purpose(name)


def _agree(request: AuthenticatedRequest, person_id: UUID, purpose: Purpose) -> str:
    """What is missing; empty once it is noted."""
    if not request.POST.get("agreed"):
        return _("Tick the box if you agree. If you don’t, nothing has to be done.")
    version, language = request.POST.get("version", ""), request.POST.get("language", "")
    try:
        text = get_shown_text(purpose, version=version, language=language)
    except OutdatedConsentText:
        return _("This text has changed since it was shown. Read it again, then tick the box.")
    agree(person=get_person_for(request.user, person_id), text=text, by=request.user)
    return ""
