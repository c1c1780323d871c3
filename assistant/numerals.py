"""Numbers written in words, in eight languages: "twelve", "dreiundzwanzig", "quatre-vingt-dix", "二十三名"."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial

from assistant.language import guess_language

_TO_NINETEEN: Mapping[str, str] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete "
    "dezoito dezenove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien",
}
_TENS: Mapping[str, str] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante septante huitante nonante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
_OTHER_FORMS: Mapping[int, str] = {
    2: "duas zwo", 14: "catorze", 16: "dezasseis", 17: "dezassete", 19: "dezanove", 20: "vingts", 21: "veintiun ventun",
    30: "dreissig", 200: "doscientos doscientas duzentos duzentas",
    300: "trescientos trescientas trezentos trezentas", 400: "cuatrocientos cuatrocientas quatrocentos quatrocentas",
    500: "quinientos quinientas quinhentos quinhentas", 600: "seiscientos seiscientas seiscentos seiscentas",
    700: "setecientos setecientas setecentos setecentas", 800: "ochocientos ochocientas oitocentos oitocentas",
    900: "novecientos novecientas novecentos novecentas",
}  # fmt: skip
_SCALES: Mapping[int, str] = {
    12: "dozen dutzend douzaine douzaines docena docenas dozzina dozzine dúzia dúzias dozijn",
    100: "hundred hundert cent cents cento cien ciento cem honderd",
    1000: "thousand tausend mille mila mil duizend",
    1_000_000: "million millionen millions millón millones milione milioni milhão milhões miljoen",
    1_000_000_000: "billion milliarde milliarden milliard milliards miliardo miliardi miljard",
}
_ARTICLES = frozenset({"un", "uno", "um", "een"})
_PER_CENT = re.compile(r"\b(?:pour|por|per)\s(?:cent|ciento|cento)$", re.I)
_ENGLISH = frozenset(f"{_TO_NINETEEN['en']} {_TENS['en']}".split())
# What is a number in some languages only, and a common word in another.
_ONLY_IN: Mapping[str, str] = {
    "ten": "en", "elf": "de nl", "onze": "fr pt", "once": "es", "quince": "es", "seize": "fr", "doze": "pt",
    "dez": "pt", "cem": "pt", "mil": "es pt", "cent": "fr", "cents": "fr", "diez": "es",
}  # fmt: skip
_JOINED_BY: Mapping[str, tuple[int, int]] = {  # how much may still follow where the word stands between two
    "": (1, 999_999_999), "and": (99, 999_999_999), "und": (99, 999_999_999), "en": (99, 999_999_999), "y": (9, 9),
    "et": (9, 19), "e": (9, 999_999_999),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"(?:[ \u00a0-]|\s(?P<word>and|und|en|y|et|e)\s|-(?P<hyphened>et)-)", re.I)
_ORDINAL = re.compile(r"-(?:first|second|third|(?!month\b)\w+th|\w+[iè]me|odd|something|ish|and)\b", re.I)
HOUR_BEFORE = (  # what stands before an hour
    r"\b(?:at|by|past|to|till|until|before|after|from|um|bis|vor|nach|ab|gegen|halb|viertel|kurz|à|vers|las|la|alle|"
    r"dalle|às|das|até|om|tot|over|voor|half|kwart|rond)\s"
)
_HOUR_BEFORE = re.compile(rf"{HOUR_BEFORE}$", re.I)
_HOUR_AFTER = re.compile(
    r"\s(?:o['’]clock|uhr|heures?|horas?|uur|[ap]\.?m\b|past|to|vor|nach|over|voor|y|e|et|moins|meno|menos|noon|in the|"
    r"minutes? (?:past|to))\b",
    re.I,
)
_NAMED = re.compile(r"[\w,’']\s$")  # what stands before a word that is not the first of its sentence
_HOURS = 24
_JAPANESE_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "億": 100_000_000, "兆": 10**12}
_JAPANESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
COUNTER = (  # what stands behind a number in Japanese
    r"[人名社件個通本台枚割回倍円歳点部冊票室階%％]|ページ|パーセント|ユーロ|ドル|ポンド"
)
_COUNTER = rf"{COUNTER}|[年月日週時秒]|(?<=[^十])分|[かカヶケ箇](?:月|所)"
_JAPANESE = re.compile(
    rf"[〇一二三四五六七八九十百千万億兆]{{1,20}}(?={_COUNTER})"
    r"|(?<![\d.,])\d[\d,]{0,12}(?:\.\d{1,4})?[千万億兆](?:\d[\d,]{0,12}[千万億]?){0,3}"
)
_JAPANESE_PART = re.compile(r"\d[\d,]*(?:\.\d+)?|.")


@dataclass(frozen=True)
class Numeral:
    """A number in words: where it stands, and its value. It is `sure` that it is one, and an exact one: "a hundred" is
    not, nor is "once", which is a number in Spanish only, nor "at ten", which may be an hour."""

    start: int
    end: int
    value: Decimal
    sure: bool = True
    is_hour: bool = False


class _Run:
    """Words that make up one number."""

    def __init__(self, start: int, end: int, value: int, is_scale: bool) -> None:
        self.start, self.end = start, end
        self._total, self._now, self._room = 0, 0, 0
        self.exact = not is_scale  # "a hundred" is a manner of speaking
        self._take(value, is_scale)

    @property
    def value(self) -> int:
        return self._total + self._now

    def follows(self, end: int, value: int, is_scale: bool, joiner: str) -> bool:
        """Whether the next word belongs to it; if so, it is taken."""
        least, most = _JOINED_BY[joiner]
        if is_scale:
            fits = not joiner and 0 < self._now < max(value, 100)
        elif value == 20 and self._now % 100 == 4 and not joiner:  # quatre-vingts
            value, fits, self._room = 76, True, 19
        elif 10 <= self._now <= 20 and 10 <= value <= 99 and not joiner:  # nineteen ninety: a year
            self._now, self._room, fits = self._now * 100, 99, True
        else:
            fits = value <= self._room and least <= self._room <= most and (self._now != 10 or value >= 7)
        if fits:
            self.end = end
            self._take(value, is_scale)
        return fits

    def _take(self, value: int, is_scale: bool) -> None:
        if is_scale and value >= 1000:
            self._total, self._now, self._room = self._total + (self._now or 1) * value, 0, value - 1
        elif is_scale:
            self._now, self._room = (self._now or 1) * value, 99 if value == 100 else 0
        else:
            self.exact = self.exact or self.value > 0
            self._now += value
            self._room = _room(value)


def _room(value: int) -> int:
    """How much may still be added to it: nine to twenty, nineteen to soixante and quatre-vingts, ninety-nine to
    hundreds; seven to nine to dix."""
    if value in (60, 76):
        return 19
    if value >= 100:
        return 99 if value % 1000 else 999
    return 9 if value == 10 or (value >= 20 and value % 10 == 0) else 0


def find_numerals(text: str) -> Iterator[Numeral]:
    """The numbers in words of a text, in its order."""
    table, language, run = _table(), cache(partial(guess_language, text)), None
    for match in _WORD.finditer(text):
        word = match[0].lower()
        known = table.get(word) or (None if word.isascii() else table.get(_plain(word)))
        if known is None:
            continue
        if run is not None:
            gap = _GAP.fullmatch(text, run.end, match.start())
            joiner = (gap["word"] or gap["hyphened"] or "").lower() if gap else ""
            if gap and run.follows(match.end(), *known, joiner):
                continue
            yield from _told(run, text, language)
        run = _Run(*match.span(), *known)
    if run is not None:
        yield from _told(run, text, language)
    if not text.isascii():
        yield from _japanese(text)


def _told(run: _Run, text: str, language: Callable[[], str]) -> Iterator[Numeral]:
    words, before = text[run.start : run.end].lower(), text[max(0, run.start - 12) : run.start]
    if words in _ARTICLES or _ORDINAL.match(text, run.end) or _PER_CENT.search(f"{before}{words}"):
        return
    hour = run.value <= _HOURS and bool(_HOUR_BEFORE.search(before) or _HOUR_AFTER.match(text, run.end))
    coins = words.endswith("cents") and words.split()[0] in _ENGLISH
    sure = run.exact and not hour and not coins and not (text[run.start].isupper() and _NAMED.search(before))
    if sure and words in _ONLY_IN:
        sure = language() in _ONLY_IN[words].split()
    yield Numeral(run.start, run.end, Decimal(run.value), sure, hour)


@cache
def _table() -> Mapping[str, tuple[int, bool]]:
    """Words and what they are: a value, and whether that multiplies what stands before it."""
    values: dict[str, int] = {}
    for language, words in _TO_NINETEEN.items():
        small = words.split()
        tens = _TENS[language].split()
        values |= {word: value for value, word in enumerate(small)}
        values |= {word: value * 10 for value, word in enumerate(tens, start=2)}
        values |= dict(_in_one_word(language, small, tens))
    values |= {word: value for value, words in _OTHER_FORMS.items() for word in words.split()}
    table = {_plain(word): (value, False) for word, value in values.items()}
    return table | {_plain(word): (value, True) for value, words in _SCALES.items() for word in words.split()}


def _in_one_word(language: str, small: list[str], tens: list[str]) -> Iterator[tuple[str, int]]:
    """What German, Dutch, Italian and Spanish write as one word, up to 999 and whole thousands."""
    parts = {"de": ("und", "hundert", "tausend"), "nl": ("en", "honderd", "duizend"), "it": ("", "cento", "mila")}
    if language == "es":
        yield from ((f"veinti{word}", 20 + value) for value, word in enumerate(small[1:10], start=1))
    if language not in parts:
        return
    joiner, hundred, thousand = parts[language]
    below = dict(enumerate([*small[:1], "ein" if language == "de" else small[1], *small[2:]]))
    below |= {value * 10: word for value, word in enumerate(tens, start=2)}
    for ten in range(20, 100, 10):
        for unit in range(1, 10):
            below[ten + unit] = _two_digits(language, below[ten], below[unit], joiner)
    yield from ((word, value) for value, word in below.items() if value > 20)
    yield from ((word + thousand, value * 1000) for value, word in below.items() if value > 1)
    for count in range(1, 10):
        for first in {below[count], ""} if count == 1 else {below[count]}:
            yield first + hundred, count * 100
            for value, word in below.items():
                yield first + hundred + (small[1] if value == 1 else word), count * 100 + value


def _two_digits(language: str, ten: str, unit: str, joiner: str) -> str:
    if language != "it":
        return f"{unit}{'ën' if language == 'nl' and unit.endswith('e') else joiner}{ten}"
    return f"{ten[:-1] if unit in ('uno', 'otto') else ten}{unit}"


def _plain(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _japanese(text: str) -> Iterator[Numeral]:
    for match in _JAPANESE.finditer(text):
        value = _japanese_value(match[0])
        yield Numeral(match.start(), match.end(), value, sure=match[0] not in "百千万")


def _japanese_value(words: str) -> Decimal:
    """「二十三」 is 23, 「二〇二六」 2026, 「1億2000万」 120,000,000."""
    total = section = number = Decimal(0)
    for part in _JAPANESE_PART.findall(words):
        if part in _JAPANESE_DIGITS:
            number = number * 10 + _JAPANESE_DIGITS[part]
        elif part[0].isdigit():
            number = Decimal(part.replace(",", ""))
        elif (scale := _JAPANESE_SCALES.get(part, 0)) < 10_000:
            section, number = section + (number or 1) * scale, Decimal(0)
        else:
            total, section, number = total + (section + number or 1) * scale, Decimal(0), Decimal(0)
    return total + section + number
