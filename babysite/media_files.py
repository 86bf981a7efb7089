"""Storage of private files, in the form of Django's STORAGES: the folder MEDIA_ROOT, or a bucket."""

from __future__ import annotations

from typing import Any

from babysite.environment import text, wrong


def media_files(kind: str) -> dict[str, Any]:
    if kind == "FOLDER":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    bucket, endpoint = text("S3_BUCKET"), text("S3_ENDPOINT_URL")
    if not bucket:
        raise wrong("S3_BUCKET", bucket, "the name of a bucket, which MEDIA_STORAGE=S3 needs")
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": text("S3_REGION") or None,
        # Servers of one's own seldom have a name for each bucket.
        "addressing_style": "path" if endpoint else "auto",
        # Names are random already, and asking for each whether it is free costs a request.
        "file_overwrite": True,
        # What a name ends with is nobody's business there: all of it is noise.
        "object_parameters": {"ContentType": "application/octet-stream"},
    }
    return {"BACKEND": "generation.storage.vault.s3.S3Files", "OPTIONS": options}
