"""A correction reaches the mail service: at once, or later where the queue or the mail service was away."""

from dataclasses import replace

import pytest

from assistant.correcting import correct
from assistant.judgement import Category
from bot.errors import Permanent, Reconnect, Temporary
from jobs.relabel_message import relabel_message
from jobs.sweep import sweep
from tests.cast import ALICE, Desk, ready_reply
from tests.database_fixture import Clock
from tests.fakes import FakeMail
from tests.handlers.office import Office


class OneMailbox:
    """Mailboxes of which there is one."""

    def __init__(self, mail: FakeMail) -> None:
        self.mail = mail

    def of(self, account_id: str) -> FakeMail:
        return self.mail


class Room:
    """A mail of Alice's that was judged, the services, and what the mail service says of it."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self.office, self.desk = office, desk
        self.services = replace(office.services, mailboxes=OneMailbox(desk.mail))  # type: ignore[arg-type]

    async def say(self, category: Category) -> None:
        await correct(self.office.db, ALICE, self.desk.message_id, category)

    async def run(self) -> None:
        await relabel_message(self.services, self.desk.message_id)

    async def labels(self) -> list[str]:
        held = self.desk.mail.held[(await self.desk.case()).message.remote_id]
        return sorted(held.labels)

    async def swept(self) -> int:
        """How many moves the sweep rings now."""
        self.office.bell.rings.clear()
        await sweep(self.services, 7)
        return len(self.office.bell.of("relabel_message"))


@pytest.fixture
async def room(office: Office) -> Room:
    return Room(office, await ready_reply(office.db))


async def test_a_correction_moves_the_mail_and_its_retraction_moves_it_back(room: Room) -> None:
    """The labels as stored are those of the last sync: the move itself does not wait for one."""
    await room.say(Category.SPAM)
    await room.run()
    assert await room.labels() == ["SPAM"]
    await room.say(Category.INFORMATIONAL)
    await room.run()
    assert await room.labels() == ["INBOX"]
    assert (await room.desk.audit()).count("mailroom moved") == 2


async def test_a_move_that_was_not_rung_is_rung_by_the_sweep_until_it_is_done(room: Room, clock: Clock) -> None:
    await room.say(Category.SPAM)
    assert await room.swept() == 0
    clock.advance(121)
    assert (await room.swept(), await room.swept()) == (1, 0)
    clock.advance(121)
    assert await room.swept() == 1
    await room.run()
    clock.advance(121)
    assert (await room.labels(), await room.swept()) == (["SPAM"], 0)


async def test_what_is_done_is_not_done_again(room: Room) -> None:
    await room.say(Category.SPAM)
    await room.run()
    asked = room.desk.mail.calls.total()
    await room.run()
    assert room.desk.mail.calls.total() == asked


async def test_a_mail_where_it_belongs_is_left_alone(room: Room, clock: Clock) -> None:
    await room.say(Category.INFORMATIONAL)
    await room.run()
    clock.advance(121)
    assert (await room.labels(), room.desk.mail.calls["relabel"], await room.swept()) == (["INBOX"], 0, 0)


@pytest.mark.parametrize("error", [Temporary("down"), Reconnect("access ended")])
async def test_a_move_that_failed_for_now_stays_wanted(room: Room, clock: Clock, error: Exception) -> None:
    await room.say(Category.SPAM)
    room.desk.mail.fail("relabel", error)
    with pytest.raises(type(error)):
        await room.run()
    clock.advance(121)
    assert await room.swept() == 1


async def test_a_move_that_the_mail_service_refuses_is_told_once_and_not_asked_for_again(
    room: Room, clock: Clock
) -> None:
    await room.say(Category.SPAM)
    room.desk.mail.fail("relabel", Permanent("refused"))
    with pytest.raises(Permanent):
        await room.run()
    clock.advance(121)
    assert await room.swept() == 0


async def test_a_mail_that_is_gone_from_the_mail_service_needs_no_move(room: Room, clock: Clock) -> None:
    await room.say(Category.SPAM)
    room.desk.mail.held.clear()
    await room.run()
    clock.advance(121)
    assert (room.desk.mail.calls["relabel"], await room.swept()) == (0, 0)


async def test_another_word_while_the_mail_is_moved_is_followed_too(room: Room, clock: Clock) -> None:
    await room.say(Category.SPAM)
    clock.advance(1)
    room.desk.mail.meanwhile("relabel", lambda: room.say(Category.INFORMATIONAL))
    await room.run()
    assert await room.labels() == ["SPAM"]
    clock.advance(121)
    assert await room.swept() == 1
    await room.run()
    assert await room.labels() == ["INBOX"]
