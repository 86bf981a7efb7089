from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from generation.portraits.cut_outs import pick_cut_out
from generation.portraits.selectors import get_cut_outs_for, get_original_for, get_portrait_for
from generation.storage.serving import read_or_404, serve_jpeg, serve_picture


@require_safe
def show_aligned(request: HttpRequest, portrait_id: UUID) -> HttpResponse:
    return serve_picture(get_portrait_for(request.user, portrait_id).aligned.name)


@require_safe
def show_reconstruction(request: HttpRequest, portrait_id: UUID) -> HttpResponse:
    return serve_picture(get_portrait_for(request.user, portrait_id).reconstruction.name)


@require_safe
def show_original(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Shows a photo as it was sent, where it could not be used."""
    return serve_picture(get_original_for(request.user, photo_id))


@require_safe
def show_face(request: HttpRequest, photo_id: UUID, number: int) -> HttpResponse:
    """Shows one of several faces in a photo, while its owner is asked which is meant."""
    jpeg = pick_cut_out(read_or_404(get_cut_outs_for(request.user, photo_id)), number)
    if jpeg is None:
        raise Http404("There is no such face.")
    return serve_jpeg(jpeg)
