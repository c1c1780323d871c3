"""Each service fails alone: the rest answers a question, and it is said what is missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.kit import Answered, Kit
from assistant.asking.values import Turn
from bot.errors import Failure, Permanent, Reconnect, Temporary
from connectors.llm.failover import NoModel
from storage.db import Database
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import (
    NOW,
    Rig,
    denied,
    event,
    for_ever,
    open_rig,
    planned,
    quick,
    said,
    step,
)

EVERYWHERE = planned(step("s1", "gmail.search"), step("s2", "calendar.search"), step("s3", "drive.search"))
DEPOSIT = "The deposit is 23,000 EUR, due on 4 December 2026."


async def asked(rig: Rig, text: str = "How much is the deposit?", kit: Kit | None = None, *turns: Turn) -> Answered:
    return await answer(kit or rig.kit, rig.asker, text, turns, rig.tell)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (Temporary("down"), Failure.SERVICE_DOWN),
        (Temporary("slow down", Failure.RATE_LIMIT), Failure.RATE_LIMIT),
        (Reconnect("ended"), Failure.REVOKED),
        (Permanent("no scope", Failure.PARTIAL), Failure.PARTIAL),
    ],
    ids=["down", "rate", "expired", "partial"],
)
@pytest.mark.parametrize("service", ["calendar", "drive"])
async def test_a_service_that_fails_is_named_and_the_rest_answers(
    sqlite_db: Database, service: str, error: Exception, failure: Failure
) -> None:
    rig = await open_rig(sqlite_db, EVERYWHERE, said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    getattr(rig, service).troubles.add("search", error, acts=False, times=1)
    reply = (await asked(rig)).reply
    assert reply.missing == {service: failure} and reply.sources


@pytest.mark.parametrize("service", ["calendar", "drive"])
async def test_a_service_that_does_not_answer_in_time_is_named(sqlite_db: Database, service: str) -> None:
    rig = await open_rig(sqlite_db, EVERYWHERE, said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    getattr(rig, service).troubles.races["search"] = for_ever
    reply = (await asked(rig, kit=quick(rig))).reply
    assert reply.missing == {service: Failure.SERVICE_DOWN} and reply.sources


@pytest.mark.parametrize("field", ["calendar_of", "drive_of"])
async def test_a_service_that_was_not_granted_is_named(sqlite_db: Database, field: str) -> None:
    rig = await open_rig(sqlite_db, EVERYWHERE, said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    changed: dict[str, Callable[[str], object]] = {field: denied}
    reply = (await asked(rig, kit=replace(rig.kit, **changed))).reply  # type: ignore[arg-type]
    assert reply.missing == {field.removesuffix("_of"): Failure.PARTIAL} and reply.sources


async def test_without_the_index_the_calendar_still_answers(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, EVERYWHERE, said("The review is tomorrow [1]."))
    rig.calendar.events = [event("e1", "Review of the deposit", NOW + timedelta(days=1))]
    rig.library.troubles.add("search", Temporary("database"), acts=False, times=1)
    reply = (await asked(rig)).reply
    assert reply.missing["gmail"] == Failure.SERVICE_DOWN and reply.sources[0].title == "Review of the deposit"


async def test_without_the_calendar_the_next_meeting_is_the_soonest_that_was_read_before(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, *[NoModel()] * 4)
    for days in (9, -2, 3):
        at = NOW + timedelta(days=days)
        await rig.put(NewDocument(Service.CALENDAR, f"e{days}", f"Meeting {days}", "the meeting", at, ends_at=at))
    rig.calendar.troubles.add("search", Temporary("down"), acts=False, times=1)
    reply = (await asked(rig, "When is my next meeting?")).reply
    assert [one.title for one in reply.sources] == ["Meeting 3", "Meeting 9", "Meeting -2"]
    rig.calendar.troubles.add("search", Temporary("down"), acts=False, times=1)
    reply = (await asked(rig, "What is on my calendar from 20 November to 20 December?")).reply
    assert [one.title for one in reply.sources] == ["Meeting -2", "Meeting 3", "Meeting 9"]


async def test_without_vectors_words_still_find_and_it_is_said(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")), said("It is 23,000 EUR [1]."))
    await rig.mail_of("Deposit", DEPOSIT)
    rig.library.missing = ("vectors",)
    reply = (await asked(rig)).reply
    assert reply.missing == {"search by meaning": Failure.SERVICE_DOWN} and reply.known


async def test_when_nothing_could_be_asked_it_is_not_called_nothing_found(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")))
    rig.library.troubles.add("search", Temporary("database"), acts=False, times=1)
    reply = (await asked(rig)).reply
    assert reply.text == "I could not search just now." and reply.missing
