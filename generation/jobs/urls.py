from __future__ import annotations

from django.urls import path

from generation.jobs import views

app_name = "jobs"

urlpatterns = [
    path("<uuid:job_id>/", views.show_job, name="detail"),
    path("<uuid:job_id>/state/", views.show_state, name="state"),
    path("<uuid:job_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:job_id>/email/", views.set_email, name="email"),
    path("<uuid:job_id>/answers/", views.answer, name="answers"),
    path("<uuid:job_id>/retry/", views.retry, name="retry"),
    path("<uuid:job_id>/preview/<str:slot>/", views.show_preview, name="preview"),
]
