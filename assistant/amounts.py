"""Sums, shares, times and long numbers as people write them, in forms that can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_CURRENCIES = {
    "EUR": "€ eur euro euros",
    "USD": "$ us$ usd dollar dollars dólares dollari",
    "GBP": "£ gbp pound pounds pfund",
    "JPY": "¥ jpy yen 円",
    "CHF": "chf franken francs sfr",
    "%": "% ％ percent prozent pourcent procent pct",
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
_AMOUNT = re.compile(
    rf"(?:(?<![^\W\d_])(?P<before>{_BEFORE})\s?)?(?<![\w.,/-])(?P<digits>{_DIGITS})(?![\d/]|[.,:]\d)"
    rf"(?:\s?(?P<scale>{_SCALED}))?(?:\s?(?:(?:de|d')\s)?(?P<after>{_AFTER}|{_PERCENT}))?",
    re.I,
)
_TIME = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?:(?P<sep>[:.]| ?h ?)(?P<minute>[0-5]\d))?\s?"
    r"(?P<part>[ap]\.?m\b\.?|uhr\b|h\b|o'clock\b|時)?(?![\d])",
    re.I,
)
_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s()./-]{0,2}\d){6,}(?!\w)")
_NOUN = re.compile(r"[ -][^\W\d_]{2,20}\b")
_LETTERS_AND_DIGITS = re.compile(r"\b(?=\w*\d)(?=\w*[^\W\d_])\w{8,}\b")


@dataclass(frozen=True)
class Amount:
    """A number with what it counts: every value it may have ("1.200" is 1200 or 1.2), currency code, '%' or ''."""

    words: str
    values: frozenset[Decimal]
    unit: str
    is_scaled: bool = False


def find_amounts(text: str) -> tuple[Amount, ...]:
    """The amounts in a text, in its order."""
    return tuple(_amount(match, text) for match in _AMOUNT.finditer(text))


def _amount(match: re.Match[str], text: str) -> Amount:
    values = _values(match["digits"])
    scale = (match["scale"] or "").lower()
    if scale:
        scaled = {value * _SCALE[scale] for value in values}
        values = values | scaled if scale in _MAYBE_SCALE else scaled
    unit = (match["before"] or match["after"] or "").lower()
    code = "%" if " " in unit else _CODES.get(unit, "")
    noun = _NOUN.match(text, match.end()) if not code and not scale else None
    words = match[0] + (noun[0] if noun else "")
    return Amount(" ".join(words.split()), frozenset(values), code, bool(scale))


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
        hour, minute, part = int(match["hour"]), int(match["minute"] or 0), (match["part"] or "").lower()
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
    found = [(match[0].strip(), re.sub(r"\D", "", match[0])) for match in _PHONE.finditer(text)]
    return (*found, *((match[0], match[0].lower()) for match in _LETTERS_AND_DIGITS.finditer(text)))
