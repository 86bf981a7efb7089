from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Standing
from generation import engine
from generation.families.child_serializers import ChildSerializer
from generation.families.choices import SOURCE_FIELDS, AgeChoice, SexChoice, faults_of
from generation.families.selectors import latest_job_of
from generation.jobs.services import SEED_LIMIT
from generation.models import Family
from generation.portraits.fields import MAX_PHOTOS
from generation.portraits.serializers import PortraitSerializer

STANDING = "`invited` gives photo and consents themselves: leave these out."
CONSENT = "To the text on computing. Without it a photo is refused."


class FamilySerializer(serializers.ModelSerializer[Family]):
    portraits = serializers.SerializerMethodField()
    children = ChildSerializer(many=True, read_only=True)
    latest_job_id = serializers.SerializerMethodField()
    rests_on_word = serializers.BooleanField(
        read_only=True, help_text="Somebody's consent is known from hearsay only: for private use."
    )

    class Meta:
        model = Family
        fields = ("id", "is_sample", "is_fine", "rests_on_word", "created_at", "portraits", "children", "latest_job_id")

    def get_portraits(self, family: Family) -> list[dict[str, Any]]:
        portraits = [person.portrait for person in family.parents]
        return list(PortraitSerializer(portraits, many=True).data)

    def get_latest_job_id(self, family: Any) -> str | None:
        job = latest_job_of(family)
        return str(job.pk) if job else None


class WishSerializer(serializers.Serializer[Any]):
    sex = serializers.ChoiceField(choices=SexChoice.choices, default=SexChoice.ANY)
    age = serializers.ChoiceField(choices=AgeChoice.choices, default=AgeChoice.CHILD)
    age_years = serializers.FloatField(
        min_value=0.0, max_value=engine.MAX_AGE_YEARS, allow_null=True, default=None, help_text="Comes before `age`."
    )
    dominance = serializers.FloatField(
        min_value=-1.0, max_value=1.0, default=0.0, help_text="-1 all the first parent, 1 all the second."
    )
    seed = serializers.IntegerField(min_value=0, max_value=SEED_LIMIT - 1, allow_null=True, default=None)
    siblings = serializers.IntegerField(
        min_value=1, max_value=engine.MAX_SIBLINGS, default=1, help_text="How many children at once."
    )
    identical = serializers.BooleanField(default=False, help_text="They are identical twins; needs 2 or more.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        sources = {
            field: serializers.ChoiceField(
                choices=engine.SOURCES, allow_blank=True, default="", help_text="Empty leaves it to chance."
            )
            for field in SOURCE_FIELDS
        }
        return {**super().get_fields(), **sources}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        faults = faults_of(attrs)
        if faults:
            raise serializers.ValidationError({field: [fault] for field, fault in faults.items()})
        return attrs


class NewFamilySerializer(WishSerializer):
    """How the request looks, for the API's description. `NewFamilyForm` is what checks it, as it does for the page."""

    standing_a = serializers.ChoiceField(choices=Standing.choices, default=Standing.ATTESTED, help_text=STANDING)
    photo_a = serializers.ListField(child=serializers.FileField(), max_length=MAX_PHOTOS, required=False)
    name_a = serializers.CharField()
    consent_a = serializers.BooleanField(required=False, help_text=CONSENT)
    keep_a = serializers.BooleanField(required=False, help_text="Optional: to the text on keeping.")
    standing_b = serializers.ChoiceField(choices=Standing.choices, default=Standing.ATTESTED, help_text=STANDING)
    photo_b = serializers.ListField(child=serializers.FileField(), max_length=MAX_PHOTOS, required=False)
    name_b = serializers.CharField()
    consent_b = serializers.BooleanField(required=False, help_text=CONSENT)
    keep_b = serializers.BooleanField(required=False, help_text="Optional: to the text on keeping.")
    consent_version = serializers.CharField(required=False)
    keep_version = serializers.CharField(required=False, help_text="Where somebody agrees to keeping.")
    consent_language = serializers.CharField(required=False)
    you_are = serializers.ChoiceField(
        choices=["a", "b", "neither"], required=False, help_text="The older way to say which standing is `me`."
    )
    fine = serializers.BooleanField(required=False, help_text="Look at both for longer, for a closer likeness.")
