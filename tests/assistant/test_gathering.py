"""Mail becomes documents: what it says, whose it is, and never what should not be found (SPEC SR3, DR2)."""

from collections.abc import Iterable

import pytest

from assistant.gathering import READ_AT_ONCE, clear_out, document_of, gather, gather_message, mail_link, text_of
from bot.errors import Failure, Reconnect, Temporary
from connectors.gate import Resting
from connectors.mail.read import read_email
from storage.accounts import Account
from storage.db import Database
from storage.document_states import DocumentStates
from storage.documents import Document, Documents, DocumentState
from storage.index.entry import Filters
from storage.index.library import Library
from storage.messages import Messages
from tests.cast import ALICE_MAIL, SARAH, found, join, judged, question
from tests.database_fixture import Clock
from tests.fakes import INBOX, SENT, FakeMail, write_mail

SPAM = frozenset({"SPAM"})


async def known(db: Database, account: Account, remote_id: str) -> Document | None:
    async with db.reading() as session:
        return await Documents(session).find(account.id, "gmail", remote_id)


async def titles(library: Library, account: Account, words: str) -> list[str]:
    """The subjects of what is found by these words."""
    return [hit.document.title for hit in (await library.search(account.id, words, Filters())).hits]


async def done(db: Database, account: Account, remote_ids: Iterable[str]) -> set[str]:
    """Those of the mails that can be found."""
    stored = [await known(db, account, one) for one in remote_ids]
    return {one.remote_id for one in stored if one is not None and one.state == DocumentState.DONE}


async def expect(db: Database, account: Account, *remote_ids: str) -> None:
    async with db.transaction() as session:
        await Documents(session).expect(account.id, [(one, f"t{one}") for one in remote_ids], db.now(), db.now())


async def leave(db: Database, account: Account, remote_id: str) -> None:
    """The owner deletes the mail, and the sync hears of it."""
    async with db.transaction() as session:
        await Documents(session).leave(account.id, "gmail", [remote_id], db.now())


async def test_a_mail_that_triage_has_read_can_be_found(db: Database) -> None:
    account, mail, library = await join(db), FakeMail(db.now), Library(db, "")
    message_id = await judged(db, account, mail.deliver(question()))
    await expect(db, account, "m1")
    assert await gather_message(db, library, message_id)
    assert await titles(library, account, "spectrometers") == ["Quote for two spectrometers"]
    stored = await known(db, account, "m1")
    assert stored is not None
    assert (stored.sender, stored.people, stored.outgoing) == (SARAH.email, [ALICE_MAIL], False)
    assert stored.link == "https://mail.google.com/mail/?authuser=alice%40fernhill.example#all/m1"


async def test_a_mail_that_is_not_read_yet_is_left_for_later(sqlite_db: Database) -> None:
    account, mail, library = await join(sqlite_db), FakeMail(sqlite_db.now), Library(sqlite_db, "")
    message_id = await found(sqlite_db, account, mail.deliver(question()))
    assert not await gather_message(sqlite_db, library, message_id)
    assert not await gather_message(sqlite_db, library, "unknown")


async def test_sent_and_old_mail_is_fetched_and_found(db: Database) -> None:
    account, mail, library = await join(db), FakeMail(db.now), Library(db, "")
    mine = write_mail(f"Alice <{ALICE_MAIL}>", "The zebra order", "It leaves on Monday.", to=SARAH.email)
    mail.deliver(mine, labels=SENT)
    await expect(db, account, "m1")
    assert await gather(db, library, mail, account, 10) == 1
    assert await titles(library, account, "zebra") == ["The zebra order"]
    stored = await known(db, account, "m1")
    assert stored is not None and stored.outgoing and stored.people == [SARAH.email]


