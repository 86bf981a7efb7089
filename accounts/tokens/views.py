from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import AuthenticatedRequest
from accounts.tokens.forms import TokenForm
from accounts.tokens.models import TokenScope
from accounts.tokens.services import MAX_TOKENS, TooManyTokens, end_token, get_tokens_of, make_token


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def tokens(request: AuthenticatedRequest) -> HttpResponse:
    """Lists the tokens and makes one, which is shown in the answer and never again."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, form, HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK)
    data = form.cleaned_data
    scopes = [TokenScope(scope) for scope in data["scopes"]]
    try:
        _row, text = make_token(request.user, name=data["name"], scopes=scopes, days=data["days"], request=request)
    except TooManyTokens:
        form.add_error(None, _("You have %(limit)d tokens. End one of them first.") % {"limit": MAX_TOKENS})
        return _show(request, form, HTTPStatus.CONFLICT)
    return _show(request, TokenForm(), HTTPStatus.CREATED, new_token=text)


@require_POST
@login_required
def end(request: AuthenticatedRequest, token_id: UUID) -> HttpResponse:
    token = get_tokens_of(request.user).filter(pk=token_id).first()
    if token is None:
        raise Http404("There is no such token.")
    end_token(token, request=request)
    messages.success(request, _("The token has ended. Programs that use it are refused from now on."))
    return redirect("account_tokens")


def _show(request: HttpRequest, form: TokenForm, status: HTTPStatus, **more: Any) -> HttpResponse:
    context = {"form": form, "tokens": get_tokens_of(request.user), **more}  # type: ignore[arg-type]
    return render(request, "account/tokens.html", context, status=status)
