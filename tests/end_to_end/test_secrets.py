"""No token, key, subject or body stands where it should not, whatever went right or wrong before (SPEC AC4, SE3).

Every whole application that a test starts is looked through at its end; in this one all has happened that can.
"""

import contextlib
import io
import re
import secrets
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot.queue import Ring
from bot.rq_doorbell import RqDoorbell
from bot.settings import Settings
from jobs.leave_mailbox import leave_mailbox
from jobs.prune_mailbox import prune_mailbox
from sandbox.household import PEOPLE
from storage.crypto import Vault
from storage.db import open_database
from storage.rotation import Tally, rotate
from storage.sealed import PLACES
from tests.end_to_end.play import ALICE, ALICES, BOB, BOBS, SARAH, Json, Play, direct, until, words_of
from tests.end_to_end.scan import COLUMNS, leaks, places
from tests.end_to_end.stack import Stack, start_stack
from tests.end_to_end.valkey_files import CACHE

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEPT = {"messages.email", "draft_versions.body", "documents.title"}
TURN = {f"questions.{name}" for name in ("text", "reading", "plan", "sources", "answer")} | {CACHE}
HURRIED = {"web": "bot", "worker": "benchmarks.chaos.hurried jobs.worker"}
ROOM, OLD = "C0INBOX", timedelta(days=40)
FILLING = "\n\n".join(f"This is the paragraph number {n} of a mail that is longer than its preview." for n in range(5))


def word() -> str:
    """A word that stands nowhere else."""
    return "zyx" + "".join(secrets.choice("abcdefghijklm") for _ in range(10))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Mailroom of its own, with a worker that does not rest long before it tries again."""
    with start_stack(
        tmp_path_factory.mktemp("secrets"), ("web", "worker"), PEOPLE, HURRIED, UNDO_SECONDS="1"
    ) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def play(house: Stack) -> AsyncIterator[Play]:
    """Its stand-ins."""
    async with aiohttp.ClientSession() as http:
        playing = Play(http, house.stage)
        await playing.put_right()
        yield playing


async def types(play: Play, command: str, text: str) -> None:
    """Alice types a command."""
    await play.post(f"slack/{ALICE}/command", {"command": command, "text": text, "channel": direct(ALICE)})


async def types_and_presses(play: Play, text: str, button: str) -> None:
    """Alice types a command and presses a button of what only she sees then."""
    await types(play, "/mailroom", text)
    await play.click(await play.whispered(button), button)


async def submits(play: Play, values: Mapping[str, Any]) -> None:
    """Alice fills in fields of the form before her, named as their blocks are, and submits it."""
    (view,) = await until(lambda: play.get(f"slack/{ALICE}/views"), what="a form")
    entries = {name: {name: value} for name, value in values.items()}
    assert (await play.post(f"slack/{ALICE}/submit", {"view_id": view["id"], "values": entries}))["ok"]


async def answers_a_mail(play: Play, subject: str, body: str, edit: str) -> None:
    """A model fails, Gmail is cut off, and Alice's own words go out in the end."""
    await play.fault("openai", "*", "malformed")
    await play.fault("gmail", "drafts.create", "cut_after")
    asked = f"Hello Alice,\n\n{FILLING}\n\ncould you send me the {body} by Friday?\n\nSarah"
    await play.deliver(f"On {subject}", asked)
    await play.click(await play.card(subject, seconds=60), "edit_clicked")
    await submits(play, {"body": f"Dear Sarah, {edit} follows.\n\n{FILLING}\n\nMore of the {edit} will come.\n\nAlice"})
    await play.card(subject, edit)
    await play.click(await play.card(subject, edit), "send_clicked")
    await play.sent(subject)


async def asks_and_shares(play: Play, house: Stack, body: str, asked: str) -> None:
    """Alice asks and shows the answer to a channel."""
    await types(play, "/ask", f"What did Sarah say about {body} and {asked}?")

    async def answered() -> bool:
        return bool(house.query("SELECT 1 FROM questions WHERE state = 'answered'"))

    await until(answered, 60, "an answer")
    (answer,) = await play.said("answer_shared")
    await play.click(answer, "answer_shared")
    await submits(play, {"target": ROOM})

    async def shared() -> list[Json]:
        posts: list[Json] = await play.get(f"slack/{BOB}/channels/{ROOM}/messages")
        return [post for post in posts if asked in words_of(post)]

    await until(shared, what="the answer in the channel")


