from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from generation.models import Reason
from generation.moderation.reporting import Complaint

MAX_WORDS_LENGTH, MAX_EMAIL_LENGTH, MAX_SIGNATURE_LENGTH = 1000, 254, 100
# The law wants a notice of these signed.
SIGNED_REASONS = (Reason.NEVER_AGREED, Reason.SEXUAL)


class Lines(forms.CharField):
    """Words of several lines. Browsers count a line break as one character and send two."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    words = Lines(
        label=_("In your own words"), required=False, max_length=MAX_WORDS_LENGTH, widget=forms.Textarea({"rows": 5})
    )
    signature = forms.CharField(
        label=_("Your name, as a signature"),
        required=False,
        max_length=MAX_SIGNATURE_LENGTH,
        help_text=_(
            "Some laws, such as the TAKE IT DOWN Act of the United States, want one: with it you say in good faith "
            "that whoever is shown did not agree. Without it, we look at your report all the same."
        ),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        required=False,
        max_length=MAX_EMAIL_LENGTH,
        help_text=_("To tell you what was decided, and for nothing else. It is stored encrypted."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    # Nobody sees it; programs fill in what they find.
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def complaint(self) -> Complaint:
        data = self.cleaned_data
        reason = Reason(data["reason"])
        return Complaint(
            reason=reason,
            words=data["words"],
            email=data["email"],
            signature=data["signature"] if reason in SIGNED_REASONS else "",
        )


class AddressReportForm(ReportForm):
    """The same for whoever has the address of something, or what is left of it."""

    address = forms.CharField(
        label=_("The address of what you report"),
        help_text=_("Copy it from the browser or from the message that it came with. A part of it may do."),
        error_messages={"required": _("Paste the address.")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("address",)
