"""How good the search is: each leg alone beside the fusion, beside plain full-text search, on real mail.

Run `python -m benchmarks.search_quality [--data DIR] [--files DIR] [--unjudged] [--judged FILE]`; without --data it
looks where MAILROOM_DATA points, then at ../shared/data. The folders it reads are `enron_retrieval` with `enron_raw`,
and `usrp_users_list`. Vectors are measured with the model in --files or EMBEDDING_FILES (all-MiniLM-L6-v2), if there
is one. Everything goes through the product's own index, and filters through its own reading of the question, without a
language model.

--unjudged lists first results that nobody judged; with --judged there is a second table with grades given by hand
(see search_judging).
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.searching import search
from benchmarks.bench import say
from benchmarks.ranking import FIGURES, Question, gain, means, scores
from benchmarks.search_corpora import Corpus, PlainFts, enron, usrp
from benchmarks.search_judging import Judgements, Ranked, judged, listed, read_judgements, unjudged
from benchmarks.search_shelf import LIMIT, Shelf, shelved
from benchmarks.table import Row
from benchmarks.triage_mails import find_data
from bot.settings import Settings
from connectors.embed import minilm
from connectors.embed.model import Embedder
from storage.index.entry import Filters

HALVED = ("topic, 5 or more", "fact")  # kinds of questions that are asked over two mailboxes as well
POOLED = "topic"  # the questions that were judged out of a pool
PLAIN, PRODUCT = "plain FTS5", "as Mailroom asks"
Engine = Callable[[Question], Awaitable[list[str]]]
Measured = Mapping[str, Sequence[dict[str, float]]]  # by engine, in the order of the questions


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


@dataclass(frozen=True)
class Answers:
    """What every engine found for some questions: Message-IDs by engine, in the order of the questions."""

    questions: Sequence[Question]
    ranked: Ranked

    def figures(self, judgements: Judgements | None = None) -> Measured:
        """The figures of every engine for every question, with grades that were given besides."""
        asked = [judged(question, judgements or {}) for question in self.questions]
        return {name: list(map(scores, asked, lists)) for name, lists in self.ranked.items()}


async def answered(shelf: Shelf, questions: Sequence[Question]) -> Answers:
    """What every engine finds."""
    found = {name: [await engine(question) for question in questions] for name, engine in engines(shelf).items()}
    return Answers(questions, found)


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


async def survey(corpus: Corpus, embedder: Embedder | None) -> dict[str, Answers]:
    """What is found in a corpus by kind of question."""
    by_kind, found = groups(corpus.questions), dict[str, Answers]()
    async with shelved(corpus, embedder) as shelf:
        found |= {kind: await answered(shelf, questions) for kind, questions in by_kind.items()}
    if corpus.second and embedder is None:
        async with shelved(corpus, None, halved=True) as shelf:
            found |= {f"{kind}, over two mailboxes": await answered(shelf, by_kind[kind]) for kind in HALVED}
    return found


def _embedders(files: str) -> list[Embedder | None]:
    local = minilm.build(Settings(embedding_files=files)) if files else None
    return [None, local] if local else [None]


async def measure(_: int) -> list[Row]:
    """The rows for README; what is not here is a row that says so."""
    folder, rows = find_data(None), list[Row]()
    for name, read in CORPORA.items():
        try:
            corpus = await asyncio.to_thread(read, folder)
        except FileNotFoundError as error:
            lacking = Path(error.filename).relative_to(folder)
            rows.append(Row(f"search {name}", "not measured", f"no {lacking}", "0"))
            continue
        for embedder in _embedders(Settings().embedding_files):
            results = {kind: found.figures() for kind, found in (await survey(corpus, embedder)).items()}
            rows += rows_of(name, _kind(embedder), results)
    return rows


def _kind(embedder: Embedder | None) -> str:
    return embedder.name if embedder else "words only"


async def report(name: str, corpus: Corpus, files: str, judgements: Judgements, *, pooled: bool) -> None:
    """Prints a corpus's tables; `pooled`: and what nobody judged among the first results of all engines."""
    pool: dict[str, Sequence[Sequence[str]]] = {}
    for embedder in _embedders(files):
        for questions, found in (await survey(corpus, embedder)).items():
            title = f"{name}, {_kind(embedder)}, {questions}"
            table(title, found.figures())
            if judgements and any(question.key in judgements for question in found.questions):
                table(f"{title}, and judged by hand", found.figures(judgements))
            if questions == POOLED:
                pool |= {f"{_kind(embedder)} {engine}": lists for engine, lists in found.ranked.items()}
    if pooled and pool:
        asked = [judged(question, judgements) for question in groups(corpus.questions)[POOLED]]
        lines = listed(unjudged(asked, pool), corpus.documents)
        print(f"\n{name}: {len(lines)} first results that nobody judged, shuffled", *lines, sep="\n")


async def main() -> None:
    """Prints the tables; a corpus that is not here is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with the corpora")
    parser.add_argument("--files", default=Settings().embedding_files, help="folder with model.onnx, tokenizer.json")
    parser.add_argument("--unjudged", action="store_true", help="list first results that nobody judged")
    parser.add_argument("--judged", type=Path, help="grades given by hand: {question: {Message-ID: 0, 1 or 2}}")
    given = parser.parse_args()
    judgements = read_judgements(given.judged) if given.judged else {}
    for name, read in CORPORA.items():
        try:
            corpus = await asyncio.to_thread(read, find_data(given.data))
        except FileNotFoundError as error:
            say(f"{name}: not found ({error.filename}). Say where with --data or MAILROOM_DATA.")
            continue
        await report(name, corpus, given.files, judgements, pooled=given.unjudged)


if __name__ == "__main__":
    asyncio.run(main())
