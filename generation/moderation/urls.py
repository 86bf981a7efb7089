from __future__ import annotations

from django.urls import path

from generation.moderation import report_views, transparency_views

app_name = "moderation"

urlpatterns = [
    path("transparency/", transparency_views.show_figures, name="transparency"),
    path("transparency/<int:year>.csv", transparency_views.download_year, name="transparency_csv"),
    path("s/<str:token>/report/", report_views.report_link, name="report-link"),
    path("report/", report_views.report, name="report"),
    path("report/picture/", report_views.report_picture, name="report-picture"),
    path("report/<str:reference>/", report_views.show_reference, name="reference"),
]
