"""A visitor with a browser, who keeps cookies, signs up, sends two photos and asks how far their child has come."""

from __future__ import annotations

import io
import json
import urllib.request
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image, ImageOps
from skimage import data


def jpeg_of(photo: Image.Image) -> bytes:
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


class Visitor:
    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def sign_up(self, email: str = "alice@example.org") -> None:
        self.get("/accounts/signup/")
        form = {"email": email, "password1": "correct horse battery", "is_adult": "on"}
        form["csrfmiddlewaretoken"] = self.token
        self._open("/accounts/signup/", urlencode(form).encode(), "application/x-www-form-urlencoded")

    def ask_for_a_child(self) -> str:
        """The job's id."""
        text = json.loads(self.get("/api/consent-text/"))
        form: dict[str, Any] = {"name_a": "Ada", "name_b": "Ben", "consent_a": "on", "consent_b": "on", "age": "child"}
        form |= {"consent_basis_a": "self", "consent_basis_b": "attested"}
        form |= {"consent_version": text["version"], "consent_language": text["language"]}
        face = Image.fromarray(data.astronaut())
        for field, photo in (("photo_a", face), ("photo_b", ImageOps.mirror(face))):
            form[field] = SimpleUploadedFile("photo.jpg", jpeg_of(photo), content_type="image/jpeg")
        answer = self._open("/api/families/", encode_multipart(BOUNDARY, form), MULTIPART_CONTENT)
        return str(json.loads(answer)["id"])

    def job(self, job_id: str) -> dict[str, Any]:
        """Returns the job, or {} while nobody answers."""
        try:
            return dict(json.loads(self.get(f"/api/jobs/{job_id}/")))
        except OSError:
            return {}

    def get(self, path: str) -> bytes:
        return self._open(path)

    @property
    def token(self) -> str:
        return next(cookie.value or "" for cookie in self.cookies if cookie.name.startswith("csrftoken_"))

    def _open(self, path: str, body: bytes | None = None, content_type: str = "") -> bytes:
        request = urllib.request.Request(self.url + path, data=body)
        if body is not None:
            request.add_header("Content-Type", content_type)
            request.add_header("X-CSRFToken", self.token)
        with self.opener.open(request, timeout=20) as response:
            return bytes(response.read())
