"""Marked mail, files, events and questions go through all of Mailroom; after disconnecting, no mark is left anywhere.

Everything is real or spoken to over its wire: SQLite's own file, Valkey, Chroma, Slack and Google as stand-ins.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel
from redis.asyncio import Redis
from sqlalchemy import select

from assistant.asking.values import Draught
from assistant.leaving import disconnect, purge
from assistant.proposing import expire_overdue, propose
from assistant.shapes import DraftAnswer, TriageAnswer
from bot.errors import Failure, Temporary
from bot.redis_cache import RedisCache
from bot.rq_doorbell import RqDoorbell
from bot.services import Services
from bot.settings import GOOGLE_SCOPES
from connectors.calendar.source import NewEvent
from connectors.google.oauth import Tokens
from connectors.llm.model import Answer, Prompt, Usage
from jobs.dead_letters import DeadLetterBox
from jobs.leave_mailbox import leave_mailbox
from jobs.prune_mailbox import prune_mailbox
from jobs.read_history import read_history
from jobs.remove_posts import remove_posts
from jobs.runner import Call, Done, find_jobs, perform
from jobs.service_rings import first_syncs
from jobs.sync_mailbox import sync_mailbox
from jobs.welcome import welcome
from sandbox.google.drive import DOCUMENT, File, Person
from sandbox.ledger import ledger
from sandbox.slack.orders import Command
from storage.accounts import Account, Accounts
from storage.db import Database
from storage.drafts import Draft, Drafts, DraftState
from storage.index.library import Library
from storage.questions import Question
from storage.schema import metadata
from tests.cast import ALICE, ALICE_MAIL, judgement_of, reply_of
from tests.database_fixture import Clock
from tests.end_to_end.scan import Scene, leaks
from tests.eventually import eventually
from tests.fakes import write_mail
from tests.handlers.office import Office, open_office
from tests.proposals import asker_of, event_content
from tests.server_process import ServerProcess
from tests.storage.index.stock import WordEmbedder

T = TypeVar("T", bound=BaseModel)
MARKS = {
    name: f"zyx{name}"
    for name in ("sender", "name", "subject", "body", "summary", "reply", "question", "file", "event", "proposal")
}
JOBS = find_jobs("jobs")


class MarkingModel:
    """Judges and writes with marks; plans and words nothing, so that answers list what was found."""

    name = "fake"

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        usage = Usage("openai", "gpt-test", f"{prompt.name}@{prompt.version}", 900, 120, 0, 850)  # type: ignore[arg-type]
        if shape is TriageAnswer:
            said: BaseModel = judgement_of(summary=f"She wants {MARKS['summary']}.")
        elif shape is DraftAnswer:
            said = reply_of(f"Hi,\n\n{MARKS['reply']} will come.\n\nBest,\nAlice")
        else:
            raise Temporary("no model", Failure.MODEL_DOWN)
        assert isinstance(said, shape)
        return Answer(said, usage)

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass(frozen=True)
class Home:
    """Alice's mailbox in all of Mailroom."""

    office: Office
    services: Services
    clock: Clock
    redis: Redis
    queue: RqDoorbell
    account: Account

    async def run(self, rounds: int = 200) -> None:
        """Runs what is rung until nothing is, time passing as the rings want it; each is put into the queue as well."""
        bell = self.office.bell
        for _ in range(rounds):
            if not bell.rings:
                return
            ring = min(bell.rings, key=lambda one: (one.at is not None, one.at or self.clock()))
            bell.rings.remove(ring)
            await self.queue.ring([ring])
            if ring.at is not None and ring.at > self.clock():
                if ring.at > self.clock() + timedelta(minutes=30):
                    continue
                self.clock.advance((ring.at - self.clock()).total_seconds())
            call = Call("1", "1", ring.queue, ring.job, ring.args, ring.timeout, (), 1, 0, ring.correlation, {})
            outcome = await perform(call, JOBS, self.services, DeadLetterBox(self.office.db, bell, JOBS))
            assert isinstance(outcome, Done), (ring.job, outcome)
        raise AssertionError(f"the work does not end: {bell.names}")

    async def places(self) -> dict[str, set[str]]:
        """Which marks stand where."""
        found = {"redis": await self._in_redis(), "slack": self._in_slack()}
        async with self.office.db.reading() as session:
            for name, table in metadata.tables.items():
                rows = str([tuple(row) for row in await session.execute(table.select())])
                found[name] = _marks(rows)
        found["file"] = _marks(await asyncio.to_thread(self._file))
        return {place: marks for place, marks in found.items() if marks}

    def _file(self) -> str:
        """The database as it lies on the disk: freed pages, words and log as well."""
        path = Path(str(self.office.db.engine.url.database))
        return "".join(one.read_bytes().decode("latin-1") for one in path.parent.glob(f"{path.name}*"))

    async def _in_redis(self) -> set[str]:
        marks: set[str] = set()
        async for key in self.redis.scan_iter():
            marks |= _marks(str(key)) | _marks(_readable(await self._value(key)))
        return marks

    async def _value(self, key: bytes) -> Any:
        match await self.redis.type(key):
            case b"string":
                return await self.redis.get(key)
            case b"hash":
                return await self.redis.hgetall(key)
            case b"list":
                return await self.redis.lrange(key, 0, -1)
            case b"set":
                return await self.redis.smembers(key)
            case b"zset":
                return await self.redis.zrange(key, 0, -1)
            case b"stream":
                return await self.redis.xrange(key)
        return b""

    def _in_slack(self) -> set[str]:
        """In what Mailroom wrote and everybody can still read; what people wrote is theirs."""
        bot = self.office.slack.app.bot_user_id
        channels = [self.office.slack.talk.direct("U0ALICE"), *self.office.slack.talk.of(bot)]
        messages = [one for channel in channels for one in channel.messages if one.user == bot]
        return _marks(str([(one.text, one.blocks) for one in messages if not one.ephemeral_for]))


