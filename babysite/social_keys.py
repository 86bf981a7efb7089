from __future__ import annotations

import re

from django.core.exceptions import ImproperlyConfigured

from babysite.environment import wrong


def keys_of(name: str, client_id: str, secret: str) -> dict[str, str]:
    """Returns the keys in allauth's form; {} = this provider is not offered here."""
    if bool(client_id) != bool(secret):
        raise ImproperlyConfigured(
            f"Only one of {name}_CLIENT_ID and {name}_CLIENT_SECRET is set. Give both or neither, in .env or in "
            "the environment."
        )
    return {"client_id": client_id, "secret": secret, "key": ""} if client_id else {}


def share_key_of(given: str) -> str:
    """Returns the key with which links are handed to KakaoTalk; empty = that is not offered here."""
    if given and not re.fullmatch("[0-9a-f]{32}", given):
        raise wrong("KAKAO_SHARE_KEY", given, "the JavaScript key of an app at developers.kakao.com, 32 of 0-9 and a-f")
    return given
