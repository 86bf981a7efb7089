"""The page that hands a link to KakaoTalk, where the operator has a key for it.

It is the only page that runs somebody else's script, so it has a policy of its own and shows nothing but what is sent.
"""

from __future__ import annotations

from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import AuthenticatedRequest
from generation.sharing.pages import preview_of
from generation.sharing.selectors import get_link_for, get_live_link
from generation.sharing.tokens import token_of

# One version, and its hash as Kakao publishes it: a changed script does not run.
SDK = "https://t1.kakaocdn.net/kakao_js_sdk/2.7.4/kakao.min.js"
INTEGRITY = "sha384-DKYJZ8NLiK8MN4/C5P2dtSmLQ4KwPaoqAfyA/DfmEc1VDxu4yyC7wy6K1Hs90nka"
# What the script needs: to have a message checked where KakaoTalk is an app, and elsewhere to send a form to a window
# of Kakao's, which may lead to their sign-in. It can read no other page of this site and send no form to it.
POLICY = {
    "script-src": [SELF, SDK],
    "connect-src": ["https://kapi.kakao.com"],
    "form-action": ["https://sharer.kakao.com", "https://accounts.kakao.com"],
}


@require_safe
@login_required
@csp_replace(POLICY)  # type: ignore[arg-type]  # its types know views of a request alone
def hand_to_kakao(request: AuthenticatedRequest, link_id: UUID) -> HttpResponse:
    link = get_link_for(request.user, link_id)
    if not settings.KAKAO_SHARE_KEY:
        raise Http404("This site has no key for KakaoTalk.")
    preview = preview_of(get_live_link(token_of(link)), num_children=link.children.count())
    context = {
        "link": link,
        "preview": preview,
        "card": preview.card.removeprefix(settings.SITE_URL),  # also where the site is opened by another name
        "key": settings.KAKAO_SHARE_KEY,
        "sdk": SDK,
        "integrity": INTEGRITY,
    }
    response = render(request, "sharing/kakao.html", context)
    # Kakao answers only to the domain that the key is registered for, and with "same-origin" a browser hides it.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response
