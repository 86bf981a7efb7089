from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from generation.portraits.advice import Advice, advice_about
from generation.portraits.likeness import grade_of
from generation.portraits.models import Portrait


class AdviceSerializer(serializers.Serializer[Advice]):
    photos = serializers.ListField(child=serializers.IntegerField(), help_text="By number; 1 is the main one.")
    check = serializers.CharField()
    message = serializers.CharField()


class PortraitSerializer(serializers.ModelSerializer[Portrait]):
    name = serializers.CharField(source="person.name")
    aligned_url = serializers.SerializerMethodField()
    reconstruction_url = serializers.SerializerMethodField()
    # "very_alike", "alike", "resemblance" or "poor"; empty until the face is understood.
    likeness = serializers.SerializerMethodField()
    advice = serializers.SerializerMethodField()

    class Meta:
        model = Portrait
        fields = ("id", "name", "state", "aligned_url", "reconstruction_url", "likeness", "advice")

    def get_aligned_url(self, portrait: Portrait) -> str | None:
        return reverse("portraits:aligned", args=[portrait.pk]) if portrait.aligned else None

    def get_reconstruction_url(self, portrait: Portrait) -> str | None:
        return reverse("portraits:reconstruction", args=[portrait.pk]) if portrait.reconstruction else None

    def get_likeness(self, portrait: Portrait) -> str:
        return grade_of(portrait)

    @extend_schema_field(AdviceSerializer(many=True))
    def get_advice(self, portrait: Portrait) -> list[Advice]:
        return [] if portrait.person.is_sample else advice_about(portrait)
