from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.gallery.selectors import get_child_for
from generation.gallery.serializers import ChildSerializer
from generation.gallery.services import delete_child


class ChildDetailApi(APIView):
    @extend_schema(responses=ChildSerializer)
    def get(self, request: Request, child_id: UUID) -> Response:
        return Response(ChildSerializer(get_child_for(request.user, child_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, child_id: UUID) -> Response:
        delete_child(get_child_for(request.user, child_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
