from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.keys.models import PersonKey
from accounts.people.keys.words import NAME_OF_PERSON, decrypt_words, encrypt_words
from accounts.people.keys.wrapping import unwrap

NAME_MAX_LENGTH = 60


class ConsentBasis(models.TextChoices):
    """The person who gives consent for someone shown."""

    SELF = "self", _("the account holder")
    INVITED = "invited", _("invited, and answers for themselves")
    ATTESTED = "attested", _("on the word of the account holder")


class Person(models.Model):
    """A person whose face is used. Not an account: most people shown here never sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Who added them. Not who decides over them: see `consent_basis`.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="people")
    # Under the person's own key, see `accounts.people.keys`.
    encrypted_name = models.BinaryField()
    is_sample = models.BooleanField(default=False, help_text=_("A generated face: nobody is shown."))
    consent_basis = models.CharField(max_length=10, choices=ConsentBasis.choices, default=ConsentBasis.ATTESTED)
    # The person's own one: the owner's, or the one that somebody invited has made and connected.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="own_entries"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        """Returns the id and not the name, since printed text ends up in logs and histories."""
        return str(self.pk)

    @property
    def name(self) -> str:
        """Returns the name, or an empty string once the key, and with it the person, is gone. Queries the database
        unless `key` was selected along.
        """
        return self.decrypt_words(bytes(self.encrypted_name), what=NAME_OF_PERSON, row_id=self.pk)

    @name.setter
    def name(self, name: str) -> None:
        self.encrypted_name = self.encrypt_words(name, what=NAME_OF_PERSON, row_id=self.pk)

    def encrypt_words(self, words: str, *, what: bytes, row_id: uuid.UUID) -> bytes:
        """Encrypts words that shall go with this person. what, row_id: what they are, and of which row."""
        return encrypt_words(words, what=what, row_id=row_id, data_key=unwrap(self.key))

    def decrypt_words(self, encrypted: bytes, *, what: bytes, row_id: uuid.UUID) -> str:
        """Returns the words, or an empty string once the key is gone."""
        try:
            key = self.key
        except PersonKey.DoesNotExist:
            return ""
        return decrypt_words(encrypted, what=what, row_id=row_id, data_key=unwrap(key))

    @property
    def is_invited(self) -> bool:
        """True if the person answers for themselves: the inviter sees the status, and none of their photos."""
        return self.consent_basis == ConsentBasis.INVITED

    @property
    def has_pending_invitation(self) -> bool:
        """True if the person was invited and has not answered yet."""
        return self.is_invited and not any(invitation.answered_at for invitation in self.invitations.all())
