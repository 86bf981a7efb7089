from __future__ import annotations

from django.urls import path, re_path

from generation.families.consumers import FamiliesConsumer
from generation.jobs.consumers import JobConsumer, NobodyHere
from generation.studio.consumers import StudioConsumer

websocket_urlpatterns = [
    path("ws/families/", FamiliesConsumer.as_asgi()),
    path("ws/jobs/<uuid:job_id>/", JobConsumer.as_asgi()),
    path("ws/families/<uuid:family_id>/studio/", StudioConsumer.as_asgi()),
    # Channels answers an unknown address with an exception, and the log would fill with strangers' guesses.
    re_path("", NobodyHere.as_asgi()),
]
