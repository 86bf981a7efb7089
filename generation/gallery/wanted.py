"""Which children of an account a page of the gallery shows, and in which order, as its address says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.names import isolate
from generation.models import Child, Family, Sex

if TYPE_CHECKING:
    from accounts.models import User

# From the newest family on. In a list of thousands nobody would find one.
MAX_LISTED_FAMILIES = 100

AGES = {
    "baby": (_("Babies"), Q(age_years__lt=2.0)),
    "child": (_("2 to 9 years"), Q(age_years__gte=2.0, age_years__lt=9.5)),
    "teen": (_("10 to 17 years"), Q(age_years__gte=9.5, age_years__lt=17.5)),
    "grown": (_("18 years and older"), Q(age_years__gte=17.5)),
}
ORDERS = {
    "newest": (_("Newest first"), ("-created_at", "job_id", "position")),
    "oldest": (_("Oldest picture first"), ("created_at", "job_id", "position")),
    "youngest": (_("Youngest child first"), ("age_years", "-created_at", "position")),
    "eldest": (_("Eldest child first"), ("-age_years", "-created_at", "position")),
}


class WantedForm(forms.Form):
    """Reads an address. What makes no sense in it is passed over: an address is often an old one, or cut off."""

    family = forms.ChoiceField(label=_("Family"), required=False)
    sex = forms.ChoiceField(
        label=_("Girl or boy"),
        required=False,
        choices=[("", _("Both")), (Sex.GIRL.value, _("Girls")), (Sex.BOY.value, _("Boys"))],
    )
    age = forms.ChoiceField(
        label=_("Age"), required=False, choices=[("", _("Any")), *((key, words) for key, (words, _q) in AGES.items())]
    )
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(key, words) for key, (words, _columns) in ORDERS.items()]
    )
    favourites = forms.BooleanField(label=_("Favourites only"), required=False)

    def __init__(self, data: Any, *, owner: User) -> None:
        super().__init__(data, auto_id="wanted_%s")
        families = Family.objects.filter(owner=owner).select_related("parent_a__key", "parent_b__key")
        listed = families.order_by("-created_at")[:MAX_LISTED_FAMILIES]
        self._field("family").choices = [("", _("All")), *((str(family.pk), _title_of(family)) for family in listed)]
        self.is_valid()

    @property
    def given(self) -> dict[str, Any]:
        """Returns what narrows the list down or orders it."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.given.keys() - {"order"})

    @property
    def query(self) -> str:
        """Returns the same as a part of an address; empty if nothing is asked for."""
        return urlencode({name: "on" if value is True else value for name, value in self.given.items()})

    def choose(self, children: QuerySet[Child]) -> QuerySet[Child]:
        given = self.given
        for name in ("family", "sex"):
            if name in given:
                children = children.filter(**{name: given[name]})
        if "age" in given:
            children = children.filter(AGES[given["age"]][1])
        if "favourites" in given:
            children = children.filter(is_favourite=True)
        return children.order_by(*ORDERS[given.get("order", "newest")][1])

    def _field(self, name: str) -> Any:
        return self.fields[name]


def _title_of(family: Family) -> str:
    return _("%(a)s and %(b)s") % dict(zip("ab", map(isolate, family.names), strict=True))
