"""Cards: what was changed is drawn, and a wish that comes while drawing is drawn too."""

import asyncio
from datetime import timedelta

from storage.cards import Card, Cards
from storage.db import Database
from tests.cast import Desk, ready_reply
from tests.database_fixture import Clock


async def want(desk: Desk) -> None:
    async with desk.db.transaction() as session:
        await Cards(session).want(desk.message_id, desk.account.user_id, desk.db.now())


async def drawn(desk: Desk, upto: int) -> bool:
    async with desk.db.transaction() as session:
        return not await Cards(session).drawn(desk.message_id, upto, "D1", "1.1")


async def out_of_date(db: Database, seconds: float = 30) -> list[str]:
    async with db.reading() as session:
        return await Cards(session).out_of_date(db.now() - timedelta(seconds=seconds), 10)


async def test_a_card_is_made_once_and_every_wish_is_counted(db: Database) -> None:
    desk = await ready_reply(db)
    await asyncio.gather(*(want(desk) for _ in range(9)))
    card = await desk.card()
    assert (card.wanted, card.drawn, card.ts) == (10, 0, "")


async def test_a_wish_that_came_while_drawing_is_still_open(db: Database) -> None:
    desk = await ready_reply(db)
    upto = (await desk.card()).wanted
    await want(desk)
    assert not await drawn(desk, upto)
    assert await drawn(desk, upto + 1)


async def test_an_older_drawing_takes_nothing_back_and_has_the_card_drawn_once_more(db: Database) -> None:
    desk = await ready_reply(db)
    await want(desk)
    assert await drawn(desk, 2)
    assert not await drawn(desk, 1)  # it may have arrived in Slack after the newer one
    card = await desk.card()
    assert (card.drawn, card.wanted) == (2, 3)
    assert await drawn(desk, 3)


async def test_the_intention_to_post_is_kept_until_it_was_posted(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    async with db.transaction() as session:
        await Cards(session).posting(desk.message_id, clock())
    assert (await desk.card()).posting_at == clock()
    assert await drawn(desk, 1)
    began = clock()
    clock.advance(5)
    async with db.transaction() as session:
        await Cards(session).posting(desk.message_id, clock())
    card = await desk.card()
    assert (card.channel, card.ts, card.posting_at) == ("D1", "1.1", began)


async def test_a_card_is_out_of_date_after_a_while_until_it_is_drawn_or_cannot_be(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    assert await out_of_date(db) == []
    clock.advance(31)
    assert await out_of_date(db) == [desk.message_id]
    async with db.transaction() as session:
        await Cards(session).touch([desk.message_id], clock())
    assert await out_of_date(db) == []
    clock.advance(31)
    async with db.transaction() as session:
        await Cards(session).failed(desk.message_id, 1, "channel_not_found")
    assert await out_of_date(db) == []
    await want(desk)
    clock.advance(31)
    assert await out_of_date(db) == [desk.message_id]
    await drawn(desk, 2)
    assert await out_of_date(db) == []


async def test_a_failure_wipes_out_no_newer_wish(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await want(desk)
    async with db.transaction() as session:
        await Cards(session).failed(desk.message_id, 1, "channel_not_found")
        await Cards(session).rest(desk.message_id, 1, clock() + timedelta(hours=1))
    clock.advance(31)
    assert await out_of_date(db) == [desk.message_id]


async def test_a_resting_card_is_passed_over_until_its_time(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    async with db.transaction() as session:
        await Cards(session).rest(desk.message_id, 1, clock() + timedelta(seconds=300))
    clock.advance(330)
    assert await out_of_date(db) == []
    clock.advance(1)
    assert await out_of_date(db) == [desk.message_id]


async def test_cards_that_failed_are_counted_for_their_mailbox_and_tried_again_if_recent(
    db: Database, clock: Clock
) -> None:
    desk = await ready_reply(db)

    async def unshown(account_id: str) -> int:
        async with db.reading() as session:
            return (await Cards(session).unshown([account_id])).get(account_id, 0)

    assert await unshown(desk.account.id) == 0
    async with db.transaction() as session:
        await Cards(session).failed(desk.message_id, 1, "channel_not_found")
    assert (await unshown(desk.account.id), await unshown("another")) == (1, 0)
    began = clock()
    clock.advance(31)
    async with db.transaction() as session:
        await Cards(session).touch([desk.message_id], clock())
        await Cards(session).retry(began)  # being rung again is no new wish
    assert await unshown(desk.account.id) == 1
    async with db.transaction() as session:
        await Cards(session).retry(began - timedelta(seconds=1))
    assert await unshown(desk.account.id) == 0
    clock.advance(31)
    assert await out_of_date(db) == [desk.message_id]


async def test_a_message_without_a_card_has_nothing_to_draw(db: Database) -> None:
    async with db.transaction() as session:
        assert not await Cards(session).drawn("unknown", 1, "D1", "1.1")
        assert await session.get(Card, "unknown") is None
