from __future__ import annotations

from django.urls import path

from generation.moderation import (
    appeal_views,
    decision_views,
    queue_views,
    report_views,
    role_views,
    transparency_views,
)

app_name = "moderation"

urlpatterns = [
    path("transparency/", transparency_views.show_figures, name="transparency"),
    path("transparency/<int:year>.csv", transparency_views.download_year, name="transparency_csv"),
    path("s/<str:token>/report/", report_views.report_link, name="report-link"),
    path("report/", report_views.report, name="report"),
    path("report/picture/", report_views.report_picture, name="report-picture"),
    path("report/<str:reference>/", report_views.show_reference, name="reference"),
    path("moderation/", queue_views.show_queue, name="queue"),
    path("moderation/moderators/", role_views.show_moderators, name="moderators"),
    path("moderation/moderators/<uuid:account_id>/remove/", role_views.remove, name="remove"),
    path("moderation/cases/<uuid:case_id>/", queue_views.show_case, name="case"),
    path("moderation/cases/<uuid:case_id>/take/", queue_views.take_case, name="take"),
    path("moderation/cases/<uuid:case_id>/release/", queue_views.release_case, name="release"),
    path("moderation/cases/<uuid:case_id>/look/<str:shown>/", queue_views.look_at, name="look"),
    path("moderation/cases/<uuid:case_id>/blurred/<str:shown>/", queue_views.show_blurred, name="blurred"),
    path("moderation/cases/<uuid:case_id>/picture/<str:shown>/", queue_views.show_picture, name="picture"),
    path("moderation/cases/<uuid:case_id>/decide/", decision_views.decide_case, name="decide"),
    path("moderation/appeals/<uuid:appeal_id>/", appeal_views.decide_about_appeal, name="appeal"),
    path("decisions/", decision_views.show_decisions, name="decisions"),
    path("decisions/<uuid:decision_id>/", decision_views.show_decision, name="decision"),
    path("report/<str:token>/appeal/", appeal_views.appeal_as_reporter, name="report-appeal"),
]
