"""A mailbox that is paused, or whose access has ended, is named by the answer that did without it."""

from dataclasses import replace
from typing import Any

from assistant.asking.agents import calendar
from assistant.asking.agents.desk import Desk
from assistant.asking.answering import answer
from assistant.asking.evidence.private import HIDDEN, open_sources
from assistant.asking.plan.plans import arguments_of
from assistant.asking.values import ENDED, PAUSED, Source, Step
from bot.errors import Reconnect
from storage.db import Database
from storage.index.entry import Filters
from tests.assistant.asking.rig import NOW, event, open_rig, planned, reading, said, step
from tests.assistant.test_own_model import prefer

AT_HOME = "home@alice.example"
SEARCH = planned(step("s1", "gmail.search"))


async def test_a_paused_mailbox_is_named_by_the_answer(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("It rains [1]."))
    await rig.mail_of("Rain", "It rains.")
    found = await answer(rig.kit, replace(rig.asker, paused=(AT_HOME,)), "rain?", (), rig.tell)
    assert found.reply.known and found.reply.missing == {AT_HOME: PAUSED}


async def test_with_every_mailbox_paused_nothing_is_searched_and_no_model_asked(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)  # a model that is asked fails the test
    found = await answer(rig.kit, replace(rig.asker, mailboxes=(), paused=(AT_HOME,)), "rain?", (), rig.tell)
    assert "paused" in found.reply.text and found.reply.missing == {AT_HOME: PAUSED}
    assert rig.library.searches == 0


async def test_of_a_mailbox_whose_access_has_ended_only_what_was_read_before_is_searched(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("It rains [1]."))
    rig.calendar.events = [event("e1", "Rain", NOW)]
    await rig.mail_of("Rain", "It rains.")
    boxes = tuple(replace(box, ended=True) for box in rig.asker.mailboxes)
    asker = replace(rig.asker, mailboxes=boxes)
    found = await answer(rig.kit, asker, "rain?", (), rig.tell)
    assert found.reply.known and found.reply.missing == {boxes[0].email: ENDED}
    desk = Desk(rig.kit, asker, reading("rain"))
    live = await calendar.search(desk, Step("s1", "calendar.search", arguments_of("rain", Filters())), {})
    assert (live.sources, live.trouble) == ((), ENDED)


async def test_where_labels_cannot_be_asked_for_any_more_all_mail_is_kept_from_models(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await prefer(sqlite_db, rig.account, model_free_labels=frozenset({"private"}))
    document = await rig.mail_of("Rain", "It rains.")
    rig.mail.fail("labels", Reconnect("ended"))
    known: dict[str, Any] = {"document_id": document.id, "account_id": rig.account.id}
    shown = await open_sources(rig.kit, [Source(1, "gmail", "Rain", "", None, "", "It rains.", "", **known)])
    assert [one.text for one in shown] == [HIDDEN]
