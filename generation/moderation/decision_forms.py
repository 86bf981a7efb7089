from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from generation.models import Child, DecisionKind, Ground, Outcome
from generation.models.decision import REMOVES_A_CHILD, RESTRICTS_NOTHING
from generation.moderation.deciding import MAX_DAYS, MIN_DAYS
from generation.moderation.first_sentences import first_sentences_of

MAX_FACTS_LENGTH, MAX_APPEAL_LENGTH = 4000, 2000


class DecisionForm(forms.Form):
    """A decision about a case. children: what its link shows. is_decided: it can only be undone."""

    kind = forms.ChoiceField(
        label=_("What is decided"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    child = forms.ChoiceField(label=_("Which child"), required=False, widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("For how many days"),
        required=False,
        min_value=MIN_DAYS,
        max_value=MAX_DAYS,
        help_text=_("Only of a pause or a suspension. Left empty, a suspension has no end."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    ground = forms.ChoiceField(
        label=_("On which ground"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground.")},
    )
    facts = forms.CharField(
        label=_("The facts"),
        required=False,
        max_length=MAX_FACTS_LENGTH,
        help_text=_(
            "The owner reads them, and whoever reported it doesn’t. Name nobody. Left empty, they are filled in with "
            "sentences for the ground to start from, in every language of this site."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, children: Sequence[Child], is_decided: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(child.pk): child for child in children}
        self._field("child").choices = [(pk, pk) for pk in self.rows]
        self._field("kind").choices = [
            (kind.value, kind.label) for kind in DecisionKind if is_decided == (kind == DecisionKind.RESTORE)
        ]
        if not self.rows:
            del self.fields["child"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind, ground = data.get("kind"), data.get("ground")
        if not kind or not ground:
            return data
        if kind in RESTRICTS_NOTHING and ground != Ground.NONE:
            self.add_error("ground", forms.ValidationError(_("This decision has no such ground."), code="no_ground"))
        if kind not in RESTRICTS_NOTHING and ground == Ground.NONE:
            sentence = _("Whatever restricts somebody rests on the law or on a rule.")
            self.add_error("ground", forms.ValidationError(sentence, code="needs_ground"))
        if kind == DecisionKind.PAUSE_SHARING and data.get("days") is None and "days" not in self.errors:
            self.add_error("days", forms.ValidationError(_("Say for how many days."), code="needs_days"))
        if kind in REMOVES_A_CHILD and not data.get("child"):
            self.add_error(
                "child" if "child" in self.fields else None,
                forms.ValidationError(_("Choose which child."), code="needs_child"),
            )
        return data

    @property
    def terms(self) -> dict[str, Any]:
        """Returns what is decided. Days and a child are left out where the kind has none."""
        data, kind = self.cleaned_data, DecisionKind(self.cleaned_data["kind"])
        takes_days = kind in (DecisionKind.PAUSE_SHARING, DecisionKind.SUSPEND)
        return {
            "kind": kind,
            "ground": Ground(data["ground"]),
            "facts": data["facts"].strip() or first_sentences_of(Ground(data["ground"])),
            "days": data["days"] if takes_days else None,
            "child": self.rows.get(data.get("child", "")) if kind in REMOVES_A_CHILD else None,
        }

    def _field(self, name: str) -> Any:
        return self.fields[name]


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why it is wrong, in your own words"),
        max_length=MAX_APPEAL_LENGTH,
        error_messages={"required": _("Say in a sentence why it is wrong.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AppealDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What is decided"),
        choices=[(Outcome.GRANTED, _("Grant it")), (Outcome.REJECTED, _("Reject it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    answer = forms.CharField(
        label=_("The answer"),
        max_length=MAX_FACTS_LENGTH,
        help_text=_("Whoever appealed reads it. Name nobody."),
        error_messages={"required": _("Say why, in a sentence.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
