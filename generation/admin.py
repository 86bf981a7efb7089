"""Operators see states, errors, codes and counts. No page of the admin shows a face, links to one, or names anybody.

Of what was reported they see that and how it was decided, and nothing that anybody wrote.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_dramatiq.models import Task

from accounts.admin import ReadOnlyAdmin
from generation.models import AuditLine, Case, Child, Decision, Family, Job, Portrait

# The broker's messages are kept in no table, so that its pages would always be empty.
admin.site.unregister(Task)


@admin.register(Family)
class FamilyAdmin(ReadOnlyAdmin):
    list_display = ("id", "owner_id", "is_sample", "num_children", "num_jobs", "created_at")
    list_filter = ("is_sample",)
    fields = ("id", "owner_id", "is_sample", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Family]:
        counts = {"children_counted": Count("child_rows", distinct=True), "jobs_counted": Count("jobs", distinct=True)}
        families: QuerySet[Family] = super().get_queryset(request).annotate(**counts)
        return families

    @admin.display(description=_("children"))
    def num_children(self, family: Any) -> int:
        return int(family.children_counted)

    @admin.display(description=_("jobs"))
    def num_jobs(self, family: Any) -> int:
        return int(family.jobs_counted)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "owner_id", "state", "stage", "attempts", "error_code", "created_at", "finished_at")
    list_filter = ("state", "error_code")
    search_fields = ("id", "owner__id")
    date_hierarchy = "created_at"
    exclude = ("idempotency_key", "body_sha256", "owner", "family", "film_of")
    readonly_fields = ("owner_id", "family_id", "film_of_id", "created_at")


@admin.register(Portrait)
class PortraitAdmin(ReadOnlyAdmin):
    list_display = ("id", "state", "lpips", "lpips_name", "identity_distance", "generator_identity", "created_at")
    list_filter = ("state",)
    fields = list_display


@admin.register(Child)
class ChildAdmin(ReadOnlyAdmin):
    list_display = ("id", "sex", "age_years", "dominance", "expression", "generator_identity", "created_at")
    list_filter = ("sex",)
    fields = (
        *("id", "sex", "age_years", "apparent_age_years", "dominance", "expression", "seed", "generator_identity"),
        "created_at",
    )


@admin.register(AuditLine)
class AuditLineAdmin(ReadOnlyAdmin):
    list_display = ("seq", "at", "act", "detail", "actor_id", "case_id", "subject_id")
    list_filter = ("act",)
    search_fields = ("actor_id", "case_id", "subject_id")
    ordering = ("-seq",)
    date_hierarchy = "at"


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ("id", "state", "reason", "is_urgent", "num_reports", "opened_at", "due_at", "decided_at")
    list_filter = ("state", "reason", "is_urgent")
    search_fields = ("id", "owner__id", "link__id")
    date_hierarchy = "opened_at"
    fields = (*list_display, "closed_at", "link_id", "owner_id", "taken_by_id")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("id", "case_id", "kind", "ground", "days", "moderator_id", "made_at", "undone_at")
    list_filter = ("kind", "ground")
    search_fields = ("id", "case__id", "moderator_id")
    date_hierarchy = "made_at"
    fields = (*list_display, "child_id")
