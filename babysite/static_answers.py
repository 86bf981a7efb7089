"""Answers with static files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class WholeStaticFiles(WhiteNoiseMiddleware):
    """Whitenoise, with each file read in the thread that answers. It hands on open files, which Django's asynchronous
    server can't read part by part: it reads them whole in another thread, and warns in the log.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        streamed = WhiteNoiseMiddleware.serve(static_file, request)
        answer = HttpResponse(streamed.getvalue(), status=streamed.status_code)
        streamed.close()
        del answer["Content-Type"]  # what was not modified has none
        for name, value in streamed.items():
            answer[name] = value
        return answer
