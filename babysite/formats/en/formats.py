"""Django's own times end in a.m. and p.m., whose stop would meet that of a sentence. What isn't here is Django's."""

from __future__ import annotations

DATETIME_FORMAT = "N j, Y, g:i A"
TIME_FORMAT = "g:i A"
