from __future__ import annotations

import time

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template

from accounts.names import check_name, isolate

HIDDEN = {
    "an override of direction": "Ada\u202egpj",
    "an isolate": "\u2067Ada\u2069",
    "an Arabic mark": "Ada\u061c",
    "a space of no width": "A\u200bda",
    "a byte order mark": "\ufeffAda",
    "a soft hyphen": "A\u00adda",
    "a line separator": "Ada\u2028Ben",
    "a paragraph separator": "Ada\u2029Ben",
    "a line feed": "Ada\nBen",
    "a filler of Hangul": "Ada\u3164",
    "a half-width filler of Hangul": "Ada\uffa0",
    "an empty Braille pattern": "Ada\u2800",
    "a joiner between Latin letters": "A\u200dda",
    "a joiner of nothing": "\u200d",
    "a joiner at the end": "👩\u200d",
    "a joiner beside an empty pattern": "👩\u200d\u2800",
    "a selector of nothing": "\ufe0fAda",
    "two selectors": "❤\ufe0f\ufe0f",
    "letters of a region without a flag": "Ada\U000e0067\U000e0062",
    "a lone surrogate": "Ada\ud800",
}
INVISIBLE = {"spaces": "\u3000 \u00a0", "an accent alone": "\u0301", "nothing": ""}
VISIBLE = ["Ada", "김미나", "דנה", "محمد", "O’Neill-García", "李", "葛\U000e0100", "R2", "❤️", "1️⃣"]
JOINED = [
    "👩\u200d👧",
    "👩🏽\u200d🚀 Ada",
    "❤️\u200d🔥",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "علی\u200cرضا",
    "ශ්\u200dරී",
]


@pytest.mark.parametrize("name", HIDDEN.values(), ids=HIDDEN)
def test_hidden_characters_are_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_name(name)
    assert refused.value.code == "hidden_characters"


@pytest.mark.parametrize("name", INVISIBLE.values(), ids=INVISIBLE)
def test_one_visible_character_is_asked_for(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_name(name)
    assert refused.value.code == "invisible"


@pytest.mark.parametrize("name", [*VISIBLE, *JOINED])
def test_every_writing_and_emoji_is_taken(name: str) -> None:
    check_name(name)


def test_a_megabyte_of_joiners_takes_no_time() -> None:
    begun = time.perf_counter()
    check_name("👩\u200d" * 20_000 + "👩")
    assert time.perf_counter() - begun < 2


def test_a_name_from_the_right_turns_no_words_around_it() -> None:
    assert isolate("Ada") == "Ada"
    assert isolate("דנה") == "\u2068דנה\u2069"
    assert isolate("\u2069\u202eדנה") == "\u2068דנה\u2069"


def test_a_name_on_a_page_has_an_element_of_its_own() -> None:
    page = Template("{% load names %}{{ name|bdi }}").render(Context({"name": "<b>\u202eדנה"}))
    assert page == "<bdi>&lt;b&gt;דנה</bdi>"
