"""Names as people give them, and as nobody does."""

from __future__ import annotations

import unicodedata

NASTY = {
    "hangul": "서연",
    "hangul in parts": unicodedata.normalize("NFD", "민준"),
    "latin": "Anna-Sophie & Björn",
    "vietnamese": "Nguyễn Thị Ánh Nguyệt",
    "cyrillic": "Мария Ільїна",
    "han and kana": "王小明 さくら",
    "arabic": "محمد الأمين",
    "hebrew": "נועם אברהם",
    "both ways": "Sam محمد 7 김",
    "twelve emoji": "👨‍👩‍👧‍👦🎉❤️🇰🇷👍🏽🌸🐻🍼👶🏻⭐🌈🦄",
    "200 letters": "Maximiliane Theresia " * 10,
    "200 letters without a space": "W" * 200,
    "200 syllables": "가나다라마바사아자차" * 20,
    "stacked marks": "Z̸̧͎̈́a̷̡͝l̵͙̈́g̶̢̛̈́o̴̧̓" + "\u0301" * 50,
    "controls": "A\x00n\u202en\u200ba\u2066\n\tB\u2028o\x7f",
}
EMPTY = ["", "   ", "\n\t", "\u202e\u200b", "\U0001f468\u200d"[1:], "\ue000\uffff", "ꯀꯥ"]
