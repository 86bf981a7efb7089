from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from generation import engine
from generation.families.keeping import about_ending
from generation.families.selectors import get_likenesses_of
from generation.gallery.describing import describe_child, mark_favourites
from generation.gallery.forms import DescribeForm
from generation.gallery.inheritance import groups_of, inheritance_of
from generation.gallery.legend import legend_of
from generation.gallery.selection import back_from
from generation.gallery.selectors import get_child_for, get_child_row_for, get_film_for, get_neighbours_of
from generation.gallery.services import delete_child
from generation.jobs.endings import error_message
from generation.jobs.services import request_film
from generation.limits import limit_submissions
from generation.models import Child, Job, JobState, ShareLink, film_of
from generation.storage.serving import WEBP, name_of_download, serve_film, serve_picture


@require_safe
@login_required
def show_child(request: AuthenticatedRequest, child_id: UUID) -> HttpResponse:
    child = get_child_for(request.user, child_id)
    film_job: Job | None = getattr(child, "film_job", None)
    apparent = child.apparent_age_years
    inheritance = inheritance_of(child, child.family.names)
    context = {
        "is_face_found": apparent is not None,
        "looks_another_age": apparent is not None and engine.looks_another_age(child.age_years, apparent),
        "inheritance": inheritance,
        "groups": groups_of(inheritance, child.family.names),
        "legend": legend_of(inheritance),
        "neighbours": get_neighbours_of(child),
        "film": film_of(child),
        "film_job": film_job,
        "num_links": ShareLink.objects.live().filter(children=child).count(),
        "film_error": error_message(film_job) if film_job and film_job.state == JobState.FAILED else "",
    }
    return render(request, "gallery/child.html", {**_context(child), **about_ending(child.family), **context})


@require_safe
def show_image(request: HttpRequest, child_id: UUID) -> HttpResponse:
    child = get_child_row_for(request.user, child_id)
    return serve_picture(child.image.name, download_as=name_of_download(request, child.created_at, ".jpg"))


@require_safe
def show_thumbnail(request: HttpRequest, child_id: UUID) -> HttpResponse:
    return serve_picture(get_child_row_for(request.user, child_id).thumbnail.name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_child(request: AuthenticatedRequest, child_id: UUID) -> HttpResponse:
    child = get_child_for(request.user, child_id)
    if request.method != "POST":
        return render(request, "gallery/confirm_delete.html", _context(child))
    delete_child(child)
    messages.success(request, _("The child’s picture has been deleted."))
    return redirect("families:detail", child.family_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def describe(request: AuthenticatedRequest, child_id: UUID) -> HttpResponse:
    child = get_child_for(request.user, child_id)
    form = DescribeForm(request.POST if request.method == "POST" else None, child=child)
    if not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        return render(request, "gallery/describe.html", {**_context(child), "form": form}, status=status)
    describe_child(child, name=form.cleaned_data["name"], note=form.cleaned_data["note"])
    return redirect("gallery:child", child.pk)


@require_POST
@login_required
def mark_favourite(request: AuthenticatedRequest, child_id: UUID) -> HttpResponse:
    """Makes it a favourite, or with an empty `favourite` none any more."""
    child = get_child_row_for(request.user, child_id)
    mark_favourites([child], are_favourites=bool(request.POST.get("favourite")))
    return redirect(back_from(request))


@require_POST
@login_required
@limit_submissions
def grow_up(request: AuthenticatedRequest, child_id: UUID) -> HttpResponse:
    """Redirects to the job, which leads on to the film once there is one."""
    return redirect("jobs:detail", request_film(get_child_for(request.user, child_id)).pk)


@require_safe
def show_film(request: HttpRequest, child_id: UUID) -> HttpResponse:
    film = get_film_for(request.user, child_id)
    return serve_film(request, film.mp4.name, download_as=name_of_download(request, film.created_at, "-growing-up.mp4"))


@require_safe
def show_animation(request: HttpRequest, child_id: UUID) -> HttpResponse:
    film = get_film_for(request.user, child_id)
    return serve_picture(
        film.webp.name, content_type=WEBP, download_as=name_of_download(request, film.created_at, "-growing-up.webp")
    )


@require_safe
def show_poster(request: HttpRequest, child_id: UUID) -> HttpResponse:
    return serve_picture(get_film_for(request.user, child_id).poster.name)


@require_safe
def show_strip(request: HttpRequest, child_id: UUID) -> HttpResponse:
    return serve_picture(get_film_for(request.user, child_id).strip.name)


def _context(child: Child) -> dict[str, object]:
    return {"child": child, "family": child.family, "likenesses": get_likenesses_of(child.family)}
