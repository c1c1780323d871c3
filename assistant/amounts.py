"""Sums, shares, times and long numbers as people write them, in forms that can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.numerals import COUNTER, Numeral, find_numerals

_CURRENCIES = {
    "EUR": "€ eur euro euros ユーロ",
    "USD": "$ us$ usd dollar dollars dólares dollari ドル",
    "GBP": "£ gbp pound pounds pfund ポンド",
    "JPY": "¥ jpy yen 円",
    "CHF": "chf franken francs sfr",
    "%": "% ％ percent prozent pourcent procent pct パーセント",
}
_CODES = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
_PERCENT = r"pour cent|por ciento|por cento|per cento"
_SCALES = {
    Decimal(1000): "k thousand tausend tsd mille mil mila duizend",
    Decimal(1_000_000): "m mio mn million millions millionen millones milhões milioni miljoen",
    Decimal(1_000_000_000): "bn billion billions mrd milliarde milliarden milliards miljard",
}
_SCALE = {word: scale for scale, words in _SCALES.items() for word in words.split()}
_MAYBE_SCALE = frozenset({"m", "mil", "mille"})  # also metres, and "mil" ends other words


def _either(words: Iterator[str]) -> str:
    return "|".join(re.escape(word) + (r"\b" if word[-1].isalnum() and word.isascii() else "") for word in words)


_BEFORE = _either(iter(sorted((word for word in _CODES if word not in ("%", "％")), key=len, reverse=True)))
_AFTER = _either(iter(sorted(_CODES, key=len, reverse=True)))
_SCALED = _either(iter(sorted(_SCALE, key=len, reverse=True)))
_DIGITS = r"\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?|\d{1,3}(?:[  \u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff]"  # of a script that parts its words
_AMOUNT = re.compile(
    rf"(?:(?<![^\W\d_])(?P<before>{_BEFORE})\s?)?(?<!{_LETTER}|[.,/-])(?P<digits>{_DIGITS})(?!\d|[/.,:]\d)"
    rf"(?:\s?(?P<scale>{_SCALED})(?:\.(?=\s?(?:{_AFTER})))?)?(?:\s?(?:(?:de|d')\s)?(?P<after>{_AFTER}|{_PERCENT}))?",
    re.I,
)
_UNIT = re.compile(rf"\s?(?:(?:de|d')\s)?(?P<after>{_AFTER}|{_PERCENT})", re.I)
_PARTS = tuple(
    (Decimal(share), re.compile(rf"(?i)\b(?:{words})\b|{signs}"))
    for share, words, signs in (
        (50, "half|halb\\w*|hälfte|moitié|mitad|metà|metade|helft", "半[分数]"),
        (25, "(?:a|one|ein|un|um|een) (?:quarter|viertel|quart|cuarto|quarto|kwart)", "四分の一"),
        (75, "three quarters|drei ?viertel|trois quarts|tres cuartos|tre quarti|três quartos|drie ?kwart", "四分の三"),
    )
)
_TIME = re.compile(
    r"(?P<half>午前|午後)?(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?:(?P<sep>[:.時]| ?h ?)(?P<minute>[0-5]\d)分?)?\s?"
    r"(?P<part>[ap]\.?m\b\.?|uhr\b|h\b|o['’]clock\b|時(?!間)(?P<past>半)?)?(?![\d])",
    re.I,
)
_HALVES = {"午前": "am", "午後": "pm"}
_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s()./-]{0,2}\d){6,}(?!\w)")
_IBAN = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")  # 3.500.000 is no telephone number
_NOUN = re.compile(rf"[ -][^\W\d_]{{2,20}}\b|{COUNTER}")
_LETTERS_AND_DIGITS = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])\w{8,}\b", re.I | re.A)


@dataclass(frozen=True)
class Amount:
    """A number with what it counts: every value it may have ("1.200" is 1200 or 1.2), currency code, '%' or ''. What is
    not `sure` may be no number, or not an exact one: "a hundred". `step` is what the last digit of "1.23 million"
    counts, 0 where no scale is named."""

    words: str
    values: frozenset[Decimal]
    unit: str
    step: Decimal = Decimal(0)
    sure: bool = True
    counts: bool = False  # a noun stands behind it

    @property
    def is_scaled(self) -> bool:
        """Whether a scale is named: k, million."""
        return self.step > 0


def find_amounts(text: str) -> tuple[Amount, ...]:
    """The amounts in a text: those in digits in its order, then those in words."""
    said = list(find_numerals(text))
    mixed = {one.start for one in said if text[one.start].isdigit()}  # 3万
    found = [match for match in _AMOUNT.finditer(text) if match.start("digits") not in mixed]
    taken = {match.start("scale") for match in found}  # the million of 3 million
    return (
        *(_amount(match, text) for match in found),
        *(_in_words(one, text) for one in said if one.start not in taken),
    )


def find_parts(text: str) -> Iterator[Amount]:
    """Shares in words: half is 50 %."""
    for share, pattern in _PARTS:
        yield from (Amount(found[0], frozenset({share}), "%", sure=False) for found in pattern.finditer(text))


def _amount(match: re.Match[str], text: str) -> Amount:
    values = _values(match["digits"])
    scale = (match["scale"] or "").lower()
    if scale:
        scaled = {value * _SCALE[scale] for value in values}
        values = values | scaled if scale in _MAYBE_SCALE else scaled
    code = _code(match["before"] or match["after"] or "")
    step = _SCALE[scale].scaleb(-_decimals(match["digits"])) if scale else Decimal(0)
    noun = "" if code or scale else _noun(text, match.end())
    return Amount(_words(match[0] + noun), frozenset(values), code, step, counts=bool(noun))


def _in_words(numeral: Numeral, text: str) -> Amount:
    unit = _UNIT.match(text, numeral.end)
    code = _code(unit["after"]) if unit else ""
    noun = unit[0] if unit else _noun(text, numeral.end)
    words = _words(text[numeral.start : numeral.end] + noun)
    return Amount(words, frozenset({numeral.value}), code, sure=numeral.sure, counts=bool(noun) and not unit)


def _code(unit: str) -> str:
    return "%" if " " in unit else _CODES.get(unit.lower(), "")


def _noun(text: str, at: int) -> str:
    """The noun there, with the sign before it; '' if there is none."""
    noun = _NOUN.match(text, at)
    return noun[0] if noun else ""


def _words(text: str) -> str:
    return " ".join(text.split())


def _decimals(digits: str) -> int:
    """How many digits stand behind the last sign."""
    return len(re.split(r"[.,]", digits)[-1]) if re.search(r"[.,]", digits) else 0


def _values(digits: str) -> set[Decimal]:
    """'1.200,50' is 1200.50; '1,200' is 1200 or 1.2; '1 200' is 1200."""
    digits = re.sub(r"[\s'’]", "", digits)
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return {Decimal(digits)}
    last = signs[-1]
    whole, _, part = digits.rpartition(last)
    plain = re.sub(r"[.,]", "", whole)
    as_decimal, as_whole = Decimal(f"{plain}.{part}"), Decimal(plain + part)
    if len(signs) > 1 and len(set(signs)) == 1:
        return {as_whole}
    if len(set(signs)) > 1 or len(part) != 3:
        return {as_decimal}
    return {as_whole, as_decimal}


def find_times(text: str) -> tuple[tuple[str, frozenset[int]], ...]:
    """Times of day: the words, and the minutes after midnight that they may mean."""
    found = []
    for match in _TIME.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"] or (match["past"] and 30) or 0)
        part = _HALVES.get(match["half"] or "") or (match["part"] or "").lower()
        if not part and (match["sep"] or ".") == ".":
            continue
        found.append((" ".join(match[0].split()), _minutes(hour, minute, part)))
    return tuple(found)


def _minutes(hour: int, minute: int, part: str) -> frozenset[int]:
    at = hour * 60 + minute
    if part[:1] in ("a", "p") and hour <= 12:
        return frozenset({(hour % 12 + (12 if part[0] == "p" else 0)) * 60 + minute})
    # "at 3:30" may well be in the afternoon, unless it says "15 Uhr" or leads with a zero
    return frozenset({at, at + 720}) if 1 <= hour < 12 else frozenset({at % 1440})


def find_numbers(text: str) -> tuple[tuple[str, str], ...]:
    """Telephone, account and order numbers: the words, and their digits (or letters and digits) alone."""
    accounts = [match[0] for match in _IBAN.finditer(text)]
    text = _IBAN.sub(" ; ", text)
    phones = (match[0].strip() for match in _PHONE.finditer(text))
    found = [(shown, re.sub(r"\D", "", shown)) for shown in phones if not _GROUPED.fullmatch(shown)]
    codes = (match[0] for match in _LETTERS_AND_DIGITS.finditer(text))
    return (*found, *((shown, squeezed(shown)) for shown in (*accounts, *codes)))


def squeezed(text: str) -> str:
    """Letters and digits as they are compared: "DE89 3704" is "de893704"."""
    return re.sub(r"[\s.-]", "", text).lower()
