from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAME_MAX_LENGTH = 40


class TokenScope(models.TextChoices):
    READ = "read", _("Read: families, jobs, children, their pictures and films")
    MAKE = "make", _("Make: send photos, ask for children and films, stop jobs")
    DELETE = "delete", _("Delete: children and families, for good")


class ApiToken(models.Model):
    """A token that a program shows in place of a password. Only its hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    # For what it is, in its owner's words.
    name = models.CharField(max_length=NAME_MAX_LENGTH)
    # SHA-256, in hex. 256 random bits need no slow hash.
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("token of the API")
        verbose_name_plural = _("tokens of the API")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def scopes_in_words(self) -> list[str]:
        return [str(TokenScope(scope).label) for scope in TokenScope.values if scope in self.scopes]
