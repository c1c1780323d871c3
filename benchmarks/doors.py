"""The doors under load: push notices a second beside a bare handler, and how fast clicks are acknowledged."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select

from benchmarks.bench import Bench, bench, process, say, until_answers, workers
from benchmarks.copies import copy_mail
from benchmarks.life import order
from benchmarks.load import AT_ONCE, Clicks, Pushes, generate
from benchmarks.table import Row, percentile, spread
from sandbox.google.keys import ISSUER
from sandbox.launch import HOST, free_port
from sandbox.server import PUSH_ACCOUNT
from storage.accounts import Accounts, AccountState
from storage.drafts import Draft, DraftState
from storage.messages import Message, MessageState
from storage.pushes import Push
from storage.users import Users
from storage.workspaces import Workspaces

ACCOUNTS, NOTICES, OWN_TOKENS = 200, 6000, 1000
CLICKS, CLICKS_A_SECOND = 500, 100
MODEL_MS = 1000


@dataclass
class _Runs:
    """The figures of each run of one kind."""

    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    async def add(self, load: Pushes | Clicks) -> None:
        found = await generate(load)
        self.rate.append(len(found["waits"]) / found["seconds"])
        self.p50.append(percentile(found["waits"], 0.5))
        self.p99.append(percentile(found["waits"], 0.99))

    @property
    def waits(self) -> str:
        return f"p50 {spread(self.p50, 1)} ms, p99 {spread(self.p99, 1)} ms"


async def _people(here: Bench) -> list[str]:
    """Mailboxes to be notified of; nobody works on them, only the door is measured."""
    now, emails = here.db.now(), [f"person{n}@bench.example" for n in range(ACCOUNTS)]
    async with here.db.transaction() as session:
        await Workspaces(session).ensure("T0BENCH", now)
        user = await Users(session).ensure("T0BENCH", "U0BENCH", now)
        for email in emails:
            account = await Accounts(session).connect(user.id, email, now)
            await Accounts(session).change(account.id, state=AccountState.CONNECTED)
    return emails


async def _stored(here: Bench) -> int:
    async with here.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(Push)) or 0


def _tokens(here: Bench, number: int) -> list[str]:
    """So many different tokens, each good for this app."""
    google, audience = here.stage.google, here.plan.environment["PUBSUB_AUDIENCE"]
    issued = int(google.now().timestamp())
    claims = {"aud": audience, "email": PUSH_ACCOUNT, "email_verified": True, "iss": ISSUER}
    times = {"iat": issued, "exp": issued + 3600}
    return [google.keys.sign({**claims, **times, "jti": f"bench{n}"}) for n in range(number)]


async def _refuses(here: Bench, load: Pushes) -> None:
    """The door is not open to everyone: a token of somebody else's must be refused, or its speed says nothing."""
    head, _, _ = load.tokens[0].rpartition(".")
    async with here.http.post(load.url, data=b"{}", headers={"Authorization": f"Bearer {head}.AAAA"}) as answer:
        if answer.status != 401:
            raise RuntimeError(f"a forged push was answered with {answer.status}")


async def _push_rows(runs: int) -> list[Row]:
    ours, own, bare, sent = _Runs(), _Runs(), _Runs(), 0
    async with bench() as here:
        emails, port = await _people(here), free_port()
        url, bare_url = f"{here.where.app}/api/webhook/gmail", f"http://{HOST}:{port}/"
        async with process(here.folder, here.plan.environment, "benchmarks.bare", str(port)):
            await until_answers(f"{bare_url}up", here.http)

            async def load(kind: _Runs, target: str, tokens: list[str], number: int) -> None:
                nonlocal sent
                pushes, before = Pushes(target, emails, tokens, sent, number), await _stored(here)
                await kind.add(pushes)
                if target == url:
                    await _refuses(here, pushes)
                    sent += number
                    if await _stored(here) - before != number:
                        raise RuntimeError("not every notice that was answered is stored")

            token = [here.stage.google.pusher.token()]
            await load(_Runs(), url, token, 500)  # both are warm before they count
            await load(_Runs(), bare_url, token, 500)
            for run in range(runs):
                say(f"doors: pushes, run {run + 1} of {runs}")
                await load(ours, url, token, NOTICES)
                await load(bare, bare_url, token, NOTICES)
                await load(own, url, _tokens(here, OWN_TOKENS), OWN_TOKENS)
    return _as_rows(ours, own, bare, runs)


