from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    SIGNED_UP = "signed_up", _("Signed up")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("A sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out")
    OTHERS_SIGNED_OUT = "others_signed_out", _("Other browsers signed out")
    SECOND_STEP_USED = "second_step_used", _("Second step used")
    SECOND_STEP_FAILED = "second_step_failed", _("A second step failed")
    WAY_IN_ADDED = "way_in_added", _("A way to sign in was added")
    WAY_IN_REMOVED = "way_in_removed", _("A way to sign in was removed")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    EMAIL_CHANGED = "email_changed", _("Email address changed")
    REFUSED = "refused", _("A page was refused")
    LIMIT_HIT = "limit_hit", _("Too many requests")
    ADMIN_VIEWED = "admin_viewed", _("Looked at in the admin")
    ADMIN_CHANGED = "admin_changed", _("Changed in the admin")
    SUSPENDED = "suspended", _("Account suspended")
    SUSPENSION_LIFTED = "suspension_lifted", _("Suspension lifted")


# Codes of ways to sign in, as a detail names them; the names of other sites are the same in every language.
WAYS = {
    "password": _("Password"),
    "totp": _("Authenticator app"),
    "webauthn": _("Passkey"),
    "recovery_codes": _("Recovery codes"),
    "token": _("Token for programs"),
    "kakao": "Kakao",
    "naver": "Naver",
    "google": "Google",
}


class SecurityEvent(models.Model):
    """One event. The account is a plain id: the log of what staff did outlives their account."""

    at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    # Whose account it is about: of a failed sign-in, the one with the address that was typed, if there is one.
    account_id = models.UUIDField(null=True)
    address = models.GenericIPAddressField(null=True)
    # A code: how somebody signed in, which second step, the pattern of a page's address, which limit.
    detail = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security log")
        indexes = [models.Index(fields=["account_id", "-at"], name="events_of_an_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def ways(self) -> list[str]:
        """The ways to sign in that the detail names, in words."""
        return [str(WAYS[code]) for code in self.detail.split("+") if code in WAYS]
