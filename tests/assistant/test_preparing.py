"""Before it is shown a mail is signed and bound to its thread, and code says what to look at."""

import asyncio
from typing import Any

import pytest

from assistant.asking.values import Draught
from assistant.preparing import flags_of, people_in, prepare
from assistant.proposal_content import digest_of
from assistant.proposing import expire_overdue, propose
from bot.errors import Permanent, Temporary
from storage.accounts import Accounts
from storage.contacts import Contacts
from storage.db import Database
from tests.cast import ALICE_MAIL, alias, audit_of
from tests.database_fixture import Clock
from tests.fakes import FakeMail, write_mail
from tests.proposals import (
    BOB_MAIL,
    SARAH_MAIL,
    Bench,
    an_event,
    ask,
    asker_of,
    delete_content,
    event_content,
    mail_content,
    open_bench,
    put,
    share_content,
    update_content,
)

SALES = "sales@fernhill.example"


async def stored(bench: Bench, kind: str, content: dict[str, Any]) -> None:
    question, asker = await ask(bench.db, bench.account), asker_of(bench.account, bench.db)
    (bench.id,) = await propose(bench.db, question, asker, [Draught(kind, bench.account.id, content)])


def kinds(flags: list[dict[str, Any]]) -> list[str]:
    return [flag["kind"] for flag in flags]


# a mail


