"""The one door to everything that a share link shows. Each request is asked anew, and each refusal looks the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt

from generation.models import ShareLink
from generation.sharing.selectors import get_live_link
from generation.sharing.tokens import address_of

View = Callable[..., HttpResponse]

UNLOCKED = "unlocked"
UNLOCKED_SECONDS = 24 * 3600


def shown_to_others(view: View) -> View:
    """Hands a live link to a view, in place of its token. What has a password is shown to whoever has given it.

    No page here touches a session or sets the cookie that guards forms; a form must come from a page of this site.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            link = get_live_link(token)
            if not is_unlocked(request, link):
                raise Http404("It has a password.")
            return _answer(view, request, link, *args, **kwargs)
        except Http404:
            return nothing_here()

    return answer


def shown_before_the_password(view: View) -> View:
    """Does the same for the few addresses that are there before the password was given."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return _answer(view, request, get_live_link(token), *args, **kwargs)
        except Http404:
            return nothing_here()

    return answer


def answered_to_anybody(view: View) -> View:
    """Leaves it to a view what there is, if anything: it must answer the same in either case. The rest is as above."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _answer(view, request, *args, **kwargs)

    return answer


def nothing_here() -> HttpResponse:
    """Answers for what is missing, ended, expired or withdrawn: the same page, to the byte."""
    return HttpResponse(render_to_string("sharing/over.html"), status=HTTPStatus.NOT_FOUND)


def is_unlocked(request: HttpRequest, link: ShareLink) -> bool:
    return not link.password or constant_time_compare(request.COOKIES.get(UNLOCKED, ""), _key_of(link))


def unlock(response: HttpResponse, link: ShareLink) -> None:
    """Notes in a browser that the password was given. Another password makes another key, and closes it again."""
    response.set_cookie(
        UNLOCKED,
        _key_of(link),
        max_age=UNLOCKED_SECONDS,
        path=address_of(link),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _key_of(link: ShareLink) -> str:
    return salted_hmac("sharing.unlocked", f"{link.pk}:{link.password}", algorithm="sha256").hexdigest()


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "POST" and not _is_from_here(request):
        return HttpResponse(render_to_string("403.html"), status=HTTPStatus.FORBIDDEN)
    return view(request, *args, **kwargs)


def _is_from_here(request: HttpRequest) -> bool:
    """Browsers say of every form which site its page is of. Hosts that aren't the site's were refused before."""
    origin = request.headers.get("Origin")
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS
