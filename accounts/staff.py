"""Access to the admin: staff only, through the site's own sign-in, with a second step where that is required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def guard_admin(site: AdminSite) -> None:
    """Replaces the admin's own sign-in, which would allow unlimited guesses."""
    is_staff = site.has_permission
    site.has_permission = lambda request: is_staff(request) and has_second_step(request)  # type: ignore[method-assign]
    site.login = secure_admin_login(require_safe(_ask_for_second_step(site.login)))  # type: ignore[method-assign]
    to_own_page = RedirectView.as_view(pattern_name="account_change_password")
    site.password_change = to_own_page  # type: ignore[method-assign,assignment]


def has_second_step(request: HttpRequest) -> bool:
    return not settings.STAFF_NEED_TWO_STEPS or bool(is_mfa_enabled(request.user, STEPS))


def _ask_for_second_step(login: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_second_step(request):
            return login(request, *args, **kwargs)
        messages.warning(request, _("People who run this site must use two-step sign-in. Set it up first."))
        return redirect("mfa_index")

    return view
