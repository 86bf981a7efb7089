"""A person's own face, shown to nobody else: where they answered, and to their account."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Person
from generation.people.answered_here import may_see_face
from generation.people.link_pages import link_page
from generation.people.selectors import get_answered_invitation
from generation.portraits.cut_outs import pick_cut_out
from generation.portraits.selectors import get_own_cut_outs
from generation.storage.serving import read_or_404, serve_jpeg, serve_picture


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
