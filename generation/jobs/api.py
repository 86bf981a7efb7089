from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from generation.jobs.answers import NotAnAnswer, answer_questions
from generation.jobs.selectors import get_job_for
from generation.jobs.serializers import AnswersSerializer, JobSerializer
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


class JobAnswersApi(APIView):
    @extend_schema(request=AnswersSerializer, responses=JobSerializer)
    def post(self, request: Request, job_id: UUID) -> Response:
        """Answers `questions` of a job that waits. What nobody asks any more is passed over: sending twice is safe."""
        job = get_job_for(request.user, job_id)
        serializer = AnswersSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            answer_questions(job, serializer.validated_data["answers"])
        except NotAnAnswer as error:
            raise ValidationError({"answers": [str(error)]}) from error
        return Response(JobSerializer(get_job_for(request.user, job_id)).data)
