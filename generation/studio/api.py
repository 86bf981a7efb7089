"""The API of the studio's own page, which requests previews. Errors have the shape of the API's."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.requests import AuthenticatedApiRequest
from generation.families.selectors import get_family_for
from generation.limits import PreviewLimit
from generation.studio.forms import StudioForm
from generation.studio.services import WorkerUnreachable, request_preview
from generation.studio.wording import PreviewError, error_message


class WorkerAway(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "worker_away"
    default_detail = _("The face generator cannot be reached right now. Try again in a moment.")


class NotUnderstood(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = PreviewError.NOT_UNDERSTOOD


class PreviewApi(APIView):
    parser_classes = [FormParser, MultiPartParser]
    throttle_classes = [PreviewLimit]

    @extend_schema(exclude=True)
    def post(self, request: AuthenticatedApiRequest, family_id: UUID) -> Response:
        family = get_family_for(request.user, family_id)
        form = StudioForm(request.POST, has_invited=family.has_invited)
        if not form.is_valid():
            raise ValidationError({field: [str(error) for error in errors] for field, errors in form.errors.items()})
        if not family.is_understood:
            raise NotUnderstood(error_message(PreviewError.NOT_UNDERSTOOD))
        try:
            number = request_preview(family=family, page_id=form.cleaned_data["page"], spec=form.spec)
        except WorkerUnreachable as error:
            raise WorkerAway from error
        return Response({"number": number}, status=status.HTTP_202_ACCEPTED)
