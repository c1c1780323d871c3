"""How fast a mailbox is indexed and searched, what that costs, and how it grows: with it, and with other people's mail.

Run `python -m benchmarks.search_speed [--sizes 1000,20000,100000]`. Mails are those of `enron_raw` where MAILROOM_DATA
or ../shared/data has them, mixed anew as often as needed, else generated. Vectors are made beforehand (clusters of
random ones, 384 dimensions): what an embedder costs is not measured here.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import update

from assistant.indexing import index_many
from benchmarks.bench import say
from benchmarks.proc import memory
from benchmarks.search_material import DAYS, SENDERS, START, Cloud, Text
from benchmarks.table import Row, as_markdown, percentile
from benchmarks.triage_mails import find_data
from bot.command import run_main
from sandbox.chroma import ChromaPlace
from sandbox.daemon import Daemon, running
from sandbox.launch import free_port
from storage.db import Database, open_database
from storage.documents import Document, Documents, DocumentState, NewDocument, Service
from storage.index.entry import Filters
from storage.index.fusion import COLUMNS, PIECES_AT_MOST
from storage.index.library import Library
from storage.index.listing import first_of, number_of
from storage.index.terms import asked_terms
from storage.index.vectors import Vectors
from storage.index.words import words_of
from storage.messages import Messages
from storage.migrate import migrate
from storage.verdicts import Verdicts
from tests.cast import BOB, join, verdict_row

SIZES = (1_000, 20_000, 100_000)
AT_ONCE = 100
FIRST, NEED_ONE = 10, 8  # of a list; one of so many mails needs a reply
NAME = "random-384"
Ask = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Plan:
    """What is measured: a mailbox at these sizes, `beside` mails in one that stays, so many questions a figure."""

    sizes: Sequence[int] = SIZES[:2]
    beside: int = 1_000
    questions: int = 300
    data: Path = field(default_factory=lambda: find_data(None))


@dataclass
class Mailbox:
    """One account that grows. `rates` are mails a second: words, and vectors."""

    account_id: str
    size: int = 0
    rates: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Scene:
    """All that is measured on."""

    db: Database
    library: Library
    vectors: Vectors
    text: Text
    cloud: Cloud
    asked: list[list[float]]
    folder: Path
    server: Daemon
    questions: int

    async def grow(self, box: Mailbox, size: int) -> None:
        """Indexes mails until there are so many."""
        words = vectors = 0.0
        first = box.size
        for at in range(box.size, size, AT_ONCE):
            news = [self.text.mail(number) for number in range(at, min(size, at + AT_ONCE))]
            began = time.perf_counter()
            await index_many(self.db, self.library, box.account_id, news)
            words += time.perf_counter() - began
            vectors += await self._embed(box.account_id, [new.remote_id for new in news])
            await self._judge(box.account_id, news)
        box.rates.append(((size - first) / words, (size - first) / vectors))
        box.size = size

    async def _embed(self, account_id: str, remote_ids: Sequence[str]) -> float:
        async with self.db.reading() as session:
            rows = await Documents(session).of_remote(account_id, Service.GMAIL, remote_ids)
        made = {row.id: [vector] for row, vector in zip(rows.values(), self.cloud.vectors(len(rows)), strict=True)}
        began = time.perf_counter()
        await self.library.put_vectors(account_id, NAME, made)
        took = time.perf_counter() - began
        async with self.db.transaction() as session:
            done = update(Document).where(Document.account_id == account_id, Document.id.in_(made))
            await session.execute(done.values(state=DocumentState.DONE, embedder=NAME))
        return took

    async def _judge(self, account_id: str, news: Sequence[NewDocument]) -> None:
        async with self.db.transaction() as session:
            entries = [(new.remote_id, new.thread_id, list(new.labels)) for new in news]
            for number, (message_id, _) in enumerate(await Messages(session).found(account_id, entries, self.db.now())):
                category = "informational" if number % NEED_ONE else "needs_reply"
                await Verdicts(session).give(verdict_row(account_id, message_id, self.db, category=category))

    def question(self, number: int) -> tuple[str, Filters, list[float]]:
        """The words, every third time with a sender's or a quarter's filter, and their vector."""
        words = self.text.questions[number % len(self.text.questions)]
        since = START + timedelta(days=(number * 37) % (DAYS - 90))
        filters = (
            Filters(),
            Filters(senders=frozenset({f"p{number % SENDERS}@x.example"})),
            Filters(since=since, until=since + timedelta(days=90)),
        )[number % 3]
        return words, filters, self.asked[number % len(self.asked)]

    async def whole(self, box: Mailbox, number: int) -> None:
        """A search as the app makes it."""
        words, filters, vector = self.question(number)
        found = await self.library.search(box.account_id, words, filters, vector=vector, embedder=NAME)
        assert not found.missing

    async def words(self, box: Mailbox, number: int) -> None:
        """BM25 alone, over the whole mailbox."""
        async with self.db.reading() as session:
            words = words_of(session, box.account_id)
            counts = await words.count(asked_terms(self.question(number)[0]))
            await words.find(counts, counts, COLUMNS, PIECES_AT_MOST, None)

    async def meaning(self, box: Mailbox, number: int) -> None:
        """Chroma alone, over the whole mailbox."""
        await self.vectors.nearest(box.account_id, NAME, self.question(number)[2], PIECES_AT_MOST)

    async def filtered(self, box: Mailbox, number: int) -> None:
        """Chroma alone within a quarter, as it is asked for many ids."""
        _, filters, vector = self.question(3 * number + 2)
        within = await self.library._within(box.account_id, filters)
        await self.vectors.nearest(box.account_id, NAME, vector, PIECES_AT_MOST, within)

    async def waiting(self, box: Mailbox, number: int) -> None:
        """The newest mails that wait for an answer, and how many there are."""
        await first_of(self.db, box.account_id, Filters(unanswered=True), "", "newest", FIRST)

    async def newest(self, box: Mailbox, number: int) -> None:
        """The newest mails of a sender's, and how many there are."""
        senders = frozenset({f"p{number % SENDERS}@x.example"})
        await first_of(self.db, box.account_id, Filters(senders=senders), "", "newest", FIRST)

    async def counted(self, box: Mailbox, number: int) -> None:
        """How many mails have all of some words."""
        await number_of(self.db, box.account_id, Filters(), self.question(number)[0])


