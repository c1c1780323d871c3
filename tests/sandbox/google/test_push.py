"""Pushes as Pub/Sub makes them: signed, prompt, repeated until taken, and no oftener than Gmail allows."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox.google.push import PushSettings
from sandbox.google.rfc822 import split
from tests.sandbox.google.conftest import ALICE, BOB, Google, Json, StartGoogle, b64, mail

TOPIC = {"topicName": "projects/sandbox/topics/mailroom"}


@dataclass
class App:
    """A webhook that notes what it gets and answers with the statuses it was given, then 204."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    got: "asyncio.Queue[tuple[str, Json]]" = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            self.got.put_nowait((request.headers["Authorization"], json.loads(body)))
        except ValueError:
            self.got.put_nowait((request.headers["Authorization"], {"broken": True}))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)

    async def next(self) -> Json:
        return (await asyncio.wait_for(self.got.get(), 5))[1]

    async def next_id(self) -> int:
        return int(data(await self.next())["historyId"])


def data(envelope: Json) -> Any:
    return json.loads(base64.b64decode(envelope["message"]["data"]))


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app, site = App(), web.Application()
    site.router.add_post("/push", app.take)
    server = TestServer(site)
    await server.start_server()
    app.url = str(server.make_url("/push"))
    yield app
    await server.close()


@pytest.fixture
async def google(start_google: StartGoogle, app: App) -> Google:
    return await start_google(PushSettings(app.url, "mailroom", interval=0.05, retry_waits=(0.01, 0.01)))


async def watch(google: Google, **body: object) -> Json:
    status, answer = await google.me("POST", "watch", {**TOPIC, **body})
    assert status == 200
    return answer


