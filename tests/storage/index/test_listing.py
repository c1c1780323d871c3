"""The first of all that match, in an order, and how many there are; on both databases."""

import pytest

from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters, Order
from storage.index.library import Library
from storage.index.listing import first_of, number_of, prints_of, remote_ids_of
from tests.cast import BOB, join
from tests.storage.index.stock import ANY, days, mail, stock

TOM, SARAH = "tom@x.example", "sarah@brightwater.example"
FILES = Filters(services=frozenset({"drive"}))
PDFS = Filters(services=frozenset({"drive"}), kinds=frozenset({"application/pdf", ".pdf"}))
PICTURES = Filters(kinds=frozenset({"image/"}))


def paper(number: int, name: str, kind: str, size: int | None, sender: str = "", editor: str = "") -> NewDocument:
    return NewDocument(
        Service.DRIVE, f"f{number}", name, name, days(number), labels=(kind,), size=size, sender=sender, editor=editor
    )


STOCK = (
    paper(1, "Plan of the hall", "application/pdf", 900, sender=TOM, editor=SARAH),
    paper(2, "Scan.PDF", "application/octet-stream", 5_000_000_000, sender=TOM),
    paper(3, "Plan of the year", "application/vnd.google-apps.document", 20_000, sender=SARAH, editor=TOM),
    paper(4, "Team", "image/png", 700, sender=SARAH),
    paper(5, "Unknown", "application/pdf", None, sender=SARAH),
    mail("m1", "The plan", "of the year", sender=SARAH, labels=("UNREAD",), at=days(0)),
    mail("m2", "Again", "the hall and the plan", sender=TOM, labels=("UNREAD", "INBOX"), at=days(2)),
    mail("m3", "Lunch", "on friday", sender=SARAH, at=days(1)),
)


@pytest.fixture
async def stocked(db: Database) -> tuple[Database, str]:
    library = Library(db, "")
    mine, theirs = await join(db), await join(db, BOB, "bob@fernhill.example")
    await stock(db, library, mine.id, *STOCK)
    await stock(db, library, theirs.id, paper(9, "Plan of theirs", "application/pdf", 10**12, sender=TOM))
    return db, mine.id


@pytest.mark.parametrize(
    ("order", "filters", "words", "found", "total"),
    [
        ("largest", FILES, "", "f2 f3 f1 f4", 5),
        ("smallest", FILES, "", "f4 f1 f3 f2", 5),
        ("newest", FILES, "", "f5 f4 f3 f2 f1", 5),
        ("oldest", FILES, "", "f1 f2 f3 f4 f5", 5),
        ("largest", PDFS, "", "f2 f1", 3),
        ("largest", FILES, "plans", "f3 f1", 2),
        ("newest", ANY, "year plan", "f3 m1", 2),
        ("newest", ANY, "plan nothing", "", 0),
        ("newest", PICTURES, "", "f4", 1),
        ("oldest", Filters(labels=frozenset({"UNREAD"})), "", "m1 m2", 2),
        ("oldest", Filters(services=frozenset({"gmail"}), senders=frozenset({SARAH})), "", "m1 m3", 2),
        ("newest", Filters(services=frozenset({"drive"}), editors=frozenset({SARAH})), "", "f5 f4 f1", 3),
        ("newest", Filters(services=frozenset({"drive"}), editors=frozenset({TOM})), "", "f3 f2", 2),
    ],
)
async def test_all_that_match_are_listed_in_order_and_counted(
    stocked: tuple[Database, str], order: Order, filters: Filters, words: str, found: str, total: int
) -> None:
    db, mine = stocked
    listed = await first_of(db, mine, filters, words, order, 10)
    assert [one.remote_id for one in listed.documents] == found.split()
    assert (listed.total, listed.total - listed.unsized) == (total, len(found.split()))
    assert await number_of(db, mine, filters, words) == total
    assert len(await remote_ids_of(db, mine, filters, words)) == total
    assert (await prints_of(db, mine, filters, words)).total() == total


async def test_the_first_are_told_with_the_number_of_all(stocked: tuple[Database, str]) -> None:
    db, mine = stocked
    listed = await first_of(db, mine, FILES, "", "largest", 2)
    assert ([one.title for one in listed.documents], listed.total, listed.unsized) == (
        ["Scan.PDF", "Plan of the year"],
        5,
        1,
    )


async def test_a_mailbox_that_was_never_filled_has_nothing(db: Database) -> None:
    account = await join(db)
    assert (await first_of(db, account.id, ANY, "plan", "newest", 5)).total == 0
    assert await number_of(db, account.id, ANY, "") == 0
    with pytest.raises(ValueError, match="account"):
        await first_of(db, "", ANY, "", "newest", 5)
