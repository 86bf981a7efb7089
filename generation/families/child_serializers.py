"""A child as the API shows it, by itself and among the children of its family."""

from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from generation.models import Child, Expression, Film


class FilmSerializer(serializers.ModelSerializer[Film]):
    ages_years = serializers.ListField(
        child=serializers.FloatField(), help_text="Of those side by side in the strip, the youngest first."
    )
    mp4_url = serializers.SerializerMethodField()
    webp_url = serializers.SerializerMethodField()
    poster_url = serializers.SerializerMethodField()
    strip_url = serializers.SerializerMethodField()

    class Meta:
        model = Film
        fields = ("ages_years", "created_at", "mp4_url", "webp_url", "poster_url", "strip_url")

    def get_mp4_url(self, film: Film) -> str:
        return reverse("gallery:film", args=[film.pk])

    def get_webp_url(self, film: Film) -> str:
        return reverse("gallery:animation", args=[film.pk])

    def get_poster_url(self, film: Film) -> str:
        return reverse("gallery:poster", args=[film.pk])

    def get_strip_url(self, film: Film) -> str:
        return reverse("gallery:strip", args=[film.pk])


class ChildSerializer(serializers.ModelSerializer[Child]):
    apparent_age_years = serializers.FloatField(
        allow_null=True,
        read_only=True,
        help_text="How old the child looks in the picture; null where no face was found.",
    )
    expression = serializers.ChoiceField(choices=Expression.choices, read_only=True)
    # A JSONField would be described as anything at all.
    shares = serializers.DictField(
        child=serializers.FloatField(min_value=0.0, max_value=1.0),
        read_only=True,
        help_text="The second parent's share of each trait, 0 to 1; empty where traits were not measured.",
    )
    film = FilmSerializer(allow_null=True, read_only=True)
    image_url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()

    class Meta:
        model = Child
        fields = (
            "id",
            "family_id",
            "job_id",
            "sex",
            "age_years",
            "apparent_age_years",
            "dominance",
            "expression",
            "seed",
            "shares",
            "created_at",
            "image_url",
            "thumbnail_url",
            "film",
        )

    def get_image_url(self, child: Child) -> str:
        return reverse("gallery:image", args=[child.pk])

    def get_thumbnail_url(self, child: Child) -> str:
        return reverse("gallery:thumbnail", args=[child.pk])
