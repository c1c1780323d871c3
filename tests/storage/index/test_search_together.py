"""What documents do for each other in a search: threads speak for their members, good finds for their like."""

from collections.abc import Sequence

from storage.db import Database, new_id
from storage.documents import NewDocument
from storage.index.entry import Filters
from storage.index.library import Library
from tests.cast import ALICE, MALLORY, join
from tests.storage.index.stock import WordEmbedder, days, mail, stock, titles, vector_of

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


LONG = "They spoke of the {0} and the weather of the day and went home late."
WORK = (
    *(mail(f"w{n}", f"Work {n}", LONG.format(f"meeting {n}")) for n in range(30)),
    mail("w30", "A quote", "the axolotl quote"),
    mail("w31", "A lease", "the lease of the axolotl house"),
)
HOME = (  # half of it speaks of axolotls, which are rare in both together
    *(mail(f"h{n}", f"Home {n}", LONG.format("axolotl")) for n in range(3)),
    mail("h3", "Feeding", "axolotl axolotl axolotl"),
    mail("h4", "Dinner", "soup"),
    mail("h5", "Lunch", "pasta"),
)
QUESTIONS = ("axolotl", "axolotl quote", "lease of the house", "feeding the axolotl in the day", "meeting 7", "soup")


async def found_in(library: Library, boxes: Sequence[Sequence[NewDocument]], db: Database) -> dict[str, list[str]]:
    """What each question finds of a person who has these mails in so many mailboxes."""
    accounts = [await join(db, email=f"{new_id()}@a.example") for _ in boxes]
    for account, mails in zip(accounts, boxes, strict=True):
        await stock(db, library, account.id, *mails)
    asked = {account.id: Filters() for account in accounts}
    found = {}
    for words in QUESTIONS:
        vector = vector_of(words) if library.embedder else None
        hits = (await library.search_all(asked, words, vector=vector, limit=40)).hits
        found[words] = sorted((-hit.score, hit.document.title) for hit in hits)
    return {words: [title for _, title in hits] for words, hits in found.items()}


async def test_two_mailboxes_find_by_words_what_one_would(db: Database) -> None:
    library = Library(db, "")
    one = await found_in(library, [[*WORK, *HOME]], db)
    two = await found_in(library, [WORK, HOME], db)
    for words in QUESTIONS:
        assert set(two[words]) == set(one[words])
        assert two[words][0] == one[words][0], words


async def test_two_mailboxes_find_by_meaning_what_one_would(sqlite_db: Database, chroma_url: str) -> None:
    library = Library(sqlite_db, chroma_url, "words-1")
    one = await found_in(library, [[*WORK, *HOME]], sqlite_db)
    two = await found_in(library, [WORK, HOME], sqlite_db)
    for words in QUESTIONS:
        assert two[words][0] == one[words][0], words
    await library.close()


async def test_threads_of_the_same_name_in_two_mailboxes_of_one_person_are_two(sqlite_db: Database) -> None:
    library = Library(sqlite_db, "")
    work, home = [await join(sqlite_db, email=f"{name}@a.example") for name in ("work", "home")]
    await stock(sqlite_db, library, work.id, *OTHERS, *THREAD, mail("n", "Lamps", "at night, at night"))
    await stock(sqlite_db, library, home.id, mail("h", "Sleep", "Good night, all of you there!", thread_id="t"))
    found = (await library.search_all({work.id: Filters(), home.id: Filters()}, QUESTION)).hits
    told = [hit.document.title for hit in found]
    assert told.index("Lamps") < told.index("Sleep")
