from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from generation.models import OPEN_CASE_STATES, Case, CaseState, Reason

if TYPE_CHECKING:
    from accounts.models import User

MIN_REASON_LENGTH, MAX_REASON_LENGTH = 10, 500
DAY = timedelta(days=1)


class FilterForm(forms.Form):
    """Which cases are listed. What makes no sense is as if it were not there: the form comes from an address."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("open (all that need somebody)")), *CaseState.choices],
        required=False,
    )
    reason = forms.ChoiceField(label=_("Reported as"), choices=[("", _("anything")), *Reason.choices], required=False)
    age = forms.ChoiceField(
        label=_("Opened"),
        choices=[
            ("", _("at any time")),
            ("1", _("more than a day ago")),
            ("2", _("more than two days ago")),
            ("7", _("more than a week ago")),
        ],
        required=False,
    )
    mine = forms.BooleanField(label=_("Only those that I have"), required=False)

    def narrow(self, cases: QuerySet[Case], moderator: User) -> QuerySet[Case]:
        """Returns the cases that were asked for, those due first at the top."""
        self.is_valid()
        state, reason, age, mine = (self.cleaned_data.get(name) for name in ("state", "reason", "age", "mine"))
        cases = cases.filter(state=state) if state else cases.filter(state__in=OPEN_CASE_STATES)
        if reason:
            cases = cases.filter(reason=reason)
        if age:
            cases = cases.filter(opened_at__lt=Now() - DAY * int(age))
        if mine:
            cases = cases.filter(taken_by=moderator)
        return cases.order_by("due_at", "pk")


class LookForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you have to see it?"),
        help_text=_("The owner of the link reads this. Name nobody, least of all who reported it."),
        min_length=MIN_REASON_LENGTH,
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea({"rows": 3, "aria-describedby": "id_reason_helptext"}),
    )