async def times(ask: Ask, questions: int) -> list[float]:
    """Milliseconds of each question, after a few that warm up."""
    for number in range(10):
        await ask(number)
    found = []
    for number in range(questions):
        began = time.perf_counter()
        await ask(number)
        found.append((time.perf_counter() - began) * 1000)
    return found


def figure(values: Sequence[float]) -> str:
    """`12 / 40 ms`: the median and the 99th percentile."""
    return f"{percentile(values, 0.5):.1f} / {percentile(values, 0.99):.1f} ms"


def _bytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


async def _search(scene: Scene, box: Mailbox, what: str) -> Row:
    parts: dict[str, Callable[[Mailbox, int], Awaitable[None]]] = {
        "words alone": scene.words,
        "vectors alone": scene.meaning,
        "vectors within a quarter": scene.filtered,
        "": scene.whole,
    }
    told = {name: figure(await times(partial(ask, box), scene.questions)) for name, ask in parts.items()}
    whole = told.pop("")
    return Row(what, whole, "; ".join(f"{name} {value}" for name, value in told.items()), str(scene.questions))


async def _list(scene: Scene, box: Mailbox) -> Row:
    what = f"the {FIRST} newest of all that wait for an answer, in {box.size:,} mails (one of {NEED_ONE} needs one)"
    waiting = figure(await times(partial(scene.waiting, box), scene.questions))
    newest = figure(await times(partial(scene.newest, box), scene.questions))
    counted = figure(await times(partial(scene.counted, box), scene.questions))
    beside = f"of a sender's {newest}; how many have all of some words {counted}"
    return Row(what, waiting, beside, str(scene.questions))


def _cost(scene: Scene, box: Mailbox) -> list[Row]:
    words, vectors = box.rates[-1]
    mine, theirs = memory([os.getpid()]), memory([scene.server.pid])
    base, chroma = _bytes(scene.folder / "db"), _bytes(scene.folder / "chroma")
    what = f"a mailbox of {box.size:,} mails"
    return [
        Row(f"indexing up to {what}: words", f"{words:.0f} mails/s", f"vectors into Chroma {vectors:.0f}/s", "1"),
        Row(f"memory with {what}", f"Chroma {theirs.rss:.0f} MB", f"this process {mine.rss:.0f} MB", "1"),
        Row(f"disk of {what}", f"database {base:.0f} MB", f"Chroma {chroma:.0f} MB", "1"),
    ]


async def _open(stack: AsyncExitStack, folder: Path, plan: Plan) -> tuple[Scene, Mailbox, Mailbox]:
    (folder / "db").mkdir()
    url = f"sqlite+aiosqlite:///{folder / 'db' / 'speed.db'}"
    await migrate(url)
    db = open_database(url)
    stack.push_async_callback(db.close)
    server = await stack.enter_async_context(running(ChromaPlace(folder / "chroma", free_port())))
    await server.ready()
    library = Library(db, server.home.url, NAME)
    stack.push_async_callback(library.close)
    assert library.chroma is not None
    cloud = Cloud()
    asked = cloud.vectors(100)
    text = Text(plan.data)
    scene = Scene(db, library, Vectors(library.chroma), text, cloud, asked, folder, server, plan.questions)
    alice, bob = await join(db), await join(db, BOB, "bob@fernhill.example")
    return scene, Mailbox(alice.id), Mailbox(bob.id)


async def measure(runs: int, plan: Plan | None = None) -> list[Row]:
    """The mailbox at each size, and one beside it that stays; each figure in one run."""
    plan, rows = plan or Plan(), list[Row]()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scene, box, beside = await _open(stack, folder, plan)
        await scene.grow(beside, plan.beside)
        for size in plan.sizes:
            say(f"search_speed: {size} mails, {scene.text.source}")
            await scene.grow(box, size)
            rows.append(await _search(scene, box, f"a search, p50 / p99, in {size:,} mails ({scene.text.source})"))
            rows.append(
                await _search(scene, beside, f"a search in {beside.size:,} mails beside {size:,} of another person")
            )
            rows.append(await _list(scene, box))
            rows += _cost(scene, box)
            print(as_markdown(islice(rows, len(rows) - 6, None)), flush=True)
    return rows


async def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_speed", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="mails in the mailbox, smallest first")
    await measure(1, Plan([int(size) for size in parser.parse_args().sizes.split(",")]))


if __name__ == "__main__":
    run_main(_main)
