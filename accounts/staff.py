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
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from accounts.second_step import STEPS, used_second_step


def guard_admin(site: AdminSite) -> None:
    """Replaces the admin's own sign-in, which would allow unlimited guesses."""
    is_staff = site.has_permission
    site.has_permission = lambda request: is_staff(request) and has_second_step(request)  # type: ignore[method-assign]
    site.login = secure_admin_login(require_safe(_ask_for_second_step(site.login)))  # type: ignore[method-assign]
    to_own_page = RedirectView.as_view(pattern_name="account_change_password")
    site.password_change = to_own_page  # type: ignore[method-assign,assignment]


def has_second_step(request: HttpRequest) -> bool:
    """Tells whether this session, not only the account, has what the admin asks for."""
    return not settings.STAFF_NEED_TWO_STEPS or used_second_step(request)


def _ask_for_second_step(login: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_second_step(request):
            return login(request, *args, **kwargs)
        return ask_for_second_step(request, way_back=reverse("admin:index"))

    return view


def ask_for_second_step(request: HttpRequest, *, way_back: str) -> HttpResponse:
    """Leads to where a second step is set up. Whoever has one is asked for the app's code, or for a passkey where there
    is no app, and is then led back.
    """
    if not is_mfa_enabled(request.user, STEPS):
        messages.warning(request, _("People who run or moderate this site must use two-step sign-in. Set it up first."))
        return redirect("mfa_index")
    messages.info(request, _("This page asks for your second step again."))
    has_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    page = "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(page)}?{urlencode({'next': way_back})}")
