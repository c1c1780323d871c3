"""Expressions of time in Japanese: 先週, 3日前, 1月上旬."""

import re
from dataclasses import replace

from assistant.asking.times.dated import named_month
from assistant.asking.times.span import (
    DAY,
    GRAINS,
    Clock,
    Span,
    rolling_span,
    unit_span,
)


def ja_ago(match: re.Match[str], clock: Clock) -> Span | None:
    """3日前, 2週間前: that day, or the calendar week, month or year."""
    unit = {"日": "day", "週": "week", "月": "month", "年": "year"}[match["unit"]]
    number = min(int(match["n"]), 400)
    if unit == "day":
        return Span(*match.span(), clock.today - DAY * number, clock.today - DAY * (number - 1), "day")
    return Span(*match.span(), *unit_span(unit, -number, clock.today), GRAINS[unit])


def ja_rolling(match: re.Match[str], clock: Clock) -> Span | None:
    """過去3日間: up to today."""
    unit = {"日": "day", "週": "week", "月": "month", "年": "year"}[match["unit"]]
    said = match["n"]
    number = "一二三四五六七八九十".find(said) + 1 or int(said) if said != "数" else 3
    return rolling_span(match, clock, unit, min(number, 400), -1)


def ja_stepped(match: re.Match[str], clock: Clock) -> Span | None:
    """先週, 来月, 一昨年."""
    steps = {"先々": -2, "一昨": -2, "先": -1, "前": -1, "去": -1, "昨": -1, "今": 0, "来": 1, "再来": 2}[match["step"]]
    unit = {"週": "week", "週末": "weekend", "月": "month", "年": "year", "四半期": "quarter"}[match["unit"]]
    return Span(*match.span(), *unit_span(unit, steps, clock.today), GRAINS[unit])


def ja_third(match: re.Match[str], clock: Clock) -> Span | None:
    """1月上旬, 3月末: a third of the month."""
    span = named_month(match, clock)
    if span is None:
        return None
    third = {"初": 0, "上": 0, "中": 1, "下": 2, "末": 2}[match["part"][0]]
    cuts = (span.first, span.first + DAY * 10, span.first + DAY * 20, span.until)
    return replace(span, first=cuts[third], until=cuts[third + 1], bare=False, grain="range")
