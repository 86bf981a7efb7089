"""Addresses that come before allauth's own; two of those are wrapped."""

from __future__ import annotations

from django.urls import path

from accounts import views

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("signup/", views.sign_up, name="account_signup"),
    path("connections/signup/", views.sign_up_with_another_account, name="socialaccount_signup"),
]
