from __future__ import annotations

from django.urls import path

from generation.retention import views

app_name = "retention"

urlpatterns = [path("", views.extend, name="extend")]
