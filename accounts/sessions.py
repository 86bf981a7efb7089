"""The current owner of a session, and its end. A websocket outlives the request that opened it, and perhaps
its session.
"""

from __future__ import annotations

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from accounts.users import User


def get_user_of_session(session_key: str | None) -> User | AnonymousUser:
    """Returns the user, or None after signing out, after a new password, and once the account is closed."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return get_user(request)


def get_listener_of_session(session_key: str | None) -> User | AnonymousUser:
    """Returns the user who may be told things over a websocket: nobody also while the account is suspended."""
    user = get_user_of_session(session_key)
    return AnonymousUser() if user.is_authenticated and user.is_suspended_now() else user


def end_sessions_of(user: User, *, keep: str | None = None) -> None:
    """Deletes an account's sessions with their content, such as the address that was used to sign in. keep: the key of
    one that goes on.
    """
    for session in UserSession.objects.filter(user=user).exclude(session_key=keep or ""):
        session.end()


def end_all_sessions() -> None:
    Session.objects.all().delete()
    UserSession.objects.all().delete()


def get_sessions_over() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=Now())


def expire_sessions() -> int:
    """Deletes sessions whose time is over, with the addresses and browsers that were noted for them."""
    number, _by_model = get_sessions_over().delete()
    running = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=running).delete()
    return number