async def meets_a_broken_database(play: Play, house: Stack, subject: str) -> None:
    """From now on every try to keep a reply ends in an error that quotes the mail."""
    with changing(house) as base:
        base.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON draft_versions "
            f"BEGIN SELECT RAISE(ABORT, 'On {subject}: could you tell me by tomorrow whether the lamp'); END"
        )
    await play.deliver(f"On {subject}")


async def has_failed_for_good(play: Play, house: Stack) -> None:
    """The job is out of retries, and Alice looks at what became of it."""

    async def told() -> bool:
        return bool(house.query("SELECT 1 FROM dead_letters WHERE job = 'jobs.draft_reply.draft_reply'"))

    await until(told, 40, "a dead letter")
    with changing(house) as base:
        base.execute("DROP TRIGGER broken")
    await types(play, "/mailroom", "failures")
    await play.whispered("failure_retried")


async def chooses(play: Play, label: str, domain: str) -> None:
    """What no model sees, and how little is kept."""
    await types(play, "/mailroom", f"settings {ALICES}")
    chosen = {"model_free_labels": label, "model_free_domains": domain, "keep": "previews", "keep_days": "30"}
    await submits(play, chosen)


async def knock(app: str, mark: str) -> None:
    """What strangers send to every door, with a mark in it."""
    async with aiohttp.ClientSession() as http:
        for path in ("/auth/google/callback?state={0}&code=4/{0}", "/auth/google/start?link={0}.{0}", "/{0}?q={0}"):
            async with http.get(app + path.format(mark), headers={"Cookie": f"mailroom_connect={mark}"}) as answer:
                assert answer.status >= 400
        for path in ("/slack/events", "/api/webhook/gmail", "/export"):
            headers = {"Authorization": f"Bearer {mark}", "X-Slack-Signature": f"v0={mark}"}
            async with http.post(app + path, data=f'{{"text": "{mark}"}}', headers=headers) as answer:
                assert answer.status >= 400


async def exports(play: Play) -> tuple[str, str]:
    """Alice fetches her data: all that is in it, and the code that she typed."""
    await types(play, "/mailroom", "export")
    offer = words_of(await play.whispered("export_opened"))
    found, code = re.search(r'http[^"]+/export\?ticket=([^"]+)', offer), re.search(r"`(\w{4}-\w{4})`", offer)
    assert found and code
    form = {"ticket": found[1], "code": code[1]}
    async with aiohttp.ClientSession() as http, http.post(found[0].partition("?")[0], data=form) as answer:
        archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    return "\n".join(archive.read(name).decode() for name in archive.namelist()), code[1]


async def makes_a_key(play: Play, house: Stack) -> str:
    """Alice makes a key for the API, and a program of hers uses it: the key."""
    await types(play, "/mailroom", "api")
    found = re.search(r'http[^"]+/keys\?link=[^"]+', words_of(await play.whispered("key_opened")))
    assert found
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        async with http.get(found[0]) as opened:
            state = re.search(r'name="state" value="([^"]+)"', await opened.text())
        assert state
        async with http.post(f"{house.app}/keys", data={"state": state[1], "name": "Shelf"}) as made:
            key = re.search(r"eyJ[\w.-]+", await made.text())
        assert key
        async with http.get(f"{house.app}/api/mailboxes", headers={"Authorization": f"Bearer {key[0]}"}) as answer:
            assert answer.status == 200 and ALICES in await answer.text()
    return key[0]


