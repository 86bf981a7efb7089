"""The pages behind an invitation's link. Whoever holds it is taken for the person invited; nobody else gets here.

Once it was answered, what shows the face is kept for the browser that did: whoever handed the link over has it still.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Erasure, Invitation, Person, Purpose
from accounts.people.consents import ConsentText
from generation.consent.answers import PersonGone, give
from generation.consent.shown_texts import OneConsentForm, texts_now
from generation.erasing.receipts import describe_counts
from generation.erasing.withdrawing import withdraw_and_erase
from generation.invitations.access import link_page, may_see_face, note_answer, was_answered_here
from generation.invitations.forms import AgreeForm, PhotoForm
from generation.invitations.selectors import (
    get_answered_invitation,
    get_families_of,
    get_invitation,
    has_confirmed_address,
)
from generation.invitations.services import NotOpen, agree, refuse, replace_photos
from generation.invitations.status import describe_person
from generation.jobs.answers import NotAnAnswer, answer_own_questions
from generation.limits import limit_answers
from generation.portraits.cut_outs import pick_cut_out
from generation.portraits.selectors import get_own_cut_outs
from generation.portraits.uploads import askers_of
from generation.storage.serving import read_or_404, serve_jpeg, serve_picture

MEANWHILE = gettext_lazy("Nothing was changed: this invitation was answered, or ended, a moment before.")


@require_http_methods(["GET", "HEAD", "POST"])
@link_page
@limit_answers
def show_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_invitation(token)
    if isinstance(invitation, Erasure):
        context = {"receipt": invitation, "erased": describe_counts(invitation)}
        return render(request, "invitations/receipt.html", context)
    if invitation.answered_at is not None:
        return _show_status(request, invitation, token)
    if invitation.revoked_at is not None or invitation.is_expired:
        return render(request, "invitations/over.html", {"invitation": invitation}, status=HTTPStatus.GONE)
    form = AgreeForm(request.POST, request.FILES) if request.method == "POST" else AgreeForm()
    if not (form.is_valid() and form.decode_photos(askers_of(request))):
        return _ask(request, invitation, token, form)
    try:
        agree(invitation=invitation, texts=form.texts, photos=form.photos)
    except NotOpen:
        messages.info(request, MEANWHILE)
    else:
        note_answer(request, invitation)
    return redirect("invitations:invitation", token)


@require_POST
@link_page
@limit_answers
def refuse_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_invitation(token)
    if isinstance(invitation, Invitation):
        try:
            refuse(invitation=invitation, language=get_language() or "en")
        except NotOpen:
            messages.info(request, MEANWHILE)
    return redirect("invitations:invitation", token)


@require_POST
@link_page
@limit_answers
def send_other_photos(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_answered_invitation(token)
    form = PhotoForm(request.POST, request.FILES)
    if not (form.is_valid() and form.decode_photos(askers_of(request))):
        return _show_status(request, invitation, token, form)
    with suppress(NotOpen):
        if not replace_photos(person=invitation.person, photos=form.photos):
            messages.info(request, _("No other photo is needed."))
    return redirect("invitations:invitation", token)


@require_POST
@link_page
@limit_answers
def answer_own(request: HttpRequest, token: str) -> HttpResponse:
    """Stores answers; fields are named by the questions' ids. Late and repeated answers lead to the status page."""
    invitation = get_answered_invitation(token)
    if not may_see_face(request, invitation):
        return redirect("invitations:invitation", token)  # which says where to answer
    person = invitation.person
    try:
        for family in get_families_of(person):
            answer_own_questions(family, person, request.POST.dict())
    except NotAnAnswer:
        messages.error(request, _("Choose one of the answers."))
    return redirect("invitations:invitation", token)


@require_POST
@link_page
def change_consent(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    invitation = get_answered_invitation(token)
    if purpose not in Purpose.values:
        raise Http404("There is no such purpose.")
    form = OneConsentForm(Purpose(purpose), request.POST)
    if not form.is_valid():
        messages.error(request, _("This text has changed since it was shown. Read it again."))
    elif form.text is not None:
        return _give(request, token, invitation, form.text)
    elif purpose == Purpose.COMPUTE:
        return redirect("invitations:withdraw", token)  # that destroys, so it asks first
    else:
        with suppress(PersonGone):
            withdraw_and_erase(person=invitation.person, purpose=Purpose(purpose), invitation_id=invitation.pk)
    return redirect("invitations:invitation", token)


@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def withdraw_invitation(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_invitation(token)
    if isinstance(invitation, Erasure):
        return redirect("invitations:invitation", token)
    invitation = get_answered_invitation(token)
    if request.method != "POST":
        context = {"token": token, "person": invitation.person}
        return render(request, "invitations/confirm_withdraw.html", context)
    withdraw_and_erase(person=invitation.person, purpose=Purpose.COMPUTE, invitation_id=invitation.pk)
    return redirect("invitations:invitation", token)


def _ask(request: HttpRequest, invitation: Invitation, token: str, form: AgreeForm) -> HttpResponse:
    context = {
        "token": token,
        "invitation": invitation,
        "sender": invitation.person.owner.email,
        "is_sender_confirmed": has_confirmed_address(invitation.person.owner),
        "families": list(get_families_of(invitation.person)),
        "form": form,
        "texts": texts_now(Purpose),
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "invitations/answer.html", context, status=status)


def _show_status(
    request: HttpRequest, invitation: Invitation, token: str, form: PhotoForm | None = None
) -> HttpResponse:
    person = invitation.person
    context: dict[str, Any] = {
        "token": token,
        "invitation": invitation,
        "person": person,
        "form": form or PhotoForm(),
        "is_account_told": _is_account_told(request, invitation),
        **describe_person(person, token, is_shown=may_see_face(request, invitation)),
    }
    status = HTTPStatus.BAD_REQUEST if form else HTTPStatus.OK
    return render(request, "invitations/status.html", context, status=status)


def _is_account_told(request: HttpRequest, invitation: Invitation) -> bool:
    """Returns True if the page shows the connected account or how to connect one: to everybody but the inviter."""
    person = invitation.person
    is_there = person.account_id is not None or was_answered_here(request, invitation)
    return is_there and person.owner_id != request.user.pk


@limit_answers
def _give(request: HttpRequest, token: str, invitation: Invitation, text: ConsentText) -> HttpResponse:
    with suppress(PersonGone):  # the page says what became of it
        give(person=invitation.person, text=text, invitation_id=invitation.pk)
    return redirect("invitations:invitation", token)


@require_safe
@link_page
def show_own_face(request: HttpRequest, token: str) -> HttpResponse:
    return serve_picture(_person_shown(request, token).portrait.aligned.name)


@require_safe
@link_page
def show_one_of_several(request: HttpRequest, token: str, photo_id: UUID, number: int) -> HttpResponse:
    name = get_own_cut_outs(_person_shown(request, token), photo_id)
    jpeg = pick_cut_out(read_or_404(name), number)
    if jpeg is None:
        raise Http404("There is no such face.")
    return serve_jpeg(jpeg)


def _person_shown(request: HttpRequest, token: str) -> Person:
    invitation = get_answered_invitation(token)
    if not may_see_face(request, invitation):
        raise Http404("This is shown to somebody else.")
    return invitation.person
