"""verify FILE ...: what a picture or film says of having been made by a computer.

Reads its Content Credentials (C2PA) and the source that its metadata state, and looks for the invisible mark of this
command line, which signs nothing. A site signs and marks with keys of its own: --root takes the file from its page
/verify/root.pem, and that page looks for its mark. That nothing is found proves nothing: marks can be taken off.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from ml_core.cli.output import print_json
from ml_core.errors import InvalidRequest, NotAPicture
from ml_core.film_pictures import some_pictures
from ml_core.images import MAX_BYTES, is_film, read_picture
from ml_core.marks.credentials import NOBODY, Credentials, KnownSigners, Origin, read
from ml_core.marks.metadata import TRAINED_MODEL, WITH_TRAINED_MODEL, find_source_type
from ml_core.marks.watermark import PUBLIC_KEY, Mark, Watermark

CERTIFICATE = "-----BEGIN CERTIFICATE-----"
ROOT_WANTED = "Name the file from a site's /verify/root.pem."


class Verdict(NamedTuple):
    credentials: Credentials
    source_type: str | None
    mark: Mark | None


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "verify",
        help="look for marks that say a picture was made by a computer",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JPEG, PNG, WebP, HEIC, AVIF or MP4")
    parser.add_argument("--root", type=Path, metavar="FILE", help="the root.pem of a site that may have signed it")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each file, on standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    known = _known(args.root) if args.root else NOBODY
    for file in args.files:
        verdict = verify(file, known)
        if args.json:
            month = f"{verdict.mark.year}-{verdict.mark.month:02}" if verdict.mark else None
            print_json(
                {
                    "file": str(file),
                    "content_credentials": {
                        "origin": verdict.credentials.origin,
                        "signed_by": verdict.credentials.signed_by or None,
                        "digital_source_type": verdict.credentials.source_type,
                    },
                    "digital_source_type": verdict.source_type,
                    "marked_in": month,
                }
            )
        else:
            sys.stdout.write(f"{file}: {_sentence(verdict)}\n")
    return 0


def verify(file: Path, known: KnownSigners = NOBODY) -> Verdict:
    """Raises NotAPicture for what can't be read as a picture or film, or has more than 16 MiB."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise NotAPicture(f"{file} has {file.stat().st_size:,} bytes; at most {MAX_BYTES:,} are read.")
        data = file.read_bytes()
    except OSError as error:
        raise NotAPicture(f"{file} can't be read ({error.strerror}). Name a picture or an MP4 film.") from error
    pictures = some_pictures(data) if is_film(data) else [read_picture(data)]
    mark = next(filter(None, map(Watermark(PUBLIC_KEY).find, pictures)), None)
    return Verdict(read(data, known), find_source_type(data), mark)


def _known(root: Path) -> KnownSigners:
    try:
        roots = root.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"--root {root} can't be read. {ROOT_WANTED}") from error
    if CERTIFICATE not in roots:
        raise InvalidRequest(f"--root {root} holds no certificate. {ROOT_WANTED}")
    return KnownSigners(roots)


CREDENTIALS: dict[Origin, str] = {
    "ours": "the site of --root signed it",
    "foreign": "somebody signed it who calls themselves “{name}”, which nobody has checked",
    "broken": "it was signed and changed since",
    "none": "nobody signed it",
}


def _sentence(verdict: Verdict) -> str:
    signed = CREDENTIALS[verdict.credentials.origin].format(name=verdict.credentials.signed_by)
    said = f"{signed}; {_metadata(verdict)}"
    if verdict.mark:
        return f"{said}; the mark of this command line is in it, of {verdict.mark.year}-{verdict.mark.month:02}."
    return f"{said}; no mark of this command line was found, which proves nothing."


def _metadata(verdict: Verdict) -> str:
    return {
        None: "its metadata say nothing",
        TRAINED_MODEL: "its metadata say that a trained model made it",
        WITH_TRAINED_MODEL: "its metadata say that a trained model made a part of it",
    }.get(verdict.source_type, f"its metadata state another source ({verdict.source_type})")
