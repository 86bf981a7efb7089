from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.people.consents import get_consent_text
from accounts.people.models.consent_record import Purpose


class ConsentTextSerializer(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    version = serializers.CharField()
    language = serializers.CharField()
    sha256 = serializers.CharField()
    title = serializers.CharField()
    notice = serializers.CharField()
    statements = serializers.DictField(child=serializers.CharField())


class ConsentTextApi(APIView):
    """The people shown in a photo may read it, with or without an account."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        parameters=[
            OpenApiParameter("purpose", str, enum=Purpose.values, description="What for: compute unless it is said."),
            OpenApiParameter("language", str, description="English when it is not written in that one."),
        ],
        responses=ConsentTextSerializer,
    )
    def get(self, request: Request) -> Response:
        language = request.query_params.get("language") or get_language() or "en"
        return Response(ConsentTextSerializer(get_consent_text(_purpose(request), language)).data)


def _purpose(request: Request) -> Purpose:
    asked = request.query_params.get("purpose") or Purpose.COMPUTE
    if asked not in Purpose.values:
        raise ValidationError({"purpose": [_("Expected one of: %(known)s.") % {"known": ", ".join(Purpose.values)}]})
    return Purpose(asked)