async def test_what_triage_has_read_is_not_fetched_again(sqlite_db: Database) -> None:
    account, mail, library = await join(sqlite_db), FakeMail(sqlite_db.now), Library(sqlite_db, "")
    await judged(sqlite_db, account, mail.deliver(question()))
    await expect(sqlite_db, account, "m1")
    await gather(sqlite_db, library, mail, account, 10)
    assert mail.calls["message"] == 0
    assert await titles(library, account, "spectrometers") == ["Quote for two spectrometers"]


async def test_what_triage_is_about_to_read_is_left_to_it(sqlite_db: Database) -> None:
    account, mail, library = await join(sqlite_db), FakeMail(sqlite_db.now), Library(sqlite_db, "")
    await found(sqlite_db, account, mail.deliver(question()))
    await expect(sqlite_db, account, "m1")
    assert await gather(sqlite_db, library, mail, account, 10) == 0
    assert mail.calls["message"] == 0


async def test_spam_and_what_is_gone_is_not_kept(db: Database) -> None:
    account, mail, library = await join(db), FakeMail(db.now), Library(db, "")
    mail.deliver(question(subject="A zebra for free"), labels=SPAM)
    await expect(db, account, "m1", "gone")
    assert await gather(db, library, mail, account, 10) == 2
    assert await titles(library, account, "zebra") == []
    async with db.reading() as session:
        assert await Documents(session).unread(account.id, 10) == []


async def test_deleted_mail_leaves_the_index(db: Database) -> None:
    account, mail, library = await join(db), FakeMail(db.now), Library(db, "")
    mail.deliver(question(subject="About the zebra"))
    await expect(db, account, "m1")
    await gather(db, library, mail, account, 10)
    async with db.transaction() as session:
        await Documents(session).leave(account.id, "gmail", ["m1"], db.now())
    assert await titles(library, account, "zebra") == []  # hidden at once
    await gather(db, library, mail, account, 10)
    async with db.reading() as session:
        assert await Documents(session).leaving(account.id, 10) == []
    assert await titles(library, account, "zebra") == []


async def test_mail_that_is_deleted_while_it_is_read_is_not_found(db: Database) -> None:
    account, mail, library = await join(db), FakeMail(db.now), Library(db, "")
    mail.deliver(question(subject="About the zebra"))
    await expect(db, account, "m1")
    mail.meanwhile("message", lambda: leave(db, account, "m1"))
    await gather(db, library, mail, account, 10)
    assert await titles(library, account, "zebra") == []
    await gather(db, library, mail, account, 10)
    stored = await known(db, account, "m1")
    assert stored is not None and stored.state == DocumentState.GONE


async def test_mail_that_was_deleted_while_triage_judged_it_does_not_come_back(db: Database) -> None:
    account, mail, library = await join(db), FakeMail(db.now), Library(db, "")
    message_id = await judged(db, account, mail.deliver(question()))
    await expect(db, account, "m1")
    await leave(db, account, "m1")
    await clear_out(db, library, account.id, 10)
    assert not await gather_message(db, library, message_id)
    stored = await known(db, account, "m1")
    assert stored is not None and stored.state == DocumentState.GONE
    async with db.transaction() as session:
        await DocumentStates(session).forget(account.id, [stored.id])
    assert not await gather_message(db, library, message_id)  # triage is run again after the row has gone
    assert await known(db, account, "m1") is None


async def zebras(db: Database, many: int = 3) -> tuple[Account, FakeMail, Library]:
    """A mailbox with that many mails, which are known by id only."""
    account, mail = await join(db), FakeMail(db.now)
    for number in range(many):
        mail.deliver(question(subject=f"Zebra {number}"))
    await expect(db, account, *mail.held)
    return account, mail, Library(db, "")


async def test_a_mail_that_fails_holds_up_no_other_and_is_read_when_it_can_be(db: Database, clock: Clock) -> None:
    account, mail, library = await zebras(db, READ_AT_ONCE + 1)
    mail.fail("message", Temporary("500 for this one mail"))
    assert await gather(db, library, mail, account, 30) == READ_AT_ONCE + 1
    (late,) = set(mail.held) - await done(db, account, mail.held)
    assert await gather(db, library, mail, account, 30) == 0  # it rests
    clock.advance(700)
    assert await gather(db, library, mail, account, 30) == 1
    assert await done(db, account, mail.held) == set(mail.held)
    subject = read_email(mail.held[late].raw).subject
    assert subject in await titles(library, account, subject)


