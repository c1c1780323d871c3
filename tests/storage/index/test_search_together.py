"""What documents do for each other in a search: threads speak for their members, good finds for their like."""

import pytest

from storage.db import Database
from storage.index.entry import Filters
from storage.index.library import Library
from tests.cast import ALICE, MALLORY, join
from tests.storage.index.stock import WordEmbedder, days, mail, stock, titles

THREAD = (
    mail("t1", "Firmware", "The spectrometer loses its calibration at night.", thread_id="t", at=days(1)),
    mail("t2", "", "We have seen that calibration drift of the spectrometer too.", thread_id="t", at=days(2)),
    mail("t3", "yes", "Tightening the screw helped us.", thread_id="t", at=days(3)),
)
OTHERS = tuple(mail(f"o{n}", f"Lunch {n}", f"See you at noon in room {n}.", thread_id=f"o{n}") for n in range(6))
QUESTION = "spectrometer calibration at night"


async def test_an_answer_is_found_by_what_its_thread_says(db: Database) -> None:
    account, library = await join(db), Library(db, "")
    await stock(db, library, account.id, *OTHERS, *THREAD)
    assert (await titles(library, account.id, QUESTION))[:3] == ["Firmware", "", "yes"]


async def test_what_the_filters_leave_out_does_not_come_back_with_its_thread(sqlite_db: Database) -> None:
    account, library = await join(sqlite_db), Library(sqlite_db, "")
    await stock(sqlite_db, library, account.id, *OTHERS, *THREAD)
    assert await titles(library, account.id, QUESTION, Filters(until=days(3), since=days(1))) == ["Firmware", ""]


async def test_a_thread_of_the_same_name_in_another_mailbox_stays_there(sqlite_db: Database) -> None:
    alice, mallory = await join(sqlite_db, ALICE), await join(sqlite_db, MALLORY, "mallory@m.example")
    library = Library(sqlite_db, "")
    await stock(sqlite_db, library, alice.id, *OTHERS, *THREAD[:2])
    await stock(sqlite_db, library, mallory.id, THREAD[2])
    assert "yes" not in await titles(library, alice.id, QUESTION)


async def test_a_mail_of_no_thread_brings_no_others_of_none(sqlite_db: Database) -> None:
    account, library = await join(sqlite_db), Library(sqlite_db, "")
    await stock(sqlite_db, library, account.id, mail("a", "Calibration", "at night"), mail("b", "Lunch", "at noon"))
    assert await titles(library, account.id, "calibration night") == ["Calibration"]


async def test_meaning_leans_on_what_words_found_best(sqlite_db: Database, chroma_url: str) -> None:
    account, embedder = await join(sqlite_db), WordEmbedder()
    library = Library(sqlite_db, chroma_url, embedder.name)
    notice = mail("k1", "Kern River notice", "maintenance of compressor station Goodsprings next week")
    like = mail("k2", "Outage notice", "maintenance of compressor station Goodsprings next week")
    noise = [mail(f"n{n}", f"Menu {n}", f"soup and bread {n} for today {n}") for n in range(6)]
    await stock(sqlite_db, library, account.id, notice, like, *noise)
    [vector] = await embedder.embed(["Kern River"], "query")
    found = await titles(library, account.id, "Kern River", vector=vector)
    assert found[:2] == ["Kern River notice", "Outage notice"]
    await library.close()


@pytest.mark.parametrize(("words", "stronger"), [("kern river", True), ("today", False)])
async def test_a_search_says_how_well_its_words_fit(sqlite_db: Database, words: str, stronger: bool) -> None:
    account, library = await join(sqlite_db), Library(sqlite_db, "")
    noise = [mail(f"n{n}", f"Menu {n}", f"soup for today {n}") for n in range(6)]
    await stock(sqlite_db, library, account.id, mail("k", "Kern River", "today"), *noise)
    found, nothing = (
        await library.search(account.id, words, Filters()),
        await library.search(account.id, "xyz", Filters()),
    )
    assert (found.strength > 0.5) == stronger
    assert nothing.strength == 0
