"""One spelling of each email address: in lower case, and with a domain as the name system knows it.

`user@예제.한국` and `user@xn--2j5b21b.xn--3e0b707e` are the same mailbox: as they are typed they would be two accounts.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models

if TYPE_CHECKING:
    BaseAddressField = models.EmailField[str, str]
else:  # Django's fields take no type argument at run time.
    BaseAddressField = models.EmailField

MAX_LENGTH = 254
# What the database takes: printable ASCII without capitals and spaces.
STORED = r"^[!-@[-~]*$"


def spell_address(address: str) -> str:
    """Returns the one spelling of an address. One whose domain can't be a domain is only put in lower case: no account
    has it.
    """
    local, at, domain = address.strip().rpartition("@")
    with suppress(UnicodeError):
        domain = idna.encode(domain, uts46=True).decode()
    return f"{local}{at}{domain}".lower()


def clean_address(address: str) -> str:
    """Returns the one spelling of an address that was typed. Raises ValidationError for one that nothing can be sent
    to.
    """
    spelled = spell_address(address)
    if not spelled.isascii() or len(spelled) > MAX_LENGTH:
        raise ValidationError(EmailValidator.message, code="invalid")
    return spelled


class AddressFormField(forms.EmailField):
    def clean(self, value: Any) -> str:
        address = super().clean(value)
        return clean_address(address) if address else address


class AddressField(BaseAddressField):
    """A column of addresses. What is stored, and what is looked for, is put into the one spelling."""

    def get_prep_value(self, value: Any) -> Any:
        return spell_address(value) if isinstance(value, str) else super().get_prep_value(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        address = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, address)
        return address

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **kwargs})