async def test_a_mail_that_always_fails_comes_after_all_others(sqlite_db: Database, clock: Clock) -> None:
    account, mail, library = await zebras(sqlite_db)
    mail.fail("message", ValueError("no such mail was ever seen"))
    await gather(sqlite_db, library, mail, account, 10)
    clock.advance(700)
    late = mail.deliver(question(subject="Zebra late")).remote_id
    await expect(sqlite_db, account, late)
    assert await gather(sqlite_db, library, mail, account, 1) == 1
    stored = await known(sqlite_db, account, late)
    assert stored is not None and stored.state == DocumentState.DONE


@pytest.mark.parametrize(
    "error", [Temporary("slow down", Failure.RATE_LIMIT), Reconnect("revoked"), Resting("gmail is left alone")]
)
async def test_a_rate_limit_a_rest_or_an_ended_access_leaves_the_rest_to_be_read(
    sqlite_db: Database, error: Exception
) -> None:
    account, mail, library = await zebras(sqlite_db)
    mail.fail("message", error)
    with pytest.raises(type(error)):
        await gather(sqlite_db, library, mail, account, 10)
    await gather(sqlite_db, library, mail, account, 10)
    assert sorted(await titles(library, account, "zebra")) == ["Zebra 0", "Zebra 1", "Zebra 2"]


async def test_where_no_mail_can_be_read_the_run_fails(sqlite_db: Database) -> None:
    account, mail, library = await zebras(sqlite_db, 20)
    mail.fail("message", Temporary("down"), times=20)
    with pytest.raises(Temporary):
        await gather(sqlite_db, library, mail, account, 30)
    assert mail.calls["message"] == READ_AT_ONCE


async def test_a_forward_is_found_by_what_it_passes_on(sqlite_db: Database) -> None:
    text = "FYI\n\n---------- Forwarded message ---------\nFrom: Bo <bo@x.example>\nSubject: Rent\n\nThe zebra is due."
    forward = read_email(write_mail("Bob <bob@fernhill.example>", "Fwd: Rent", text))
    assert "zebra" in text_of(forward)
    reply = read_email(
        write_mail("Bob <b@x.example>", "Re: Rent", "Yes.\n\nOn Monday, Bo wrote:\n> The zebra is due.\n")
    )
    assert text_of(reply) == "Yes."


async def test_the_owner_is_known_by_every_address_of_theirs(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    account.aliases = [{"email": "Sales@fernhill.example"}]
    mine = read_email(write_mail("Sales <sales@fernhill.example>", "Offer", "Here."))
    assert document_of(mine, account, ("m1", "t1"), sorted(INBOX), sqlite_db.now()).outgoing


def test_a_link_cannot_be_bent_by_an_address_or_id() -> None:
    link = mail_link("a&b=c@x.example", "../#evil?x")
    assert link == "https://mail.google.com/mail/?authuser=a%26b%3Dc%40x.example#all/../%23evil%3Fx"


async def test_only_the_owners_mail_is_read(sqlite_db: Database) -> None:
    account, bob = await join(sqlite_db), await join(sqlite_db, email="bob@fernhill.example")
    mail, library = FakeMail(sqlite_db.now), Library(sqlite_db, "")
    await judged(sqlite_db, bob, mail.deliver(question(subject="Bob's zebra")))
    async with sqlite_db.reading() as session:
        assert await Messages(session).read_of(account.id, ["m1"]) == {}
    await expect(sqlite_db, bob, "m1")
    await gather(sqlite_db, library, mail, bob, 10)
    assert await titles(library, bob, "zebra") == ["Bob's zebra"]
    assert await titles(library, account, "zebra") == []
