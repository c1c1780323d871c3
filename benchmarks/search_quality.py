"""How good the search is: each leg alone beside the fusion, beside plain full-text search, on real mail.

Run `python -m benchmarks.search_quality [--data DIR] [--files DIR]`; without --data it looks where MAILROOM_DATA
points, then at ../shared/data. The folders it reads are `enron_retrieval` with `enron_raw`, and `usrp_users_list`.
Vectors are measured with the model in --files or EMBEDDING_FILES (all-MiniLM-L6-v2), if there is one. Everything goes
through the product's own index, and filters through its own reading of the question, without a language model.
"""

import argparse
import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.asking.reading import read_question
from assistant.asking.values import Asker, Mailbox, Reading
from assistant.embedding import Reader, embed_some
from assistant.indexing import index_many
from assistant.searching import search
from benchmarks.bench import say
from benchmarks.ranking import FIGURES, Question, gain, means, scores
from benchmarks.search_corpora import Corpus, PlainFts, enron, usrp
from benchmarks.table import Row
from benchmarks.triage_mails import find_data
from bot.settings import Settings
from connectors.embed import minilm
from connectors.embed.model import Embedder
from sandbox.chroma import ChromaPlace
from sandbox.daemon import running
from sandbox.launch import free_port
from storage.contacts import Contact, Contacts
from storage.db import Database, open_database
from storage.documents import NewDocument
from storage.index.entry import Filters
from storage.index.library import Library
from storage.migrate import migrate
from tests.cast import join
from tests.fakes import MemoryCache

AT_ONCE = 200  # mails a transaction
HALVED = ("topic, 5 or more", "fact")  # kinds of questions that are asked over two mailboxes as well
LIMIT = 10
PLAIN, PRODUCT = "plain FTS5", "as Mailroom asks"
Engine = Callable[[Question], Awaitable[list[str]]]
Measured = Mapping[str, Sequence[dict[str, float]]]  # by engine, in the order of the questions


@dataclass(frozen=True)
class Means:
    """What the product's search works with."""

    db: Database
    library: Library
    embedder: Embedder | None
    cache: MemoryCache


@dataclass(frozen=True)
class Shelf:
    """A corpus in the product's index, whoever asks about it, and the vectors of the questions."""

    corpus: Corpus
    means: Means
    asker: Asker
    contacts: Mapping[str, Sequence[Contact]]
    vectors: Mapping[str, list[float]]

    def read(self, question: Question) -> Reading:
        """What the product's own code takes out of the question."""
        return read_question(question.text, self.asker, self.contacts, ())

    async def search(self, words: str, filters: Filters, vector: list[float] | None) -> list[str]:
        """Message-IDs out of the index, the best first."""
        account, library = self.asker.mailboxes[0].account_id, self.means.library
        found = await library.search(account, words, filters, vector=vector, embedder=library.embedder, limit=LIMIT)
        return [hit.document.remote_id for hit in found.hits]