def _marks(text: str) -> set[str]:
    return {name for name, mark in MARKS.items() if mark in text.lower()}


def _readable(value: Any) -> str:
    """A value of Redis as text; the queue compresses its jobs."""
    return " ".join([str(value), *map(str, _unpacked(value))])


def _unpacked(value: Any) -> Iterator[bytes]:
    for one in [*value.values()] if isinstance(value, dict) else []:
        try:
            yield zlib.decompress(one)
        except zlib.error:
            continue


@asynccontextmanager
async def home_of(db: Database, clock: Clock, redis_url: str, chroma_url: str) -> AsyncIterator[Home]:
    """Alice's mailbox, connected, with everything in it read, judged, answered, shown and asked about."""
    async with open_office(db, clock, redis_url=redis_url) as office, Redis.from_url(redis_url) as redis:
        embedder = WordEmbedder()
        library, cache = Library(db, chroma_url, embedder.name), RedisCache(redis_url)
        services = replace(office.services, library=library, embedder=embedder, cache=cache, model=MarkingModel())
        furnish(office, clock)
        access = office.google.oauth.issue(ALICE_MAIL)
        grant = office.google.oauth.holder(access)
        assert grant is not None
        tokens = Tokens(access, grant.refresh_token, clock() + timedelta(hours=1), frozenset(GOOGLE_SCOPES))
        account_id = await services.mailboxes.connect(ALICE, tokens)
        async with db.reading() as session:
            account = await Accounts(session).get(account_id)
        assert account is not None
        home = Home(office, services, clock, redis, RqDoorbell(redis_url), account)
        await live(home)
        try:
            yield home
        finally:
            await library.close()
            await cache.close()
            await home.queue.close()


def furnish(office: Office, clock: Clock) -> None:
    """What lies at Google."""
    google, at = office.google, clock() - timedelta(hours=1)
    for calendar in google.calendars.values():
        calendar.events.clear()
    google.drive.files.clear()
    asked = f"Could you tell me about {MARKS['body']}? I need it by Friday."
    sender = f"{MARKS['name']} <{MARKS['sender']}@brightwater.example>"
    raw = write_mail(sender, f"On {MARKS['subject']}", asked, to=ALICE_MAIL)
    google.furnish(raw, [ALICE_MAIL], "inbox", at, unread=True)
    owner = Person(ALICE_MAIL, "Alice Marsh", "owner")
    google.drive.put(File("f1", f"{MARKS['file']} plan", DOCUMENT, b"Numbers of zyxfile", [owner], at, at))


