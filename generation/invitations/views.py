"""The pages behind an invitation's link. Whoever holds it is taken for the person invited, but for the inviter.

Once it was answered, the link alone only withdraws: whoever handed it over has it still. What gives a consent, replaces
a photo or shows anything is kept for the browser that answered and for the connected account.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Erasure, ErasureCause, Invitation, Person, Purpose
from accounts.people.consents import ConsentText
from accounts.people.keys.errors import KeyDestroyed
from generation.consent.answers import PersonGone, give
from generation.consent.shown_texts import OneConsentForm, texts_now
from generation.erasing.receipts import counts_without_face, describe_counts
from generation.erasing.withdrawing import withdraw_and_erase
from generation.invitations.access import (
    is_by_invitee,
    is_inviter,
    is_of_invitee,
    note_answer,
    signed_in_user,
)
from generation.invitations.forms import AgreeForm
from generation.invitations.progress import describe_progress
from generation.invitations.selectors import (
    get_answered_invitation,
    get_child_with,
    get_families_of,
    get_invitation,
    get_name_of_inviter,
    has_confirmed_address,
)
from generation.invitations.services import NotOpen, agree, refuse
from generation.invitations.status import describe_person
from generation.jobs.answers import NotAnAnswer, answer_own_questions
from generation.jobs.replacing import replace_and_go_on
from generation.limits import limit_answers
from generation.periods import days, keep_offer
from generation.portraits.cut_outs import pick_cut_out
from generation.portraits.fields import OtherPhotosForm
from generation.portraits.selectors import get_own_cut_outs, get_own_original
from generation.storage.serving import name_of_download, read_or_404, serve_jpeg, serve_picture
from generation.way_back import way_back

MEANWHILE = gettext_lazy("Nothing was changed: this invitation was answered, or ended, a moment before.")
# After these a keyed hash of the name stays: consent/refusals.py.
REMEMBERED = (ErasureCause.REFUSED, ErasureCause.WITHDRAWN)


@require_http_methods(["GET", "HEAD", "POST"])
@limit_answers
def show_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_invitation(token)
    if isinstance(invitation, Erasure):
        return _show_receipt(request, invitation)
    if invitation.answered_at is not None:
        return _show_status(request, invitation, token)
    if invitation.revoked_at is not None or invitation.is_expired:
        return render(request, "invitations/over.html", {"invitation": invitation}, status=HTTPStatus.GONE)
    if is_inviter(request, invitation):
        return _turn_inviter_away(request, invitation)
    form = AgreeForm(request.POST, request.FILES) if request.method == "POST" else AgreeForm()
    if not (form.is_valid() and form.decode_photos()):
        return _ask(request, invitation, token, form)
    try:
        agree(invitation=invitation, texts=form.texts, photos=form.photos, by=signed_in_user(request))
    except NotOpen:
        messages.info(request, MEANWHILE)
    else:
        note_answer(request, invitation)
    return redirect(form.next_page(reverse("invitations:invitation", args=[token])))


@require_http_methods(["GET", "HEAD", "POST"])
@limit_answers
def refuse_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_invitation(token)
    if isinstance(invitation, Erasure):
        return redirect("invitations:invitation", token)
    if is_inviter(request, invitation):
        return _turn_inviter_away(request, invitation)
    if request.method != "POST":
        if invitation.answered_at or invitation.revoked_at or invitation.is_expired:
            return redirect("invitations:invitation", token)
        return render(request, "invitations/confirm_refuse.html", {"token": token})
    try:
        refuse(invitation=invitation, language=get_language() or "en", by=signed_in_user(request))
    except NotOpen:
        messages.info(request, MEANWHILE)
    return redirect("invitations:invitation", token)


@require_POST
@limit_answers
def send_other_photos(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_answered_invitation(token)
    if not is_by_invitee(request, invitation):
        return _offer_withdrawal(request, invitation, token)
    form = OtherPhotosForm(request.POST, request.FILES, portrait=invitation.person.portrait)
    if not (form.is_valid() and form.decode_photos()):
        return _show_status(request, invitation, token, form)
    with suppress(KeyDestroyed):  # the page says what became of the person
        if not replace_and_go_on(invitation.person, form.photos):
            messages.info(request, _("No other photo is needed."))
    return redirect(form.next_page(reverse("invitations:invitation", args=[token])))


@require_POST
@limit_answers
def answer_own(request: HttpRequest, token: str) -> HttpResponse:
    """Stores answers; fields are named by the questions' ids. Late and repeated answers lead to the status page."""
    invitation = get_answered_invitation(token)
    if not is_by_invitee(request, invitation):
        return _offer_withdrawal(request, invitation, token)
    person = invitation.person
    try:
        for family in get_families_of(person):
            answer_own_questions(family, person, request.POST.dict())
    except NotAnAnswer:
        messages.error(request, _("Choose one of the answers."))
    return redirect("invitations:invitation", token)


