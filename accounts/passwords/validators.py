"""Validators of a new password, besides that of its length (AUTH_PASSWORD_VALIDATORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.passwords.common import is_common
from accounts.passwords.context import without, words_about

if TYPE_CHECKING:
    from accounts.users import User


class CommonPasswordValidator:
    """Refuses what guessers try first, from a list five times as long as Django's."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_common(password):
            raise ValidationError(
                _("This password is among the first that are guessed. Choose another one."), code="password_too_common"
            )

    def get_help_text(self) -> str:
        return _("It must not be among the passwords that are guessed first.")


class ContextPasswordValidator(UserAttributeSimilarityValidator):
    """Refuses a password that is too short, or common, without the words that have to do with the account.

    What is merely similar to the address is refused by Django's own, which it extends: one sentence is enough.
    """

    def __init__(self, min_length: int) -> None:
        super().__init__(user_attributes=("email",))
        self.min_length = min_length

    def validate(self, password: str, user: User | None = None) -> None:
        rest = without(password, words_about(user))
        if rest != password.lower() and (len(rest) < self.min_length or is_common(rest)):
            raise ValidationError(
                _(
                    "This password is little more than your address, a name in your account, or the site’s name. "
                    "Choose another one."
                ),
                code="password_of_context",
            )
        super().validate(password, user)

    def get_help_text(self) -> str:
        return _("It must not be made of your address, a name in your account, or the site’s name.")
