"""Korean says morning or afternoon before the hour; Django's own formats put it behind. What isn't here is Django's."""

from __future__ import annotations

DATETIME_FORMAT = "Y년 n월 j일 A g:i"
TIME_FORMAT = "A g:i"
