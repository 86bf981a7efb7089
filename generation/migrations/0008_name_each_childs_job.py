from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def let_each_child_name_its_job(apps: Any, schema_editor: Any) -> None:
    child, job = apps.get_model("generation", "Child"), apps.get_model("generation", "Job")
    child.objects.update(job=Subquery(job.objects.filter(child=OuterRef("pk")).values("pk")))
    for orphan in child.objects.filter(job=None).select_related("family").iterator():
        orphan.job = _job_that_would_have_made(orphan, job)
        orphan.save(update_fields=["job"])


def _job_that_would_have_made(child: Any, job: Any) -> Any:
    """For siblings who went back to a time when a job named one child, and come forward again."""
    made = job.objects.create(
        owner_id=child.family.owner_id,
        family_id=child.family_id,
        idempotency_key=str(child.pk),
        sex=child.sex,
        age_years=child.age_years,
        dominance=child.dominance,
        seed=child.seed,
        state="done",
        fraction=1.0,
        finished_at=child.created_at,
    )
    job.objects.filter(pk=made.pk).update(created_at=child.created_at)
    return made


def let_each_job_name_its_first_child(apps: Any, schema_editor: Any) -> None:
    child, job = apps.get_model("generation", "Child"), apps.get_model("generation", "Job")
    first = child.objects.filter(job=OuterRef("pk")).order_by("position").values("pk")[:1]
    job.objects.update(child=Subquery(first))


class Migration(migrations.Migration):
    """By itself: PostgreSQL alters no table whose new rows are still to be checked."""

    dependencies = [
        ("generation", "0007_children_of_a_job"),
    ]

    operations = [
        migrations.RunPython(let_each_child_name_its_job, let_each_job_name_its_first_child),
    ]
