"""The scan finds what is planted: each kind of secret and of words of mail, in each place where it looks."""

import base64
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from redis import Redis

from tests.end_to_end.scan import Scene, leaks, places

TOKEN, STATE, LINK = "ya29.a0planted-token_of-Alice", "planted-state-of-a-connection", "planted.link-to.google-page"
KEY = base64.b64encode(bytes(range(32))).decode()
SUBJECT, LINE = "Samples of the grating", "they broke on the way to our cellar"
MAIL = {"owner": "U0ALICE", "subject": SUBJECT, "text": f"Dear Alice,\n\n{LINE}, sadly.\n\nSarah"}
BOBS = {"owner": "U0BOB", "subject": "Zebra crossings", "text": "Where are the keys of the old van?"}


@dataclass
class Planted:
    """A small application as it lies there, with everything where it belongs."""

    folder: Path
    redis: str
    told: list[dict[str, Any]] = field(default_factory=list)
    whole: bool = True

    def __post_init__(self) -> None:
        for name in ("logs", "valkey/appendonlydir"):
            (self.folder / name).mkdir(parents=True)
        self.sql("CREATE TABLE messages (id TEXT, email TEXT, labels TEXT)")
        self.sql("CREATE TABLE accounts (id TEXT, tokens TEXT, state TEXT)")
        self.sql("INSERT INTO messages VALUES ('1', ?, '[]')", json.dumps(MAIL, ensure_ascii=True))
        self.sql("INSERT INTO accounts VALUES ('1', 'v1.k1.c2VhbGVk', 'connected')")
        self.log('{"event": "mail read", "message": "1"}')
        self.journal("SET", "mailroom:cache:answer:1", LINE, "PXAT", "1764370000000")
        self.tell("U0ALICE", SUBJECT, f"http://app/auth/google/start?link={LINK}")

    def sql(self, statement: str, *values: str) -> None:
        with sqlite3.connect(self.folder / "mailroom.db") as base:
            base.execute(statement, values)

    def log(self, line: str) -> None:
        with (self.folder / "logs/web.log").open("a") as file:
            file.write(f"{line}\n")

    def journal(self, *words: str) -> None:
        sizes = "".join(f"${len(one.encode())}\r\n{one}\r\n" for one in words)
        with (self.folder / "valkey/appendonlydir/appendonly.aof.1.incr.aof").open("a", newline="") as file:
            file.write(f"*{len(words)}\r\n{sizes}")

    def keep(self, key: str, value: str, seconds: int | None = None) -> None:
        with Redis.from_url(self.redis) as client:
            client.set(key, value, ex=seconds)

    def tell(self, reader: str, *words: str) -> None:
        self.told.append({"method": "chat.postMessage", "readers": reader.split(), "body": json.dumps(words)})

    def found(self) -> list[str]:
        secrets = [["access token", TOKEN], ["state", STATE]]
        ledger = {"secrets": secrets, "mails": [MAIL, BOBS], "told": self.told, "whole": self.whole}
        return leaks(self.scene(ledger))

    def scene(self, ledger: dict[str, Any]) -> Scene:
        return Scene(self.folder, {"TOKEN_KEYS": f"k1:{KEY}", "SLACK_BOT_TOKEN": "xoxb-planted"}, ledger, self.redis)


@pytest.fixture
def planted(tmp_path: Path, redis_url: str) -> Planted:
    """All is well in it."""
    return Planted(tmp_path, redis_url)


