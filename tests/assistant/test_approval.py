"""Clicks on a reply: one of any number of equal ones counts, for the version shown, by its owner (SPEC SL2, SE2)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from assistant.approval import Answer, Decided, approve, discard, edit, regenerate, settle_unsure, undo
from assistant.case import NotTheirs, Person
from assistant.letters import Letter, letter_of
from assistant.preferring import pause
from bot.errors import Permanent
from connectors.mail.email import Address
from storage.db import Database, new_id
from storage.drafts import DraftState
from tests.cast import ALICE, MALLORY, SARAH, Desk, ready_reply
from tests.database_fixture import Clock

S = DraftState
NEW = Address("", "nina@elsewhere.example")


def answers(decided: list[Decided]) -> list[Answer]:
    return sorted(one.answer for one in decided)


async def typed(desk: Desk, **changes: Any) -> Letter:
    """The form as the user sends it in: addresses without names."""
    letter = letter_of(await desk.version())
    bare = {name: tuple(Address("", one.email) for one in getattr(letter, name)) for name in ("to", "cc")}
    return Letter(**(vars(letter) | bare | changes))


async def test_of_twenty_approvals_at_once_exactly_one_counts(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    shown = await desk.version()
    decided = await asyncio.gather(*(approve(db, ALICE, shown.id, 30) for _ in range(20)))
    assert answers(list(decided)) == [Answer.DONE] + [Answer.LATE] * 19
    draft, card = await desk.draft(), await desk.card()
    assert (draft.state, draft.acted_by, draft.acted_at) == (S.APPROVED, ALICE.slack_id, clock())
    assert draft.send_after == clock() + timedelta(seconds=30)
    assert card.wanted == 21  # who comes too late is shown the present state
    assert await desk.audit() == ["U0ALICE approved"]


async def test_the_answer_says_when_it_will_be_sent(sqlite_db: Database, clock: Clock) -> None:
    desk = await ready_reply(sqlite_db)
    decided = await approve(sqlite_db, ALICE, (await desk.version()).id, 0)
    assert decided.send_after == clock()
    assert decided.case.draft is not None and decided.case.draft.id == desk.draft_id


async def test_of_approve_and_discard_at_once_one_counts(db: Database) -> None:
    desk = await ready_reply(db)
    shown = (await desk.version()).id
    decided = await asyncio.gather(
        *(approve(db, ALICE, shown, 30) for _ in range(5)), *(discard(db, ALICE, shown) for _ in range(5))
    )
    assert answers(list(decided)) == [Answer.DONE] + [Answer.LATE] * 9
    draft = await desk.draft()
    assert draft.state in (S.APPROVED, S.DISCARDED)
    assert draft.cleanup == (draft.state == S.DISCARDED)


async def test_of_undo_and_the_begin_of_sending_one_counts(db: Database) -> None:
    desk = await ready_reply(db)
    shown = (await desk.version()).id
    await approve(db, ALICE, shown, 30)
    decided = await asyncio.gather(*(undo(db, ALICE, shown) for _ in range(6)))
    assert answers(list(decided)) == [Answer.DONE] + [Answer.LATE] * 5
    draft = await desk.draft()
    assert (draft.state, draft.send_after) == (S.READY, None)


async def test_an_undone_reply_can_be_approved_again(sqlite_db: Database, clock: Clock) -> None:
    desk = await ready_reply(sqlite_db)
    shown = (await desk.version()).id
    await approve(sqlite_db, ALICE, shown, 30)
    clock.advance(10)
    await undo(sqlite_db, ALICE, shown)
    clock.advance(10)
    assert (await approve(sqlite_db, ALICE, shown, 30)).send_after == clock() + timedelta(seconds=30)
    assert await desk.audit() == ["U0ALICE approved", "U0ALICE undone", "U0ALICE approved"]


async def test_undo_comes_too_late_once_sending_began(db: Database) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.SENDING)
    assert (await undo(db, ALICE, (await desk.version()).id)).answer is Answer.LATE
    assert (await desk.draft()).state == S.SENDING


async def test_an_approval_of_an_old_version_comes_too_late(db: Database) -> None:
    desk = await ready_reply(db)
    old = (await desk.version()).id
    await edit(db, ALICE, old, await typed(desk, body="Other words"))
    for click in (approve(db, ALICE, old, 30), discard(db, ALICE, old), regenerate(db, ALICE, old, "shorter")):
        assert (await click).answer is Answer.LATE
    assert (await edit(db, ALICE, old, await typed(desk))).answer is Answer.LATE
    assert (await desk.draft()).state == S.READY
    assert len(await desk.versions()) == 2


async def test_nothing_is_approved_while_its_mailbox_is_paused_and_all_else_can_be_decided(
    sqlite_db: Database,
) -> None:
    desk = await ready_reply(sqlite_db)
    shown = (await desk.version()).id
    await pause(sqlite_db, ALICE, desk.account.id, paused=True)
    assert (await approve(sqlite_db, ALICE, shown, 0)).answer is Answer.PAUSED
    assert ((await desk.draft()).state, await desk.audit()) == (S.READY, [])
    await pause(sqlite_db, ALICE, desk.account.id, paused=False)
    assert (await approve(sqlite_db, ALICE, shown, 0)).answer is Answer.DONE
    await pause(sqlite_db, ALICE, desk.account.id, paused=True)
    assert (await undo(sqlite_db, ALICE, shown)).answer is Answer.DONE
    assert (await discard(sqlite_db, ALICE, shown)).answer is Answer.DONE


async def test_a_message_id_in_place_of_a_version_approves_nothing(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    assert (await approve(sqlite_db, ALICE, desk.message_id, 0)).answer is Answer.LATE
    assert (await desk.draft()).state == S.READY


CLICKS: list[Callable[[Database, Person, str], Awaitable[Decided]]] = [
    lambda db, who, version: approve(db, who, version, 0),
    undo,
    discard,
    lambda db, who, version: regenerate(db, who, version, "shorter"),
    lambda db, who, version: edit(db, who, version, Letter(SARAH, (SARAH,), (), "s", "b")),
    lambda db, who, version: settle_unsure(db, who, version, True),
    lambda db, who, version: settle_unsure(db, who, version, False),
]


@pytest.mark.parametrize("click", CLICKS)
@pytest.mark.parametrize("state", [S.READY, S.APPROVED, S.UNSURE])
async def test_another_s_click_changes_nothing_and_is_kept_in_the_audit_log(
    sqlite_db: Database, click: Callable[[Database, Person, str], Awaitable[Decided]], state: S
) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state)
    version, before = await desk.version(), vars(await desk.draft()).copy()
    with pytest.raises(NotTheirs):
        await click(sqlite_db, MALLORY, version.id)
    with pytest.raises(NotTheirs):
        await click(sqlite_db, ALICE, new_id())
    after = vars(await desk.draft()).copy()
    assert {**before, "_sa_instance_state": 0} == {**after, "_sa_instance_state": 0}
    assert await desk.audit() == ["U0MALLORY refused"]
    assert await desk.audit("unknown") == ["U0ALICE refused"]
    assert (await desk.card()).wanted == 1


async def test_discarding_leaves_the_mail_service_s_draft_to_be_cleaned_up(db: Database) -> None:
    desk = await ready_reply(db)
    assert (await discard(db, ALICE, (await desk.version()).id)).answer is Answer.DONE
    draft = await desk.draft()
    assert (draft.state, draft.cleanup, draft.acted_by) == (S.DISCARDED, True, ALICE.slack_id)


async def test_an_edit_is_the_version_that_stands_and_waits_to_be_put_in_the_mail_service(db: Database) -> None:
    desk = await ready_reply(db)
    first = await desk.version()
    decided = await edit(db, ALICE, first.id, await typed(desk, body="Dear Sarah,\n\nmine now.", subject="Re: Quote"))
    version, draft = await desk.version(), await desk.draft()
    assert decided.answer is Answer.DONE
    assert (version.number, version.author, version.body) == (2, "user", "Dear Sarah,\n\nmine now.")
    assert (version.subject, version.in_reply_to, version.thread_tip) == (
        "Re: Quote",
        first.in_reply_to,
        first.thread_tip,
    )
    assert version.id != first.id and version.rfc_id != first.rfc_id and version.fingerprint != first.fingerprint
    assert (draft.state, draft.number, draft.remote_number) == (S.READY, 2, 1)
    assert [one.body for one in await desk.versions()] == [first.body, version.body]


async def test_of_two_edits_of_one_version_one_counts_and_no_version_is_lost(db: Database) -> None:
    desk = await ready_reply(db)
    shown = await desk.version()
    letters = [await typed(desk, body=f"Words {number}") for number in range(6)]
    decided = await asyncio.gather(*(edit(db, ALICE, shown.id, letter) for letter in letters))
    assert answers(list(decided)) == [Answer.DONE] + [Answer.LATE] * 5
    winner = [one.answer for one in decided].index(Answer.DONE)
    assert [one.body for one in await desk.versions()] == [shown.body, f"Words {winner}"]


async def test_of_edit_and_approve_at_once_one_counts(db: Database) -> None:
    desk = await ready_reply(db)
    shown, letter = (await desk.version()).id, await typed(desk, body="Other words")
    decided = await asyncio.gather(edit(db, ALICE, shown, letter), approve(db, ALICE, shown, 30))
    assert answers(list(decided)) == [Answer.DONE, Answer.LATE]
    assert ((await desk.draft()).state == S.APPROVED) == ((await desk.version()).id == shown)


async def test_an_edit_keeps_names_sender_and_bcc(sqlite_db: Database) -> None:
    hidden = Address("", "boss@fernhill.example")
    desk = await ready_reply(sqlite_db, bcc=(hidden,))
    forged = await typed(desk, sender=Address("Mallory", "mallory@fernhill.example"), bcc=(NEW,))
    await edit(sqlite_db, ALICE, (await desk.version()).id, forged)
    letter = letter_of(await desk.version())
    assert letter.sender == Address("Alice Marsh", "alice@fernhill.example")
    assert (letter.to, letter.bcc) == ((SARAH,), (hidden,))


async def test_an_added_recipient_counts_as_never_written_to(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await edit(sqlite_db, ALICE, (await desk.version()).id, await typed(desk, cc=(NEW,)))
    assert (await desk.version()).unknown == [NEW.email]


async def test_an_address_given_twice_is_written_to_once(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await edit(sqlite_db, ALICE, (await desk.version()).id, await typed(desk, to=(NEW, NEW, SARAH)))
    assert [one["email"] for one in (await desk.version()).to] == [NEW.email, SARAH.email]


async def test_an_edit_without_recipients_is_refused_and_changes_nothing(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    with pytest.raises(Permanent):
        await edit(sqlite_db, ALICE, (await desk.version()).id, await typed(desk, to=()))
    assert len(await desk.versions()) == 1


async def test_regenerating_keeps_the_instruction_and_asks_for_writing(db: Database) -> None:
    desk = await ready_reply(db)
    decided = await regenerate(db, ALICE, (await desk.version()).id, "  decline politely \n" + "x" * 900)
    draft = await desk.draft()
    assert decided.answer is Answer.DONE
    assert (draft.state, len(draft.instruction)) == (S.WRITING, 500)
    assert draft.instruction.startswith("decline politely")


async def test_a_person_s_word_that_it_went_out_ends_an_unsure_reply(db: Database) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.UNSURE)
    version = (await desk.version()).id
    decided = await asyncio.gather(*(settle_unsure(db, ALICE, version, True) for _ in range(4)))
    assert answers(list(decided)) == [Answer.DONE] + [Answer.LATE] * 3
    assert (await desk.draft()).state == S.ELSEWHERE
    assert await desk.audit() == ["U0ALICE said sent"]


async def test_a_person_s_word_that_it_did_not_go_out_asks_for_a_new_draft(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.UNSURE, sending_at=clock(), creating_at=clock())
    assert (await settle_unsure(db, ALICE, (await desk.version()).id, False)).answer is Answer.DONE
    draft = await desk.draft()
    assert (draft.state, draft.remote_id, draft.remote_number) == (S.WRITING, "", 0)
    assert (draft.sending_at, draft.creating_at) == (None, None)


@pytest.mark.parametrize("state", [S.WRITING, S.SENDING, S.SENT, S.DISCARDED, S.ELSEWHERE, S.DELETED])
async def test_a_click_on_what_waits_for_nobody_comes_too_late(sqlite_db: Database, state: S) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state)
    version = (await desk.version()).id
    for click in CLICKS:
        assert (await click(sqlite_db, ALICE, version)).answer is Answer.LATE
    assert (await desk.draft()).state == state
    assert await desk.audit() == []


async def test_an_edit_that_comes_too_late_has_the_card_drawn_as_it_stands(db: Database) -> None:
    desk = await ready_reply(db)
    old = (await desk.version()).id
    first = await edit(db, ALICE, old, await typed(desk, body="First."))
    wanted = (await desk.card()).wanted
    second = await edit(db, ALICE, old, await typed(desk, body="Second."))
    assert (first.answer, second.answer, (await desk.version()).body) == (Answer.DONE, Answer.LATE, "First.")
    assert (await desk.card()).wanted == wanted + 1
    await desk.put(state=S.SENDING)
    late = await edit(db, ALICE, (await desk.version()).id, await typed(desk, body="Third."))
    assert (late.answer, (await desk.card()).wanted) == (Answer.LATE, wanted + 2)
