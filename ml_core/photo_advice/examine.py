"""All checks, in the order in which people are told."""

from __future__ import annotations

from ml_core.contracts import AlignedFace, Finding, Picture
from ml_core.errors import InvalidRequest
from ml_core.photo_advice import blurred, covered, glasses, grey, light, minor, pose, size
from ml_core.photo_advice.check import Check, Measure
from ml_core.photo_advice.inspection import inspect

CHECKS: tuple[Check, ...] = (
    minor.APPARENT_CHILD,
    minor.MINOR,
    minor.AGE_UNCLEAR,
    size.SMALL,
    blurred.CHECK,
    covered.CHECK,
    pose.TURNED,
    pose.TILTED,
    size.CUT,
    light.DARK,
    light.BRIGHT,
    light.SIDE_LIGHT,
    glasses.CHECK,
    grey.CHECK,
)


def examine(photo: Picture, face: AlignedFace) -> list[Finding]:
    """Returns the findings of a photo, worst first; none for a good one. Takes a twentieth of a second, and a quarter
    when the networks load first.

    A refusal is returned alone. Takes whatever `align` gives and doesn't raise.

    Args:
        photo: [H, W, 3] uint8, the person's whole picture.
        face: what `align(photo)` gave, at any size.
    """
    inspection = inspect(photo, face)
    values: dict[Measure, float | None] = {}
    findings = []
    for check in CHECKS:
        if check.measure not in values:
            values[check.measure] = check.measure(inspection)
        if finding := check.judge(values[check.measure]):
            findings.append(finding)
    return [finding for finding in findings if finding.level == "refuse"] or findings


def sentence(finding: Finding) -> str:
    """Returns what was found and what to do, in English, for the command line.

    Raises:
        InvalidRequest: no check has that code.
    """
    for check in CHECKS:
        if check.code == finding.check:
            return check.sentence.format(value=finding.value, threshold=finding.threshold)
    codes = ", ".join(check.code for check in CHECKS)
    raise InvalidRequest(f"A finding's check is one of {codes}. Received: {finding.check}")
