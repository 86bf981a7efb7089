from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.jobs.selectors import get_job_for
from generation.jobs.serializers import JobSerializer
from generation.jobs.services import cancel_job


class JobDetailApi(APIView):
    @extend_schema(responses=JobSerializer)
    def get(self, request: Request, job_id: UUID) -> Response:
        return Response(JobSerializer(get_job_for(request.user, job_id)).data)


class JobCancelApi(APIView):
    @extend_schema(request=None, responses=JobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Answers with the job's state; one that had ended already stays as it was."""
        cancel_job(get_job_for(request.user, job_id))
        return Response(JobSerializer(get_job_for(request.user, job_id)).data)
