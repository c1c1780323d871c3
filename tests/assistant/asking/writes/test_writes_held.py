"""What may not be proposed is said, in our own words, and no card is promised for it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.asking.values import Draught
from assistant.asking.writes.holding import NO_CHANGE, OTHER, PEOPLE, TEXTS, TIMES, held
from storage.db import Database
from tests.assistant.asking.rig import event, open_rig, step
from tests.assistant.asking.writes.test_writes import built, of_event
from tests.cast import ALICE_MAIL
from tests.proposals import an_event, delete_content, event_content, mail_content, update_content

SOON = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ETAG = {"etag": "1"}


async def test_an_event_with_more_guests_than_a_card_holds_is_refused_in_words(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [
        event("e1", "Town hall", SOON, guests=[f"g{number}@x.example" for number in range(201)]),
        event("e2", "Review", SOON + timedelta(hours=2), guests=[ALICE_MAIL]),
    ]
    search, cancel = step("s1", "calendar.search"), step("s2", "event.delete", needs=["s1"])
    made = await built(rig, "cancel the town hall", search, cancel, found=[of_event(rig, "e1", "Town hall", SOON)])
    assert (made.draughts, made.questions) == ((), (f"I could not prepare a cancellation. {PEOPLE}",))
    made = await built(rig, "cancel the review", search, cancel, found=[of_event(rig, "e2", "Review", SOON)])
    assert (len(made.draughts), made.questions) == (1, ())


@pytest.mark.parametrize(
    ("kind", "content", "basis", "reason"),
    [
        ("event.update", update_content(an_event()), ETAG, NO_CHANGE),
        ("event.delete", delete_content(an_event(ends=an_event().begins)), ETAG, TIMES),
        ("event.delete", delete_content(an_event(ends=an_event().ends + timedelta(days=400))), ETAG, TIMES),
        ("event.update", update_content(an_event(description="x" * 9000), title="B"), ETAG, TEXTS),
        ("event.create", event_content(begins="soon"), {}, TIMES),
        ("mail.send", mail_content(to=["nobody"]), {}, PEOPLE),
        ("mail.send", mail_content(body="x" * 8000), {}, TEXTS),
        ("event.delete", delete_content(an_event(id="../e")), ETAG, OTHER),
        ("event.delete", delete_content(an_event()), {}, OTHER),
    ],
)
def test_each_refusal_says_why(kind: str, content: Mapping[str, Any], basis: Mapping[str, Any], reason: str) -> None:
    kept, refused = held([Draught(kind, "a1", content, basis)])
    assert kept == () and len(refused) == 1 and refused[0].endswith(f". {reason}")


def test_what_holds_is_kept_once() -> None:
    good = Draught("event.create", "a1", event_content())
    other = Draught("event.create", "a2", event_content())
    assert held([good, other, good]) == ((good, other), ())