def _as_rows(ours: _Runs, own: _Runs, bare: _Runs, runs: int) -> list[Row]:
    shares = [mine / theirs for mine, theirs in zip(ours.rate, bare.rate, strict=True)]
    beside = f"bare aiohttp handler {spread(bare.rate)}: {spread([100 * share for share in shares])} % of it"
    slow = f"bare handler {bare.waits}"
    return [
        Row(
            "push notices verified and durably stored, a second (one token for all, as Pub/Sub sends them)",
            spread(ours.rate),
            beside,
            f"{runs} x {NOTICES}, {AT_ONCE} at once",
        ),
        Row("how long a push takes under that load", ours.waits, slow, f"{runs} x {NOTICES}, {AT_ONCE} at once"),
        Row(
            "push notices a second when each has a token never seen before",
            spread(own.rate),
            "–",
            f"{runs} x {OWN_TOKENS}, {AT_ONCE} at once",
        ),
    ]


async def _a_card(here: Bench) -> str:
    """A mail with its card, whose rows are then copied."""
    await here.deliver(order(0))
    await here.until_cards(1)
    async with here.db.reading() as session:
        found = await session.scalar(select(Draft.message_id).where(Draft.state == DraftState.READY))
    assert found is not None
    return found


@asynccontextmanager
async def _mail_comes(here: Bench) -> AsyncIterator[None]:
    """Mail without end, faster than one worker gets done: as long as the block runs its hands are full."""

    async def deliver() -> None:
        for number in itertools.count(1):
            await here.deliver(order(number))
            await asyncio.sleep(0.05)

    mail = asyncio.create_task(deliver())
    try:
        yield
    finally:
        mail.cancel()
        await asyncio.gather(mail, return_exceptions=True)


async def _approved(here: Bench) -> int:
    async with here.db.reading() as session:
        query = select(func.count()).select_from(Draft).where(Draft.state == DraftState.APPROVED)
        return await session.scalar(query) or 0


async def _clicking(here: Bench, kind: _Runs, message_id: str, first: int) -> None:
    """Clicks on as many cards; every one must have been acted on in the end, not only acknowledged."""
    versions = await copy_mail(here.db, message_id, CLICKS, first=first)
    before = await _approved(here)
    secret = here.plan.environment["SLACK_SIGNING_SECRET"]
    await kind.add(Clicks(f"{here.where.app}/slack/events", secret, versions, CLICKS_A_SECOND))
    async with asyncio.timeout(30):
        while await _approved(here) - before < CLICKS:  # noqa: ASYNC110 - it is another process that acts
            await asyncio.sleep(0.1)


async def _worked_off(here: Bench) -> None:
    """Waits until the mail that came meanwhile is no load any more."""
    await here.until_synced(180)
    unfinished = select(func.count()).where(Message.state.in_([MessageState.FOUND, MessageState.JUDGED]))
    async with asyncio.timeout(180):
        while True:
            async with here.db.reading() as session:
                if not await session.scalar(unfinished):
                    return
            await asyncio.sleep(0.2)


async def _click_rows(runs: int) -> list[Row]:
    idle, busy = _Runs(), _Runs()
    async with bench(UNDO_SECONDS="600") as here, workers(here):
        message_id = await _a_card(here)
        for run in range(runs):
            say(f"doors: clicks, run {run + 1} of {runs}")
            here.stage.models.latency_ms = 0
            await _clicking(here, idle, message_id, 2 * run * CLICKS)
            here.stage.models.latency_ms = MODEL_MS
            async with _mail_comes(here):
                await here.until_cards(here.cards() + 10)
                await _clicking(here, busy, message_id, (2 * run + 1) * CLICKS)
            await _worked_off(here)
    n, limit = f"{runs} x {CLICKS}", "Slack allows 3000 ms"
    return [
        Row(f"Slack click acknowledged, {CLICKS_A_SECOND} a second, no mail comes", idle.waits, limit, n),
        Row(f"Slack click acknowledged, {CLICKS_A_SECOND} a second, the worker is full of mail", busy.waits, limit, n),
    ]


async def measure(runs: int) -> list[Row]:
    """Push rate without workers, then clicks with one."""
    return [*await _push_rows(runs), *await _click_rows(runs)]
