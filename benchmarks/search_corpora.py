"""The mail that search is measured on, as documents of the index, with its questions; see benchmarks.search_quality."""

import gzip
import json
import sqlite3
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.gathering import quoted_of, text_of
from benchmarks.ranking import Question
from connectors.mail.email import Email
from connectors.mail.read import read_email, read_full_text
from storage.documents import NewDocument, Service


@dataclass(frozen=True)
class Corpus:
    """Mail as documents whose remote ids are Message-IDs, as whole texts for other engines, and its questions.

    `second` are ids of about half of it that belong together, to be put into a mailbox of their own.
    """

    documents: Sequence[NewDocument]
    texts: Sequence[tuple[str, str]]
    questions: Sequence[Question]
    second: frozenset[str] = frozenset()


class PlainFts:
    """The floor: SQLite's FTS5 with its porter tokenizer over whole mails in one column, words OR-ed."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("CREATE VIRTUAL TABLE mails USING fts5(id UNINDEXED, text, tokenize = 'porter unicode61')")
        self._db.executemany("INSERT INTO mails VALUES (?, ?)", texts)

    def search(self, question: str, limit: int) -> list[str]:
        """The ids of the best mails."""
        words = "".join(letter if letter.isalnum() else " " for letter in question).split()
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        query = "SELECT id FROM mails WHERE mails MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in self._db.execute(query, (asked, limit))] if asked else []


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, filter(str.strip, file))


def _members(archive: Path, wanted: dict[str, Any]) -> Iterator[tuple[Any, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            row = wanted.get(member.name) or wanted.get(Path(member.name).name)
            if row and (stream := tar.extractfile(member)):
                yield row, stream.read()


def enron(data: Path) -> Corpus:
    """Business mail of 1999 to 2002, topics and filters as questions, judged by a language model from a lexical pool.

    Its messages have no headers that tell threads.
    """
    folder = data / "enron_retrieval"
    rows = {row["file"]: row for row in lines(folder / "corpus_ids.jsonl.gz")}
    known = {row["id"]: row for row in lines(data / "enron_raw" / "index.jsonl.gz")}
    documents, texts = [], []
    for row, raw in _members(data / "enron_raw" / "enron_raw.tar.gz", rows):
        email = read_email(raw)
        documents.append(_document(row["id"], "", email, known[row["id"]]["date"]))
        texts.append((row["id"], f"{email.subject}\n{read_full_text(raw)}"))
    questions = [_question(row) for row in lines(folder / "queries.dev.jsonl")]
    facts = [_fact(row) for row in lines(folder / "qa.dev.jsonl") if row["kind"] == "single"]
    (largest, _), *_ = Counter(known[key]["custodian"] for key, _ in texts).most_common()
    second = frozenset(key for key, _ in texts if known[key]["custodian"] != largest)
    return Corpus(documents, texts, [*questions, *facts], second)


def usrp(data: Path) -> Corpus:
    """A technical mailing list of 2021 and 2022: a thread's subject is asked for, all of the thread is right.

    To be hard, the mails are without subjects and without what they quote; threads come from their headers.
    """
    folder = data / "usrp_users_list"
    rows = {row["file"]: row for row in lines(folder / "index.jsonl.gz")}
    documents, texts = [], []
    for row, raw in _members(folder / "messages.tar.gz", rows):
        email = read_email(raw)
        bare = replace(_document(row["id"], row["thread"], email, row["date"]), title="", quoted="", text=email.text)
        documents.append(bare)
        texts.append((row["id"], email.text))
    questions = [
        Question(row["qid"], "thread", row["query"], dict.fromkeys(row["relevant"], 1))
        for row in lines(folder / "thread_queries.dev.jsonl")
    ]
    return Corpus(documents, texts, questions)


def _document(key: str, thread: str, email: Email, date: str) -> NewDocument:
    return NewDocument(
        service=Service.GMAIL,
        remote_id=key,
        thread_id=thread,
        title=email.subject,
        text=text_of(email),
        quoted=quoted_of(email),
        # the sender's own clock, as whoever labelled these questions had it
        at=datetime.fromisoformat(date).replace(tzinfo=UTC),
        sender=email.sender.email,
        sender_name=email.sender.name,
        people=tuple(dict.fromkeys(one.email for one in (*email.to, *email.cc) if one.email)),
    )


def _question(row: dict[str, Any]) -> Question:
    return Question(
        key=row["qid"],
        kind=row["kind"],
        text=row["query"],
        grades={one["id"]: one.get("grade", 1) for one in row["relevant"]},
        same={copy: one["id"] for one in row["relevant"] for copy in one.get("duplicates", ())},
        refused=frozenset(row.get("judged_non_relevant", ())),
        filters=row.get("filters") or {},
    )


def _fact(row: dict[str, Any]) -> Question:
    """A question for a fact: what holds it is right, and what quotes that as well."""
    held = [one if isinstance(one, dict) else {"id": one} for one in (*row["evidence"], *row["also_contains_answer"])]
    return _question({"qid": row["qid"], "kind": "fact", "query": row["question"], "relevant": held})
