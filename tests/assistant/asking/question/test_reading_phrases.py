"""What code reads out of questions in eight languages, on Saturday 28 November 2026 at noon in Berlin.

`question => what is read / words left`: `since..until` in local days or times, `<sender`, `>recipient`, `&anybody`,
`@service`, `#LABEL`, `+out` (written by the asker), `+att` (with an attachment), `-att` (without), `+latest` (newest
first), `~me` (changed by the asker), `+open` (waiting for the asker's answer).
"""

import re
from datetime import datetime

import pytest

from assistant.asking.question.reading import read_question
from assistant.asking.values import Reading
from tests.assistant.asking.askers import BERLIN, CONTACTS, KNOWN, asker
from tests.assistant.asking.question import (
    phrases_en,
    phrases_europe,
    phrases_events,
    phrases_more,
    phrases_times,
    phrases_waiting,
)

ALL = "\n".join(
    (
        phrases_en.PHRASES,
        phrases_europe.GERMAN,
        phrases_europe.FRENCH,
        phrases_europe.SPANISH,
        phrases_europe.ITALIAN,
        phrases_europe.PORTUGUESE,
        phrases_europe.DUTCH,
        phrases_europe.JAPANESE,
        phrases_events.PHRASES,
        phrases_more.PHRASES,
        phrases_times.PHRASES,
        phrases_waiting.PHRASES,
    )
)
LINES = [line for line in ALL.splitlines() if line]


def _told(moment: datetime | None) -> str:
    local = moment.astimezone(BERLIN) if moment else None
    return "" if local is None else f"{local:%Y-%m-%d}" if f"{local:%H%M}" == "0000" else f"{local:%Y-%m-%dT%H:%M}"


def _people(reading: Reading) -> set[str]:
    names = {address: key for key, addresses in KNOWN.items() if key != "northgate" for address in addresses}
    found = reading.filters
    groups = {frozenset(addresses): key for key, addresses in KNOWN.items()}
    mark = ">" if any(one.role == "recipient" and one.emails for one in reading.mentions) and found.outgoing else "&"
    names |= dict.fromkeys(KNOWN["sarah"], "sarah")
    senders = {f"<{groups[found.senders]}"} if found.senders in groups else {f"<{names[one]}" for one in found.senders}
    return senders | {f"{mark}{groups[group]}" for group in found.people}


def _as_told(reading: Reading) -> set[str]:
    found = reading.filters
    told = {f"{_told(found.since)}..{_told(found.until)}"} if found.since or found.until else set()
    told |= _people(reading) | {f"@{service}" for service in found.services} | {f"#{label}" for label in found.labels}
    flags = {"+out": found.outgoing, "+att": found.attachment, "+latest": reading.latest_first}
    flags |= {"+open": found.unanswered}
    flags |= {"-att": found.attachment is False, "~me": found.editors == {"me@acme.example"}}
    return told | {name for name, is_set in flags.items() if is_set}


def test_there_are_more_than_two_hundred_phrases() -> None:
    assert len(LINES) >= 200


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.partition(" => ")[0])
def test_a_question_is_read_as_it_is_meant(line: str) -> None:
    question, _, expected = line.partition(" => ")
    told, _, words = expected.rpartition("/")
    reading = read_question(question, asker(), CONTACTS, ())
    assert _as_told(reading) == set(told.split())
    assert re.sub(r"\s+", " ", reading.words) == words.strip()