async def test_a_watched_mailbox_pushes_a_signed_envelope_at_once(google: Google, app: App) -> None:
    watched = await watch(google)
    assert int(watched["expiration"]) == int(google.clock().timestamp() + 7 * 86400) * 1000
    await google.deliver()
    authorization, envelope = await asyncio.wait_for(app.got.get(), 5)
    message = envelope["message"]
    assert data(envelope) == {"emailAddress": ALICE, "historyId": google.world.boxes[ALICE].history.current}
    assert message["messageId"] == message["message_id"]
    assert message["publishTime"] == message["publish_time"] == "2026-11-20T09:00:00.000Z"
    assert envelope["subscription"] == "projects/sandbox/subscriptions/mailroom"
    async with google.http.get(f"{google.url}/google/oauth2/v3/certs") as answer:
        keys = jwt.PyJWKSet.from_dict(await answer.json())
    token = authorization.removeprefix("Bearer ")
    claims = jwt.decode(
        token,
        keys[jwt.get_unverified_header(token)["kid"]],
        ["RS256"],
        audience="mailroom",
        issuer="https://accounts.google.com",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (claims["email"], claims["email_verified"]) == ("push@sandbox.iam.gserviceaccount.example", True)
    assert claims["exp"] - claims["iat"] == 3600


async def test_nobody_is_told_of_a_mailbox_without_a_living_watch(google: Google, app: App) -> None:
    await google.deliver()
    await watch(google)
    google.clock.pass_(days=7)
    await google.deliver()
    await google.me("POST", "watch", TOPIC, email=BOB)
    await google.me("POST", "stop", email=BOB)
    await google.deliver(to=BOB)
    await watch(google)
    await google.deliver()
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    assert app.got.empty()


async def test_a_watch_on_labels_tells_of_those_only(google: Google, app: App) -> None:
    await watch(google, labelIds=["INBOX"])
    await google.me("POST", "messages/send", {"raw": b64(mail())})
    await google.deliver("Prize", labels=["SPAM"])
    arrived = await google.deliver()
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    await google.me("POST", f"messages/{arrived}/modify", {"removeLabelIds": ["INBOX"]})
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    await watch(google, labelIds=["SPAM"], labelFilterBehavior="exclude")
    await google.me("POST", "messages/send", {"raw": b64(mail())})
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    assert app.got.empty()


@pytest.mark.parametrize("topic", ["mailroom", "projects/p/subscriptions/s", "projects//topics/t", ""])
async def test_a_topic_that_is_none_is_refused(google: Google, topic: str) -> None:
    status, body = await google.me("POST", "watch", {"topicName": topic})
    assert (status, body["error"]["errors"][0]["reason"]) == (400, "invalidArgument")


async def test_many_changes_become_few_pushes_and_the_last_is_told(google: Google, app: App) -> None:
    await watch(google)
    for _ in range(20):
        google.world.boxes[ALICE].add(split(mail()), ["INBOX"])
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    google.world.boxes[ALICE].add(split(mail()), ["INBOX"])
    google.world.boxes[ALICE].add(split(mail()), ["INBOX"])
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    assert app.got.empty()


async def test_a_push_comes_again_until_it_is_taken(google: Google, app: App) -> None:
    app.statuses = [500, 429]
    await watch(google)
    await google.deliver()
    envelopes = [await app.next() for _ in range(3)]
    assert len({e["message"]["messageId"] for e in envelopes}) == 1
    app.statuses = [500] * 9
    await google.deliver()
    again = [await app.next() for _ in range(3)]
    app.statuses = []
    await google.deliver()
    assert data(await app.next()) != data(again[-1])


async def test_pushes_are_repeated_doubled_shuffled_and_stopped_on_request(google: Google, app: App) -> None:
    await watch(google)
    await google.deliver()
    first = await app.next()
    assert (await google.play("POST", f"mail/{ALICE}/push/repeat", {"times": 2}))[1] == {"sent": 2}
    assert [await app.next(), await app.next()] == [first, first]
    await google.play("POST", "mail/options", {"push_duplicates": True})
    await google.deliver()
    assert await app.next() == await app.next()
    await google.play("POST", "mail/options", {"push_duplicates": False, "push": False})
    await google.deliver()
    await google.play("POST", "mail/options", {"push": True})
    await google.deliver()
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    assert app.got.empty()


async def test_shuffled_pushes_come_newest_first(start_google: StartGoogle, app: App) -> None:
    google = await start_google(PushSettings(app.url, "mailroom", interval=5, retry_waits=()))
    await google.play("POST", "mail/options", {"push_shuffle": True})
    await watch(google)
    await google.deliver()
    older = google.world.boxes[ALICE].history.current
    await google.me("POST", "watch", TOPIC, email=BOB)
    await google.deliver(to=BOB)
    await asyncio.wait_for(app.got.get(), 5)
    assert data(await app.next())["historyId"] == older


@pytest.mark.parametrize(("kind", "copies"), [("cut_after", 2), ("status", 1), ("refuse", 0)])
async def test_pushes_suffer_faults(google: Google, app: App, kind: str, copies: int) -> None:
    await watch(google)
    await google.play("POST", "faults", {"service": "push", "kind": kind, "times": 1})
    await google.deliver()
    got = [await app.next() for _ in range(copies)]
    assert len({json.dumps(envelope) for envelope in got}) <= 1
    await google.deliver()
    assert await app.next_id() == google.world.boxes[ALICE].history.current
    assert app.got.empty()


async def test_a_malformed_push_is_no_json(google: Google, app: App) -> None:
    await watch(google)
    await google.play("POST", "faults", {"service": "push", "kind": "malformed", "times": 1})
    await google.deliver()
    assert await app.next() == {"broken": True}


async def test_a_new_key_signs_after_rotation_and_the_old_one_stays_known(google: Google, app: App) -> None:
    before = jwt.get_unverified_header(google.world.pusher.token())["kid"]
    await google.play("POST", "mail/keys/rotate")
    after = jwt.get_unverified_header(google.world.pusher.token())["kid"]
    assert before != after
    async with google.http.get(f"{google.url}/google/oauth2/v1/certs") as answer:
        assert set(await answer.json()) == {before, after}
