"""A person's own face, shown to nobody but whoever holds the link."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from generation.people.link_pages import link_page
from generation.people.selectors import get_answered_invitation
from generation.portraits.cut_outs import pick_cut_out
from generation.portraits.selectors import get_own_cut_outs
from generation.private_media import read_or_404, serve_jpeg, serve_picture


@require_safe
@link_page
def show_own_face(request: HttpRequest, token: str) -> HttpResponse:
    return serve_picture(get_answered_invitation(token).person.portrait.aligned.name)


@require_safe
@link_page
def show_one_of_several(request: HttpRequest, token: str, photo_id: UUID, number: int) -> HttpResponse:
    name = get_own_cut_outs(get_answered_invitation(token).person, photo_id)
    jpeg = pick_cut_out(read_or_404(name), number)
    if jpeg is None:
        raise Http404("There is no such face.")
    return serve_jpeg(jpeg)
