"""Who may open a websocket: a browser sends its cookies along from whichever page, and says only where it is from."""

from __future__ import annotations

from typing import Any
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator

from babysite.hosts import is_own_origin


class OwnOriginValidator(OriginValidator):
    """Lets in the site's own pages. Channels compares names alone, so that a page of another port would be let in."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, allowed_origins=())

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        return parsed_origin is not None and is_own_origin(parsed_origin)
