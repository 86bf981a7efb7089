"""Addresses of our own under /accounts/, beside allauth's."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
