"""What comes once a year under a name: seasons of the northern hemisphere, Christmas, New Year, Easter."""

import re
from collections.abc import Callable
from datetime import date

from dateutil.easter import easter

from assistant.asking.times.span import DAY, Clock, Grain, Maker, Span, month_after

Bounds = Callable[[int], tuple[date, date]]


def named_season(month: int) -> Maker:
    """Three months by the season's name; winter begins in the year that is named."""
    return _yearly(lambda year: (date(year, month, 1), month_after(date(year, month, 1), 3)), season=True)


def named_holiday(month: int, day: int, days: int) -> Maker:
    """Some days from that day on; without a month from so many days after Easter."""

    def bounds(year: int) -> tuple[date, date]:
        first = date(year, month, day) if month else easter(year) + DAY * day
        return first, first + DAY * days

    return _yearly(bounds, season=False)


def _yearly(bounds: Bounds, *, season: bool) -> Maker:
    def make(match: re.Match[str], clock: Clock) -> Span | None:
        said = {key for key, value in match.groupdict().items() if value}
        if "step" in said:
            year = clock.today.year + {"今": 0, "来": 1}.get(match["step"][0], -1)
        else:
            year = int(match["year"]) if "year" in said else _year(bounds, clock, said)
        first, until = bounds(year)
        grain: Grain = "quarter" if season else "day" if until - first == DAY else "range"
        named = "year" in said
        bare = not said and not match[0].startswith("zwischen")
        return Span(*match.span(), first, until, grain, bare=bare, dated=named, has_year=named)

    return make


def _year(bounds: Bounds, clock: Clock, said: set[str]) -> int:
    """Of which year the last, the next, or the nearest one is that the question may mean."""
    today = clock.today
    years = range(today.year - 2, today.year + 3)
    if said & {"last", "earlier"}:
        return max(year for year in years if bounds(year)[1] <= today)
    if said & {"next", "later"}:
        return min(year for year in years if bounds(year)[0] > today)
    now = [year for year in years if bounds(year)[0] <= today < bounds(year)[1]]
    if now:
        return now[0]
    if clock.ahead:
        return min(year for year in years if bounds(year)[0] > today)
    return max(year for year in years if bounds(year)[1] <= today)
