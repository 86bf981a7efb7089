"""Sign-in with an account of another site: little is taken from there, and nothing is believed too easily."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import Http404, HttpRequest

from accounts.addresses import spell_address

# Naver calls every address confirmed, also one that its member typed a minute ago.
CONFIRMS_ADDRESSES = {"google", "kakao"}


class SocialAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Names and pictures that come along are not kept; an unconfirmed address is confirmed here like any other."""
        account = sociallogin.account
        is_believed = account.provider in CONFIRMS_ADDRESSES and _is_valid_at_kakao(account.extra_data)
        for address in sociallogin.email_addresses:
            address.verified = bool(address.verified and is_believed)
            address.email = spell_address(address.email)
        sociallogin.user.email = spell_address(sociallogin.user.email)
        account.extra_data = {}

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """Raises Http404 for a provider that is not offered here."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None


def _is_valid_at_kakao(extra_data: dict[str, Any]) -> bool:
    """Returns False once another member has the address: Kakao calls it confirmed still, but invalid."""
    return bool(extra_data.get("kakao_account", {}).get("is_email_valid", True))
