"""Operators see accounts and the ledger. Nothing here shows a face or a name, and only an account's page an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.people.models.consent_record import ConsentRecord
from accounts.people.models.person import Person
from accounts.security_log.models import SecurityEvent
from accounts.users import User

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
    BaseUserAdmin = UserAdmin[User]
else:  # Django's admin classes take no type argument at run time.
    AnyModelAdmin, BaseUserAdmin = admin.ModelAdmin, UserAdmin

# What opens accounts, and where people are: their owners' to see. Keys of other sites come from the environment alone.
admin.site.unregister([Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])


@admin.register(User)
class AccountAdmin(BaseUserAdmin):
    ordering = ("-date_joined",)
    list_display = ("email", "is_active", "is_suspended", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", ("suspended_at", admin.EmptyFieldListFilter))
    search_fields = ("email", "id")
    readonly_fields = ("id", "date_joined", "last_login", "suspended_at", "suspended_until")
    fieldsets = (
        (None, {"fields": ("id", "email", "password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("date_joined", "last_login", "suspended_at", "suspended_until")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)

    @admin.display(boolean=True, description=_("suspended"))
    def is_suspended(self, user: User) -> bool:
        return user.is_suspended_now()

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Always returns False: `manage.py close_account` deletes an account, with everybody's photos, receipts and
        all.
        """
        return False

    def log_addition(self, request: HttpRequest, obj: User, message: Any) -> LogEntry:
        return _without_address(super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> LogEntry:
        return _without_address(super().log_change(request, obj, message))


def _without_address(entry: LogEntry) -> LogEntry:
    """The history outlives the account."""
    entry.object_repr = entry.object_id or ""
    entry.save(update_fields=["object_repr"])
    return entry


class ReadOnlyAdmin(AnyModelAdmin):
    """An admin page that shows rows and never edits them: changes go through services, which also look after files and
    the ledger.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    list_display = ("id", "owner_id", "consent_basis", "is_sample", "created_at")
    list_filter = ("consent_basis", "is_sample")
    fields = list_display


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ReadOnlyAdmin):
    list_display = ("seq", "at", "person_id", "purpose", "act", "method", "text_version", "language", "given_by_id")
    list_filter = ("purpose", "act", "method")
    search_fields = ("person_id", "given_by_id")
    ordering = ("-seq",)
    date_hierarchy = "at"


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "account_id", "address", "detail")
    fields = list_display
    list_filter = ("kind",)
    search_fields = ("account_id", "address", "detail")
    ordering = ("-at", "-pk")
    date_hierarchy = "at"
