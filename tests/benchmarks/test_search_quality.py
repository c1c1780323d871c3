"""The measurement of search: on a corpus of three mails made here, and without any corpus."""

import gzip
import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.search_corpora import usrp
from benchmarks.search_quality import CORPORA, PLAIN, PRODUCT, answered, groups, measure
from benchmarks.search_shelf import shelved

MAILS = {
    "a.eml": ("<a@x>", "t1", "Clock drift", "The spectrometer clock drifts at night."),
    "b.eml": ("<b@x>", "t1", "Re: Clock drift", "Tighten the screw."),
    "c.eml": ("<c@x>", "t2", "Lunch", "Pasta at noon."),
}


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    text = "\n".join(map(json.dumps, rows)) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "usrp_users_list"
    folder.mkdir()
    rows = [
        {"id": key, "file": name, "thread": thread, "date": "2021-03-15T08:24:38+00:00"}
        for name, (key, thread, _, _) in MAILS.items()
    ]
    write_lines(folder / "index.jsonl.gz", rows)
    question = {"qid": "q1", "query": "spectrometer clock", "relevant": ["<a@x>", "<b@x>"]}
    write_lines(folder / "thread_queries.dev.jsonl", [question])
    with tarfile.open(folder / "messages.tar.gz", "w:gz") as tar:
        for name, (key, _, subject, text) in MAILS.items():
            raw = f"From: Ann <ann@x.example>\nMessage-ID: {key}\nSubject: {subject}\n\n{text}\n".encode()
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
    return tmp_path


async def test_the_product_is_measured_beside_the_floor_on_the_same_questions(data: Path) -> None:
    corpus = usrp(data)
    assert [document.title for document in corpus.documents] == ["", "", ""]
    async with shelved(corpus, None) as shelf:
        found = (await answered(shelf, groups(corpus.questions)["thread"])).figures()
    assert [row["P@5"] for row in found[PLAIN]] == [0.2]
    assert [row["P@5"] for row in found[PRODUCT]] == [0.4]  # the answer comes with its thread


async def test_a_corpus_in_two_mailboxes_is_searched_as_one(data: Path) -> None:
    corpus = usrp(data)
    halves = type(corpus)(corpus.documents, corpus.texts, corpus.questions, frozenset({"<c@x>"}))
    async with shelved(halves, None, halved=True) as shelf:
        assert len(shelf.asker.mailboxes) == 2
        found = (await answered(shelf, halves.questions)).figures()
    assert set(found) == {PLAIN, PRODUCT}
    assert [row["P@5"] for row in found[PRODUCT]] == [0.4]


async def test_a_corpus_that_is_missing_is_a_row_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILROOM_DATA", str(tmp_path))
    monkeypatch.setenv("EMBEDDING_FILES", "")
    rows = await measure(1)
    assert [row.figure for row in rows] == ["not measured"] * len(CORPORA)
    assert not any(str(tmp_path) in str(row) for row in rows)
    with pytest.raises(FileNotFoundError):
        usrp(tmp_path)