@require_POST
def change_consent(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    invitation = get_answered_invitation(token)
    if purpose not in Purpose.values:
        raise Http404("There is no such purpose.")
    form = OneConsentForm(Purpose(purpose), request.POST)
    if request.POST.get("says") != "no" and not is_by_invitee(request, invitation):
        return _offer_withdrawal(request, invitation, token)
    if not form.is_valid():
        messages.error(request, _("This text has changed since it was shown. Read it again."))
    elif form.text is not None:
        return _give(request, token, invitation, form.text)
    elif purpose == Purpose.COMPUTE:
        return redirect("invitations:withdraw", token)  # that destroys, so it asks first
    else:
        with suppress(PersonGone):
            _withdraw(request, invitation, Purpose(purpose))
            messages.success(request, _("Recorded: you don’t agree to this any more."))
    return _back_to_answerer(request, token)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_invitation(token)
    if isinstance(invitation, Erasure):
        return redirect("invitations:invitation", token)
    invitation = get_answered_invitation(token)
    if request.method != "POST":
        context = {"token": token, "person": invitation.person}
        return render(request, "invitations/confirm_withdraw.html", context)
    _withdraw(request, invitation, Purpose.COMPUTE)
    return redirect("invitations:invitation", token)


def _withdraw(request: HttpRequest, invitation: Invitation, purpose: Purpose) -> None:
    """Raises PersonGone."""
    by = signed_in_user(request)
    withdraw_and_erase(person=invitation.person, purpose=purpose, by=by, invitation_id=invitation.pk)


def _show_receipt(request: HttpRequest, receipt: Erasure) -> HttpResponse:
    if not is_of_invitee(request, receipt):
        receipt.counts = counts_without_face(receipt)
    context = {
        "receipt": receipt,
        "erased": describe_counts(receipt.counts),
        "remembered_for": days(settings.RECEIPT_DAYS) if receipt.cause in REMEMBERED else "",
    }
    return render(request, "invitations/receipt.html", context)


def _turn_inviter_away(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    context = {"person": invitation.person}
    status = HTTPStatus.OK if request.method in ("GET", "HEAD") else HTTPStatus.FORBIDDEN
    return render(request, "invitations/not_for_inviter.html", context, status=status)


def _offer_withdrawal(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Answers whoever has the link alone: all that it does now is withdraw."""
    context = {
        "token": token,
        "shown_at": reverse("invitations:invitation", args=[token]),
        "is_inviter": is_inviter(request, invitation),
        "texts": list(texts_now(purpose for purpose in Purpose if purpose != Purpose.COMPUTE).values()),
    }
    status = HTTPStatus.OK if request.method in ("GET", "HEAD") else HTTPStatus.FORBIDDEN
    return render(request, "invitations/withdraw_only.html", context, status=status)


def _ask(request: HttpRequest, invitation: Invitation, token: str, form: AgreeForm) -> HttpResponse:
    person = invitation.person
    family = get_families_of(person).first()
    context = {
        "token": token,
        "invitation": invitation,
        "sender": person.owner.email,
        "is_sender_confirmed": has_confirmed_address(person.owner),
        "family": family,
        "inviter": get_name_of_inviter(family, person) if family else "",
        "form": form,
        "texts": texts_now(Purpose),
        "keep_offer": keep_offer(),
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "invitations/answer.html", context, status=status)


def _show_status(
    request: HttpRequest, invitation: Invitation, token: str, form: OtherPhotosForm | None = None
) -> HttpResponse:
    if not is_by_invitee(request, invitation):
        return _offer_withdrawal(request, invitation, token)
    person = invitation.person
    context: dict[str, Any] = {
        "token": token,
        "shown_at": reverse("invitations:invitation", args=[token]),
        "invitation": invitation,
        "person": person,
        "form": form or OtherPhotosForm(portrait=person.portrait),
        "keep_offer": keep_offer(),
        **describe_person(person, token),
    }
    status = HTTPStatus.BAD_REQUEST if form else HTTPStatus.OK
    return render(request, "invitations/status.html", context, status=status)


@limit_answers
def _give(request: HttpRequest, token: str, invitation: Invitation, text: ConsentText) -> HttpResponse:
    with suppress(PersonGone):  # the page says what became of it
        give(person=invitation.person, text=text, by=signed_in_user(request), invitation_id=invitation.pk)
    return _back_to_answerer(request, token)


def _back_to_answerer(request: HttpRequest, token: str) -> HttpResponse:
    """Redirects to the page on which somebody answered: the invitee's own, or one of links that show children."""
    return HttpResponseRedirect(way_back(request, reverse("invitations:invitation", args=[token])))


@require_safe
def show_state(request: HttpRequest, token: str) -> JsonResponse:
    return JsonResponse(describe_progress(_person_shown(request, token)))


@require_safe
def show_child(request: HttpRequest, token: str, child_id: UUID) -> HttpResponse:
    child = get_child_with(_person_shown(request, token), child_id)
    return serve_picture(child.image.name, download_as=name_of_download(request, child.created_at, ".jpg"))


@require_safe
def show_own_face(request: HttpRequest, token: str) -> HttpResponse:
    return serve_picture(_person_shown(request, token).portrait.aligned.name)


@require_safe
def show_one_of_several(request: HttpRequest, token: str, photo_id: UUID, number: int) -> HttpResponse:
    name = get_own_cut_outs(_person_shown(request, token), photo_id)
    jpeg = pick_cut_out(read_or_404(name), number)
    if jpeg is None:
        raise Http404("There is no such face.")
    return serve_jpeg(jpeg)


@require_safe
def show_own_original(request: HttpRequest, token: str, photo_id: UUID) -> HttpResponse:
    return serve_picture(get_own_original(_person_shown(request, token), photo_id))


def _person_shown(request: HttpRequest, token: str) -> Person:
    invitation = get_answered_invitation(token)
    if not is_by_invitee(request, invitation):
        raise Http404("This is shown to somebody else.")
    return invitation.person
