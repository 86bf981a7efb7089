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


class SiteKey(models.Model):
    """A table of one row: the site's own secret, wrapped by a master key. Every file's key is derived from it too.

    So a file that shows nobody is encrypted as well, and nobody without the keys can make a file that opens.
    """

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    wrapped = models.BinaryField()
    master_key_id = models.CharField(max_length=16)
