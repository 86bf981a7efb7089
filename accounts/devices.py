"""Browsers in which somebody has signed in before. While strangers guess an account's password from everywhere, these
are let through to try theirs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.addresses import spell_address

SALT = "accounts.devices"
LONG_SECONDS = 365 * 24 * 3600


def remember_device(response: HttpResponse, address: str) -> None:
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        _mark_of(address, settings.SECRET_KEY),
        salt=SALT,
        max_age=LONG_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known_device(request: HttpRequest, address: str) -> bool:
    mark = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, "", salt=SALT, max_age=LONG_SECONDS) or ""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(mark, _mark_of(address, key)) for key in keys)


def _mark_of(address: str, key: str) -> str:
    return salted_hmac(SALT, spell_address(address), secret=key).hexdigest()
