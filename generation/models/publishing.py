"""A parent's consent to publishing, as a condition of a query: asked together with what it decides, never before."""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery

from accounts.models import Act, ConsentBasis, ConsentRecord, Method, Purpose
from accounts.people.consents import CURRENT_VERSIONS

# Only the person shown can agree to being shown to others.
OWN_CONSENT = (ConsentBasis.SELF, ConsentBasis.INVITED)
OWN_METHODS = (Method.SELF, Method.INVITED)


def agrees_to_publishing(parent: str) -> Q:
    """Returns a condition on the parent that `parent` leads to, such as `family__parent_a`.

    It holds where the newest record on publishing is a consent to the current text, given by the person shown.
    Attested consent does not suffice. A generated face needs none.
    """
    records = ConsentRecord.objects.filter(person_id=OuterRef(f"{parent}_id"), purpose=Purpose.PUBLISH)
    is_own_yes = Q(act=Act.GIVEN, method__in=OWN_METHODS, text_version=CURRENT_VERSIONS[Purpose.PUBLISH])
    newest = records.order_by("-seq").annotate(holds=ExpressionWrapper(is_own_yes, output_field=BooleanField()))
    holds = Subquery(newest.values("holds")[:1], output_field=BooleanField())
    return Q(**{f"{parent}__is_sample": True}) | (Q(**{f"{parent}__consent_basis__in": OWN_CONSENT}) & Q(holds))