@asynccontextmanager
async def shelved(corpus: Corpus, embedder: Embedder | None, *, halved: bool = False) -> AsyncIterator[Shelf]:
    """The corpus, indexed by the product in a database and a Chroma of its own: in one mailbox, or in two."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        chroma = ""
        if embedder is not None:
            server = await stack.enter_async_context(running(ChromaPlace(folder / "chroma", free_port())))
            await server.ready()
            chroma = server.home.url
        url = f"sqlite+aiosqlite:///{folder / 'search.db'}"
        await migrate(url)
        db = open_database(url)
        stack.push_async_callback(db.close)
        library = Library(db, chroma, embedder.name if embedder else "")
        stack.push_async_callback(library.close)
        means = Means(db, library, embedder, MemoryCache())
        accounts = {}
        for name, documents in _mailboxes(corpus, halved).items():
            accounts[name] = await join(db, email=f"{name}@corpus.example")
            await _fill(means, accounts[name].id, documents)
        async with db.reading() as session:
            contacts = {one.id: await Contacts(session).of(one.id) for one in accounts.values()}
        boxes = (Mailbox(one.id, one.email, frozenset(), frozenset({one.email})) for one in accounts.values())
        asker = Asker("u", "UTC", max(document.at for document in corpus.documents), tuple(boxes))
        yield Shelf(corpus, means, asker, contacts, await _vectors(corpus, embedder))


def _mailboxes(corpus: Corpus, halved: bool) -> dict[str, list[NewDocument]]:
    if not halved:
        return {"owner": list(corpus.documents)}
    first = [document for document in corpus.documents if document.remote_id not in corpus.second]
    return {"owner": first, "home": [document for document in corpus.documents if document.remote_id in corpus.second]}


async def _fill(means: Means, account_id: str, documents: Sequence[NewDocument]) -> None:
    for start in range(0, len(documents), AT_ONCE):
        await index_many(means.db, means.library, account_id, documents[start : start + AT_ONCE])
    reader = Reader(means.embedder)
    while means.embedder is not None and await embed_some(means.db, means.library, reader, account_id):
        continue


async def _vectors(corpus: Corpus, embedder: Embedder | None) -> dict[str, list[float]]:
    if embedder is None:
        return {}
    texts = [question.text for question in corpus.questions]
    return dict(zip(texts, await embedder.embed(texts, "query"), strict=True))


def right_filters(question: Question) -> Filters:
    """The filters that whoever wrote the question had in mind."""
    since = until = None
    if month := question.filters.get("month"):
        since = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
        until = since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)
    senders = frozenset({question.filters["sender"]}) if "sender" in question.filters else frozenset[str]()
    return Filters(senders=senders, since=since, until=until)


def engines(shelf: Shelf) -> dict[str, Engine]:
    """What is compared: the floor, each leg alone, the fusion; then the fusion with filters, right and read."""
    plain = PlainFts(shelf.corpus.texts)

    async def floor(question: Question) -> list[str]:
        return plain.search(question.text, LIMIT)

    async def words(question: Question) -> list[str]:
        return await shelf.search(question.text, Filters(), None)

    async def meaning(question: Question) -> list[str]:
        return await shelf.search("", Filters(), shelf.vectors[question.text])

    async def fusion(question: Question) -> list[str]:
        return await shelf.search(question.text, Filters(), shelf.vectors.get(question.text))

    async def given(question: Question) -> list[str]:
        return await shelf.search(question.text, right_filters(question), shelf.vectors.get(question.text))

    async def product(question: Question) -> list[str]:
        reading = shelf.read(question)
        wanted = "" if reading.only_filters else reading.words
        found = await search(shelf.means, shelf.asker, wanted, replace(reading.filters, services=frozenset()), LIMIT)
        return [hit.document.remote_id for hit in found.hits]

    if len(shelf.asker.mailboxes) > 1:
        return {PLAIN: floor, PRODUCT: product}
    legs = {"vectors alone": meaning, "words and vectors": fusion} if shelf.means.embedder else {}
    return {PLAIN: floor, "words alone": words, **legs, "right filters": given, PRODUCT: product}


async def measured(shelf: Shelf, questions: Sequence[Question]) -> Measured:
    """The figures of every engine for every question."""
    return {
        name: [scores(question, await engine(question)) for question in questions]
        for name, engine in engines(shelf).items()
    }


def groups(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """The questions by kind; topics with five right answers or more are the ones on which P@5 can be 1."""
    kinds = Counter(question.kind for question in questions)
    found = {kind: [question for question in questions if question.kind == kind] for kind in kinds}
    if "topic" in found:
        found = {"topic, 5 or more": [one for one in found["topic"] if len(one.grades) >= 5]} | found
    return found


def table(title: str, results: Measured) -> None:
    """Prints a line an engine."""
    n = len(results[PLAIN])
    print(f"\n{title}: n = {n}\n{'':22}" + "".join(f"{name:>12}" for name in FIGURES) + "   P@5/max over plain FTS5")
    for name, rows in results.items():
        mean, low, high = gain([row["P@5/max"] for row in rows], [row["P@5/max"] for row in results[PLAIN]])
        beside = "" if name == PLAIN else f"   {mean:+.3f} ({low:+.3f} to {high:+.3f})"
        print(f"{name:22}" + "".join(f"{value:12.3f}" for value in means(rows).values()) + beside)


def rows_of(name: str, embedder: str, results: Mapping[str, Measured]) -> list[Row]:
    """What is shown of a corpus: the product beside the floor, P@5 of what can be reached, with its interval."""
    return [_row(f"search {name}, {kind}, {embedder}", found) for kind, found in results.items()]


def _row(what: str, found: Measured) -> Row:
    mine, floor = ([row["P@5/max"] for row in found[name]] for name in (PRODUCT, PLAIN))
    mean, low, high = gain(mine, floor)
    mrr = means(found[PRODUCT])["MRR@10"]
    beside = f"plain FTS5 {sum(floor) / len(floor):.2f}; gain {mean:+.2f} ({low:+.2f} to {high:+.2f})"
    return Row(what, f"P@5/max {sum(mine) / len(mine):.2f}, MRR {mrr:.2f}", beside, str(len(mine)))


CORPORA = {"Enron (tuned on)": enron, "USRP list (tuned on)": usrp}


async def survey(name: str, data: Path, embedder: Embedder | None) -> dict[str, Measured]:
    """The figures of one corpus by kind of question. Raises FileNotFoundError if it is not here."""
    corpus = await asyncio.to_thread(CORPORA[name], data)
    by_kind, found = groups(corpus.questions), dict[str, Measured]()
    async with shelved(corpus, embedder) as shelf:
        found |= {kind: await measured(shelf, questions) for kind, questions in by_kind.items()}
    if corpus.second and embedder is None:
        async with shelved(corpus, None, halved=True) as shelf:
            found |= {f"{kind}, over two mailboxes": await measured(shelf, by_kind[kind]) for kind in HALVED}
    return found


def _embedders(files: str) -> list[Embedder | None]:
    local = minilm.build(Settings(embedding_files=files)) if files else None
    return [None, local] if local else [None]


async def measure(_: int) -> list[Row]:
    """The rows for README; what is not here is a row that says so."""
    folder, rows = find_data(None), list[Row]()
    for name in CORPORA:
        for embedder in _embedders(Settings().embedding_files):
            kind = embedder.name if embedder else "words only"
            try:
                results = await survey(name, folder, embedder)
            except FileNotFoundError as error:
                lacking = Path(error.filename).relative_to(folder)
                rows.append(Row(f"search {name}, {kind}", "not measured", f"no {lacking}", "0"))
                continue
            rows += rows_of(name, kind, results)
    return rows


async def main() -> None:
    """Prints the tables; a corpus that is not here is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with the corpora")
    parser.add_argument("--files", default=Settings().embedding_files, help="folder with model.onnx, tokenizer.json")
    given = parser.parse_args()
    for name in CORPORA:
        for embedder in _embedders(given.files):
            kind = embedder.name if embedder else "words only"
            try:
                results = await survey(name, find_data(given.data), embedder)
            except FileNotFoundError as error:
                say(f"{name}: not found ({error.filename}). Say where with --data or MAILROOM_DATA.")
                continue
            for questions, found in results.items():
                table(f"{name}, {kind}, {questions}", found)


if __name__ == "__main__":
    asyncio.run(main())
