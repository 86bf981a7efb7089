"""The page on which other photos of one parent are chosen, where those before could not be used."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.people.keys.errors import KeyDestroyed
from accounts.requests import AuthenticatedRequest
from generation.families.selectors import get_family_for, latest_job_of
from generation.jobs.endings import error_message
from generation.jobs.replacing import check_room_to_go_on, replace_and_go_on, wants_other_photos
from generation.limits import limit_submissions
from generation.models import Family, JobState
from generation.portraits.fields import OtherPhotosForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_submissions
def choose_other_photos(request: AuthenticatedRequest, family_id: UUID, slot: str) -> HttpResponse:
    """Takes other photos of one parent. Late and repeated ones lead to the family's job."""
    family = get_family_for(request.user, family_id)
    person = family.slots.get(slot)
    if person is None or person.is_invited or person.is_sample:
        raise Http404("A family has parents a and b, and who was invited chooses their own photos.")
    if not wants_other_photos(person):
        messages.info(request, _("No other photo is needed."))
        return redirect(_next_page(family))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OtherPhotosForm(*sent, portrait=person.portrait)
    if form.is_valid():
        check_room_to_go_on(person)
    if not (form.is_valid() and form.decode_photos()):
        context = {"family": family, "person": person, "slot": slot, "form": form, "error": _error(family, slot)}
        context["num_left"] = person.portrait.photos.count() - len(person.portrait.unusable_photos)
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        return render(request, "families/other_photos.html", context, status=status)
    try:
        replace_and_go_on(person, form.photos)
    except KeyDestroyed as error:
        raise Http404("This family has just been deleted.") from error
    return redirect(form.next_page(_next_page(family)))


def _next_page(family: Family) -> str:
    job = latest_job_of(family)
    return reverse("jobs:detail", args=[job.pk]) if job else reverse("families:detail", args=[family.pk])


def _error(family: Family, slot: str) -> str:
    """Returns why the photos could not be used; empty where a question about them is open."""
    job = latest_job_of(family)
    return error_message(job) if job and job.state == JobState.FAILED and job.error_slot == slot else ""
