"""The mail that search is measured on, indexed by the product itself in a database and a Chroma of its own."""

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.asking.question.reading import read_question
from assistant.asking.values import Asker, Mailbox, Reading
from assistant.embedding import Reader, embed_some
from assistant.indexing import index_many
from benchmarks.ranking import Question
from benchmarks.search_corpora import Corpus
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
LIMIT = 10


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