async def leaves(play: Play, house: Stack, old: str) -> None:
    """What is old is erased, what stands in Slack is taken back, and the mailbox is disconnected."""
    ((account,),) = house.query("SELECT id FROM accounts WHERE email = ?", ALICES)
    await ring(house, prune_mailbox.ring(str(account)))

    async def pruned() -> bool:
        left = house.query("SELECT 1 FROM documents WHERE title LIKE ?", f"%{old}%")
        cut = house.query("SELECT 1 FROM documents WHERE pruned_at IS NOT NULL AND service = 'gmail'")
        return bool(cut) and not left

    await until(pruned, 30, "what is old to be erased")
    await types_and_presses(play, "purge", "purge_confirmed")
    await types_and_presses(play, "disconnect", "disconnect_opened")
    await submits(play, {})

    async def returned() -> bool:
        held = house.query("SELECT 1 FROM leases WHERE name = ?", f"leave:{account}")  # a ring now would find it busy
        return not held and bool(house.query("SELECT 1 FROM leavings WHERE revoked_at IS NOT NULL"))

    await until(returned, 30, "access to be returned")
    with changing(house) as base:  # as if the minutes had passed in which what was under way may still write
        base.execute("UPDATE leavings SET asked_at = ?", [str(datetime.now(UTC).replace(tzinfo=None) - OLD)])
    await ring(house, leave_mailbox.ring(str(account)))

    async def gone() -> bool:
        return not house.query("SELECT 1 FROM accounts WHERE email = ?", ALICES)

    await until(gone, 60, "the mailbox to be erased")


async def ring(house: Stack, one: Ring) -> None:
    """Has a job done, as time would have."""
    bell = RqDoorbell(house.running.where.redis)
    await bell.ring([one])
    await bell.close()


@contextlib.contextmanager
def changing(house: Stack) -> Iterator[sqlite3.Connection]:
    """The database, for writing."""
    with contextlib.closing(sqlite3.connect(house.folder / "mailroom.db", timeout=20)) as base, base:
        yield base


async def rotated(house: Stack, copy: Path) -> dict[str, Tally]:
    """What a rotation of keys comes to, on a copy of the database; by place."""
    with house.scene().database() as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    standing = Settings(_env_file=None, token_keys=SecretStr(house.running.plan.environment["TOKEN_KEYS"]))
    db, vault = open_database(f"sqlite+aiosqlite:///{copy}"), Vault({"k2": bytes(range(32)), **standing.keys})
    try:
        return {place.name: await rotate(db, vault, place) for place in PLACES}
    finally:
        await db.close()


async def test_secrets_and_words_stand_only_where_they_should(house: Stack, play: Play, tmp_path: Path) -> None:
    subject, body, edit, asked, failed, knocked, label, domain, old, bobs = (word() for _ in range(10))
    letter = {"from": SARAH, "to": BOBS, "subject": f"For {bobs} alone", "text": "Hello Bob,\n\nwhere is it?\n\nSarah"}
    await play.post("mail/deliver", letter)
    await play.deliver(f"Our {old} news", "Nothing to do.", date=(datetime.now(UTC) - OLD).isoformat())
    await answers_a_mail(play, subject, body, edit)
    await meets_a_broken_database(play, house, failed)
    await asks_and_shares(play, house, body, asked)
    await has_failed_for_good(play, house)
    await chooses(play, label, f"{domain}.example")
    await knock(house.app, knocked)
    archive, code = await exports(play)
    assert all(mark in archive for mark in (subject, body, edit, asked, failed, label, domain, old))
    assert bobs not in archive
    key = await makes_a_key(play, house)
    assert await house.running.processes.once("storage.audit_log export") == 0

    scene = house.scene()
    assert {kind.rstrip("0123456789 ") for kind in scene.secrets} >= KINDS
    assert leaks(scene) == []
    for mark in (subject, body, edit, failed, old, bobs):
        assert (found := places(scene, mark)) & KEPT, mark
        assert found <= COLUMNS | {CACHE}, mark
    assert "questions.text" in places(scene, asked) and places(scene, asked) <= TURN
    assert places(scene, label) == places(scene, domain) == {"accounts.preferences"}
    for mark in (knocked, code.lower(), code.lower().replace("-", ""), key.lower(), key.rpartition(".")[2].lower()):
        assert places(scene, mark) == set()
    tallies = await rotated(house, tmp_path / "copy.db")
    assert {name: tally.broken for name, tally in tallies.items() if tally.broken} == {}
    assert tallies["accounts.tokens"].done and tallies["model_answers.sealed"].done

    await leaves(play, house, old)
    after = house.scene()
    for mark in (subject, body, edit, asked, failed, label, domain, old):
        assert places(after, mark) - {CACHE} == set(), mark
    assert "messages.email" in places(after, bobs)


KINDS = {
    "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "GOOGLE_CLIENT_SECRET", "OPENAI_API_KEY", "ANTHROPIC_API_KEY",
    "TOKEN_KEYS", "access token", "refresh token", "code", "state", "verifier", "signed token", "response link", "link",
}  # fmt: skip
