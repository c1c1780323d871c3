"""No token, key, subject or body stands where it should not, whatever went right or wrong before (SPEC AC4, SE3).

The stack is shared with the other tests: whatever ran before this one, in any order, is looked through with it.
"""

import secrets
from pathlib import Path

import aiohttp
import pytest

from tests.end_to_end.play import ALICE, Play, direct, until
from tests.end_to_end.scan import CACHE, HOUR, Scan, named, of
from tests.end_to_end.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")
# what certainly stands there: else nothing was looked at
THERE = {
    "database": "accounts", "journal": "rq:queue", "logs": "web serves", "slack": "chat.postMessage",
    "processes": "jobs.worker",
}  # fmt: skip


def word() -> str:
    """A word that stands nowhere else."""
    return "zyx" + "".join(secrets.choice("abcdefghijklm") for _ in range(10))


async def go_wrong(play: Play) -> None:
    """Faults that the next mail meets, and that are logged and got over at once."""
    await play.fault("openai", "*", "malformed")
    await play.fault("gmail", "drafts.create", "cut_after")


async def knock(app: str, mark: str) -> None:
    """What strangers send to every door, with a mark in it."""
    async with aiohttp.ClientSession() as http:
        for path in ("/auth/google/callback?state={0}&code=4/{0}", "/auth/google/start?link={0}.{0}", "/{0}?q={0}"):
            async with http.get(app + path.format(mark), headers={"Cookie": f"mailroom_connect={mark}"}) as answer:
                assert answer.status >= 400
        for path in ("/slack/events", "/api/webhook/gmail"):
            headers = {"Authorization": f"Bearer {mark}", "X-Slack-Signature": f"v0={mark}"}
            async with http.post(app + path, data=f'{{"text": "{mark}"}}', headers=headers) as answer:
                assert answer.status >= 400


async def answered(play: Play, asked: str) -> bool:
    """Whether an answer with sources stands in the thread of the question."""
    roots = [message["ts"] for message in await play.said(asked)]
    return any(message.get("thread_ts") in roots for message in await play.said("Sources"))


async def test_secrets_and_words_stand_only_where_they_should(stack: Stack, play: Play, tmp_path: Path) -> None:
    subject, body, edit, asked, knocked = (word() for _ in range(5))
    await go_wrong(play)
    await play.deliver(f"On {subject}", f"Hello Alice,\n\ncould you send me the {body} by Friday?\n\nSarah")
    card = await play.card(subject, seconds=60)
    await play.click(card, "edit_clicked")
    (view,) = (await play.get(f"slack/{ALICE}/views"))[-1:]
    written = {"body": {"body": f"Dear Sarah, {edit} follows.\n\nAlice"}}
    assert (await play.post(f"slack/{ALICE}/submit", {"view_id": view["id"], "values": written}))["ok"]
    await play.card(subject, edit)
    await play.click(await play.card(subject, edit), "send_clicked")
    await play.sent(subject)
    order = {"command": "/ask", "text": f"What did Sarah say about {body} and {asked}?", "channel": direct(ALICE)}
    await play.post(f"slack/{ALICE}/command", order)
    await until(lambda: answered(play, asked), 30, "an answer")
    await play.post(f"slack/{ALICE}/command", order | {"command": "/mailroom", "text": "status"})
    await knock(stack.app, knocked)

    scan, words = Scan(stack), of([subject, body, edit, asked, knocked])
    kept = scan.secrets()
    assert len(kept) > 8
    assert {body, edit, asked} <= set(named(words, scan.database()))
    assert named(words, scan.logs()) == []
    told = {key: seconds for key, seconds, value in scan.redis() if named(words, key + value)}
    assert all(key.startswith(CACHE) and 0 < seconds <= HOUR for key, seconds in told.items()), told
    for place, stands in THERE.items():
        text = getattr(scan, place)()
        assert named({stands: stands}, text), f"the {place} is not looked at"
        assert named(kept, text) == [], place
    assert [key for key, _, value in scan.redis() if named(kept, key + value)] == []
    assert scan.sealed_elsewhere() == []
    tallies = await scan.rotated(tmp_path / "copy.db")
    assert {name: tally.broken for name, tally in tallies.items() if tally.broken} == {}
    assert tallies["accounts.tokens"].done and tallies["model_answers.sealed"].done