PLANTS: dict[str, tuple[Callable[[Planted], None], str]] = {
    "a token in a log": (lambda it: it.log(f'{{"event": "asked with {TOKEN}"}}'), "access token 0 stands in logs"),
    "a token in an address": (lambda it: it.log(f"GET /?q={quote(TOKEN + '/=')}"), "access token 0 stands in logs"),
    "a token in base64": (
        lambda it: it.log(base64.b64encode(f"user:{TOKEN}".encode()).decode()), "access token 0 stands in logs"
    ),
    "a token in the database": (
        lambda it: it.sql("UPDATE accounts SET state = ?", TOKEN), "access token 0 stands in mailroom.db"
    ),
    "a token in Redis": (lambda it: it.keep("mailroom:cache:x", TOKEN, 60), "access token 0 stands in Redis"),
    "a token in what Redis has held": (lambda it: it.journal("SET", "rq:1", TOKEN), "access token 0 stands in Redis"),
    "a token in Slack": (lambda it: it.tell("U0ALICE", TOKEN), "access token 0 stands in payloads"),
    "a key in a log": (lambda it: it.log(KEY), "TOKEN_KEYS 0 stands in logs/web.log"),
    "a state in the database": (lambda it: it.sql("UPDATE messages SET id = ?", STATE), "state 1 stands in mail"),
    "a setting in Slack": (lambda it: it.tell("U0ALICE", "xoxb-planted"), "SLACK_BOT_TOKEN stands in payloads"),
    "a link told to another": (lambda it: it.tell("U0BOB", f"/start?link={LINK}"), "link 0 was told to"),
    "a link in a log": (lambda it: it.log(f"GET /auth/google/start?link={LINK}"), "link 0 stands in logs/web.log"),
    "a sealed text that no rotation knows": (
        lambda it: it.sql("UPDATE messages SET labels = 'v1.k1.c2VhbGVk'"), "sealed text stands in messages.labels"
    ),
    "a subject in Redis": (lambda it: it.keep("rq:job:1", SUBJECT), "mail stands in Redis: rq:job:1"),
    "a subject in a cache without end": (lambda it: it.keep("mailroom:cache:x", SUBJECT), "mail stands in Redis"),
    "a subject in a cache that lasts": (lambda it: it.keep("mailroom:cache:x", SUBJECT, 9999), "mail stands in Redis"),
    "a subject in what Redis has held": (lambda it: it.journal("HSET", "rq:2", "d", SUBJECT), "mail stands in Redis"),
    "a body in another column": (
        lambda it: it.sql("UPDATE accounts SET state = ?", LINE), "mail stands in accounts.state"
    ),
    "some words of a body in a new table": (
        lambda it: it.sql(f"CREATE TABLE jotted AS SELECT '{LINE[10:]}' AS words"), "mail stands in jotted.words"
    ),
    "a subject of two words in a log": (lambda it: it.log("about Zebra crossings"), "mail stands in web.log"),
    "a body in a log": (lambda it: it.log(json.dumps({"error": repr(f"…\n{LINE}")})), "mail stands in web.log"),
    "a body in a log, escaped": (lambda it: it.log(quote(f"?text={LINE}")), "mail stands in web.log"),
    "a stranger's mail in Slack": (
        lambda it: it.tell("U0BOB", f"Sarah writes: {LINE}"), "mail of others stands in chat.postMessage to ['U0BOB']"
    ),
    "mail in a channel": (lambda it: it.tell("U0ALICE U0BOB", LINE), "mail of others stands in chat.postMessage to"),
    "mail that nobody can be said to read": (lambda it: it.tell("", SUBJECT), "mail of others stands in"),
}  # fmt: skip


def test_where_all_stands_as_it_should_nothing_is_found(planted: Planted) -> None:
    planted.keep("mailroom:cache:x", SUBJECT, 60)
    planted.tell("U0BOB", "Where are the keys of the old van?")
    assert planted.found() == []


@pytest.mark.parametrize("what", PLANTS)
def test_what_is_planted_is_found_and_nothing_else(planted: Planted, what: str) -> None:
    plant, words = PLANTS[what]
    plant(planted)
    found = planted.found()
    assert found and all(words in line for line in found)


def test_an_answer_may_be_shown_to_a_channel_as_its_form_showed_it_and_no_more(planted: Planted) -> None:
    form = {"callback_id": "answer_published", "blocks": [LINE]}
    planted.told.append({"method": "views.open", "readers": ["U0ALICE"], "body": json.dumps({"view": form})})
    planted.tell("U0ALICE U0BOB", LINE)
    assert planted.found() == []
    planted.tell("U0ALICE U0BOB", SUBJECT)
    assert len(planted.found()) == 1


def test_a_ledger_that_has_forgotten_something_proves_nothing(planted: Planted) -> None:
    planted.whole = False
    assert len(planted.found()) == 1


def test_a_word_is_found_wherever_it_stands(planted: Planted) -> None:
    planted.log("cellar")
    ledger = {"secrets": [], "mails": [], "told": [], "whole": True}
    found = places(planted.scene(ledger), "cellar")
    assert found == {"messages.email", "mailroom:cache:", "logs/web.log"}
