from __future__ import annotations

import uuid

from django.db import models


class SiteIdentity(models.Model):
    """A table of one row: the site's random id, which `generation.storage` also keeps in a file beside the pictures."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    site_id = models.UUIDField(default=uuid.uuid4, editable=False)
