"""The pages that may open a websocket: a browser sends its cookies along from any page, and says which one it is."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator

from babysite.hosts import is_own_origin

logger = logging.getLogger(__name__)

MAX_LOGGED = 200  # whoever asks chooses what an origin says


class OwnOriginValidator(OriginValidator):
    """Lets in the site's own pages. Channels compares names alone, so that a page of another port would be let in."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, allowed_origins=())

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        if parsed_origin is not None and is_own_origin(parsed_origin):
            return True
        named = f"{parsed_origin.scheme}://{parsed_origin.netloc}"[:MAX_LOGGED] if parsed_origin else "none"
        logger.warning(
            "A websocket was refused: its page's origin, %r, is none of this site's. If it is, add it to "
            "CSRF_TRUSTED_ORIGINS; forms and websockets both ask there.",
            named,
        )
        return False
