"""What asking proposes is kept once, and decided by its owner alone, in time, for exactly what was shown."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.approval import Answer
from assistant.asking.values import Draught
from assistant.case import NotTheirs, Person
from assistant.preparing import prepare
from assistant.proposing import approve, cancel, confirm, expire_overdue, propose, reference_of, retry, undo
from bot.errors import Permanent, Temporary
from storage.db import Database
from storage.proposals import Proposals, ProposalState
from tests.cast import ALICE, BOB, MALLORY, audit_of, join
from tests.database_fixture import Clock
from tests.proposals import BOB_MAIL, ask, asker_of, event_content, mail_content, open_bench, proposed, put

DAY = 24 * 3600


async def test_the_same_question_and_content_is_one_proposal(db: Database) -> None:
    bench = await open_bench(db)
    question, asker = await ask(db, bench.account), asker_of(bench.account, db)
    meeting = Draught("event.create", bench.account.id, event_content())
    mail = Draught("mail.draft", bench.account.id, mail_content())
    first = await propose(db, question, asker, [meeting, mail, meeting])
    assert len(first) == 2
    assert await propose(db, question, asker, [meeting, mail]) == first
    again = await asyncio.gather(*(propose(db, question, asker, [meeting, mail]) for _ in range(3)))
    assert again == [first] * 3
    other = await propose(db, await ask(db, bench.account), asker, [meeting])
    assert other and other[0] not in first
    assert [entry.action for entry in await audit_of(db, first[0])] == ["proposed"]


async def test_a_question_asked_once_more_proposes_nothing_twice(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    asker = asker_of(bench.account, sqlite_db)
    meeting = Draught("event.create", bench.account.id, event_content())

    async def once_more(before: str) -> tuple[str, list[str]]:
        question = await ask(sqlite_db, bench.account, key=f"retried:{before}")
        return question, await propose(sqlite_db, question, asker, [meeting])

    first = await ask(sqlite_db, bench.account)
    (bench.id,) = await propose(sqlite_db, first, asker, [meeting])
    second, proposals = await once_more(first)
    third, same = await once_more(second)
    assert proposals == same == [bench.id]
    await prepare(sqlite_db, bench.mail, bench.id)
    assert (await cancel(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
    fourth, discarded = await once_more(third)
    assert (await once_more(fourth))[1] == discarded == [bench.id]


async def test_a_changed_content_is_another_proposal(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    question, asker = await ask(sqlite_db, bench.account), asker_of(bench.account, sqlite_db)
    draughts = [Draught("event.create", bench.account.id, event_content(title=title)) for title in ("A", "B")]
    assert len(set(await propose(sqlite_db, question, asker, draughts))) == 2


async def test_what_does_not_hold_is_left_out(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    question, asker = await ask(sqlite_db, bench.account), asker_of(bench.account, sqlite_db)
    account = bench.account.id
    bad = [
        Draught("event.create", account, event_content(guests=["not an address"])),
        Draught("file.delete", account, {"file_id": "f1"}),
        Draught("event.create", account, {}),
    ]
    assert await propose(sqlite_db, question, asker, bad) == []
    good = Draught("event.create", account, event_content())
    assert len(await propose(sqlite_db, question, asker, [*bad, good])) == 1


async def test_nothing_is_proposed_on_an_account_that_is_not_the_askers(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    bobs = await join(sqlite_db, BOB, BOB_MAIL)
    question = await ask(sqlite_db, bench.account)
    asker = asker_of(bench.account, sqlite_db)
    forged = replace(asker, mailboxes=(*asker.mailboxes, *asker_of(bobs, sqlite_db).mailboxes))
    draught = Draught("event.create", bobs.id, event_content())
    assert await propose(sqlite_db, question, forged, [draught]) == []
    assert [entry.action for entry in await audit_of(sqlite_db, question)] == ["refused"]
    assert await propose(sqlite_db, question, asker_of(bobs, sqlite_db), [draught]) == []


async def test_an_approval_is_claimed_by_one_of_many_clicks(db: Database) -> None:
    bench = await proposed(db, "event.create")
    reference = await bench.reference()
    answers = await asyncio.gather(*(approve(db, ALICE, reference, 30) for _ in range(4)))
    assert sorted(one.answer for one in answers) == [Answer.DONE, Answer.LATE, Answer.LATE, Answer.LATE]
    row = await bench.row()
    assert (row.state, row.decided_by, row.due_at) == (ProposalState.APPROVED, ALICE.slack_id, db.now())
    assert [entry.action for entry in await audit_of(db, bench.id)].count("approved") == 1


async def test_approving_and_cancelling_at_once_does_one_of_them(db: Database) -> None:
    bench = await proposed(db, "event.create")
    reference = await bench.reference()
    both = await asyncio.gather(approve(db, ALICE, reference, 0), cancel(db, ALICE, reference))
    assert sorted(one.answer for one in both) == [Answer.DONE, Answer.LATE]


@pytest.mark.parametrize("who", [BOB, MALLORY, Person("T0OTHER", ALICE.slack_id)])
async def test_nobody_else_decides(sqlite_db: Database, who: Person) -> None:
    bench = await proposed(sqlite_db, "event.create")
    await join(sqlite_db, BOB, BOB_MAIL)
    decisions: tuple[Any, ...] = (approve, confirm, cancel, undo, retry)
    for act in decisions:
        seconds = (0,) if act in (approve, confirm) else ()
        with pytest.raises(NotTheirs):
            await act(sqlite_db, who, await bench.reference(), *seconds)
        assert await bench.state() == ("proposed", "")
    refused = [one.actor for one in await audit_of(sqlite_db, bench.id) if one.action == "refused"]
    assert refused == [who.slack_id] * 5


async def test_what_is_not_there_is_refused_like_what_is_anothers(sqlite_db: Database) -> None:
    await open_bench(sqlite_db)
    for reference in ("", ":", "nothing", f"{'0' * 32}:{'0' * 64}"):
        with pytest.raises(NotTheirs):
            await approve(sqlite_db, ALICE, reference, 0)
    assert len(await audit_of(sqlite_db, "unknown")) == 4


@pytest.mark.parametrize("cut", ["{id}", "{id}:", "{id}:0000", "{id}:{digest}0"])
async def test_an_approval_names_the_whole_digest(sqlite_db: Database, cut: str) -> None:
    bench = await proposed(sqlite_db, "event.create")
    row = await bench.row()
    reference = cut.format(id=row.id, digest=row.digest)
    assert (await approve(sqlite_db, ALICE, reference, 0)).answer is Answer.LATE
    assert (await bench.state())[0] == "proposed"


async def test_what_is_flagged_wants_a_second_confirmation(sqlite_db: Database) -> None:
    bench = await proposed(sqlite_db, "mail.send", to=["stranger@else.example"])
    assert (await bench.row()).flags
    reference = await bench.reference()
    assert (await approve(sqlite_db, ALICE, reference, 0)).answer is Answer.LATE
    assert (await confirm(sqlite_db, ALICE, reference, 0)).answer is Answer.DONE


async def test_what_was_never_shown_cannot_be_approved(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    question, asker = await ask(sqlite_db, bench.account), asker_of(bench.account, sqlite_db)
    draught = Draught("event.create", bench.account.id, event_content())
    (bench.id,) = await propose(sqlite_db, question, asker, [draught])
    assert (await confirm(sqlite_db, ALICE, reference_of(await bench.row()), 0)).answer is Answer.LATE


async def test_a_day_later_it_has_expired_by_the_click(sqlite_db: Database, clock: Clock) -> None:
    bench = await proposed(sqlite_db, "event.create")
    clock.advance(DAY)
    assert await bench.approve() is Answer.LATE
    assert await bench.state() == ("expired", "")
    row = await bench.row()
    assert row.wanted > row.drawn
    assert [entry.action for entry in await audit_of(sqlite_db, bench.id)][-1] == "expired"


async def test_a_day_later_it_expires_by_itself(db: Database, clock: Clock) -> None:
    bench = await proposed(db, "event.create")
    clock.advance(DAY - 1)
    assert await expire_overdue(db) == []
    clock.advance(1)
    assert await expire_overdue(db) == [(bench.id, "c1")]
    assert await expire_overdue(db) == []
    assert (await bench.state())[0] == "expired"
    await bench.run()
    assert bench.calendar.held == {}


async def test_an_approved_one_does_not_expire(sqlite_db: Database, clock: Clock) -> None:
    bench = await proposed(sqlite_db, "event.create")
    await bench.approve()
    clock.advance(DAY)
    assert await expire_overdue(sqlite_db) == []


async def test_undo_opens_the_card_again_and_a_second_approval_holds(sqlite_db: Database, clock: Clock) -> None:
    bench = await proposed(sqlite_db, "mail.send")
    assert await bench.approve(30) is Answer.DONE
    assert (await undo(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
    row = await bench.row()
    assert (row.state, row.due_at) == (ProposalState.PROPOSED, None)
    assert (await undo(sqlite_db, ALICE, await bench.reference())).answer is Answer.LATE
    assert await bench.approve(30) is Answer.DONE
    clock.advance(30)
    await bench.run()
    assert len(bench.mail.sends) == 1


async def test_only_a_mail_waits_after_its_approval(sqlite_db: Database) -> None:
    for kind, seconds in (("event.create", 0), ("file.share", 0), ("mail.draft", 0), ("mail.send", 30)):
        bench = await proposed(sqlite_db, kind)
        await bench.approve(30)
        assert (await bench.row()).due_at == sqlite_db.now() + timedelta(seconds=seconds)


async def test_trying_again_is_for_what_may_help_and_for_a_day(sqlite_db: Database, clock: Clock) -> None:
    bench = await proposed(sqlite_db, "event.create")
    await bench.approve()
    bench.calendar.fail("create", Permanent("refused"))
    await bench.run()
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.LATE
    other = await put(bench, "event.create", event_content(title="Another"))
    await other.approve()
    other.calendar.fail("create", Temporary("down"), times=9)
    for _ in range(5):
        with pytest.raises(Temporary):
            await other.run()
        clock.advance(900)
    await other.run()
    assert await other.state() == ("failed", "service_down")
    other.calendar._troubles.waiting.clear()
    reference = await other.reference()
    answers = await asyncio.gather(*(retry(sqlite_db, ALICE, reference) for _ in range(3)))
    assert sorted(one.answer for one in answers) == [Answer.DONE, Answer.LATE, Answer.LATE]
    await other.run()
    assert len(other.calendar.held) == 1
    async with sqlite_db.transaction() as session:
        failed = ProposalState.FAILED
        await Proposals(session).claim(other.id, ProposalState.DONE, failed, sqlite_db.now(), note="service_down")
    clock.advance(DAY)
    assert (await retry(sqlite_db, ALICE, reference)).answer is Answer.LATE


async def test_work_that_stands_still_is_found_again(db: Database, clock: Clock) -> None:
    bench = await proposed(db, "event.create")
    await bench.approve()
    async with db.transaction() as session:
        assert await Proposals(session).stuck(db.now(), 10) == []
    clock.advance(121)
    async with db.transaction() as session:
        proposals = Proposals(session)
        [(stuck, trace, _)] = await proposals.stuck(db.now() - timedelta(minutes=2), 10)
        assert (stuck, trace) == (bench.id, "c1")
        assert await proposals.undrawn(db.now() - timedelta(seconds=30), 10) == [(bench.id, "c1")]
        await proposals.touch([bench.id], db.now())
        await proposals.touch_drawings([bench.id], db.now())
        assert await proposals.stuck(db.now() - timedelta(minutes=2), 10) == []
        assert await proposals.undrawn(db.now() - timedelta(seconds=30), 10) == []
