"""The public pages about the networks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from ml_core.generators import registry
from ml_core.generators.converted_manifest import CARD, MANIFEST
from tests.generation.brought_generator import bring_generator

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(client: Client, address: str = "/models/", language: str = "en") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_everybody_may_read_what_draws_the_faces(client: Client) -> None:
    page = page_of(client)
    assert "MobileStyleGAN, FFHQ" in page
    assert "1024 × 1024 pixels" in page
    assert "weights non-commercial: distilled from NVIDIA&#x27;s StyleGAN 2 FFHQ" in page
    assert "may be used to earn money" in page


def test_its_facts_are_korean_and_its_card_says_that_it_is_english(client: Client) -> None:
    page = page_of(client, language="ko")
    assert "1024 × 1024 픽셀" in page
    assert "비상업용입니다" in page
    assert "이 카드는 영어로 되어 있습니다." in page
    assert '<div class="card-text" lang="en">' in page


def test_the_card_is_folded_below_what_everybody_can_read(client: Client) -> None:
    before, after = page_of(client).split('<details class="more">')
    assert "may be used to earn money" in before
    assert "card-text" in after.split("</details>")[0]
    assert "card-text" not in before


def test_the_generator_in_use_is_shown_with_its_own_card(client: Client, models: Path) -> None:
    bring_generator(models, card="# Tiny\n\nDraws **next to** nothing.\n\n## Limits\n")
    page = page_of(client)
    assert "16 × 16 pixels" in page
    assert "Draws <strong>next to</strong> nothing." in page
    assert "<h3>Limits</h3>" in page


@pytest.mark.parametrize(
    ("licence", "forbids"),
    [
        ("CC BY-NC 4.0", True),
        ("Nvidia Source Code License-NC", True),
        ("Noncommercial use only", True),
        ("MIT", False),
        ("unknown: ask whoever gave you the file", False),
    ],
)
def test_what_a_licence_means_is_said(client: Client, models: Path, licence: str, forbids: bool) -> None:
    bring_generator(models, licence=licence)
    page = page_of(client)
    assert licence in page
    assert ("may be used to earn money" in page, "Its licence says" in page) == (forbids, not forbids)


def test_without_a_card_there_are_the_facts_alone(client: Client, models: Path) -> None:
    (bring_generator(models) / CARD).unlink()
    page = page_of(client)
    assert "16 × 16 pixels" in page
    assert "The generator’s card" not in page


def test_a_generator_that_has_gone_is_admitted_without_a_path(client: Client, models: Path) -> None:
    page = page_of(client)
    assert "Information about the generator is not available right now." in page
    assert str(models) not in page


def test_a_damaged_generator_is_admitted_too(client: Client, models: Path) -> None:
    (bring_generator(models) / MANIFEST).write_text("{}")
    assert "Information about the generator is not available right now." in page_of(client)


def test_the_other_networks_are_listed_and_the_generators_are_not(client: Client, cards: Path) -> None:
    for name in ("lpips", "mobile-stylegan", "stylegan1-ffhq", "README", "no slug"):
        (cards / f"{name}.md").write_text(f"# Card of {name}\n\nIt measures.\n")
    page = page_of(client)
    assert 'href="/models/lpips/"' in page
    assert "Card of lpips" in page
    assert "It measures." in page
    assert page.count('href="/models/') == 2  # and the one in the foot
    assert [client.get(f"/models/{name}/").status_code for name in ("mobile-stylegan", "README")] == [404, 404]


def test_one_of_them_has_a_page_that_leads_to_the_next(client: Client, cards: Path) -> None:
    (cards / "lpips.md").write_text("# LPIPS\n\nIt measures, on [VGG](vgg16.md).\n\n## Limits\n")
    (cards / "vgg16.md").write_text("No title.\n")
    page = page_of(client, "/models/lpips/")
    assert '<h1 lang="en">LPIPS</h1>' in page
    assert '<a href="/models/vgg16/">VGG</a>' in page
    assert "<h2>Limits</h2>" in page
    assert '<h1 lang="en">vgg16</h1>' in page_of(client, "/models/vgg16/")


@pytest.mark.parametrize(
    "slug", ["nothing", "..", "..%2fREADME", "%2e%2e%2f%2e%2e%2fREADME", "dlib.md", "%00", "a" * 999]
)
def test_what_is_no_card_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/models/{slug}/").status_code == 404


def test_every_card_that_is_shipped_is_shown(client: Client) -> None:
    slugs = {path.stem for path in registry.CARDS.glob("*.md")} - {"README", "mobile-stylegan", "stylegan1-ffhq"}
    assert slugs
    assert all("<h2>Limits</h2>" in page_of(client, f"/models/{slug}/") for slug in slugs)
    assert registry.card("mobile-stylegan").page.parent == registry.CARDS == Path(settings.BASE_DIR) / "docs" / "models"


@pytest.mark.parametrize("address", ["/", "/about/"])
def test_it_is_found_from_other_pages(client: Client, address: str) -> None:
    assert 'href="/models/"' in page_of(client, address)
