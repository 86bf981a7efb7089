from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured


def keys_of(name: str, client_id: str, secret: str) -> dict[str, str]:
    """Returns the keys in allauth's form; {} = this provider is not offered here."""
    if bool(client_id) != bool(secret):
        raise ImproperlyConfigured(
            f"Only one of {name}_CLIENT_ID and {name}_CLIENT_SECRET is set. Give both or neither, in .env or in "
            "the environment."
        )
    return {"client_id": client_id, "secret": secret, "key": ""} if client_id else {}
