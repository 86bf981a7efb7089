from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonKey(models.Model):
    """The key that encrypts everything of a person, wrapped by a master key. Without this row the data is unreadable.

    A table of its own, so that backups which are kept for long can leave it out.
    """

    person = models.OneToOneField("accounts.Person", primary_key=True, on_delete=models.CASCADE, related_name="key")
    wrapped = models.BinaryField()
    master_key_id = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("key of a person")
        verbose_name_plural = _("keys of people")

    def __str__(self) -> str:
        return str(self.pk)
