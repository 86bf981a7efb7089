from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.consent.links import link_of
from generation.invitations.inviting import AlreadyAnswered, renew_invitation
from generation.invitations.selectors import get_invited_person_for
from generation.limits import SubmissionLimit


class InvitationSerializer(serializers.Serializer[Any]):
    url = serializers.CharField(help_text="To be handed to this person, and to nobody else.")
    expires_at = serializers.DateTimeField()


class InvitationRenewApi(APIView):
    throttle_classes = [SubmissionLimit]

    @extend_schema(request=None, responses={201: InvitationSerializer})
    def post(self, request: Request, invited_id: UUID) -> Response:
        """A new link for a person who was invited and hasn't answered. Those before work no more."""
        person = get_invited_person_for(request.user, invited_id)
        try:
            invitation = renew_invitation(person)
        except AlreadyAnswered as error:
            raise ValidationError({"invited_id": [_("This person has answered already.")]}) from error
        answer = {"url": link_of(invitation), "expires_at": invitation.expires_at}
        return Response(InvitationSerializer(answer).data, status=status.HTTP_201_CREATED)
