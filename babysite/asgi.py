"""The web process: HTTP and websockets. Never imports TensorFlow, dlib or onnxruntime; those live in the worker."""

from __future__ import annotations

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import SessionMiddlewareStack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "babysite.settings")
django.setup(set_prefix=False)  # before the imports below: they need the apps loaded

from django.conf import settings  # noqa: E402

from babysite.bodies import FILES_AT_ONCE, FORMS_AT_ONCE, FORMS_PER_ADDRESS, BodiesInFlight  # noqa: E402
from babysite.handler import GatedHandler  # noqa: E402
from babysite.origins import OwnOriginValidator  # noqa: E402
from babysite.request_limits import RequestLimits  # noqa: E402
from babysite.socket_limits import SocketLimits  # noqa: E402
from generation.routing import websocket_urlpatterns  # noqa: E402

photos = BodiesInFlight(
    max_bytes=settings.UPLOADS_AT_ONCE * settings.MAX_REQUEST_BYTES, max_per_asker=settings.UPLOADS_PER_ADDRESS
)
# Of people whom nobody knows: one of each address, and a few in all.
files = BodiesInFlight(max_bytes=FILES_AT_ONCE * settings.MAX_FILE_BYTES, max_per_asker=1)
# Of more than a few fields, which is rare.
forms = BodiesInFlight(max_bytes=FORMS_AT_ONCE * settings.MAX_FORM_BYTES, max_per_asker=FORMS_PER_ADDRESS)
# Who it is, is not settled at connecting: consumers ask the session whenever they tell something.
websockets = SessionMiddlewareStack(
    SocketLimits(URLRouter(websocket_urlpatterns), max_per_account=settings.SOCKETS_PER_ACCOUNT)
)

application = ProtocolTypeRouter(
    {
        "http": RequestLimits(
            GatedHandler(),
            max_bytes=settings.MAX_REQUEST_BYTES,
            max_form_bytes=settings.MAX_FORM_BYTES,
            min_bytes_per_second=settings.MIN_UPLOAD_BYTES_PER_SECOND,
            patience_seconds=settings.UPLOAD_PATIENCE_SECONDS,
            max_seconds=settings.MAX_UPLOAD_SECONDS,
            max_file_bytes=settings.MAX_FILE_BYTES,
            photos=photos,
            files=files,
            forms=forms,
        ),
        "websocket": OwnOriginValidator(websockets),
    }
)
