"""/mailroom status: one's own mailboxes as they stand, in a fixed number of statements, drawn anew by its button."""

from decimal import Decimal
from typing import Any

from sqlalchemy import event

from assistant.overview import stands_of
from bot.queue import Lines
from storage.accounts import Accounts, AccountState
from storage.cards import Cards
from storage.db import Database, update_of
from storage.documents import Document, Documents
from storage.messages import Messages
from storage.spending import Spending
from storage.syncs import HISTORY, Syncs
from tests.cast import ALICE, BOB, join, ready_reply
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.handlers.slack.typing import shown, typed


async def test_status_of_somebody_new_teaches_how_to_begin(office: Office) -> None:
    assert "/mailroom connect" in str(await typed(office, "status"))


async def test_status_shows_ones_own_mailboxes_alone(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    await join(office.db, BOB, "bob@fernhill.example")
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, last_sync_at=clock())
    said = str(await typed(office, "status"))
    assert "alice@fernhill.example" in said and "bob@" not in said
    assert "Last looked at" in said and "does not announce new mail" in said


async def test_status_counts_ones_own_cards_that_could_not_be_shown(office: Office) -> None:
    desk = await ready_reply(office.db)
    await join(office.db, BOB, "bob@fernhill.example")
    assert "could not be shown" not in str(await typed(office, "status"))
    async with office.db.transaction() as session:
        await Cards(session).failed(desk.message_id, 1, "slack: channel_not_found")
    assert "1 could not be shown here" in str(await typed(office, "status"))
    assert "could not be shown" not in str(await typed(office, "status", "U0BOB"))


async def test_status_counts_what_can_be_asked_about(office: Office, clock: Clock) -> None:
    account, bob = await join(office.db), await join(office.db, BOB, "bob@fernhill.example")
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], clock())
        await Syncs(session).change(account.id, HISTORY, started_at=clock(), count=2, total=40)
        await Documents(session).expect(account.id, [("m1", "t1"), ("m2", "t1")], clock(), clock())
        await Documents(session).expect(bob.id, [("m1", "t1")], clock(), clock())
        await session.execute(update_of(Document).where(Document.remote_id == "m1").values(state="done"))
    said = str(await typed(office, "status"))
    assert "You can ask about 1 mail." in said and "Older mail is being read: 1 mail of about 40" in said


async def test_status_does_not_count_what_its_owner_has_turned_off(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Documents(session).expect(account.id, [("m1", "t1")], clock(), clock())
        await session.execute(update_of(Document).values(state="done", service="calendar"))
    assert "You can ask about 1 event." in str(await typed(office, "status"))
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, preferences={"skipped_services": ["calendar"]})
    said = str(await typed(office, "status"))
    assert "event" not in said and "Google Calendar: off, as you chose." in said


async def test_status_tells_how_far_behind_a_mailbox_is(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Messages(session).found(account.id, [("m1", "t1", ["INBOX"])], clock())
    clock.advance(7200)
    assert "Behind by 2 hours" in str(await typed(office, "status"))
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, paused=True)
    assert "Behind" not in str(await typed(office, "status"))


async def test_status_tells_the_days_spending_and_what_waits_in_line(office: Office, clock: Clock) -> None:
    desk = await ready_reply(office.db)
    async with office.db.transaction() as session:
        await Spending(session).add([desk.account.id], Decimal("0.42"), clock())
        account = {"model_free_domains": ["x.example"], "daily_usd": "2"}
        await Accounts(session).change(desk.account.id, preferences=account)
    office.bell.queued = Lines(7, clock())
    said = str(await typed(office, "status"))
    assert "Models cost $0.42 of today's $2.00." in said and "7 steps in line for 2 workers, the first since" in said


async def test_with_the_queue_away_the_rest_is_told(office: Office) -> None:
    await join(office.db)
    office.bell.down = True
    said = str(await typed(office, "status"))
    assert "The queue is not answering" in said and "alice@fernhill.example" in said


async def test_status_of_a_mailbox_that_is_being_erased_says_so(office: Office) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.LEAVING)
    said = str(await typed(office, "status"))
    assert "Being erased" in said and account.email in said and "No mailbox is connected" not in said


async def test_status_of_many_mailboxes_names_them_all(office: Office) -> None:
    for number in range(20):
        await join(office.db, ALICE, f"box{number}@fernhill.example")
    blocks = (await typed(office, "status"))["blocks"]
    assert len(blocks) <= 50 and all(f"box{number}@" in str(blocks) for number in range(20))


async def test_status_takes_as_many_statements_for_twenty_mailboxes_as_for_one(db: Database) -> None:
    async def statements() -> int:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        event.listen(db.engine.sync_engine, "before_cursor_execute", note)
        await stands_of(db, ALICE)
        event.remove(db.engine.sync_engine, "before_cursor_execute", note)
        return sum("SELECT" in statement for statement in seen)

    await join(db)
    one = await statements()
    for number in range(19):
        await join(db, ALICE, f"box{number}@fernhill.example")
    assert 5 < one == await statements() <= 12


async def test_refresh_draws_the_same_message_as_things_stand_now(office: Office) -> None:
    await join(office.db)
    place = await shown(office, "status")
    await join(office.db, ALICE, "sales@fernhill.example")
    count = len(office.heard("U0ALICE"))
    await office.click("U0ALICE", place, "status_refreshed")
    message = office.slack.talk.direct("U0ALICE").messages[-1]
    await eventually(lambda: "sales@fernhill.example" in str(message.blocks))
    assert message.ts == place[1]
    assert len(office.heard("U0ALICE")) == count


async def test_a_stranger_who_clicks_refresh_sees_their_own_mailboxes_only(office: Office) -> None:
    await join(office.db)
    place = await shown(office, "status")
    await office.click("U0MALLORY", place, "status_refreshed", forged=True)
    await eventually(lambda: "No mailbox is connected" in str(office.slack.talk.direct("U0ALICE").messages[-1].blocks))
    assert "alice@" not in str(office.slack.talk.direct("U0ALICE").messages[-1].blocks)


async def test_sync_now_looks_at_ones_own_mailboxes(office: Office) -> None:
    account = await join(office.db)
    await office.click("U0ALICE", await shown(office, "status"), "sync_clicked")
    await eventually(lambda: any("Looking for what is new" in one for one in office.heard("U0ALICE")))
    assert [ring.args for ring in office.bell.of("sync_asked")] == [(account.id,)]
