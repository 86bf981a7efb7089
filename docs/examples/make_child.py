#!/usr/bin/env python3
"""Makes a child of two photos with the API, and saves its picture. Needs nothing but Python 3.11.

    BABYSITE_TOKEN=babysite_... python make_child.py https://example.org mother.jpg father.jpg child.jpg

The token is made under Account, Tokens for programs, with the scopes read and make. Both people shown must have agreed:
`--agreed` says that you have read the text that the site prints, and that they have.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

SECONDS_BETWEEN = 2.0


class Site:
    def __init__(self, address: str, token: str) -> None:
        self.address = address.rstrip("/")
        self.token = token

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> bytes:
        headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.address + path, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            sys.exit(f"{path}: {_sentence_in(error.read()) or error}")

    def ask_json(self, path: str, body: bytes | None = None, **headers: str) -> Any:
        return json.loads(self.ask(path, body, **headers))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site")
    parser.add_argument("photos", nargs=2, type=Path, metavar="PHOTO")
    parser.add_argument("out", type=Path)
    parser.add_argument("--age", type=float, default=7.0, metavar="YEARS")
    parser.add_argument("--agreed", action="store_true", help="both people shown have agreed to the text")
    args = parser.parse_args()
    token = os.environ.get("BABYSITE_TOKEN") or sys.exit("Set BABYSITE_TOKEN to a token with the scopes read and make.")
    site = Site(args.site, token)

    text = site.ask_json("/api/consent-text/")
    if not args.agreed:
        print(text["title"], text["notice"], sep="\n\n")
        sys.exit("Ask both people, then run this again with --agreed.")
    fields = {
        "name_a": "A",
        "name_b": "B",
        "consent_basis_a": "attested",
        "consent_basis_b": "attested",
        "consent_a": "on",
        "consent_b": "on",
        "consent_version": text["version"],
        "consent_language": text["language"],
        "age_years": str(args.age),
    }
    body, content_type = form_of(fields, {"photo_a": args.photos[0], "photo_b": args.photos[1]})
    # The same key, sent twice after a line that broke, makes one family.
    headers = {"Content-Type": content_type, "Idempotency-Key": str(uuid.uuid4())}
    job = site.ask_json("/api/families/", body, **headers)
    while job["state"] not in ("done", "failed", "cancelled"):
        if job["state"] == "waiting":
            sys.exit(f"The site has a question: open {site.address}/jobs/{job['id']}/")
        print(f"{job['percent']} %", flush=True)
        time.sleep(SECONDS_BETWEEN)
        job = site.ask_json(f"/api/jobs/{job['id']}/")
    if job["state"] != "done":
        sys.exit(job["error"]["message"] if job["error"] else job["state"])
    child = site.ask_json(f"/api/families/{job['family_id']}/children/")["results"][0]
    args.out.write_bytes(site.ask(child["image_url"]))
    print(f"{args.out}: a {child['sex']} of {child['age_years']:g} years")


def form_of(fields: dict[str, str], files: dict[str, Path]) -> tuple[bytes, str]:
    """Returns a body and its content type, as a browser sends a form with files."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, path in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="photo"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + path.read_bytes() + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _sentence_in(answer: bytes) -> str:
    try:
        return str(json.loads(answer)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return ""


if __name__ == "__main__":
    main()
