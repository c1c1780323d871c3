"""One search over several mailboxes: whose they are, how they are merged, and what is kept for a while."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.asking.kit import PATIENCE
from assistant.asking.values import Asker, Mailbox
from assistant.indexing import index_document, remove_documents
from assistant.searching import search
from bot.errors import Failure, Permanent, Temporary
from connectors.embed.model import Embedder, Use, Vector
from storage.accounts import Account
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters, Found
from storage.index.library import Library
from tests.cast import ALICE, MALLORY, join
from tests.database_fixture import Clock
from tests.fakes import MemoryCache
from tests.storage.index.stock import NOON, days, mail

ALL = Filters()


@dataclass
class CountingLibrary(Library):
    """The library by words, counting how often it is asked."""

    db: Database
    asked: list[str] = field(default_factory=list)
    given: list[Sequence[float] | None] = field(default_factory=list)
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__init__(self.db, "")

    async def search_all(
        self,
        asked: Mapping[str, Filters],
        words: str,
        *,
        vector: Sequence[float] | None = None,
        embedder: str = "",
        limit: int = 10,
    ) -> Found:
        self.asked += asked
        self.given += [vector] * len(asked)
        found = await super().search_all(asked, words, vector=None, embedder=embedder, limit=limit)
        return replace(found, missing=self.missing)


@dataclass
class Toy:
    """An embedder that counts, and may fail."""

    name: str = "toy-2"
    provider: str = ""
    usd: Decimal = Decimal(0)
    dimensions: int = 2
    asked: list[tuple[str, Use]] = field(default_factory=list)
    error: Exception | None = None

    async def embed(self, texts: Sequence[str], use: Use) -> list[Vector]:
        self.asked += [(text, use) for text in texts]
        if self.error is not None:
            raise self.error
        return [[0.6, 0.8] for _ in texts]

    async def close(self) -> None:
        pass


@dataclass
class Silent(Toy):
    """One that never answers."""

    async def embed(self, texts: Sequence[str], use: Use) -> list[Vector]:
        await asyncio.Event().wait()
        return []


@dataclass
class Tools:
    """What a search works with."""

    db: Database
    library: CountingLibrary
    cache: MemoryCache
    embedder: Embedder | None = None


@pytest.fixture
def tools(sqlite_db: Database) -> Tools:
    return Tools(sqlite_db, CountingLibrary(sqlite_db), MemoryCache())


def asker(user_id: str, *accounts: Account) -> Asker:
    boxes = (Mailbox(one.id, one.email, frozenset(), frozenset({one.email})) for one in accounts)
    return Asker(user_id, "UTC", NOON, tuple(boxes))


async def put(tools: Tools, account: Account, *news: NewDocument) -> None:
    for new in news:
        await index_document(tools.db, tools.library, account.id, new)


def told(found: Found) -> list[str]:
    return [hit.document.title for hit in found.hits]


async def test_all_mailboxes_of_the_asker_are_searched_and_nobody_elses(tools: Tools) -> None:
    work, home = await join(tools.db, ALICE, "work@a.example"), await join(tools.db, ALICE, "home@a.example")
    other = await join(tools.db, MALLORY, "mallory@m.example")
    for account, title in ((work, "Budget at work"), (home, "Budget at home"), (other, "Budget of Mallory")):
        await put(tools, account, mail("m1", title, "the budget"))
    found = await search(tools, asker("u-alice", work, home), "budget", ALL)
    assert set(told(found)) == {"Budget at work", "Budget at home"}
    assert set(tools.library.asked) == {work.id, home.id}


async def test_a_mailbox_that_the_words_hardly_fit_does_not_take_every_second_place(tools: Tools) -> None:
    work, home = await join(tools.db, ALICE, "work@a.example"), await join(tools.db, ALICE, "home@a.example")
    good = [mail(f"w{n}", f"Kern River notice {n}", f"pipeline maintenance {n}") for n in range(3)]
    dull = [mail(f"h{n}", f"Dinner {n}", f"by the river {n}") for n in range(3)]
    filler = [mail(f"f{n}", f"Other {n}", f"something else {n}") for n in range(8)]
    await put(tools, work, *good, *filler)
    await put(tools, home, *dull, *filler)
    found = await search(tools, asker("u", work, home), "Kern River pipeline maintenance", ALL, 6)
    assert set(told(found)[:3]) == {new.title for new in good}


async def test_a_mail_that_lies_in_two_mailboxes_is_shown_once(tools: Tools) -> None:
    work, home = await join(tools.db, ALICE, "work@a.example"), await join(tools.db, ALICE, "home@a.example")
    same = mail("w1", "Budget", "Here is the budget.", sender="bob@b.example")
    await put(tools, work, same)
    await put(
        tools, home, replace(same, remote_id="h7", text="Here is  the budget.\n", at=days(0) + timedelta(seconds=2))
    )
    assert told(await search(tools, asker("u", work, home), "budget", ALL)) == ["Budget"]


async def test_without_words_the_newest_of_all_mailboxes_come_first(tools: Tools) -> None:
    work, home = await join(tools.db, ALICE, "work@a.example"), await join(tools.db, ALICE, "home@a.example")
    await put(tools, work, mail("w1", "first", at=days(1)), mail("w3", "third", at=days(3)))
    await put(tools, home, mail("h2", "second", at=days(2)), mail("h4", "fourth", at=days(4)))
    found = await search(tools, asker("u", work, home), "", Filters(since=days(0)), 3)
    assert told(found) == ["fourth", "third", "second"]


async def test_the_same_search_again_comes_from_the_cache(tools: Tools) -> None:
    work = await join(tools.db)
    await put(tools, work, mail("m1", "Budget", "the budget"))
    first = await search(tools, asker("u", work), "budget", ALL)
    again = await search(tools, asker("u", work), "budget", ALL)
    assert len(tools.library.asked) == 1
    assert [(hit.document.id, hit.score, hit.extract, hit.ranks) for hit in again.hits] == [
        (hit.document.id, hit.score, hit.extract, hit.ranks) for hit in first.hits
    ]


@pytest.mark.parametrize(
    ("words", "filters", "limit"),
    [("budgets", ALL, 10), ("budget", Filters(since=days(-9)), 10), ("budget", ALL, 9)],
)
async def test_another_search_does_not_come_from_the_cache(
    tools: Tools, words: str, filters: Filters, limit: int
) -> None:
    work = await join(tools.db)
    await search(tools, asker("u", work), "budget", ALL, 10)
    await search(tools, asker("u", work), words, filters, limit)
    assert len(tools.library.asked) == 2


async def test_new_mail_ends_what_was_kept(tools: Tools) -> None:
    work = await join(tools.db)
    await put(tools, work, mail("m1", "Budget", "the budget"))
    await search(tools, asker("u", work), "budget", ALL)
    await put(tools, work, mail("m2", "Budget again", "the budget"))
    assert set(told(await search(tools, asker("u", work), "budget", ALL))) == {"Budget", "Budget again"}


async def test_deleted_mail_ends_what_was_kept(tools: Tools, clock: Clock) -> None:
    work = await join(tools.db)
    await put(tools, work, mail("m1", "Budget", "the budget"))
    await search(tools, asker("u", work), "budget", ALL)
    clock.advance(1)
    await remove_documents(tools.db, tools.library, work.id, Service.GMAIL, ["m1"])
    assert told(await search(tools, asker("u", work), "budget", ALL)) == []


async def test_what_one_person_searched_for_is_not_kept_for_another(tools: Tools) -> None:
    work = await join(tools.db)
    await search(tools, asker("u-alice", work), "budget", ALL)
    await search(tools, asker("u-mallory", work), "budget", ALL)
    assert len(tools.library.asked) == 2
    assert {key.split(":")[1] for key in tools.cache.held} == {"u-alice", "u-mallory"}


async def test_no_word_of_a_mail_is_kept(tools: Tools) -> None:
    work = await join(tools.db)
    await put(tools, work, mail("m1", "Merger", "the secret merger with Brightwater"))
    assert (await search(tools, asker("u", work), "merger", ALL)).hits[0].extract
    assert tools.cache.held
    assert not any("secret" in value or "Merger" in value for value in tools.cache.held.values())


async def test_what_is_kept_cannot_bring_another_mailboxs_mail(tools: Tools) -> None:
    work, other = await join(tools.db), await join(tools.db, MALLORY, "mallory@m.example")
    await put(tools, other, mail("m1", "Budget of Mallory", "the budget"))
    await search(tools, asker("u-mallory", other), "budget", ALL)
    [theirs] = tools.cache.held.values()
    await search(tools, asker("u", work), "budget", ALL)
    tools.cache.held = dict.fromkeys(tools.cache.held, theirs)
    assert told(await search(tools, asker("u", work), "budget", ALL)) == []


async def test_no_words_of_the_question_stand_in_a_key(tools: Tools) -> None:
    tools.embedder = Toy()
    await search(tools, asker("u", await join(tools.db)), "secret merger", ALL)
    assert tools.cache.held
    assert not any("merger" in key for key in tools.cache.held)


@pytest.mark.parametrize("broken", ["nonsense", [["a"]], {"hits": 1}, 7])
async def test_a_kept_result_that_cannot_be_read_is_searched_anew(tools: Tools, broken: object) -> None:
    work = await join(tools.db)
    await put(tools, work, mail("m1", "Budget", "the budget"))
    await search(tools, asker("u", work), "budget", ALL)
    for key in list(tools.cache.held):
        await tools.cache.put(key, broken, 60)
    assert told(await search(tools, asker("u", work), "budget", ALL)) == ["Budget"]


async def test_the_question_is_embedded_once_for_all_mailboxes_and_for_an_hour(tools: Tools) -> None:
    tools.embedder = toy = Toy()
    work, home = await join(tools.db, ALICE, "work@a.example"), await join(tools.db, ALICE, "home@a.example")
    await search(tools, asker("u", work, home), "budget", ALL)
    await search(tools, asker("u", work, home), "budget", Filters(since=days(-1)))
    assert toy.asked == [("budget", "query")]
    assert all(vector == pytest.approx([0.6, 0.8]) for vector in tools.library.given)
    assert len(tools.library.given) == 4


async def test_another_embedder_gets_nothing_that_the_one_before_made(tools: Tools) -> None:
    work = await join(tools.db)
    first, second = Toy("toy-2"), Toy("toy-3")
    for embedder in (first, second):
        tools.embedder = embedder
        await search(tools, asker("u", work), "budget", ALL)
    assert len(first.asked) == len(second.asked) == 1
    assert len(tools.library.asked) == 2


@pytest.mark.parametrize("error", [Temporary("down", Failure.MODEL_DOWN), Permanent("no such model")])
async def test_an_embedder_that_fails_leaves_the_words_and_is_said(tools: Tools, error: Exception) -> None:
    tools.embedder = toy = Toy(error=error)
    work = await join(tools.db)
    await put(tools, work, mail("m1", "Budget", "the budget"))
    found = await search(tools, asker("u", work), "budget", ALL)
    assert told(found) == ["Budget"]
    assert found.missing == ("vectors",)
    toy.error = None
    assert (await search(tools, asker("u", work), "budget", ALL)).missing == ()


async def test_an_embedder_that_does_not_answer_leaves_the_words_before_the_askers_patience_ends(tools: Tools) -> None:
    tools.embedder = Silent()
    work = await join(tools.db)
    await put(tools, work, mail("m1", "Budget", "the budget"))
    async with asyncio.timeout(PATIENCE):
        found = await search(tools, asker("u", work), "budget", ALL)
    assert told(found) == ["Budget"] and found.missing == ("vectors",)


async def test_what_was_found_while_a_leg_was_missing_is_not_kept(tools: Tools) -> None:
    work = await join(tools.db)
    tools.library.missing = ("vectors",)
    assert (await search(tools, asker("u", work), "budget", ALL)).missing == ("vectors",)
    assert tools.cache.held == {}


async def test_a_search_without_words_is_not_embedded(tools: Tools) -> None:
    tools.embedder = toy = Toy()
    await search(tools, asker("u", await join(tools.db)), "", Filters(since=days(0)))
    assert toy.asked == []


async def test_somebody_without_a_mailbox_finds_nothing(tools: Tools) -> None:
    assert await search(tools, asker("u"), "budget", ALL) == Found(())
