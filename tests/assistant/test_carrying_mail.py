"""A mail that was approved: not sent where its thread or draft has changed, found again where an answer was lost."""

import pytest

from assistant.approval import Answer
from assistant.proposing import retry, undo
from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from storage.db import Database
from tests.cast import ALICE
from tests.database_fixture import Clock
from tests.fakes import write_mail
from tests.proposals import (
    SARAH_MAIL,
    Bench,
    acts_of,
    approved,
    assert_asks_again,
    assert_done_once,
    mail_content,
    open_bench,
    put,
)


async def in_thread(db: Database) -> tuple[Bench, str]:
    """An approved answer in a thread with Sarah; its thread."""
    bench = await open_bench(db)
    mail = bench.mail.deliver(write_mail(f"Sarah <{SARAH_MAIL}>", "Visit", "When?", Message_ID="<v1@x.example>"))
    await put(bench, "mail.send", mail_content(thread_id=mail.thread_id, in_reply_to="<v1@x.example>"))
    assert await bench.approve() is Answer.DONE
    return bench, mail.thread_id


async def test_an_answer_goes_into_its_thread(sqlite_db: Database) -> None:
    bench, thread_id = await in_thread(sqlite_db)
    await bench.run()
    await assert_done_once(bench)
    row = await bench.row()
    assert (bench.mail.held[row.result["sent_id"]].thread_id, row.result["proven"]) == (thread_id, True)
    assert b"In-Reply-To: <v1@x.example>" in bench.mail.sends[0]


async def test_a_newer_mail_in_the_thread_stops_it(sqlite_db: Database, clock: Clock) -> None:
    bench, thread_id = await in_thread(sqlite_db)
    before = await bench.reference()
    clock.advance(5)
    bench.mail.deliver(write_mail(f"Sarah <{SARAH_MAIL}>", "Visit", "Forget it."), thread=thread_id)
    await bench.run()
    await assert_asks_again(bench, before, "newer")
    assert acts_of(bench) == [0, 0, 0, 0, 0]
    assert await bench.approve() is Answer.DONE
    await bench.run()
    await assert_done_once(bench)


async def test_a_newer_mail_between_draft_and_sending_stops_it_too(sqlite_db: Database, clock: Clock) -> None:
    bench, thread_id = await in_thread(sqlite_db)
    before = await bench.reference()

    async def answer() -> None:
        clock.advance(5)
        bench.mail.deliver(write_mail(f"Sarah <{SARAH_MAIL}>", "Visit", "Forget it."), thread=thread_id)

    bench.mail.meanwhile("draft", answer)
    await bench.run()
    await assert_asks_again(bench, before, "newer")
    assert (len(bench.mail.draft_ids), bench.mail.sends) == (1, [])
    assert await bench.approve() is Answer.DONE
    await bench.run()
    await assert_done_once(bench)
    assert bench.mail.calls["create_draft"] == 1


async def test_a_draft_that_was_edited_by_hand_is_left_alone(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "mail.send")

    async def edit() -> None:
        bench.mail.edit_by_hand(bench.mail.draft_ids[0], "Something else.")

    bench.mail.meanwhile("draft", edit)
    await bench.run()
    assert (await bench.state(), bench.mail.sends, len(bench.mail.draft_ids)) == (("changed", "edited"), [], 1)


async def test_a_draft_that_was_deleted_or_sent_by_hand_is_not_sent_again(sqlite_db: Database) -> None:
    for by_hand, state in (("delete_by_hand", ("changed", "gone")), ("send_by_hand", ("done", "had"))):
        bench = await approved(sqlite_db, "mail.send")

        async def act(bench: Bench = bench, by_hand: str = by_hand) -> None:
            getattr(bench.mail, by_hand)(bench.mail.draft_ids[0])

        bench.mail.meanwhile("draft", act)
        await bench.run()
        assert (await bench.state(), bench.mail.sends) == (state, [])


@pytest.mark.parametrize("rewrites", [False, True])
async def test_a_send_without_an_answer_is_found_among_the_sent_mail(
    sqlite_db: Database, clock: Clock, rewrites: bool
) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.rewrites_ids = rewrites
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    await bench.run_until_quiet(clock)
    await assert_done_once(bench)
    assert bench.mail.calls["send_draft"] == 1


async def test_a_send_of_which_nothing_is_to_be_seen_is_a_persons_to_judge(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.hides_sent = True
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    await bench.run_until_quiet(clock)
    assert (await bench.state(), len(bench.mail.sends)) == (("failed", "unsure"), 1)
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.LATE
    await bench.run()
    assert len(bench.mail.sends) == 1


async def test_a_refusal_to_be_asked_about_an_unknown_send_leaves_it_unsure(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    bench.mail.fail("draft", Permanent("refused"))
    await bench.run()
    assert await bench.state() == ("failed", "unsure")


async def test_trying_again_after_the_access_had_ended_looks_first(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    bench.mail.fail("draft", Reconnect("ended"))
    await bench.run()
    assert await bench.state() == ("failed", "revoked")
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
    await bench.run()
    await assert_done_once(bench)


async def test_an_undo_just_before_the_act_wins(db: Database) -> None:
    bench = await open_bench(db)

    async def take_back() -> None:
        assert (await undo(db, ALICE, await bench.reference())).answer is Answer.DONE

    mail = bench.mail.deliver(write_mail("Sarah <sarah@x.example>", "Visit", "When?"))
    await put(bench, "mail.send", mail_content(thread_id=mail.thread_id))
    assert await bench.approve() is Answer.DONE
    bench.mail.meanwhile("thread", take_back)
    await bench.run()
    assert ((await bench.state())[0], acts_of(bench)) == ("proposed", [0, 0, 0, 0, 0])


async def test_an_approval_given_anew_while_the_old_one_is_looked_at_has_its_own_undo_window(
    sqlite_db: Database, clock: Clock
) -> None:
    bench, _ = await in_thread(sqlite_db)

    async def think_twice() -> None:
        assert (await undo(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
        assert await bench.approve(30) is Answer.DONE

    bench.mail.meanwhile("thread", think_twice)
    await bench.run()
    assert (await bench.state(), acts_of(bench)) == (("approved", ""), [0, 0, 0, 0, 0])
    clock.advance(30)
    await bench.run()
    await assert_done_once(bench)
