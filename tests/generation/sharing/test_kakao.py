"""Handing a link to KakaoTalk: where there is a key, with what was chosen for the link, and on one page alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.test import Client

from babysite.social_keys import share_key_of
from generation.models import Child, EndedBy, Family, PermissionKind, ShareLink
from generation.sharing.kakao_views import INTEGRITY, SDK
from generation.sharing.pictures.formats import PictureFormat
from generation.sharing.services import ask_for_picture, change_link, end_links, permit
from generation.sharing.tokens import address_of
from generation.sharing.workflow import draw_picture
from tests.generation.sharing.conftest import make_link, terms

pytestmark = pytest.mark.django_db

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def with_key(settings: Any) -> None:
    settings.KAKAO_SHARE_KEY = KEY


def page_of(link: ShareLink) -> str:
    return f"/links/{link.pk}/kakao/"


def test_without_a_key_there_is_no_page_and_no_word_of_it(alice_client: Client, link: ShareLink) -> None:
    assert alice_client.get(page_of(link)).status_code == 404
    page = alice_client.get(f"/links/{link.pk}/")
    assert "kakao" not in page.content.decode().lower()
    assert "kakao" not in page.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("with_key")
def test_kakaos_script_runs_on_one_page_with_a_policy_of_its_own(alice_client: Client, link: ShareLink) -> None:
    page = alice_client.get(page_of(link))
    assert f'<script src="{SDK}"' in page.content.decode()
    assert f'integrity="{INTEGRITY}"' in page.content.decode()
    policy = policy_of(page)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'", SDK]
    assert all("'self'" not in policy[name] for name in ("connect-src", "form-action"))
    assert {source for sources in policy.values() for source in sources if "//" in source} == {
        SDK,
        "https://kapi.kakao.com",
        "https://sharer.kakao.com",
        "https://accounts.kakao.com",
    }
    others = [alice_client.get(f"/links/{link.pk}/"), Client().get(address_of(link))]
    for other in others:
        assert "kakao.com" not in other.content.decode() + other.headers["Content-Security-Policy"]
        assert "kakaocdn" not in other.content.decode() + other.headers["Content-Security-Policy"]
    assert f'href="{page_of(link)}"' in others[0].content.decode()
    assert page_of(link) not in others[1].content.decode()


def policy_of(page: Any) -> dict[str, list[str]]:
    return {name: sources for name, *sources in map(str.split, page.headers["Content-Security-Policy"].split(";"))}


@pytest.mark.usefixtures("with_key")
def test_what_is_sent_is_the_preview_and_no_other_picture(alice_client: Client, link: ShareLink, child: Child) -> None:
    page = alice_client.get(page_of(link)).content.decode()
    assert f'data-address="{site_settings.SITE_URL}{address_of(link)}"' in page
    assert f'data-card="{site_settings.SITE_URL}{static("img/card.jpg")}"' in page
    private = (str(child.pk), "0.jpg", link.family.owner.email, *link.family.names)
    assert not [each for each in private if each in page]
    change_link(link, terms(shows_names=True))
    assert all(name in alice_client.get(page_of(link)).content.decode() for name in link.family.names)
    for person in link.family.parents:
        permit(link, person, [PermissionKind.PREVIEW])
    draw_picture(ask_for_picture(link, PictureFormat.CARD).pk)
    assert f'{address_of(link)}card.jpg"' in alice_client.get(page_of(link)).content.decode()


@pytest.mark.usefixtures("with_key")
def test_a_password_keeps_the_names_from_kakao(alice_client: Client, agreed: Family, child: Child) -> None:
    link = make_link(child, password="persimmon tree", shows_names=True)
    page = alice_client.get(page_of(link)).content.decode()
    assert static("img/card.jpg") in page
    assert not [name for name in link.family.names if name in page]


@pytest.mark.usefixtures("with_key")
def test_the_page_is_the_owners_while_the_link_opens(
    alice_client: Client, charlie_client: Client, link: ShareLink
) -> None:
    assert charlie_client.get(page_of(link)).status_code == 404
    assert Client().get(page_of(link)).status_code == 302
    end_links(ShareLink.objects.filter(pk=link.pk), EndedBy.PARENT)
    assert alice_client.get(page_of(link)).status_code == 404


@pytest.mark.parametrize("given", ["nonsense", KEY[:-1], KEY + "0", KEY.upper(), f'{KEY[:-1]}"'])
def test_a_key_that_is_none_is_refused_with_what_was_expected(given: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"KAKAO_SHARE_KEY=.* developers\.kakao\.com.* Correct it in \.env"):
        share_key_of(given)
    assert share_key_of("") == ""
    assert share_key_of(KEY) == KEY
