"""Listeners to allauth's and Django's signals, which write to the log."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.contrib.auth.signals import user_logged_out
from django.dispatch import Signal
from django.http import HttpRequest

from accounts.security_log.models import EventKind
from accounts.security_log.services import note

KINDS: dict[Signal, EventKind] = {
    account.user_signed_up: EventKind.SIGNED_UP,
    user_logged_out: EventKind.SIGNED_OUT,
    account.password_changed: EventKind.PASSWORD_CHANGED,
    account.password_reset: EventKind.PASSWORD_CHANGED,
    account.password_set: EventKind.PASSWORD_CHANGED,
    account.email_changed: EventKind.EMAIL_CHANGED,
    mfa.authenticator_used: EventKind.SECOND_STEP_USED,
    mfa.authentication_failed: EventKind.SECOND_STEP_FAILED,
    mfa.authenticator_added: EventKind.WAY_IN_ADDED,
    mfa.authenticator_reset: EventKind.WAY_IN_ADDED,
    mfa.authenticator_removed: EventKind.WAY_IN_REMOVED,
    social.social_account_added: EventKind.WAY_IN_ADDED,
    social.social_account_removed: EventKind.WAY_IN_REMOVED,
}


def connect() -> None:
    """Connects the listeners. Called once, when all apps are loaded."""
    for signal in KINDS:
        signal.connect(_note, dispatch_uid="accounts.security_log")
    account.user_logged_in.connect(_note_sign_in, dispatch_uid="accounts.security_log")


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Notes the button that signs out other browsers."""

    def end_sessions(self, sessions: Any) -> None:
        super().end_sessions(sessions)
        request = context.request
        note(EventKind.OTHERS_SIGNED_OUT, request, account_id=request.user.pk, detail=str(len(sessions)))


def _note(signal: Signal, request: HttpRequest, **said: Any) -> None:
    social_account = said.get("socialaccount") or getattr(said.get("sociallogin"), "account", None)
    user = said.get("user") or getattr(social_account, "user", None)
    if user is None or user.pk is None:
        return  # nobody was signed in, or the account was just closed
    way = said.get("authenticator")
    detail = way.type if way else social_account.provider if social_account else ""
    note(KINDS[signal], request, account_id=user.pk, detail=detail)


def _note_sign_in(request: HttpRequest, user: Any, **said: Any) -> None:
    records = get_authentication_records(request, user)
    ways = [record.get("type") or record.get("provider") or record["method"] for record in records]
    note(EventKind.SIGNED_IN, request, account_id=user.pk, detail="+".join(ways))
