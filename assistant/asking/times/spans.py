"""Every expression of time in a question, each for itself; see periods for how they are meant."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from assistant.asking.times import words
from assistant.asking.times.dated import (
    day_of_month,
    iso_week,
    moved_month,
    named_day,
    named_month,
    named_year,
    part_of_year,
    slashed,
    week_of_day,
    week_of_month,
)
from assistant.asking.times.japanese import ja_ago, ja_rolling, ja_stepped, ja_third
from assistant.asking.times.relative import (
    named_weekday,
    older_than,
    part_of_day,
    relative_day,
    so_long_ago,
    this_weekend,
    unit_away,
    units_counted,
)
from assistant.asking.times.shares import share_rules
from assistant.asking.times.span import (
    MONTHS,
    Clock,
    Maker,
    Span,
)
from assistant.asking.times.yearly import named_holiday, named_season

_SHORT_ENGLISH = frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"])


def _any(names: Mapping[str, int] | frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_LONG = frozenset(name for name in MONTHS if len(name) > 3 or name in ("may", "mai", "mei")) - {"sept", "fevr", "janv"}
_M = rf"(?P<month>{_any(frozenset(MONTHS))})\b\.?"
_BARE_M = rf"(?P<month>{_any(_LONG | _SHORT_ENGLISH)})\b\.?"
_Y = r"(?P<year>(?:19|20)\d\d)\b"
_OF = r"(?:,?\s*(?:of|de|del|do|di|des|d'|von)?\s*)"
_YEAR = rf"(?:{_OF}{_Y})"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|ª|°|o(?= de))?"
_D2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|ª)?"
_WORDS_BEFORE = "|".join(rf"(?<=\b{word} )" for word in words.BEFORE_DATE.split())
_BEFORE_DATE = rf"(?=\d)(?:{_WORDS_BEFORE})"  # the figure first: it is rare
_DASH = rf"\s*(?:{words.TO}|{words.AND}|&)\s*(?:(?:the|dem|den|le|el|il|o|al)\s+)?"


Rules = Iterator[tuple[str, Maker]]
_UNIT, _FEW = rf"(?P<unit>{words.UNIT})\b", rf"(?P<few>{words.FEW})"
_N = rf"(?P<n>{words.N})"
_ANY_WEEKDAY = (
    rf"(?P<name>{'|'.join(words.WEEKDAYS.values())}|{_any(words.SHORT_WEEKDAYS)}|{_any(words.PORTUGUESE_WEEKDAYS)})"
)
_LONG_WEEKDAY = rf"(?P<name>{'|'.join(words.WEEKDAYS.values())}|{_any(words.PORTUGUESE_WEEKDAYS)})"
_WORD_END = rf"(?=(?:{words.ATTACHED})?(?:\W|$))"
_WEEK = "(?:week|kw|woche|semaine|semana|settimana)"
_NTH_OF = rf"{'|'.join(words.ORDINALS.values())})(?:\.|º|°)?\s*"


def _rules() -> Rules:
    """The expressions, the longer ones first: what one has taken no other one takes."""
    yield from _days()
    yield from _parts_of_years()
    yield from _yearly()
    yield from _counted_back()
    yield from _japanese_counted()
    yield from _counted_on()
    yield from share_rules()
    yield from _moved()
    yield from _single_words()


def _days() -> Rules:
    third = "|".join(words.THIRDS.values())
    yield rf"\b{_WEEK}\s+(?:of|vom|von|du|del?|do|di|van)\s+(?:the\s+|de\s+)?{_D}{_OF}\b{_M}{_YEAR}?", week_of_day
    nth = "|".join(words.NTH_WEEKS.values())
    yield rf"\b(?P<nth>{nth})\s+{_WEEK}\s+(?:of|in|im|vom|de|di|da|van|en|a)\s+{_M}{_YEAR}?", week_of_month
    yield rf"\bweek\s+of\s+{_M}\s+{_D}\b{_YEAR}?", week_of_day
    number = r"\s*(?:nr\.?\s*)?(?P<n>[0-5]?\d)\b"
    yield rf"\b{_WEEK}{number}(?!\s*(?:days|{words.UNIT}))(?:[\s/,]*{_Y})?", iso_week
    yield r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/](?P<month>[01]?\d)[-/](?P<day>[0-3]?\d)(?![\d-])", named_day
    yield r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/](?P<month>0[1-9]|1[0-2])(?![\d/-])", named_month
    yield r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年\s*)?(?P<month>[01]?\d)月\s*(?P<day>[0-3]?\d)日", named_day
    part = "(?P<part>初め|初旬|上旬|中旬|半ば|下旬|末)"
    yield rf"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年の?)?(?P<month>1?\d)月{part}", ja_third
    yield r"(?<!\d)(?P<year>(?:19|20)\d\d)年の?\s*(?P<month>1?\d)月", named_month
    yield rf"(?<![\w.,/]){_D}{_DASH}{_D2}{_OF}\b{_M}{_YEAR}?", named_day
    yield rf"\b{_M}\s+{_D}{_DASH}{_D2}(?![\w:%]){_YEAR}?", named_day
    yield rf"(?<![\w.,/]){_D}{_OF}\b{_M}{_YEAR}?", named_day
    yield rf"\b{_M}\s+(?:the\s+)?{_D}(?![\w:%]|[.,]\d){_YEAR}?", named_day
    year = r"(?P<year>(?:19|20)?\d\d)"
    yield rf"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?{year}(?![\d.])", named_day
    yield rf"{_BEFORE_DATE}(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.(?!\d)", named_day
    yield rf"(?<![\w/-])(?P<first>[0-3]?\d)(?P<sep>[/-])(?P<second>[0-3]?\d)(?P=sep){year}(?![\w/-])", slashed
    yield r"(?<=\bon )(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)(?P<year>)(?![\d/%])", slashed
    late, month = r"(?:1[3-9]|2\d|3[01])", "(?:0?[1-9]|1[0-2])"  # only a day is more than 12: 3/4 may be a share
    yield rf"{_BEFORE_DATE}(?P<first>{late})[/-](?P<second>{month})(?P<year>)(?![\w/%-])", slashed
    yield rf"{_BEFORE_DATE}(?P<first>{month})/(?P<second>{late})(?P<year>)(?![\w/%-])", slashed
    yield rf"\b(?P<third>{third})\s*-?\s*{_M}{_YEAR}?", named_month
    yield rf"\b{_M}{_YEAR}", named_month


def _parts_of_years() -> Rules:
    yield r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?:の)?第(?P<n>[1-4])四半期", part_of_year(3)
    yield r"(?P<year>)第(?P<n>[1-4])四半期", part_of_year(3)
    yield rf"\b[qt](?P<n>[1-4])(?:[\s/,-]+(?:of\s+|de\s+|del\s+)?{_Y})?(?!\w)", part_of_year(3)
    yield rf"\b(?P<n>[1-4]|{_NTH_OF}(?:quarter|quartal|trimestre|kwartaal)(?:{_OF}{_Y})?", part_of_year(3)
    yield rf"\bh(?P<n>[12])[\s/,-]+{_Y}", part_of_year(6)
    half = rf"\b(?P<n>[12]|{_NTH_OF}(?:half|halbjahr|semestre|halfjaar)"
    yield rf"{half}\s*(?:of|de|del|do|di)?\s*(?:the year\s+)?{_Y}", part_of_year(6)
    yield rf"{half}(?P<year>)(?!\w|\s*(?:of|in|des|der|de|du|del|della|van|di|da|do)\b)", part_of_year(6)
    yield r"\bh(?P<n>[12])(?P<year>)(?![\w.-])", part_of_year(6)
    yield r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年の?)?(?P<n>[上下])半期", part_of_year(6)


def _counted_back() -> Rules:
    for (days, begin, end), pattern in words.WHOLE_PARTS.items():
        yield rf"(?<![a-z0-9])(?:{pattern})(?!(?<=[a-z])[a-z0-9])", part_of_day(days, begin, end)
    yield rf"\b(?:{words.OLDER})\s+{_N}\s+{_UNIT}", older_than
    yield rf"\b{_FEW}\s+{_UNIT}\s+(?:ago|fa|atras|geleden)\b(?P<n>)", so_long_ago
    yield rf"\b{_N}\s+{_UNIT}\s+(?:ago|fa|atras|geleden)\b(?P<few>)", so_long_ago
    yield rf"\b(?:vor|il y a|hace|ha)\s+(?:{_FEW}|{_N})\s+{_UNIT}", so_long_ago


def _japanese_counted() -> Rules:
    counter = "(?:か|ヶ|カ|ヵ|箇)?(?P<unit>[日週月年])間?"
    yield rf"(?P<n>\d{{1,3}}){counter}前(?!半)", ja_ago
    yield rf"(?:過去|ここ|この|直近|最近)の?(?P<n>\d{{1,3}}|[一二三四五六七八九十数]){counter}", ja_rolling
    yield r"(?P<step>先々|先|前|今|再来|来)(?P<unit>週末|週|月(?!曜)|四半期)", ja_stepped
    yield r"(?P<step>一昨|去|昨|今|再来|来)(?P<unit>年)", ja_stepped


def _counted_on() -> Rules:
    yield rf"\b(?:the\s+)?{words.PAST}\s+(?:{_FEW}|{_N})\s+{_UNIT}", units_counted(-1)
    yield rf"\b{_N}\s+(?:derni[e]r(?:e|s|es)?|ultim[oaie]s?|laatste|letzten)\s+{_UNIT}", units_counted(-1)
    yield rf"\b{_N}\s+{_UNIT}\s+(?:passes?|pasad[oa]s|scorsi)\b", units_counted(-1)
    yield rf"\b(?:the\s+)?{words.NEXT}\s+(?:{_FEW}|{_N})\s+{_UNIT}", units_counted(1)
    yield rf"\b{_N}\s+prochain(?:e|s|es)\s+{_UNIT}", units_counted(1)
    yield rf"\b(?:{words.ROLLING})\s+(?P<n>){_UNIT}", units_counted(-1)
    yield rf"\b{words.LAST}\s+{_UNIT}", unit_away(-1)
    yield rf"\b{words.THIS}\s*{_UNIT}(?:-ci)?", unit_away(0)
    yield rf"\b{words.MY}\s+(?P<unit>{words.OWN})(?![\w-]| off\b)", unit_away(0)
    yield rf"\b(?:la\s+|the\s+|le\s+)?{words.NEXT}\s+{_UNIT}", unit_away(1)
    yield rf"\b{_UNIT}\s+{words.LAST_AFTER}\b", unit_away(-1)
    yield rf"\b{_UNIT}\s+{words.NEXT_AFTER}\b", unit_away(1)


def _moved() -> Rules:
    moved = rf"(?:(?P<next>{words.NEXT})|(?P<last>{words.LAST}|past)|(?P<this>{words.THIS}|ce))"
    after = rf"(?:(?P<earlier>{words.LAST_AFTER})|(?P<later>{words.NEXT_AFTER}))"
    yield rf"\b{moved}\s+{_ANY_WEEKDAY}{_WORD_END}", named_weekday
    yield rf"(?<!\w){_LONG_WEEKDAY}\s+{after}\b", named_weekday
    yield rf"\b{words.LAST}\s+{_M}(?!\w)", moved_month(-1)
    yield rf"\b{words.NEXT}\s+{_M}(?!\w)", moved_month(1)
    yield rf"\b{_M}\s+{words.LAST_AFTER}\b", moved_month(-1)


def _yearly() -> Rules:
    named: list[tuple[str, str, Maker]] = [
        (pattern, words.JAPANESE_SEASONS[month], named_season(month)) for month, pattern in words.SEASONS.items()
    ]
    named += [(pattern, pattern, named_holiday(*when)) for when, pattern in words.HOLIDAYS.items()]
    which = rf"(?:(?:(?P<last>{words.LAST}|l'ultima)|(?P<this>{words.THIS})|(?P<next>{words.NEXT}))\s+)?"
    after = rf"(?:\s+(?:(?P<earlier>{words.LAST_AFTER})|(?P<later>{words.NEXT_AFTER}))(?!\w))?"
    for pattern, signs, make in named:
        yield rf"(?<!\w){which}(?:{pattern})(?!\w){after}(?:{_OF}{_Y})?", make
        yield rf"(?P<step>昨年|去年|今年|来年)の?(?:{signs})", make
        yield rf"(?<!\d)(?P<year>(?:19|20)\d\d)年の?(?:{signs})", make
        yield rf"(?<![一-鿿])(?P<this>この)?(?:{signs})(?=[にのはまで以、]|$)", make


def _single_words() -> Rules:
    for days, pattern in sorted(words.DAYS.items(), key=lambda item: -abs(item[0])):
        yield rf"(?<![a-z0-9])(?:the\s+)?(?:{pattern})(?!(?<=[a-z])[a-z0-9])", relative_day(days)
    yield rf"(?<!\w){_ANY_WEEKDAY}{_WORD_END}", named_weekday
    yield r"(?P<name>[月火水木金土日]曜日?)", named_weekday
    yield rf"\b(?:{words.UNITS['weekend']})(?!\w)|週末", this_weekend
    yield from ((rf"{before}{words.DAY_OF_MONTH_END}", day_of_month) for before in words.DAYS_OF_MONTH)
    yield rf"\b{_BARE_M}(?!\w)", named_month
    yield r"(?<!\d)(?P<month>1?\d)月(?!曜)", named_month
    yield r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?=の?(?:末|初|前半|後半|半ば))", named_year
    yield r"(?<![\w./$€£-])(?P<year>(?:19|20)\d\d)(?:年|\b)(?![\w/%-]|[.,:]\d)", named_year


_HIER = re.compile(r"\bhier\b")


@cache
def _patterns() -> list[tuple[re.Pattern[str], Maker]]:
    """Compiled at the first question: it takes a tenth of a second."""
    return [(re.compile(pattern), make) for pattern, make in _rules()]


def find_spans(folded: str, clock: Clock) -> list[Span]:
    """Every expression of time in a folded text, in its order; none overlaps another."""
    taken, found = bytearray(len(folded)), list[Span]()
    patterns = [*_patterns(), (_HIER, relative_day(-1))] if clock.language == "fr" else _patterns()
    for pattern, make in patterns:
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            try:
                span = make(match, clock)
            except (ValueError, OverflowError):  # a year beyond what dates hold
                continue
            if span is not None:
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
                found.append(span)
    return sorted(found, key=lambda span: span.start)
