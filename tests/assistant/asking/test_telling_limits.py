"""What a reply says of its search and of what it found: the asker's own limits in full, days as days."""

from datetime import UTC, datetime

import pytest

from assistant.asking.answering import answer
from assistant.asking.evidence.passages import Aim
from assistant.asking.evidence.sources import of_document
from assistant.asking.replying import Found, listing, unknown
from assistant.asking.values import Outcome, Reading, Step
from bot.errors import Failure, Permanent
from storage.db import Database
from storage.documents import Document
from storage.index.entry import Filters
from tests.assistant.asking.rig import open_rig

HELEN = "helen@brightwater.example"


def found(filters: Filters, *explained: str) -> Found:
    """A search of mail that found nothing useful."""
    step = Step("s1", "gmail.search", {})
    reading = Reading("what else?", "else", filters, frozenset(), explained=explained)
    return Found(reading, (Outcome(step),), {})


def test_a_limit_is_told_with_the_address_that_it_stands_for() -> None:
    limits = Filters(senders=frozenset({HELEN}))
    assert f"from {HELEN}" in unknown(found(limits, f"from {HELEN}")).text


def test_an_address_that_limits_nothing_is_left_out() -> None:
    assert "mallory@" not in unknown(found(Filters(), "from mallory@evil.example")).text


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("What mails are in spam?", "spam"),
        ("How many mails are in spam?", "spam"),  # it counts none: none of them is known
        ("Welche ungelesenen Mails sind im Papierkorb?", "the trash"),
        ("Quels mails sont dans mes brouillons ?", "drafts"),
    ],
)
async def test_a_question_for_what_is_never_read_is_told_so(sqlite_db: Database, question: str, unread: str) -> None:
    rig = await open_rig(sqlite_db, Permanent("none", Failure.MODEL_DOWN))
    reply = (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply
    assert reply.text == f"Mailroom does not read {unread}, so I cannot tell what is there."
    assert not reply.known and not reply.sources


@pytest.mark.parametrize(("service", "labels", "all_day"), [
    ("calendar", ["all-day", "coming"], True), ("calendar", ["coming"], False), ("gmail", ["all-day"], False),
])  # fmt: skip
def test_a_whole_day_from_the_index_is_a_whole_day(service: str, labels: list[str], all_day: bool) -> None:
    at = datetime(2026, 12, 22, tzinfo=UTC)
    document = Document(
        id="d1", account_id="a1", service=service, remote_id="e1", title="Expo", text="", quoted="", labels=labels,
        at=at, ends_at=None, link="", sender="", sender_name="",
    )  # fmt: skip
    assert of_document(document, Aim({})).all_day is all_day


def test_an_event_of_the_index_tells_its_time_once_and_without_gaps() -> None:
    at = datetime(2026, 12, 1, 14, tzinfo=UTC)
    text = "When: Tuesday 1 December 2026, 14:00 to 14:45 (GMT)\nGuests: Ann <ann@x.example> (comes)\nBring the list."
    document = Document(
        id="d1", account_id="a1", service="calendar", remote_id="e1", title="Call", text=text, quoted="", labels=[],
        at=at, ends_at=None, link="", sender="", sender_name="",
    )  # fmt: skip
    outcome = Outcome(Step("s1", "calendar.search", {}), (of_document(document, Aim({})),))
    reading = Reading("call", "call", Filters(), frozenset())
    told = listing(Found(reading, (outcome,), {}, zone="Europe/London")).text.splitlines()[-1]
    assert told == "- Call, Tuesday 1 December 2026, 14:00: Guests: Ann (comes) · Bring the list. [1]"
