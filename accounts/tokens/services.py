from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Now, TruncDate
from django.http import HttpRequest

from accounts.security_log.models import EventKind
from accounts.security_log.services import note
from accounts.tokens.models import ApiToken, TokenScope
from accounts.users import User, is_suspended

# Scanners of published code know by it that they found a secret, and whose.
PREFIX = "babysite_"
SECRET_BYTES = 32
MAX_TOKENS = 20  # of one account, those that are over left out


class TooManyTokens(Exception):
    """The account has as many as it may have."""


def make_token(
    user: User, *, name: str, scopes: Iterable[TokenScope], days: int, request: HttpRequest | None
) -> tuple[ApiToken, str]:
    """Returns the row and the token itself, which nobody can read again. Raises TooManyTokens."""
    text = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        # Two requests at once are counted one after the other.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        ApiToken.objects.filter(user=user, expires_at__lte=Now()).delete()
        if user.api_tokens.count() >= MAX_TOKENS:
            raise TooManyTokens
        end = ExpressionWrapper(Now() + Value(timedelta(days=days)), output_field=DateTimeField())
        token = ApiToken(user=user, name=name, secret_sha256=_hash(text), scopes=sorted(scopes))
        token.expires_at = end  # by the database's clock
        token.save(force_insert=True)
        token.refresh_from_db(fields=["expires_at"])
        note(EventKind.WAY_IN_ADDED, request, account_id=user.pk, detail="token")
    return token, text


def end_token(token: ApiToken, *, request: HttpRequest | None) -> None:
    with transaction.atomic():
        token.delete()
        note(EventKind.WAY_IN_REMOVED, request, account_id=token.user_id, detail="token")


def get_tokens_of(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user).order_by("-created_at", "pk")


def find_token(text: str) -> ApiToken | None:
    """Returns the token while it holds: not ended, not over, of an account that is there and not suspended."""
    if not text.startswith(PREFIX):
        return None
    rows = ApiToken.objects.filter(
        ~is_suspended("user"), secret_sha256=_hash(text), expires_at__gt=Now(), user__is_active=True
    )
    return rows.select_related("user").first()


def note_use(token: ApiToken) -> None:
    """Notes the day, once: no more of when somebody works is kept."""
    unused_today = Q(last_used_on=None) | Q(last_used_on__lt=TruncDate(Now()))
    ApiToken.objects.filter(unused_today, pk=token.pk).update(last_used_on=TruncDate(Now()))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
