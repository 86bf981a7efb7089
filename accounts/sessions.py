"""Who a session belongs to now. A websocket outlives the request that opened it, and perhaps its session."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User


def get_user_of_session(session_key: str | None) -> User | AnonymousUser:
    """Nobody after signing out, after a new password, and once the account is closed."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return get_user(request)
