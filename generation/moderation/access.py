"""The door to the pages of moderation: for everybody else there is nothing here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from accounts.second_step import used_second_step
from accounts.staff import ask_for_second_step
from generation.moderation.moderators import is_moderator

View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """Lets moderators in who used their second step in this session, whatever STAFF_NEED_TWO_STEPS says."""
    return _for(is_moderator, view, home="moderation:queue")


def operators_only(view: View) -> View:
    """Does the same for superusers."""
    return _for(lambda user: user.is_active and user.is_superuser, view, home="moderation:moderators")


def _for(may_enter: Callable[[Any], bool], view: View, *, home: str) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_enter(request.user):
            raise Http404("There is nothing here for this account.")
        if not used_second_step(request):
            way_back = request.get_full_path() if request.method == "GET" else reverse(home)
            return ask_for_second_step(request, way_back=way_back)
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return answer
