"""Where messages stand in Slack is told once, of the right person and mailbox, on both databases."""

from storage.cards import Cards
from storage.db import Database
from storage.drafts import DraftState
from storage.places import Places
from storage.posts import Place, Posts
from storage.questions import Questions, QuestionState
from tests.cast import BOB, Desk, join, ready_reply
from tests.leaving import BOB_MAIL
from tests.proposals import ask


async def carded(db: Database, ts: str = "1.5") -> Desk:
    desk = await ready_reply(db)
    async with db.transaction() as session:
        await Cards(session).drawn(desk.message_id, 1, "D0ALICE", ts)
    return desk


async def test_a_card_is_told_once_and_is_not_drawn_again_in_its_place(db: Database) -> None:
    desk = await carded(db)
    async with db.transaction() as session:
        assert await Places(session).of_account(desk.account.id) == [Place("D0ALICE", "1.5", desk.account.id)]
        assert await Places(session).of_account(desk.account.id) == []
        assert await Cards(session).out_of_date(db.now(), 10) == []
    assert (await desk.card()).ts == ""


async def test_a_settled_card_is_told_apart_from_one_that_waits(db: Database) -> None:
    desk = await carded(db)
    async with db.transaction() as session:
        assert await Places(session).settled(desk.account.user_id) == []
    await desk.put(state=DraftState.SENT)
    async with db.transaction() as session:
        assert await Places(session).settled(desk.account.user_id) == [Place("D0ALICE", "1.5")]


async def test_a_card_that_may_have_been_posted_is_lost_until_it_is_found(db: Database) -> None:
    desk = await ready_reply(db)
    async with db.transaction() as session:
        assert await Places(session).lost(desk.account.id, "D0ALICE") == []
        await Cards(session).posting(desk.message_id, db.now())
        (lost,) = await Places(session).lost(desk.account.id, "D0ALICE")
    assert (lost.channel, lost.block_id, lost.since) == ("D0ALICE", f"card:{desk.message_id}", db.now())


async def test_an_answer_comes_with_the_message_of_ours_that_it_stands_under(db: Database) -> None:
    account = await join(db)
    bob = await join(db, BOB, BOB_MAIL)
    asked_here, asked_elsewhere = await ask(db, account), await ask(db, account, thread_ts="2.1", origin="C0GENERAL")
    theirs = await ask(db, bob)
    async with db.transaction() as session:
        for number, key in enumerate((asked_here, asked_elsewhere, theirs)):
            await Questions(session).change(key, answer_ts=f"{number}.9")
        await Questions(session).finish(asked_here, QuestionState.ANSWERED, db.now())
        ended = await Places(session).answers(account.user_id)
        assert ended == [Place("D0ALICE", "0.9")]
        rest = await Places(session).answers_since(account.user_id, db.now(), account.id)
    assert rest == [Place("D0ALICE", "1.9", account.id), Place("D0ALICE", "2.1", account.id)]


async def test_what_was_shared_elsewhere_goes_with_its_mailbox_and_other_notices_stay(db: Database) -> None:
    account = await join(db)
    async with db.transaction() as session:
        posts = Posts(session)
        for channel, ts in (("D0ALICE", "1.1"), ("C0GENERAL", "1.2")):
            await posts.keep(account.user_id, "", channel, ts, db.now())
        await posts.take_back_shared(account.user_id, "D0ALICE", account.id, account.created_at, db.now())
        (going,) = await posts.leaving(account.user_id, 10)
        assert (going.ts, going.account_id) == ("1.2", account.id)
        assert await posts.left(account.user_id, account.id) == 1
        await posts.removed([going.id])
        assert await posts.left(account.user_id) == 0
