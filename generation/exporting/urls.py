from __future__ import annotations

from django.urls import path

from generation.exporting import views

app_name = "exporting"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("state/", views.show_state, name="state"),
    path("<uuid:export_id>/", views.download, name="download"),
]
