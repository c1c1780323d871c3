"""Real mail, where it is at hand: no exception, in time, and in agreement with what others read."""

import json
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.clean import clean_text
from connectors.mail.parts import leaves, parse_parts
from connectors.mail.read import read_email

DATA = Path(os.environ.get("MAILROOM_DATA", Path(__file__).parents[4] / "shared" / "data"))
FIXTURES = DATA / "mime_fixtures" / "fixtures.tar.gz"
CORPORA = {
    "spamassassin": DATA / "spamassassin" / "messages.dev.tar.gz",
    "usrp_users_list": DATA / "usrp_users_list" / "messages.tar.gz",
    "enron_raw": DATA / "enron_raw" / "enron_raw.tar.gz",
}
SAMPLE = 400


def files_of(archive: Path) -> Iterator[tuple[str, bytes]]:
    if not archive.exists():
        pytest.skip(f"{archive.name} is not here; set MAILROOM_DATA to where the evaluation data is")
    with tarfile.open(archive) as opened:
        for member in opened:
            file = opened.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()


@pytest.mark.parametrize("name", CORPORA)
def test_real_mail_is_read_in_time(name: str) -> None:
    took: list[float] = []
    for number, (_, raw) in enumerate(files_of(CORPORA[name])):
        if number % 5 == 0:
            began = time.process_time()
            email = read_email(raw)
            took.append(time.process_time() - began)
            assert "\r" not in email.text
        if len(took) == SAMPLE:
            break
    assert sorted(took)[int(len(took) * 0.99)] < 0.05


def expected_texts(document: Any) -> list[str]:
    bodies = [part["body"] for part in document["parts"] if isinstance(part["body"], dict)]
    return [str(body.get("Text", body.get("Html"))) for body in bodies if "Text" in body or "Html" in body]


def test_parts_agree_with_another_parser() -> None:
    """Nearly all texts are read alike, of the fixtures that are mail rather than fuzz and whose parse is undamaged."""
    found = dict(files_of(FIXTURES))
    alike = total = 0
    for name, raw in found.items():
        expected = found.get(name.removesuffix(".eml") + ".json") if name.startswith("stalwart/") else None
        if not name.endswith(".eml") or expected is None or "/malformed/" in name:
            continue
        ours = {" ".join(clean_text(leaf.text).split()) for leaf in leaves(parse_parts(raw)[1])}
        for text in expected_texts(json.loads(expected)):
            if "\ufffd" not in text:
                total += 1
                alike += " ".join(clean_text(text).split()) in ours
    assert total > 100
    assert alike / total > 0.95


def test_the_replies_of_twelve_mail_programs_are_found() -> None:
    replies = {
        name: read_email(raw)
        for name, raw in files_of(FIXTURES)
        if name.startswith("talon/standard_replies/") and name.endswith(".eml")
    }
    assert len(replies) == 12
    assert {name: email.text.strip() for name, email in replies.items()} == dict.fromkeys(replies, "Hello")
