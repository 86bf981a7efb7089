from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from generation.jobs.answers import NotAnAnswer, answer_questions
from generation.jobs.endings import told_ending
from generation.jobs.replacing import photos_at_fault
from generation.jobs.selectors import get_job_for, get_left_out_jobs, get_preview_for
from generation.jobs.services import cancel_job, retry_job, set_email_wanted
from generation.jobs.states import describe_job, result_url_of
from generation.limits import limit_submissions
from generation.storage.serving import serve_picture


@require_safe
@never_cache
@login_required
def show_job(request: AuthenticatedRequest, job_id: UUID) -> HttpResponse:
    job = get_job_for(request.user, job_id)
    result_url = result_url_of(job)
    if result_url is not None:
        return redirect(result_url)
    context = {"job": job, "state": describe_job(job), "ending": told_ending(job)}
    context |= {"left_out": get_left_out_jobs(job.family_id), "photos_at_fault": photos_at_fault(job)}
    context["can_send_mail"] = settings.CAN_SEND_MAIL
    return render(request, "jobs/detail.html", context)


@require_safe
@never_cache
def show_state(request: HttpRequest, job_id: UUID) -> JsonResponse:
    return JsonResponse(describe_job(get_job_for(request.user, job_id)))


@require_POST
@login_required
def cancel(request: AuthenticatedRequest, job_id: UUID) -> HttpResponse:
    if not cancel_job(get_job_for(request.user, job_id)):
        messages.info(request, _("There was nothing left to stop."))
    return redirect("jobs:detail", job_id)


@require_POST
@login_required
def answer(request: AuthenticatedRequest, job_id: UUID) -> HttpResponse:
    """Stores answers; fields are named by the questions' ids. Late and repeated answers lead to the job's page."""
    try:
        answer_questions(get_job_for(request.user, job_id), request.POST.dict())
    except NotAnAnswer:
        messages.error(request, _("Choose one of the answers."))
    return redirect("jobs:detail", job_id)


@require_POST
@login_required
def set_email(request: AuthenticatedRequest, job_id: UUID) -> HttpResponse:
    set_email_wanted(get_job_for(request.user, job_id), is_wanted="wanted" in request.POST)
    return redirect("jobs:detail", job_id)


@require_POST
@login_required
@limit_submissions
def retry(request: AuthenticatedRequest, job_id: UUID) -> HttpResponse:
    if not retry_job(get_job_for(request.user, job_id)):
        messages.info(request, _("This cannot be tried again as it is. Start over, perhaps with another photo."))
    return redirect("jobs:detail", job_id)


@require_safe
def show_preview(request: HttpRequest, job_id: UUID, slot: str) -> HttpResponse:
    return serve_picture(get_preview_for(request.user, job_id, slot))
