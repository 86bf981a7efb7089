from __future__ import annotations

from django.urls import path

from generation.moderation import transparency_views

app_name = "moderation"

urlpatterns = [
    path("transparency/", transparency_views.show_figures, name="transparency"),
    path("transparency/<int:year>.csv", transparency_views.download_year, name="transparency_csv"),
]
