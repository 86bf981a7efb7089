from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from generation.portraits.models import Portrait


class PortraitSerializer(serializers.ModelSerializer[Portrait]):
    name = serializers.CharField(source="person.name")
    aligned_url = serializers.SerializerMethodField()
    reconstruction_url = serializers.SerializerMethodField()

    class Meta:
        model = Portrait
        fields = ("id", "name", "state", "aligned_url", "reconstruction_url")

    def get_aligned_url(self, portrait: Portrait) -> str | None:
        return reverse("portraits:aligned", args=[portrait.pk]) if portrait.aligned else None

    def get_reconstruction_url(self, portrait: Portrait) -> str | None:
        return reverse("portraits:reconstruction", args=[portrait.pk]) if portrait.reconstruction else None
