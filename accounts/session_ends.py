"""Changes to the ways into an account end its sessions in other browsers: whoever sits there may be why."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.signals import social_account_added, social_account_removed
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from accounts.session_store import BEGAN, SEEN
from accounts.sessions import end_sessions_of

CHANGES = [
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    email_changed,
    password_changed,
    password_reset,
    password_set,
    social_account_added,
    social_account_removed,
]


def connect() -> None:
    """Connects the listeners. Called once, when all apps are loaded."""
    for change in CHANGES:
        change.connect(_end_others, dispatch_uid="accounts.session_ends")
    user_logged_in.connect(_note_beginning, dispatch_uid="accounts.session_ends")
    user_logged_out.connect(_forget_browser, dispatch_uid="accounts.session_ends")


def _end_others(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    if kwargs.get("from_email_address", True) is None:
        return  # the first address was confirmed, perhaps in another browser than the one that signed up
    user = kwargs.get("user") or (kwargs.get("sociallogin") or kwargs["socialaccount"]).user
    end_sessions_of(user, keep=request.session.session_key)


def _note_beginning(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    request.session[BEGAN] = request.session[SEEN] = time.time()


def _forget_browser(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
