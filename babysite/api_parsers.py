from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class ShallowJSONParser(JSONParser):
    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError as error:  # a kilobyte of "[" is enough
            raise ParseError(_("JSON parse error: nested too deeply.")) from error
        except UnicodeEncodeError as error:  # JSON can spell half a character, which no answer or row can hold
            raise ParseError(_("JSON parse error: half a surrogate pair is no character.")) from error
        return data
