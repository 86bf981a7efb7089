from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from generation.consent.shown_texts import texts_now
from generation.families.family_cards import cards_of
from generation.families.forms import AGREED_HERE, NewFamilyForm
from generation.families.keeping import about_ending
from generation.families.samples import names_of_sample_couple
from generation.families.selectors import (
    describe_families_of,
    get_children_of,
    get_families_for,
    get_family_for,
    get_likenesses_of,
    has_lost_a_family,
    latest_job_of,
)
from generation.families.services import check_room_for_family, create_family, create_sample_family, delete_family
from generation.families.spec_form import ChildSpecForm
from generation.invitations.panels import panels_for
from generation.invitations.status import own_pages_of
from generation.jobs.endings import About, error_message, told_ending
from generation.jobs.pending_invitations import pending_invitations_of
from generation.jobs.selectors import get_left_out_jobs
from generation.jobs.services import request_child
from generation.limits import limit_submissions
from generation.models import Family, Job, JobState, ShareLink
from generation.periods import keep_offer


@require_safe
@login_required
def list_families(request: AuthenticatedRequest) -> HttpResponse:
    page = Paginator(get_families_for(request.user), settings.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "cards": cards_of(list(page)),
        "page": page,
        "sample_form": ChildSpecForm(),
        "has_lost_one": has_lost_a_family(request.user),
        "own_pages": own_pages_of(request.user),
    }
    return render(request, "families/list.html", context)


@require_safe
def families_here(request: HttpRequest) -> HttpResponse:
    """Lists the families for pages without a socket."""
    if not request.user.is_authenticated:
        raise Http404("Nobody is signed in.")
    return JsonResponse(describe_families_of(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@limit_submissions
def new_family(request: AuthenticatedRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewFamilyForm(*sent, owner=request.user)
    if form.is_valid():
        check_room_for_family(request.user, form.idempotency_key)
    if form.is_valid() and form.decode_photos():
        job = create_family(owner=request.user, **form.new_family)
        return redirect(form.next_page(reverse("jobs:detail", args=[job.pk])))
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    context = {"form": form, "texts": texts_now(AGREED_HERE), "keep_offer": keep_offer()}
    return render(request, "families/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@limit_submissions
def try_sample(request: HttpRequest) -> HttpResponse:
    """Makes the sample couple. Visitors without an account sign up first and come back here."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': reverse('families:sample')})}")
    form = ChildSpecForm(request.POST if request.method == "POST" else None, names=names_of_sample_couple())
    if not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        return render(request, "families/sample.html", {"form": form}, status=status)
    job = create_sample_family(owner=request.user, spec=form.spec, idempotency_key=form.idempotency_key)
    return redirect("jobs:detail", job.pk)


@require_safe
@login_required
def show_family(request: AuthenticatedRequest, family_id: UUID) -> HttpResponse:
    family = get_family_for(request.user, family_id)
    return _render_family(request, family, ChildSpecForm(names=family.names, has_invited=family.has_invited))


@require_POST
@login_required
@limit_submissions
def another_child(request: AuthenticatedRequest, family_id: UUID) -> HttpResponse:
    family = get_family_for(request.user, family_id)
    form = ChildSpecForm(request.POST, names=family.names, has_invited=family.has_invited)
    if not form.is_valid():
        return _render_family(request, family, form)
    job = request_child(owner=request.user, family=family, spec=form.spec, idempotency_key=form.idempotency_key)
    return redirect("jobs:detail", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_family(request: AuthenticatedRequest, family_id: UUID) -> HttpResponse:
    family = get_family_for(request.user, family_id)
    if request.method != "POST":
        return render(request, "families/confirm_delete.html", {"family": family})
    delete_family(family, deleted_by=request.user)
    messages.success(request, _("The family has been deleted, with its photos and everything made from them."))
    return redirect("families:list")


def _render_family(request: AuthenticatedRequest, family: Family, form: ChildSpecForm) -> HttpResponse:
    job = latest_job_of(family)
    page = Paginator(get_children_of(family), settings.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "family": family,
        "shown_at": reverse("families:detail", args=[family.pk]) if form.is_bound else "",
        **about_ending(family),
        "likenesses": get_likenesses_of(family),
        "children": list(page),
        "page": page,
        "num_links": ShareLink.objects.live().filter(family=family).count(),
        "form": form,
        "photos_error": _photos_error(job),
        "ending": told_ending(job) if job else None,
        "left_out": get_left_out_jobs(family.pk),
        "panels": panels_for(request, pending_invitations_of(job) if job else []),
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "families/detail.html", context, status=status)


def _photos_error(job: Job | None) -> str:
    """Says why the same photos would fail again; empty while they may do."""
    if job is None or job.state != JobState.FAILED or told_ending(job).about != About.PHOTO:
        return ""
    return error_message(job)
