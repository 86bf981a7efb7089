"""Forms that name the consent texts they showed, so that the ledger records what was read, not what is current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Purpose
from accounts.people.consents import ConsentText, OutdatedConsentText, get_consent_text, get_shown_text

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

VERSION_FIELDS = {
    Purpose.COMPUTE: "consent_version",
    Purpose.KEEP: "keep_version",
    Purpose.PUBLISH: "publish_version",
}
LANGUAGE_FIELD = "consent_language"


def texts_now(purposes: Iterable[Purpose]) -> dict[str, ConsentText]:
    """Returns the current text for each purpose, in the active language."""
    return {purpose.value: get_consent_text(purpose, get_language() or "en") for purpose in purposes}


class ShownTextsForm(forms.Form):
    """A form beside texts on `purposes`, with a hidden field for the version of each and one for the language."""

    purposes: Iterable[Purpose] = tuple(Purpose)
    outdated: StrPromise = _("This text has changed since it was shown. Read it again, then tick the boxes and send.")
    unnamed: StrPromise = _(
        "Name the text that was shown, with the version and the language that /api/consent-text/ gives."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*(VERSION_FIELDS[purpose] for purpose in self.purposes), LANGUAGE_FIELD):
            self.fields[name] = forms.CharField(label=_("Consent"), required=False, widget=forms.HiddenInput)

    def agreed_purposes(self) -> Iterable[Purpose]:
        """Returns the purposes agreed to. The form's `clean` calls it."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Stores the texts agreed to. A text that isn't named or isn't current becomes an error of its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["texts"] = dict(self._read(self.agreed_purposes()))
        return data

    @property
    def texts(self) -> dict[Purpose, ConsentText]:
        """The texts agreed to, by purpose."""
        texts: dict[Purpose, ConsentText] = self.cleaned_data["texts"]
        return texts

    def _read(self, purposes: Iterable[Purpose]) -> Iterator[tuple[Purpose, ConsentText]]:
        for purpose in purposes:
            field = VERSION_FIELDS[purpose]
            version, language = (self.cleaned_data.get(name) for name in (field, LANGUAGE_FIELD))
            for name, value in ((field, version), (LANGUAGE_FIELD, language)):
                if not value:
                    self.add_error(name, self.unnamed)
            if not version or not language:
                continue
            try:
                yield purpose, get_shown_text(purpose, version=version, language=language)
            except OutdatedConsentText:
                self.add_error(field, self.outdated)


class OneConsentForm(ShownTextsForm):
    """A form that gives or withdraws one consent and leaves the others as they are."""

    outdated = unnamed = _("This text has changed since it was shown. Read it again, then tick the box.")
    says = forms.ChoiceField(
        choices=[("yes", "yes"), ("no", "no")],
        error_messages={"required": _("Tick the box if you agree. If you don’t, you need not do anything.")},
    )

    def __init__(self, purpose: Purpose, *args: Any, **kwargs: Any) -> None:
        self.purpose = purpose
        self.purposes = [purpose]
        super().__init__(*args, **kwargs)

    def agreed_purposes(self) -> Iterable[Purpose]:
        return [self.purpose] if self.cleaned_data.get("says") == "yes" else []

    @property
    def version_field(self) -> str:
        return VERSION_FIELDS[self.purpose]

    @property
    def first_error(self) -> str:
        """The first error, or an empty string if the form is valid or unbound."""
        return next((str(error) for errors in self.errors.values() for error in errors), "")

    @property
    def text(self) -> ConsentText | None:
        """The text agreed to, or None if the consent is withdrawn."""
        return self.texts.get(self.purpose)
