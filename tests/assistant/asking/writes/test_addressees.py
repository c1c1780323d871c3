"""Whom a write is for: what others call themselves, and how often they write, chooses nobody (SPEC SE6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.turns.continuing import SINCE
from assistant.asking.values import Source
from assistant.asking.writes.build import Built
from storage.contacts import Contacts
from storage.db import Database
from tests.assistant.asking.rig import BOB, NOW, SARAH, Rig, open_rig, planned, step
from tests.assistant.asking.writes.test_writes import MEETING, THURSDAY_AT_TEN, built, of_event

EVIL = "sarah@evil.example"


async def meet(rig: Rig, email: str, name: str, times: int = 1, written_to: bool = False) -> None:
    """Mails from somebody, or to them."""
    async with rig.db.transaction() as session:
        for _ in range(times):
            await Contacts(session).met(rig.account.id, [(email, name)], NOW, written_to=written_to)


async def mail_to(rig: Rig, name: str) -> Built:
    """What becomes of a mail to somebody of that name."""
    text = f"write to {name} that the price is 900"
    return await built(rig, text, step("s1", "mail.send", people=[name], title="Price", text="The price is 900."))


@pytest.mark.parametrize(
    ("named", "called", "times"),
    [("Sarah", "Sarah", 1), ("Sarah Lindqvist", "Sarah Lindqvist", 9), ("sarah", "Sarah Lindqvist", 9)],
    ids=["a name that fits better", "the same name, more often", "another spelling"],
)
async def test_of_several_addresses_that_fit_a_name_the_asker_says_which(
    sqlite_db: Database, named: str, called: str, times: int
) -> None:
    rig = await open_rig(sqlite_db)
    await meet(rig, EVIL, called, times)
    made = await mail_to(rig, named)
    assert not made.draughts
    assert made.questions[0].startswith(f"Which {named} do you mean: ")
    assert EVIL in made.questions[0] and SARAH in made.questions[0]


async def test_the_only_one_whom_the_owner_has_written_to_is_meant(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await meet(rig, EVIL, "Sarah", times=9)
    await meet(rig, SARAH, "", written_to=True)
    assert (await mail_to(rig, "Sarah")).draughts[0].content["to"] == [SARAH]


async def test_of_two_whom_the_owner_has_written_to_the_asker_says_which(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    for email in (SARAH, EVIL):
        await meet(rig, email, "Sarah", written_to=True)
    assert not (await mail_to(rig, "Sarah")).draughts


async def test_a_colleague_who_alone_fits_is_proposed_though_nobody_wrote_to_them(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    made = await built(rig, MEETING, step("s1", "event.create", title="x", people=["Bob"], begins=THURSDAY_AT_TEN))
    assert made.draughts[0].content["guests"] == [BOB]


LOOK_ALIKE = "bob.okafor@fernhi11.example"


@pytest.mark.parametrize("written_to", [False, True])
async def test_a_look_alike_is_asked_about_even_where_the_real_one_is_the_askers_own_mailbox(
    sqlite_db: Database, written_to: bool
) -> None:
    rig = await open_rig(sqlite_db)
    own = replace(rig.asker.mailboxes[0], email=BOB, me=frozenset({BOB}))
    rig = replace(rig, asker=replace(rig.asker, mailboxes=(*rig.asker.mailboxes, own)))
    await meet(rig, LOOK_ALIKE, "Bob Okafor", 5, written_to)
    for said in ("write to Bob that the price is 900", f"write to Bob that the price is 900{SINCE}yes, Okafor"):
        made = await built(rig, said, step("s1", "mail.send", people=["Bob"], text="The price is 900."))
        assert not made.draughts and LOOK_ALIKE in made.questions[0]
        assert "only looks like fernhill.example" in made.questions[0]
    whole = f"write to Bob that the price is 900{SINCE}{LOOK_ALIKE}"
    made = await built(rig, whole, step("s1", "mail.send", people=["Bob"], text="The price is 900."))
    assert made.draughts[0].content["to"] == [LOOK_ALIKE]


async def test_a_reply_to_the_mail_of_a_look_alike_is_asked_about(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    stored = await rig.mail_of("Invoice", "Please confirm the invoice.", LOOK_ALIKE)
    find, write = step("s1", "gmail.search"), step("s2", "mail.send", ["s1"], text="It is confirmed.")
    found = [Source(1, "gmail", "Invoice", "", NOW, "", "", "", account_id=rig.account.id, remote_id=stored.remote_id)]
    for said, goes in (("answer the invoice that it is confirmed", False), (f"answer {LOOK_ALIKE} so", True)):
        made = await built(rig, said, find, write, found=found)
        assert bool(made.draughts) == goes
        assert goes or "only looks like fernhill.example" in made.questions[0]


async def test_a_stranger_who_was_never_written_to_is_chosen_only_after_a_yes(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    made = await mail_to(rig, "Sarah")
    assert not made.draughts
    assert made.questions == (f"Do you mean {SARAH}? You have never written to them.",)
    write = step("s1", "mail.send", people=["Sarah"], text="The price is 900.")
    for answer_to_it in ("yes", "Ja, genau", SARAH):
        made = await built(rig, f"write to Sarah that the price is 900{SINCE}{answer_to_it}", write)
        assert made.draughts[0].content["to"] == [SARAH], answer_to_it


async def test_the_question_whom_is_meant_reaches_the_asker_with_the_addresses_to_choose_from(
    sqlite_db: Database,
) -> None:
    plan = planned(step("s1", "mail.send", people=["Sarah"], text="The price is 900."))
    rig = await open_rig(sqlite_db, plan)
    await meet(rig, EVIL, "Sarah")
    found = await answer(rig.kit, rig.asker, "write to Sarah that the price is 900", (), rig.tell)
    assert found.reply.text == f"Which Sarah do you mean: {SARAH}, {EVIL}?"


async def test_a_question_names_no_address_out_of_a_title(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    begins = (NOW + timedelta(days=1), NOW + timedelta(days=2))
    found = [of_event(rig, f"e{n}", "Review https://evil.example/x a@evil.example", at) for n, at in enumerate(begins)]
    cancel = step("s2", "event.delete", needs=["s1"])
    made = await built(rig, "cancel the review", step("s1", "calendar.search"), cancel, found=found)
    assert made.questions[0].startswith("Which event do you mean: Review") and "evil" not in made.questions[0]


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [
        ("Will you write to Sarah that the price is 900", "Will", False),
        ("Mark the mail as read and write to Sarah that the price is 900", "Mark", False),
        ("write to Sarah that in May, on 4 May, the price is 900", "May", False),
        ("write to Sarah and will that the price is 900", "Will", True),
        ("send Mark and Sarah the price, which is 900", "Mark", True),
        ("send Sarah and May the price of May, which is 900", "May", True),
        ("Will you write to Sarah and Will that the price is 900", "Will", True),
    ],
)
async def test_a_first_name_that_is_a_word_too_is_one_where_it_is_said_like_one(
    sqlite_db: Database, text: str, name: str, meant: bool
) -> None:
    rig = await open_rig(sqlite_db, written_to=True)
    email = f"{name.lower()}@fernhill.example"
    await meet(rig, email, f"{name} Olsen", written_to=True)
    made = await built(rig, text, step("s1", "mail.send", people=["Sarah", name], title="Price", text="It is 900."))
    assert made.draughts[0].content["to"] == ([SARAH, email] if meant else [SARAH])


JOHN = "john.doe@gmail.example"


@pytest.mark.parametrize(
    "text",
    [f"write to {JOHN} that the price is 900", f"write to John ({JOHN}) that the price is 900",
     f"write to John Doe <{JOHN}> that the price is 900", f"write to John at {JOHN} that the price is 900",
     f"{JOHN}に価格は900と伝えて"],
)  # fmt: skip
@pytest.mark.parametrize("people", [[JOHN], [JOHN, "John"], ["John Doe", JOHN]])
async def test_an_address_that_the_asker_wrote_is_final(sqlite_db: Database, text: str, people: list[str]) -> None:
    rig = await open_rig(sqlite_db)
    for email in ("john.miller@fernhill.example", "john.stone@fernhill.example"):
        await meet(rig, email, "John Doe", written_to=True)
    made = await built(rig, text, step("s1", "mail.send", people=people, text="The price is 900."))
    assert [draught.content["to"] for draught in made.draughts] == [[JOHN]] and not made.questions


async def test_a_name_beside_another_persons_address_is_somebody_too(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, written_to=True)
    text = f"write to Bob and {JOHN} that the price is 900"
    made = await built(rig, text, step("s1", "mail.send", people=["Bob", JOHN], text="The price is 900."))
    assert made.draughts[0].content["to"] == [BOB, JOHN]


async def test_a_name_is_read_between_japanese_words(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, written_to=True)
    made = await built(rig, "Bobに遅れると伝えて", step("s1", "mail.send", people=["Bob"], text="遅れます。"))
    assert made.draughts[0].content["to"] == [BOB]
