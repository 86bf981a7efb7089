"""The description of the API, built once for each language."""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator


class TokenScheme(OpenApiAuthenticationExtension):
    """Says how a program shows its token."""

    target_class = "accounts.tokens.bearer.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Made under Account, Tokens for programs."}


_building = threading.Lock()
_built: dict[str | None, dict[str, Any]] = {}


class KeptSchema(SchemaGenerator):
    """Builds one at a time: drf-spectacular's extensions unload and load themselves in their classes, so that of the
    first requests at the same moment most were answered with 500.
    """

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        language = get_language()
        with _building:
            if language in _built:
                return _built[language]
            schema: dict[str, Any] = super().get_schema(request, public)
            if language in dict(settings.LANGUAGES):  # `?lang=` may say anything
                _built[language] = schema
            return schema
