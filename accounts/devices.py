"""Browsers in which somebody has signed in before. While strangers guess an account's password from everywhere, these
are let through to try theirs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "accounts.devices"
LONG_SECONDS = 365 * 24 * 3600


def remember_device(response: HttpResponse, address: str) -> None:
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        _mark_of(address),
        salt=SALT,
        max_age=LONG_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known_device(request: HttpRequest, address: str) -> bool:
    mark = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, "", salt=SALT, max_age=LONG_SECONDS)
    return constant_time_compare(mark or "", _mark_of(address))


def _mark_of(address: str) -> str:
    return salted_hmac(SALT, address.strip().lower()).hexdigest()
