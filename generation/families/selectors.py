from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypedDict
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, Now
from django.http import Http404

from accounts.models import Erasure, ErasureCause
from generation.models import OPEN_STATES, Child, Family, Job
from generation.models.prototypes import once_per_thread
from generation.portraits.likeness import POOR, Likeness, grade_of, likeness_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# For so long its owner is told why a family has gone.
TOLD_FOR = timedelta(days=7)


class FamiliesHere(TypedDict):
    type: Literal["families.here"]
    families: list[str]


def describe_families_of(user: User) -> FamiliesHere:
    """Returns the ids: a page removes what it shows of all others."""
    ids = Family.objects.filter(owner=user).values_list("pk", flat=True)
    return {"type": "families.here", "families": [str(pk) for pk in ids]}


def has_lost_a_family(user: User) -> bool:
    """Returns True if an invitee withdrew or refused consent within the last days."""
    theirs = Erasure.objects.filter(owner_id=user.pk, cause__in=[ErasureCause.WITHDRAWN, ErasureCause.REFUSED])
    return theirs.exclude(invitation_ids=[]).filter(requested_at__gt=Now() - TOLD_FOR).exists()


def get_families_for(user: User | AnonymousUser) -> QuerySet[Family]:
    """Returns the families, the newest first, in three queries.

    Each has the columns `num_children` and `cover_id` (of its newest child), and the lists `latest_jobs` (at most one,
    for children) and `open_film_jobs`.
    """
    return _families().filter(owner=user) if user.is_authenticated else Family.objects.none()


@once_per_thread
def _families() -> QuerySet[Family]:
    children = Child.objects.seen().filter(family=OuterRef("pk"))
    film_jobs = Job.objects.filter(film_of__isnull=False, state__in=OPEN_STATES).order_by("created_at")
    newest_jobs = Job.objects.filter(film_of=None).order_by("family_id", "-created_at").distinct("family_id")
    return (
        Family.objects.annotate(
            num_children=_number_of(children, by="family"),
            cover_id=Subquery(children.newest_first().values("pk")[:1]),
        )
        .select_related("parent_a__portrait", "parent_a__key", "parent_b__portrait", "parent_b__key")
        .prefetch_related(
            Prefetch("jobs", queryset=newest_jobs, to_attr="latest_jobs"),
            Prefetch("jobs", queryset=film_jobs, to_attr="open_film_jobs"),
        )
        .order_by("-created_at")
    )


def get_families_with_photos_for(user: User | AnonymousUser) -> QuerySet[Family]:
    """Returns the same with photos, their findings and invitations, in four more queries."""
    return get_families_for(user).prefetch_related(
        "parent_a__invitations", "parent_b__invitations", "parent_a__portrait__photos", "parent_b__portrait__photos"
    )


def get_family_for(user: User | AnonymousUser, family_id: UUID) -> Family:
    """Returns one of these families, whose photos and invitations are asked for where they are needed: of two people.

    Raises Http404, the same for a family that is not there and for somebody else's.
    """
    family = get_families_for(user).filter(pk=family_id).first()
    if family is None:
        raise Http404("There is no such family.")
    return family


def get_children_of(family: Family) -> QuerySet[Child]:
    """Returns the children, the newest first.

    Each knows its job's `num_siblings`, itself included, and whether they are `identical`.
    """
    born_with = Child.objects.seen().filter(job=OuterRef("job"))
    return (
        family.child_rows.seen()
        .annotate(num_siblings=_number_of(born_with, by="job"), identical=F("job__identical"))
        .newest_first()
    )


def get_likenesses_of(family: Family) -> list[Likeness]:
    """Returns the likenesses of parents A and B, of a family that a selector gave out."""
    portraits = [person.portrait for person in family.parents]
    prefetch_related_objects([portrait for portrait in portraits if grade_of(portrait) == POOR], "photos")
    return [likeness_of(portrait) for portrait in portraits]


def latest_job_of(family: Family) -> Job | None:
    """Returns the newest job for children of a family that came from a selector here, without a query."""
    jobs: list[Job] = family.latest_jobs  # type: ignore[attr-defined]
    return jobs[0] if jobs else None


def _number_of(children: QuerySet[Child], *, by: str) -> Coalesce:
    return Coalesce(Subquery(children.order_by().values(by).annotate(number=Count("pk")).values("number")), Value(0))
