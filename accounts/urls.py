"""Addresses that come before allauth's own; four of those are wrapped."""

from __future__ import annotations

from django.urls import path

from accounts import views
from accounts.tokens import views as token_views

urlpatterns = [
    path("tokens/", token_views.tokens, name="account_tokens"),
    path("tokens/<uuid:token_id>/end/", token_views.end, name="account_end_token"),
    path("", views.overview, name="account_overview"),
    path("events/", views.events, name="account_events"),
    path("two-step/first/<str:link_token>/", views.first_factor, name="account_first_factor"),
    path("two-step/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("two-step/webauthn/add/", views.add_webauthn, name="mfa_add_webauthn"),
    path("signup/", views.sign_up, name="account_signup"),
    path("connections/signup/", views.sign_up_with_another_account, name="socialaccount_signup"),
]
