from __future__ import annotations

from generation.models import Job


def reread(job: Job) -> Job:
    return Job.objects.select_related("family__parent_a__portrait", "family__parent_b__portrait").get(pk=job.pk)
