from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import AuthenticatedRequest
from generation.gallery.selectors import get_child_for, get_film_for
from generation.jobs.services import request_film
from generation.limits import limit_submissions
from generation.models import Film
from generation.storage.serving import WEBP, serve_film, serve_picture


@require_POST
@login_required
@limit_submissions
def grow_up(request: AuthenticatedRequest, child_id: UUID) -> HttpResponse:
    """To the job, which leads on to the film once there is one."""
    return redirect("jobs:detail", request_film(get_child_for(request.user, child_id)).pk)


@require_safe
def show_film(request: HttpRequest, child_id: UUID) -> HttpResponse:
    film = get_film_for(request.user, child_id)
    return serve_film(request, film.mp4.name, download_as=_name_for(request, film, "mp4"))


@require_safe
def show_animation(request: HttpRequest, child_id: UUID) -> HttpResponse:
    film = get_film_for(request.user, child_id)
    return serve_picture(film.webp.name, content_type=WEBP, download_as=_name_for(request, film, "webp"))


@require_safe
def show_poster(request: HttpRequest, child_id: UUID) -> HttpResponse:
    return serve_picture(get_film_for(request.user, child_id).poster.name)


@require_safe
def show_strip(request: HttpRequest, child_id: UUID) -> HttpResponse:
    return serve_picture(get_film_for(request.user, child_id).strip.name)


def _name_for(request: HttpRequest, film: Film, suffix: str) -> str | None:
    """As a picture's, see `views.show_image`."""
    is_wanted = "download" in request.GET
    return f"babysite-{film.created_at:%Y%m%d-%H%M}-growing-up.{suffix}" if is_wanted else None
