from __future__ import annotations

from django.urls import path

from generation.cards import views

app_name = "cards"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<slug:slug>/", views.one, name="one"),
]
