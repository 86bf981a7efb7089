from __future__ import annotations

from django.urls import path

from generation.studio import api, views

app_name = "studio"

urlpatterns = [
    path("", views.show_studio, name="page"),
    path("preview/", api.SketchApi.as_view(), name="preview"),
    path("pictures/<uuid:page_id>/", views.show_sketch, name="picture"),
]
