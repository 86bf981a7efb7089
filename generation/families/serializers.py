from __future__ import annotations

from typing import Any, NoReturn

from django.urls import reverse
from rest_framework import serializers

from accounts.models import ConsentBasis
from generation.families.forms import NewFamilyForm
from generation.families.selectors import latest_job_of
from generation.families.spec_serializer import ChildSpecSerializer
from generation.models import MAX_PHOTOS, Family, Quality
from generation.portraits.serializers import PortraitSerializer

CONSENT_BASIS_HELP = "Who answers for this parent. `invited` gives photo and consents themselves: leave these out."
CONSENT = "To the text on computing. Without it a photo is refused."


class FamilySerializer(serializers.ModelSerializer[Family]):
    portraits = serializers.SerializerMethodField()
    num_children = serializers.IntegerField(read_only=True)
    children_url = serializers.SerializerMethodField()
    latest_job_id = serializers.SerializerMethodField()
    rests_on_word = serializers.BooleanField(
        read_only=True, help_text="Somebody's consent is known from hearsay only: for private use."
    )

    class Meta:
        model = Family
        fields = (
            "id",
            "is_sample",
            "quality",
            "rests_on_word",
            "created_at",
            "portraits",
            "num_children",
            "children_url",
            "latest_job_id",
        )

    def get_portraits(self, family: Family) -> list[dict[str, Any]]:
        portraits = [person.portrait for person in family.parents]
        return list(PortraitSerializer(portraits, many=True).data)

    def get_children_url(self, family: Family) -> str:
        return reverse("api:family-children", args=[family.pk])

    def get_latest_job_id(self, family: Any) -> str | None:
        job = latest_job_of(family)
        return str(job.pk) if job else None


class NewFamilySerializer(ChildSpecSerializer):
    """Two people and a request. Their photos and consent are checked by the page's form, whoever sends them."""

    consent_basis_a = serializers.ChoiceField(choices=ConsentBasis.choices, help_text=CONSENT_BASIS_HELP)
    photo_a = serializers.ListField(child=serializers.FileField(), max_length=MAX_PHOTOS, required=False)
    name_a = serializers.CharField()
    consent_a = serializers.BooleanField(required=False, help_text=CONSENT)
    keep_a = serializers.BooleanField(required=False, help_text="Optional: to the text on keeping.")
    consent_basis_b = serializers.ChoiceField(choices=ConsentBasis.choices, help_text=CONSENT_BASIS_HELP)
    photo_b = serializers.ListField(child=serializers.FileField(), max_length=MAX_PHOTOS, required=False)
    name_b = serializers.CharField()
    consent_b = serializers.BooleanField(required=False, help_text=CONSENT)
    keep_b = serializers.BooleanField(required=False, help_text="Optional: to the text on keeping.")
    consent_version = serializers.CharField(required=False)
    keep_version = serializers.CharField(required=False, help_text="Where somebody agrees to keeping.")
    consent_language = serializers.CharField(required=False)
    quality = serializers.ChoiceField(
        choices=Quality.choices, default=Quality.STANDARD, help_text="`high` takes longer, for a closer likeness."
    )

    def run_validation(self, data: Any = serializers.empty) -> dict[str, Any]:
        request = self.context["request"]
        self._form = NewFamilyForm(data, request.FILES, owner=request.user)
        self._form.pairs_twins = False
        if not self._form.is_valid():
            self._refuse()
        return self._form.cleaned_data

    @property
    def idempotency_key(self) -> str:
        return self._form.idempotency_key

    @property
    def new_family(self) -> dict[str, Any]:
        """Returns the arguments of `create_family` except the owner. Raises ValidationError for a file that is not a
        photo.
        """
        if not self._form.decode_photos():
            self._refuse()
        return self._form.new_family

    def _refuse(self) -> NoReturn:
        errors = self._form.errors.items()
        raise serializers.ValidationError({field: [str(error) for error in errors] for field, errors in errors})
