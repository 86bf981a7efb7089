"""Sessions in the database that end after a time without a visit, and after a longer one in any case."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

BEGAN = "began_at"
SEEN = "seen_at"
# A visit is noted once an hour: a write for each would be one for each picture.
NOTE_SECONDS = 3600


class SessionStore(DatabaseStore):
    """Caps the time that a save adds at what is left of SESSION_MAX_DAYS since the sign-in."""

    def get_expiry_age(self, **kwargs: Any) -> int:
        age: int = super().get_expiry_age(**kwargs)
        began = self.get(BEGAN)
        if began is None:
            return age
        return max(0, min(age, int(began + settings.SESSION_MAX_DAYS * 86400 - time.time())))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return timezone.now() + timedelta(seconds=self.get_expiry_age(**kwargs))


def note_visits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Prolongs the session of whoever is signed in. Asks nothing of the database for a page that did not."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session and time.time() - session.get(SEEN, 0) > NOTE_SECONDS:
            session[SEEN] = time.time()
        return response

    return middleware
