"""Cases, held while something is decided about them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.models import User
from generation.models import Case, Family, ShareLink


def hold_case(case_id: UUID) -> Case:
    """Locks a case, and before it all that a decision may change, until the transaction ends: the owner's account,
    their families and their links, in the order of `jobs.locks`, and the other cases about the same link. Raises
    Case.DoesNotExist.

    `owner` and `link` of it are as they are now; None where they are gone.
    """
    owner_id = Case.objects.values_list("owner_id", flat=True).get(pk=case_id)
    list(User.objects.select_for_update(no_key=True).filter(pk=owner_id).values_list("pk"))
    families = Family.objects.select_for_update(no_key=True).filter(owner=owner_id).order_by("pk")
    held = [pk for (pk,) in families.values_list("pk")]
    list(ShareLink.objects.select_for_update(no_key=True).filter(family__in=held).order_by("pk").values_list("pk"))
    # Together and in one order, as whoever gives back several: a granted appeal joins two.
    cases = Case.objects.select_for_update(of=("self",)).filter(Q(pk=case_id) | Q(link__cases=case_id))
    list(cases.order_by("pk").values_list("pk"))
    # Read last: what was erased while this waited is gone from it.
    return Case.objects.select_related("owner", "link__family").get(pk=case_id)