async def test_a_mail_is_signed_as_it_will_go_out(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    bench.mail.names = [alias(ALICE_MAIL, signature="Alice Marsh\nFernhill", default=True), alias(SALES, "Sales")]
    await put(bench, "mail.send", mail_content())
    row = await bench.row()
    assert row.content["body"].endswith("\n\n-- \nAlice Marsh\nFernhill")
    assert (row.content["sender"], row.content["sender_name"]) == (ALICE_MAIL, "Alice Marsh")
    assert row.digest == digest_of(row.kind, row.account_id, row.content, row.basis)
    await put(bench, "mail.send", mail_content(sender=SALES))
    assert (await bench.row()).content["sender_name"] == "Sales"


async def test_nobody_writes_from_an_address_that_is_not_theirs(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    await put(bench, "mail.send", mail_content(sender="ceo@fernhill.example"))
    assert (await bench.row()).content["sender"] == ALICE_MAIL


async def test_the_accounts_known_addresses_are_not_asked_for_again(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    async with sqlite_db.transaction() as session:
        told = [vars(alias(SALES, "Sales", "The sales team"))]
        await Accounts(session).change(bench.account.id, aliases=told, aliases_at=sqlite_db.now())
    await put(bench, "mail.send", mail_content(sender=SALES))
    assert ((await bench.row()).content["sender"], bench.mail.calls["aliases"]) == (SALES, 0)


async def test_an_answer_is_bound_to_the_newest_message_of_its_thread(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    first = bench.mail.deliver(write_mail("Sarah <s@x.example>", "Visit", "When?"))
    newest = bench.mail.deliver(write_mail("Sarah <s@x.example>", "Visit", "Well?"), thread=first.thread_id)
    await put(bench, "mail.send", mail_content(thread_id=first.thread_id))
    assert (await bench.row()).basis == {"tip": newest.remote_id}


async def test_it_is_made_ready_once_and_not_touched_after_it_was_shown(db: Database) -> None:
    bench = await open_bench(db)
    await stored(bench, "mail.send", mail_content())
    await asyncio.gather(*(prepare(db, bench.mail, bench.id) for _ in range(3)))
    before = await bench.row()
    assert before.prepared
    bench.mail.names = [alias(ALICE_MAIL, signature="Another signature", default=True)]
    await prepare(db, bench.mail, bench.id)
    assert (await bench.row()).digest == before.digest
    assert [entry.action for entry in await audit_of(db, bench.id)] == ["proposed", "prepared"]


async def test_a_mailbox_that_does_not_answer_keeps_a_mail_from_being_shown(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    await stored(bench, "mail.send", mail_content())
    bench.mail.fail("aliases", Temporary("down"))
    with pytest.raises(Temporary):
        await prepare(sqlite_db, bench.mail, bench.id)
    assert not (await bench.row()).prepared
    bench.mail.fail("aliases", Permanent("not told"))
    await prepare(sqlite_db, bench.mail, bench.id)
    assert ((await bench.row()).prepared, (await bench.row()).content["sender"]) == (True, ALICE_MAIL)


async def test_what_has_expired_unseen_needs_no_mailbox(sqlite_db: Database, clock: Clock) -> None:
    bench = await open_bench(sqlite_db)
    await stored(bench, "mail.send", mail_content())
    clock.advance(24 * 3600)
    await expire_overdue(sqlite_db)
    bench.mail.fail("aliases", Temporary("down"))
    await prepare(sqlite_db, bench.mail, bench.id)
    assert await bench.state() == ("expired", "")


# what to look at


async def test_colleagues_whom_one_writes_to_are_not_flagged(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    for kind, content in (("event.create", event_content()), ("mail.send", mail_content(to=[BOB_MAIL]))):
        await put(bench, kind, content)
        assert (await bench.row()).flags == []


async def test_strangers_other_domains_and_look_alikes_are_flagged(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    async with sqlite_db.transaction() as session:
        await Contacts(session).met(bench.account.id, [(SARAH_MAIL, "Sarah")], sqlite_db.now())
        await Contacts(session).met(bench.account.id, [("s@brightwatter.example", "Sarah")], sqlite_db.now())
    for email, expected in (
        (SARAH_MAIL, ["other_domain"]),
        ("new@fernhill.example", ["unknown_recipient"]),
        ("s@brightwatter.example", ["lookalike", "other_domain", "unknown_recipient"]),
        ("alice@fernhi11.example", ["lookalike", "other_domain", "unknown_recipient"]),
        (ALICE_MAIL, []),
    ):
        for kind, content in (
            ("mail.send", mail_content(to=[email])),
            ("mail.draft", mail_content(to=[BOB_MAIL], cc=[email])),
            ("event.create", event_content(guests=[email])),
        ):
            await put(bench, kind, content)
            assert kinds((await bench.row()).flags) == expected, (kind, email)
        flags = await flags_of(bench.mail, bench.account, [email], {"brightwater.example", "brightwatter.example"})
        assert kinds(flags) == expected


def test_those_are_looked_at_whom_it_newly_reaches() -> None:
    event = an_event()
    added = update_content(event, guests=[BOB_MAIL, "eve@evil.example"])
    assert people_in("event.update", added) == ["eve@evil.example"]
    assert people_in("event.delete", delete_content(event)) == []
    assert people_in("file.share", share_content()) == [BOB_MAIL]
    assert people_in("mail.send", mail_content(to=[BOB_MAIL], cc=[BOB_MAIL, SARAH_MAIL])) == [BOB_MAIL, SARAH_MAIL]


async def test_where_the_sent_mail_cannot_be_searched_everybody_is_a_stranger(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    bench.mail.fail("has_written_to", Temporary("down"))
    await put(bench, "event.create", event_content())
    assert kinds((await bench.row()).flags) == ["unknown_recipient"]


async def test_of_many_people_only_some_are_looked_up(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    guests = [f"g{number}@fernhill.example" for number in range(20)]
    bench.mail.correspondents |= set(guests)
    await put(bench, "event.create", event_content(guests=guests))
    assert bench.mail.calls["has_written_to"] == 8
    (flag,) = (await bench.row()).flags
    assert "and 9 more" in flag["words"]


async def test_a_public_domain_is_nobodys_own(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    bench.account.email = "alice@gmail.com"
    mail = FakeMail(sqlite_db.now, correspondents={SARAH_MAIL})
    assert await flags_of(mail, bench.account, [SARAH_MAIL], set()) == []
