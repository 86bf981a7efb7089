from __future__ import annotations

from typing import cast

from allauth.account import views as account_views
from allauth.socialaccount import views as social_views
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedRequest
from accounts.ways_in import get_ways_in

# In one transaction: an account that is made and one that is there already are then one write to the disk alike.
sign_up = transaction.atomic(account_views.signup)
sign_up_with_another_account = transaction.atomic(social_views.signup)


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    user = cast(AuthenticatedRequest, request).user
    return render(request, "account/overview.html", {"ways": get_ways_in(user)})
