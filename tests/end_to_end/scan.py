"""Looking for what must not be there: through a whole application's database, Redis, logs, processes, and Slack.

No secret may stand anywhere but sealed, no words of a mail but in the columns named here, in caches of Redis that end,
and in Slack before the eyes of the mail's owner.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from storage.sealed import PLACES
from tests.end_to_end.hidden import Hidden
from tests.end_to_end.phrases import Phrases
from tests.end_to_end.valkey_files import CACHE, HOUR, Kept, kept_now, kept_on_disk

# Where words of mail stand in the database, and nowhere else in it.
COLUMNS = frozenset(
    {
        "messages.email",  # the mail as it was read
        "verdicts.reasoning", "verdicts.summary", "verdicts.tags", "verdicts.action_items",  # what a model made of it
        "draft_versions.subject", "draft_versions.body", "draft_versions.missing",  # the reply
        "draft_versions.flags",  # what looks suspicious, quoted
        "documents.title", "documents.text", "documents.quoted", "documents.attachments",  # what can be asked about
        "questions.text", "questions.reading", "questions.plan",  # a question, in its asker's words
        "questions.sources", "questions.answer", "questions.actions",  # its answer
        "proposals.content", "proposals.basis", "proposals.previous", "proposals.result",  # what is to be approved
        "pieces.text", "terms.term", "words.title", "words.body", "words.quoted",  # the index of a mailbox
        "words_data.block", "words_content.c0", "words_content.c2", "words_content.c3",  # and what that is made of
        "draft_versions.to", "draft_versions.cc", "draft_versions.bcc",
        "contacts.name", "documents.sender_name", "documents.editor_name", "documents.people",  # names
        "words.people", "words_content.c1",  # names
        "accounts.aliases",  # the owner's own signature, which stands under what they write
    }
)  # fmt: skip
_INDEX = re.compile(r"^(words|pieces|terms)_\d+_[0-9a-f]{32}")
_GIVEN = ("_KEY", "_SECRET", "_TOKEN", "TOKEN_KEYS")
_LINKS = re.compile(r"[?&](?:link|ticket)=([\w.~%-]{20,})")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@dataclass(frozen=True)
class Scene:
    """Where a whole application has its things, what it was given, and what the stand-ins know of it (their ledger).

    `redis` is the address of its Redis, `pids` are its processes; none if they have ended.
    """

    folder: Path
    environment: Mapping[str, str]
    ledger: Mapping[str, Any]
    redis: str = ""
    pids: Sequence[int] = ()

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Every secret that it worked with: what it is -> its text."""
        env = self.environment
        found = {name: text for name, text in env.items() if name.endswith(_GIVEN[:3]) and text}
        keys = [one.partition(":")[2] for one in env.get("TOKEN_KEYS", "").split(",")]
        found |= {f"TOKEN_KEYS {n}": key for n, key in enumerate(keys) if key}
        return found | {f"{kind} {n}": text for n, (kind, text) in enumerate(self.ledger["secrets"])} | self.links

    @cached_property
    def hidden(self) -> Hidden:
        """The same, to be found."""
        return Hidden(self.secrets)

    @cached_property
    def links(self) -> dict[str, str]:
        """What opens a link that was sent to somebody in Slack: how often, and its text."""
        seen = dict.fromkeys(text for told in self.ledger["told"] for text in _LINKS.findall(told["body"]))
        return {f"link {n}": text for n, text in enumerate(seen)}

    @cached_property
    def phrases(self) -> Phrases:
        """The words of every mail that Gmail has served, sent or kept as a draft."""
        made = Phrases()
        for mail in self.ledger["mails"]:
            made.add(mail["owner"], mail["subject"], 2)
            made.add(mail["owner"], mail["text"], 3)  # names stand alone on a line, and are kept as names are
        return made

    @contextlib.contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The database, for reading."""
        address = f"file:{self.folder}/mailroom.db?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
            connection.text_factory = bytes
            yield connection

    def columns(self) -> Iterator[tuple[str, str]]:
        """Each column with all that stands in it."""
        with self.database() as base:
            for (name,) in base.execute(_TABLES).fetchall():
                table = name.decode()
                rows = base.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names out of the schema
                names = [f"{_kind(table)}.{column[0]}" for column in rows.description]
                values = zip(*rows.fetchall(), strict=True)
                for named, column in zip(names, values, strict=False):  # an empty table has no values
                    yield named, "\n".join(map(_text, column))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file that it has written, and what others may see of its processes."""
        for file in sorted(self.folder.rglob("*")):
            # the launcher keeps the keys in a file of their own; what Redis has written is read command by command
            if file.is_file() and file.name != "token.key" and file.suffix != ".aof":
                yield str(file.relative_to(self.folder)), file.read_bytes()
        for pid in self.pids:
            yield f"command line {pid}", Path(f"/proc/{pid}/cmdline").read_bytes()

    def kept(self) -> Iterator[Kept]:
        """What stands and stood in Redis."""
        yield from kept_on_disk(self.folder / "valkey")
        if self.redis:
            yield from kept_now(self.redis)

    def logs(self) -> Iterator[tuple[str, str]]:
        """What all processes have logged."""
        yield from ((file.name, file.read_text(errors="replace")) for file in self.folder.rglob("*.log"))


