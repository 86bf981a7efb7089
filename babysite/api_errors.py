"""The shape of every error of the API: {"error": {"code", "message", "fields"}}."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler


def error_body(code: str, message: str, fields: Any = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": fields}}


def handle_api_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Returns the response, or None for an error that DRF does not know: Django then logs it and answers 500 in the
    same shape.
    """
    response = exception_handler(exception, context)
    if response is None:
        return None
    response.data = describe(exception, response.data)
    return response


def describe(exception: Exception, data: Any) -> dict[str, Any]:
    if isinstance(exception, ValidationError):
        fields = data if isinstance(data, dict) else {"non_field_errors": data}
        return error_body("invalid", first_message(fields), fields)
    # DRF turns Django's Http404 and PermissionDenied into its own exceptions, whose text is in `detail`.
    detail = data["detail"] if isinstance(data, dict) else exception
    code = exception.get_codes() if isinstance(exception, APIException) else getattr(detail, "code", "error")
    return error_body(code if isinstance(code, str) else "error", str(detail))


def first_message(errors: Any) -> str:
    """The first sentence found in DRF's nest of lists and dicts."""
    while isinstance(errors, dict | list) and errors:
        errors = next(iter(errors.values())) if isinstance(errors, dict) else errors[0]
    return str(errors)
