from __future__ import annotations

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import ConsentBasis
from generation.models import Portrait
from generation.portraits.advice import Advice, advice_for_owner
from generation.portraits.likeness import grade_of


class AdviceSerializer(serializers.Serializer[Advice]):
    photos = serializers.ListField(child=serializers.IntegerField(), help_text="By number; 1 is the main one.")
    check = serializers.CharField()
    message = serializers.CharField()


class PortraitSerializer(serializers.ModelSerializer[Portrait]):
    """A portrait. Of an invitee it gives the name, and nothing that was made from their photo."""

    name = serializers.CharField(source="person.name")
    consent_basis = serializers.ChoiceField(choices=ConsentBasis.choices, source="person.consent_basis")
    aligned_url = serializers.SerializerMethodField()
    reconstruction_url = serializers.SerializerMethodField()
    # "very_alike", "alike", "resemblance" or "poor"; empty until the face is understood.
    likeness = serializers.SerializerMethodField()
    advice = serializers.SerializerMethodField()

    class Meta:
        model = Portrait
        fields = ("id", "name", "consent_basis", "state", "aligned_url", "reconstruction_url", "likeness", "advice")

    def get_aligned_url(self, portrait: Portrait) -> str | None:
        return reverse("portraits:aligned", args=[portrait.pk]) if portrait.has_picture_for_owner else None

    def get_reconstruction_url(self, portrait: Portrait) -> str | None:
        is_shown = portrait.reconstruction and not portrait.person.is_invited
        return reverse("portraits:reconstruction", args=[portrait.pk]) if is_shown else None

    def get_likeness(self, portrait: Portrait) -> str:
        return "" if portrait.person.is_invited else grade_of(portrait)

    @extend_schema_field(AdviceSerializer(many=True))
    def get_advice(self, portrait: Portrait) -> list[Advice]:
        return advice_for_owner(portrait)
