from __future__ import annotations

from django.http import HttpRequest

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """For annotations only: what a view behind `login_required` is given."""

    user: User  # type: ignore[assignment]