def leaks(scene: Scene) -> list[str]:
    """What stands where it should not, a line each; empty if all is well."""
    found = [*_secrets_in_files(scene), *_secrets_in_redis(scene), *_secrets_in_slack(scene), *_sealed(scene)]
    found += [*_words_in_columns(scene), *_words_in_redis(scene), *_words_elsewhere(scene), *_words_in_slack(scene)]
    return found if scene.ledger["whole"] else ["Slack's stand-in does not remember all that it was told", *found]


def _kind(table: str) -> str:
    """A table's name, without the mailbox's where each has its own."""
    return _INDEX.sub(r"\1", table)


def places(scene: Scene, word: str) -> set[str]:
    """Where a word stands: columns, keys of Redis (those of the cache are one), files of logs and command lines."""
    found = {name for name, text in scene.columns() if word in text.lower()}
    for kept in scene.kept():
        if word in f"{kept.key} {kept.text}".lower():
            found.add(CACHE if may_hold_mail(kept) else f"Redis: {kept.key}")
    texts = ((name, data) for name, data in scene.files() if not name.startswith("mailroom.db"))
    return found | {name for name, data in texts if word.encode() in data.lower()}


def may_hold_mail(kept: Kept) -> bool:
    """Whether it is a cache that ends in time."""
    return kept.key.startswith(CACHE) and kept.ends and kept.seconds <= HOUR


def _sealed(scene: Scene) -> Iterator[str]:
    """Columns with sealed texts that no rotation knows of: they could not be read once the old key is gone."""
    known = {place.name for place in PLACES}
    for name, text in scene.columns():
        if "v1.k1." in text and name not in known:
            yield f"sealed text stands in {name}, which no rotation of keys knows of"


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else "" if value is None else str(value)


def _secrets_in_files(scene: Scene) -> Iterator[str]:
    for name, data in scene.files():
        yield from (f"{secret} stands in {name}" for secret in scene.hidden.found(data))
    given = "\0".join(scene.environment.values())
    others = Hidden({name: text for name, text in scene.secrets.items() if text not in given})
    for pid in scene.pids:
        data = Path(f"/proc/{pid}/environ").read_bytes()
        yield from (f"{secret} stands in the environment of {pid}" for secret in others.found(data))


def _secrets_in_redis(scene: Scene) -> Iterator[str]:
    hidden, kept = scene.hidden, list(scene.kept())
    for name in hidden.found("\n".join(f"{one.key} {one.text}" for one in kept).encode()):
        where = {one.key for one in kept if hidden.holds(name, f"{one.key} {one.text}".encode())}
        yield f"{name} stands in Redis: {sorted(where)[:5]}"


def _secrets_in_slack(scene: Scene) -> Iterator[str]:
    """A link is told to one person, who is to open it; nothing else is told to anybody."""
    hidden, told = scene.hidden, scene.ledger["told"]
    for name in hidden.found("\n".join(one["body"] for one in told).encode()):
        payloads = [one for one in told if hidden.holds(name, one["body"].encode())]
        readers = sorted({reader for one in payloads for reader in one["readers"]})
        if name not in scene.links:
            yield f"{name} stands in payloads to Slack: {sorted({one['method'] for one in payloads})}"
        elif len(readers) != 1:
            yield f"{name} was told to {readers}"


def _words_in_columns(scene: Scene) -> Iterator[str]:
    for name, text in scene.columns():
        if name not in COLUMNS and (found := scene.phrases.found(text)):
            yield f"mail stands in {name}: {sorted(found)[:5]}"


def _words_in_redis(scene: Scene) -> Iterator[str]:
    for kept in scene.kept():
        if not may_hold_mail(kept) and (found := scene.phrases.found(kept.text)):
            yield f"mail stands in Redis: {kept.key}: {sorted(found)[:5]}"


def _words_elsewhere(scene: Scene) -> Iterator[str]:
    for name, text in scene.logs():
        if found := scene.phrases.found(text):
            yield f"mail stands in {name}: {sorted(found)[:5]}"
    for pid in scene.pids:
        for file in ("cmdline", "environ"):
            if found := scene.phrases.found(Path(f"/proc/{pid}/{file}").read_text(errors="replace")):
                yield f"mail stands in {file} of {pid}: {sorted(found)[:5]}"


def _words_in_slack(scene: Scene) -> Iterator[str]:
    """Before whom mail appears: its owner, and a channel where they share an answer, as the form showed it to them."""
    shown = (told["body"] for told in scene.ledger["told"] if '"answer_published"' in told["body"])
    shared = set[str]().union(*(scene.phrases.found(form) for form in shown))
    for told in scene.ledger["told"]:
        strange = scene.phrases.others(scene.phrases.found(told["body"]), told["readers"])
        in_channel = len(told["readers"]) > 1
        if strange := [run for run in strange if not (in_channel and run in shared)]:
            yield f"mail of others stands in {told['method']} to {told['readers']}: {strange[:5]}"
