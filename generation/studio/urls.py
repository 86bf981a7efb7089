from __future__ import annotations

from django.urls import path

from generation.studio import api, views

app_name = "studio"

urlpatterns = [
    path("", views.show_studio, name="page"),
    path("preview/", api.PreviewApi.as_view(), name="preview"),
    path("pictures/<uuid:page_id>/", views.show_preview, name="picture"),
]
