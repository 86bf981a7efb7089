from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.requests import AuthenticatedApiRequest
from generation.families.child_serializers import ChildSerializer
from generation.families.selectors import get_children_of, get_families_with_photos_for, get_family_for
from generation.families.serializers import FamilySerializer, NewFamilySerializer
from generation.families.services import check_room_for_family, create_family, delete_family
from generation.families.spec_serializer import ChildSpecSerializer
from generation.jobs.serializers import JobSerializer
from generation.jobs.services import request_child
from generation.jobs.submissions import submission_of
from generation.limits import SubmissionLimit
from generation.models import Child, Family


class Pages(LimitOffsetPagination):
    """No answer is longer than this, whatever `limit` says; `next` and `previous` lead on."""

    default_limit = max_limit = settings.PAGE_SIZE


class FamilyListApi(ListAPIView[Family]):
    serializer_class = FamilySerializer
    pagination_class = Pages
    parser_classes = [MultiPartParser]
    throttle_classes = [SubmissionLimit]

    def get_queryset(self) -> QuerySet[Family]:
        return get_families_with_photos_for(self.request.user)

    def get(self, request: Request) -> Response:
        """Your families, the newest first, sixty at a time: `next` is the address of the next page."""
        return self.list(request)

    @extend_schema(request={"multipart/form-data": NewFamilySerializer}, responses={201: JobSerializer})
    def post(self, request: AuthenticatedApiRequest) -> Response:
        """Creates a family of two people with one to four photos each, the main one first. The response
        is the job for the first child.

        `/api/consent-text/` gives the texts that both have to be shown, and their versions and language. Somebody
        whose consent basis is `invited` gives photos and consents through the link in `pending_invitations`, and the
        job waits for that. An `Idempotency-Key` header makes it safe to send twice; one that was sent with another body
        is refused with 422.
        """
        serializer = NewFamilySerializer(data=request.POST, context={"request": request})
        serializer.is_valid(raise_exception=True)
        submission = submission_of(request, serializer.idempotency_key)
        check_room_for_family(request.user, **submission)
        family = {**serializer.new_family, **submission}
        job = create_family(owner=request.user, **family)
        return Response(JobSerializer(job).data, status=status.HTTP_201_CREATED)


class FamilyDetailApi(APIView):
    @extend_schema(responses=FamilySerializer)
    def get(self, request: Request, family_id: UUID) -> Response:
        return Response(FamilySerializer(get_family_for(request.user, family_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: AuthenticatedApiRequest, family_id: UUID) -> Response:
        """Deletes rows, files and latents; withdraws the consent of the people shown."""
        delete_family(get_family_for(request.user, family_id), deleted_by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChildListApi(ListAPIView[Child]):
    serializer_class = ChildSerializer
    pagination_class = Pages
    throttle_classes = [SubmissionLimit]

    def get_queryset(self) -> QuerySet[Child]:
        family = get_family_for(self.request.user, self.kwargs["family_id"])
        return get_children_of(family).select_related("film")

    def get(self, request: Request, family_id: UUID) -> Response:
        """The family's children, the newest first, sixty at a time: `next` is the address of the next page."""
        return self.list(request)

    @extend_schema(request=ChildSpecSerializer, responses={201: JobSerializer})
    def post(self, request: AuthenticatedApiRequest, family_id: UUID) -> Response:
        """Requests another child of the same parents, or several. An `Idempotency-Key` header makes it safe to send
        twice; one that was sent to this address with another body is refused with 422.
        """
        family = get_family_for(request.user, family_id)
        serializer = ChildSpecSerializer(data=request.data, context={"has_invited": family.has_invited})
        serializer.is_valid(raise_exception=True)
        job = request_child(owner=request.user, family=family, spec=serializer.spec, **submission_of(request))
        return Response(JobSerializer(job).data, status=status.HTTP_201_CREATED)
