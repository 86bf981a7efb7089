from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from generation.gallery.models import Child


class ChildSerializer(serializers.ModelSerializer[Child]):
    image_url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()

    class Meta:
        model = Child
        fields = (
            "id",
            "family_id",
            "sex",
            "age_years",
            "dominance",
            "seed",
            "created_at",
            "image_url",
            "thumbnail_url",
        )

    def get_image_url(self, child: Child) -> str:
        return reverse("gallery:image", args=[child.pk])

    def get_thumbnail_url(self, child: Child) -> str:
        return reverse("gallery:thumbnail", args=[child.pk])
