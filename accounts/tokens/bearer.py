"""Requests of programs: the header that shows a token, what it may do, and where it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import SAFE_METHODS

from accounts.tokens.models import ApiToken, TokenScope
from accounts.tokens.services import find_token, note_use
from accounts.users import User

GetResponse = Callable[[HttpRequest], HttpResponse]

# Pictures and films, whose addresses the API tells. All other pages are for people.
PICTURES = frozenset({"image", "thumbnail", "film", "animation", "poster", "strip"})


def accept_tokens(get_response: GetResponse) -> GetResponse:
    """Signs a program in for one request. A token that doesn't hold is refused, and never tried as a session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_view = _accept  # type: ignore[attr-defined]  # Django's hook
    return middleware


def token_in(request: HttpRequest) -> str | None:
    """Returns what the request shows as a token, or None."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else None


def scope_for(method: str | None) -> TokenScope:
    if method in SAFE_METHODS:
        return TokenScope.READ
    return TokenScope.DELETE if method == "DELETE" else TokenScope.MAKE


def takes_tokens(match: ResolverMatch | None) -> bool:
    if match is None:
        return False
    return match.app_names == ["api"] or (match.app_names == ["gallery"] and match.url_name in PICTURES)


class TokenAuthentication(BaseAuthentication):
    """Tells DRF whom `accept_tokens` let in: it asks for no session and for no token against forgery."""

    def authenticate(self, request: Any) -> tuple[User, ApiToken] | None:
        token: ApiToken | None = getattr(request._request, "api_token", None)
        return (token.user, token) if token else None


def _accept(request: HttpRequest, *_view: Any) -> HttpResponse | None:
    text = token_in(request)
    if text is None or not takes_tokens(request.resolver_match):
        return None
    token = find_token(text)
    if token is None:
        sentence = _("This token doesn’t hold: it was ended, is over, or was never made. Make a new one on the site.")
        return _refuse(HTTPStatus.UNAUTHORIZED, "token_refused", sentence)
    scope = scope_for(request.method)
    if scope not in token.scopes:
        sentence = _("This token may not do that. It would need the scope “%(scope)s”.") % {"scope": scope.value}
        return _refuse(HTTPStatus.FORBIDDEN, "scope_missing", sentence)
    note_use(token)
    request.user = token.user
    request.api_token = token  # type: ignore[attr-defined]
    return None


def _refuse(status: HTTPStatus, code: str, sentence: str) -> HttpResponse:
    """Answers in the shape of every error of the API."""
    response = JsonResponse({"error": {"code": code, "message": sentence, "fields": None}}, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    response["Cache-Control"] = "private, no-store"
    return response
