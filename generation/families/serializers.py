from __future__ import annotations

from typing import Any

from rest_framework import serializers

from generation.families.choices import AgeChoice, SexChoice
from generation.families.models import Family
from generation.gallery.serializers import ChildSerializer
from generation.jobs.services import SEED_LIMIT
from generation.portraits.fields import MAX_PHOTOS
from generation.portraits.serializers import PortraitSerializer


class FamilySerializer(serializers.ModelSerializer[Family]):
    portraits = serializers.SerializerMethodField()
    children = ChildSerializer(many=True, read_only=True)
    latest_job_id = serializers.SerializerMethodField()

    class Meta:
        model = Family
        fields = ("id", "is_sample", "is_fine", "created_at", "portraits", "children", "latest_job_id")

    def get_portraits(self, family: Family) -> list[dict[str, Any]]:
        portraits = [person.portrait for person in family.parents]
        return list(PortraitSerializer(portraits, many=True).data)

    def get_latest_job_id(self, family: Any) -> str | None:
        return str(family.latest_job.pk) if family.latest_job else None


class WishSerializer(serializers.Serializer[Any]):
    sex = serializers.ChoiceField(choices=SexChoice.choices, default=SexChoice.ANY)
    age = serializers.ChoiceField(choices=AgeChoice.choices, default=AgeChoice.CHILD)
    dominance = serializers.FloatField(min_value=-1.0, max_value=1.0, default=0.0)
    seed = serializers.IntegerField(min_value=0, max_value=SEED_LIMIT - 1, allow_null=True, default=None)


class NewFamilySerializer(serializers.Serializer[Any]):
    """How the request looks, for the API's description. `NewFamilyForm` is what checks it, as it does for the page."""

    photo_a = serializers.ListField(child=serializers.FileField(), max_length=MAX_PHOTOS)
    name_a = serializers.CharField()
    consent_a = serializers.BooleanField()
    photo_b = serializers.ListField(child=serializers.FileField(), max_length=MAX_PHOTOS)
    name_b = serializers.CharField()
    consent_b = serializers.BooleanField()
    consent_version = serializers.CharField()
    consent_language = serializers.CharField()
    you_are = serializers.ChoiceField(choices=["a", "b", "neither"], required=False)
    sex = serializers.ChoiceField(choices=SexChoice.choices, required=False)
    age = serializers.ChoiceField(choices=AgeChoice.choices, required=False)
    fine = serializers.BooleanField(required=False, help_text="Look at both for longer, for a closer likeness.")
