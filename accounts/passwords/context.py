"""The words that somebody who guesses at one account's password begins with: who it belongs to, and where."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

from accounts.people.models.person import Person
from accounts.users import User

SITE_NAME = "babysite"
# Shorter ones are in many a good password. A Korean name has two syllables.
MIN_LENGTH, MIN_LENGTH_BEYOND_ASCII = 3, 2


def words_about(user: User | None) -> set[str]:
    """Returns the site's name and address; of an account, its address and the names of the people in it."""
    texts = [SITE_NAME, urlsplit(settings.SITE_URL).hostname or ""]
    if user is not None:
        people = Person.objects.filter(owner_id=user.pk).select_related("key")
        texts += [user.email, *user.email.split("@"), *(person.name for person in people)]
    return {word for text in texts for word in _words_of(text.lower())}


def without(password: str, words: set[str]) -> str:
    """Returns what is left of a password when these words are taken out, the longest first."""
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest


def _words_of(text: str) -> set[str]:
    """Returns the text itself, its parts between other signs than letters and digits, and their letters alone."""
    words = {text, *re.split(r"[\W_]+", text), *re.split(r"[\W\d_]+", text)}
    return {word for word in words if len(word) >= (MIN_LENGTH if word.isascii() else MIN_LENGTH_BEYOND_ASCII)}
