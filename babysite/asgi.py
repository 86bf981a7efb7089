"""The web process: HTTP and websockets. Never imports TensorFlow, dlib or onnxruntime; those live in the worker."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import SessionMiddlewareStack
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
django_application = get_asgi_application()  # before the imports below: they need the apps loaded

from django.conf import settings  # noqa: E402

from babysite.request_limits import RequestLimits  # noqa: E402
from generation.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": RequestLimits(
            django_application, max_bytes=settings.MAX_REQUEST_BYTES, max_seconds=settings.MAX_UPLOAD_SECONDS
        ),
        # Who it is, is not settled at connecting: consumers ask the session whenever they tell something.
        "websocket": AllowedHostsOriginValidator(SessionMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
