from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from generation.families.models import Family
from generation.gallery.models import Child
from generation.jobs.models import Job
from generation.portraits.likeness import Likeness, likeness_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


def get_families_for(user: User | AnonymousUser) -> QuerySet[Family]:
    """Newest first, each with lists `children` (newest first) and `latest_jobs` (one or none), in three queries.

    A job for a film is told of where the film will be, on the page of its child.
    """
    if not user.is_authenticated:
        return Family.objects.none()
    children = Child.objects.select_related("job", "film").order_by("-created_at", "job_id", "position")
    newest_jobs = Job.objects.filter(film_of=None).order_by("family_id", "-created_at").distinct("family_id")
    return (
        Family.objects.filter(owner=user)
        .select_related("parent_a__portrait", "parent_b__portrait")
        .prefetch_related(
            Prefetch("child_rows", queryset=children, to_attr="children"),
            Prefetch("jobs", queryset=newest_jobs, to_attr="latest_jobs"),
        )
        .order_by("-created_at")
    )


def get_families_with_photos_for(user: User | AnonymousUser) -> QuerySet[Family]:
    """As above, in two queries more: for whoever tells what a look at the photos found."""
    return get_families_for(user).prefetch_related("parent_a__portrait__photos", "parent_b__portrait__photos")


def get_family_for(user: User | AnonymousUser, family_id: UUID) -> Family:
    """Raises Http404, the same for a family that is not there and for somebody else's."""
    family = get_families_with_photos_for(user).filter(pk=family_id).first()
    if family is None:
        raise Http404("There is no such family.")
    return family


def get_likenesses_of(family: Family) -> list[Likeness]:
    """Parent A's and parent B's, of a family that a selector gave out."""
    return [likeness_of(person.portrait) for person in family.parents]
