"""How fast a mailbox is indexed and searched, what that costs, and how it grows: with it, and with other people's mail.

Run `python -m benchmarks.search_speed [--sizes 1000,20000,100000]`. Mails are those of `enron_raw` where MAILROOM_DATA
or ../shared/data has them, mixed anew as often as needed, else generated. Vectors are made beforehand (clusters of
random ones, 384 dimensions): what an embedder costs is not measured here.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from sqlalchemy import update

from assistant.indexing import index_many
from benchmarks.bench import say
from benchmarks.proc import memory
from benchmarks.search_corpora import enron
from benchmarks.table import Row, as_markdown, percentile
from benchmarks.triage_mails import find_data
from sandbox.chroma import ChromaPlace
from sandbox.daemon import Daemon, running
from sandbox.launch import free_port
from storage.db import Database, open_database
from storage.documents import Document, Documents, DocumentState, NewDocument, Service
from storage.index.entry import Filters
from storage.index.fusion import COLUMNS, PIECES_AT_MOST
from storage.index.library import Library
from storage.index.terms import asked_terms
from storage.index.vectors import Vectors
from storage.index.words import words_of
from storage.migrate import migrate
from tests.cast import BOB, join

SIZES = (1_000, 20_000, 100_000)
DIMENSIONS, CLUSTERS = 384, 200
AT_ONCE = 100
NAME = "random-384"
SENDERS, DAYS = 300, 1_000
START = datetime(2024, 1, 1, tzinfo=UTC)
Ask = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Plan:
    """What is measured: a mailbox at these sizes, `beside` mails in one that stays, so many questions a figure."""

    sizes: Sequence[int] = SIZES[:2]
    beside: int = 1_000
    questions: int = 300
    data: Path = field(default_factory=lambda: find_data(None))


class Text:
    """Titles, texts and questions: of real mail, or of made-up words as frequent as words are."""

    def __init__(self, data: Path) -> None:
        self._dice = random.Random(7)
        try:
            corpus = enron(data)
            self.source = "real mail, mixed anew"
            self._texts = [(one.title, one.text.split()) for one in corpus.documents]
            self.questions = [question.text for question in corpus.questions]
        except OSError:
            self.source = "made-up words"
            self._texts = [(" ".join(self._words(5)), self._words(150)) for _ in range(2_000)]
            self.questions = [" ".join(self._words(8)) for _ in range(200)]

    def _words(self, number: int) -> list[str]:
        return [f"word{int(self._dice.paretovariate(0.7))}" for _ in range(number)]

    def mail(self, number: int) -> NewDocument:
        """One mail: as it is the first time round, then the beginning of one with the end of another."""
        title, words = self._texts[number % len(self._texts)]
        if number >= len(self._texts):
            _, others = self._dice.choice(self._texts)
            words = words[: len(words) // 2] + others[len(others) // 2 :]
        sender = f"p{number % SENDERS}@x.example"
        people = tuple(f"p{self._dice.randrange(SENDERS)}@x.example" for _ in range(3))
        at = START + timedelta(days=number % DAYS, seconds=number)
        return NewDocument(
            Service.GMAIL, str(number), title, " ".join(words), at, sender=sender, people=people, labels=("INBOX",)
        )


class Cloud:
    """Random unit vectors in clusters, as those of texts are."""

    def __init__(self) -> None:
        import numpy

        self._dice = numpy.random.default_rng(7)
        self._centres = self._dice.normal(size=(CLUSTERS, DIMENSIONS))

    def vectors(self, number: int) -> list[list[float]]:
        """So many."""
        made = self._centres[self._dice.integers(0, CLUSTERS, number)] + self._dice.normal(size=(number, DIMENSIONS))
        made /= (made**2).sum(axis=1, keepdims=True) ** 0.5
        return [[float(value) for value in row] for row in made]


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
            rows += _cost(scene, box)
            print(as_markdown(islice(rows, len(rows) - 5, None)), flush=True)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_speed", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="mails in the mailbox, smallest first")
    asyncio.run(measure(1, Plan([int(size) for size in parser.parse_args().sizes.split(",")])))
