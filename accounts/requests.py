"""Types for annotations: requests in which somebody is certainly signed in."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.users import User


class AuthenticatedRequest(HttpRequest):
    user: User


class AuthenticatedApiRequest(Request):
    user: User
