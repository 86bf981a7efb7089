"""The operators' page of moderators."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import AuthenticatedRequest
from generation.moderation.access import operators_only
from generation.moderation.moderators import moderators
from generation.moderation.roles import LastModerator, get_appointed, make_moderator, remove_moderator


class NewModeratorForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Email address of an account"), widget=forms.EmailInput({"autocomplete": "off"})
    )

    def clean_email(self) -> User:
        """Returns the account in place of its address."""
        try:
            return User.objects.get_by_natural_key(self.cleaned_data["email"])
        except User.DoesNotExist as error:
            raise forms.ValidationError(_("No account has this address."), code="unknown") from error


@operators_only
@require_http_methods(["GET", "HEAD", "POST"])
def show_moderators(request: AuthenticatedRequest) -> HttpResponse:
    form = NewModeratorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        make_moderator(form.cleaned_data["email"], by=request.user)
        messages.success(request, _("The account is a moderator now. It needs two-step sign-in for that."))
        return redirect("moderation:moderators")
    able = set(moderators().values_list("pk", flat=True))
    context = {"form": form, "people": [(user, user.pk in able) for user in get_appointed()]}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "moderation/moderators.html", context, status=status)


@operators_only
@require_POST
def remove(request: AuthenticatedRequest, account_id: UUID) -> HttpResponse:
    user = get_appointed().filter(pk=account_id).first()
    if user is None:
        raise Http404("There is no such moderator.")
    try:
        remove_moderator(user, by=request.user, even_the_last="even_the_last" in request.POST)
    except LastModerator:
        return render(request, "moderation/last_moderator.html", {"person": user}, status=HTTPStatus.CONFLICT)
    messages.success(request, _("The account is no moderator any more. Its cases wait for others."))
    return redirect("moderation:moderators")