async def live(home: Home) -> None:
    """Everything that can happen to what lies there."""
    office, services, clock = home.office, home.services, home.clock
    begins = clock() + timedelta(days=1)
    calendar = services.mailboxes.calendar(home.account.id)
    event = NewEvent(f"{MARKS['event']} review", begins, begins + timedelta(hours=1), "UTC", (), "Room 4", "")
    await calendar.create("abcde12345", event)
    mails = [sync_mailbox.ring(home.account.id), read_history.ring(home.account.id)]
    await office.bell.ring([*mails, *await first_syncs(services, home.account.id)])
    await welcome(services, home.account.id)
    await home.run()
    words = f"what about {MARKS['question']} {MARKS['body']} {MARKS['event']} {MARKS['file']}?"
    await office.human("U0ALICE").command(Command(command="/ask", text=words))
    await eventually(lambda: bool(office.bell.of("answer_question")))
    await home.run()
    async with office.db.reading() as session:
        (question,) = await session.scalars(select(Question.id))
    draught = Draught("event.create", home.account.id, event_content(title=MARKS["proposal"], guests=[]), {})
    (proposal,) = await propose(office.db, question, asker_of(home.account, office.db), [draught])
    await JOBS["jobs.draw_proposal.draw_proposal"](services, proposal)
    await home.run()


@pytest.fixture
async def home(
    sqlite_db: Database, clock: Clock, redis_url: str, chroma: ServerProcess, tmp_path: Path
) -> AsyncIterator[Home]:
    """The mailbox. Whatever became of it, no secret and no mail stands where it should not."""
    async with home_of(sqlite_db, clock, redis_url, chroma.url) as lived:
        yield lived
        assert leaks(Scene(tmp_path, {}, ledger(lived.office.google, lived.office.slack), redis_url)) == []


async def test_no_mark_is_left_of_what_was_disconnected(capsys: pytest.CaptureFixture[str], home: Home) -> None:
    before = await home.places()
    assert before["slack"] == before["file"] == set(MARKS), before
    assert {"messages", "verdicts", "draft_versions", "documents", "contacts", "questions", "proposals"} <= set(before)
    assert before["redis"]
    assert home.services.library.vectors is not None
    names = await home.services.library.vectors._names(home.account.id)
    assert names
    await disconnect(home.office.db, ALICE, home.account.id, drops_drafts=True)
    home.office.bell.rings.clear()
    await home.office.bell.ring([leave_mailbox.ring(home.account.id), remove_posts.ring(home.account.user_id)])
    await home.run()
    assert await home.places() == {}
    assert await home.services.library.vectors._names(home.account.id) == []
    assert home.account.id not in str([key async for key in home.redis.scan_iter("mailroom:cache:*")])
    logged = capsys.readouterr().out
    assert "triage_message" in logged and "leave_mailbox" in logged and not _marks(logged)
    assert list(home.office.google.boxes[ALICE_MAIL].drafts()) == []


async def test_a_purge_leaves_no_mark_in_slack(home: Home) -> None:
    assert home._in_slack() == set(MARKS)
    user_id, _ = await purge(home.office.db, ALICE, open_too=True)
    await remove_posts(home.services, user_id)
    await home.run()
    assert home._in_slack() == set()
    assert "messages" in await home.places()


async def test_retention_leaves_no_mark_of_what_is_old(home: Home) -> None:
    async with home.office.db.transaction() as session:
        await Accounts(session).change(home.account.id, preferences={"keep_days": 30})
        (draft,) = await session.scalars(select(Draft.id))
        assert await Drafts(session).claim(draft, DraftState.READY, DraftState.DISCARDED, home.clock())
    home.clock.advance(86_400 * 40)
    await expire_overdue(home.office.db)
    for _ in range(2):  # what has just come to its end is old a month later
        await home.office.bell.ring([prune_mailbox.ring(home.account.id)])
        await home.run()
        home.clock.advance(86_400 * 40)
    left = await home.places()
    assert "slack" not in left
    assert {mark for place in left.keys() & metadata.tables.keys() for mark in left[place]} == {"file", "event"}, left
