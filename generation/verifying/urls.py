from __future__ import annotations

from django.urls import path

from generation.verifying import views

app_name = "verifying"

urlpatterns = [
    path("", views.verify, name="page"),
    path("root.pem", views.show_roots, name="roots"),
]
