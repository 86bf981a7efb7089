"""The pages behind an invitation's link: to whom they show a face, and how they leave the site.

Kept by nobody, found by no search, their addresses untold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.models import Invitation

View = Callable[..., HttpResponse]
HEADERS = {
    "Cache-Control": "private, no-store",
    # Names the site and never the page. With "no-referrer" a browser would also hide where a form comes from, and the
    # protection against forged forms needs to know.
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def link_page(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return answer


# Which browser answered an invitation. Its session says so, not the link: whoever handed that over holds it too.
ANSWERED = "invitations_answered"


def note_answer(request: HttpRequest, invitation: Invitation) -> None:
    request.session[ANSWERED] = [*request.session.get(ANSWERED, []), str(invitation.pk)]


def was_answered_here(request: HttpRequest, invitation: Invitation) -> bool:
    return str(invitation.pk) in request.session.get(ANSWERED, [])


def may_see_face(request: HttpRequest, invitation: Invitation) -> bool:
    is_own_account = request.user.is_authenticated and invitation.person.account_id == request.user.pk
    return is_own_account or was_answered_here(request, invitation)
