"""What a draft learns from older mail, and what it must not: others' words stay with others (SPEC DR2, SE6)."""

from datetime import timedelta
from typing import Any

from assistant.indexing import index_document
from assistant.letters import Letter
from assistant.memory import Memory
from assistant.recalling import edges_of, recall
from connectors.mail.email import Address
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.library import Library
from tests.assistant.test_own_model import prefer
from tests.cast import ALICE_MAIL, SARAH, Desk, ready_reply

BODY = "Hi Sarah,\n\nthe quote for two spectrometers is on its way.\n\nBest wishes,\nAlice"


async def remember(desk: Desk, library: Library, title: str, text: str, **values: Any) -> None:
    """An older mail of Alice's mailbox."""
    given: dict[str, Any] = {"thread_id": f"old-{title}", "sender": SARAH.email, "people": (ALICE_MAIL,)}
    new = NewDocument(Service.GMAIL, title, title, text, desk.db.now() - timedelta(days=30), **given | values)
    assert await index_document(desk.db, library, desk.account.id, new)


async def recalled(desk: Desk, library: Library, *cc: str) -> Memory:
    letter = Letter(Address("Alice", ALICE_MAIL), (SARAH,), tuple(Address("", one) for one in cc), "Re: Quote", "")
    return await recall(library, await desk.case(), letter)


MINE: dict[str, Any] = {"sender": ALICE_MAIL, "people": (SARAH.email,), "outgoing": True}


async def test_the_senders_earlier_mail_on_the_matter_is_recalled(db: Database) -> None:
    desk, library = await ready_reply(db), Library(db, "")
    await remember(desk, library, "Spectrometers", "We look at two spectrometers, budget 9,000.")
    memory = await recalled(desk, library)
    assert len(memory.earlier) == 1 and "budget 9,000" in memory.earlier[0] and "Spectrometers" in memory.earlier[0]


async def test_mail_that_not_all_hearers_know_is_not_recalled(sqlite_db: Database) -> None:
    desk, library = await ready_reply(sqlite_db), Library(sqlite_db, "")
    await remember(desk, library, "Spectrometers", "Between us: two spectrometers, at most 9,000.")
    assert (await recalled(desk, library, "carol@elsewhere.example")).earlier == ()


async def test_others_mail_on_the_matter_is_not_recalled(sqlite_db: Database) -> None:
    desk, library = await ready_reply(sqlite_db), Library(sqlite_db, "")
    await remember(desk, library, "Spectrometers", "Two spectrometers cost us 4,000.", sender="bob@fernhill.example")
    assert (await recalled(desk, library)).earlier == ()


async def test_the_present_thread_is_not_recalled_twice(sqlite_db: Database) -> None:
    desk, library = await ready_reply(sqlite_db), Library(sqlite_db, "")
    await remember(desk, library, "Spectrometers", "Two spectrometers, please.", thread_id=desk.thread_id)
    await remember(desk, library, "Mine", BODY, thread_id=desk.thread_id, **MINE)
    memory = await recalled(desk, library)
    assert memory.earlier == ()
    assert all("on its way" not in example for example in memory.examples)


async def test_how_the_user_writes_to_this_person_is_an_example(db: Database) -> None:
    desk, library = await ready_reply(db), Library(db, "")
    await remember(desk, library, "Mine", BODY, **MINE)
    await remember(desk, library, "To Bob", BODY, sender=ALICE_MAIL, people=("bob@fernhill.example",), outgoing=True)
    assert (await recalled(desk, library)).examples == (BODY,)


async def test_of_mail_to_others_only_the_manner_is_taken(sqlite_db: Database) -> None:
    desk, library = await ready_reply(sqlite_db), Library(sqlite_db, "")
    secret = "Dear Bob,\n\nwe will take over Brightwater for 3 million.\n\nSo long,\nAlice"
    await remember(desk, library, "To Bob", secret, sender=ALICE_MAIL, people=("bob@fernhill.example",), outgoing=True)
    (example,) = (await recalled(desk, library)).examples
    assert example == "Dear Bob,\n…\nSo long,\nAlice"


async def test_an_empty_index_recalls_nothing(sqlite_db: Database) -> None:
    assert await recalled(await ready_reply(sqlite_db), Library(sqlite_db, "")) == Memory()


def test_edges_hold_no_figures_and_no_long_lines() -> None:
    assert edges_of("Hi,\na\nb\nCall 0171 234567\nAlice") == ""
    assert edges_of("x" * 200 + "\na\nb\nBye\nAlice") == ""
    assert edges_of("one\ntwo\nthree") == ""


async def test_older_mail_lends_nothing_that_it_passes_on_where_mail_is_kept_from_models(sqlite_db: Database) -> None:
    desk, library = await ready_reply(sqlite_db), Library(sqlite_db, "")
    passed_on = "---------- Forwarded message ---------\nFrom: desk@bank.example\n\nspectrometers are 9,000"
    await remember(desk, library, "Spectrometers", f"The two spectrometers, see below.\n\n{passed_on}")
    assert "9,000" in (await recalled(desk, library)).earlier[0]
    await prefer(sqlite_db, desk.account, model_free_domains=frozenset({"bank.example"}))
    [earlier] = (await recalled(desk, library)).earlier
    assert "see below" in earlier and "9,000" not in earlier
