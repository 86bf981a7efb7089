from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from generation.gallery.models import Child


class ChildSerializer(serializers.ModelSerializer[Child]):
    # A JSONField would be described as anything at all.
    shares = serializers.DictField(
        child=serializers.FloatField(min_value=0.0, max_value=1.0),
        read_only=True,
        help_text="The second parent's share of each trait, 0 to 1; empty where traits were not measured.",
    )
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
            "dominance",
            "seed",
            "shares",
            "created_at",
            "image_url",
            "thumbnail_url",
        )

    def get_image_url(self, child: Child) -> str:
        return reverse("gallery:image", args=[child.pk])

    def get_thumbnail_url(self, child: Child) -> str:
        return reverse("gallery:thumbnail", args=[child.pk])
