from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from generation.portraits.selectors import get_portrait_for
from generation.private_media import serve_picture


@require_safe
def show_aligned(request: HttpRequest, portrait_id: UUID) -> HttpResponse:
    return serve_picture(get_portrait_for(request.user, portrait_id).aligned.name)


@require_safe
def show_reconstruction(request: HttpRequest, portrait_id: UUID) -> HttpResponse:
    return serve_picture(get_portrait_for(request.user, portrait_id).reconstruction.name)
