from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.families.child_serializers import ChildSerializer
from generation.gallery.selectors import get_child_for
from generation.gallery.services import delete_child
from generation.jobs.selectors import get_job_for
from generation.jobs.serializers import JobSerializer
from generation.jobs.services import request_film
from generation.limits import SubmissionLimit


class ChildFilmApi(APIView):
    throttle_classes = [SubmissionLimit]

    @extend_schema(request=None, responses={201: JobSerializer})
    def post(self, request: Request, child_id: UUID) -> Response:
        """The job for the film of this child growing up: always the same one, which begins again if it had failed.

        The film is told with the child once the job is done.
        """
        job = request_film(get_child_for(request.user, child_id))
        return Response(JobSerializer(get_job_for(request.user, job.pk)).data, status=status.HTTP_201_CREATED)


class ChildDetailApi(APIView):
    @extend_schema(responses=ChildSerializer)
    def get(self, request: Request, child_id: UUID) -> Response:
        return Response(ChildSerializer(get_child_for(request.user, child_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, child_id: UUID) -> Response:
        delete_child(get_child_for(request.user, child_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
