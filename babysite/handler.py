"""Django behind gates: one for pages, one for photos that are sent, which take seconds, one for the passwords of links,
which take the processor on purpose, and one for static files, which wait for none of these. Health passes none.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.visitors import asker_of
from babysite import health_answers
from babysite.error_pages import overloaded
from babysite.gate import Gate, Overloaded
from babysite.health_answers import HealthAnswers
from babysite.uploads import SENDERS

# A queue of eight rounds is over in a second. Whoever came later would have gone by then.
ROUNDS_WAITING = 8
# A page asks for some twenty static files at once, six over each browser's connections; each takes a millisecond.
NUM_THREADS_STATIC, STATIC_WAITING = 2, 200
# Checked one at a time: households that guess together hold each other up, and nobody who looks at a page.
PASSWORD_OF_A_LINK = re.compile(r"/s/[^/]+/password/")
# For what goes on around a view, such as the end of a request and parts of a download.
NUM_THREADS_AROUND = 4


class GatedHandler(ASGIHandler):
    """Django's own starts a thread for each request and closes it, with its connection to the database, at the end:
    three hundred visitors were three hundred connections. Here middleware and view run in one of a gate's threads.
    """

    def __init__(self) -> None:
        super().__init__()
        at_once, uploads = settings.REQUESTS_AT_ONCE, settings.UPLOADS_AT_ONCE
        self._pages = Gate("pages", num_threads=at_once, max_waiting=ROUNDS_WAITING * at_once)
        waiting = ROUNDS_WAITING * uploads
        self._uploads = Gate("uploads", num_threads=uploads, max_waiting=waiting, at_once_per_asker=1)
        self._passwords = Gate("passwords", num_threads=1, max_waiting=ROUNDS_WAITING)
        self._static = Gate("static", num_threads=NUM_THREADS_STATIC, max_waiting=STATIC_WAITING)
        self._health = HealthAnswers()
        # asgiref wants one thread for each context, for what a call leaves in its thread. These leave nothing.
        self._around = ThreadPoolExecutor(NUM_THREADS_AROUND, thread_name_prefix="around")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] in health_answers.PATHS:
            await self._health.tell(scope, send)
            return
        async with ThreadSensitiveContext(executor=self._around):
            await self.handle(scope, receive, send)

    def load_middleware(self, is_async: bool = False) -> None:
        """All of it runs in the view's thread, so none is asynchronous."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Called when the whole request is here, and done before the answer leaves: slow visitors hold no thread."""
        assert isinstance(request, ASGIRequest)  # noqa: S101 - what this handler makes
        askers = request.scope[SENDERS] or asker_of(request.scope)
        try:
            return await self._gate_of(request).run(askers, self._respond, request)
        except Overloaded:
            return overloaded(request)

    def _gate_of(self, request: ASGIRequest) -> Gate:
        if request.path.startswith(settings.STATIC_URL):
            return self._static
        if PASSWORD_OF_A_LINK.fullmatch(request.path):
            return self._passwords
        return self._uploads if request.scope[SENDERS] else self._pages

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        """Django's own signals for the connection to the database come in another thread."""
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()
