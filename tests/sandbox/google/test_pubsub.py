"""The Pub/Sub stand-in refuses what Google refuses, and sends again what nobody acknowledged in time."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from sandbox.google.errors import GoogleError
from sandbox.google.pubsub import READER, PullSubscription
from sandbox.google.push import PushSettings
from tests.sandbox.google.conftest import ALICE, StartGoogle

SCOPE = "https://www.googleapis.com/auth/pubsub"
AUDIENCE = "https://oauth2.googleapis.com/token"


class Time:
    """A clock that is set by hand."""

    at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


def queue(time: Time) -> PullSubscription:
    return PullSubscription(time, poll_seconds=0.01, enabled=True)


def signed(pubsub: PullSubscription, **changes: object) -> str:
    key = str(pubsub.key_file("https://x.example/token")["private_key"])
    now = datetime.now(UTC)
    usual = {"iss": READER, "aud": AUDIENCE, "scope": SCOPE, "iat": now, "exp": now + timedelta(minutes=5)}
    return jwt.encode(usual | changes, key, algorithm="RS256")


async def test_what_nobody_acknowledged_comes_again_after_its_deadline_and_not_before() -> None:
    time = Time()
    pubsub = queue(time)
    pubsub.publish({"data": "x"})
    (first,) = await pubsub.pull(10)
    assert await pubsub.pull(10) == []
    time.at += timedelta(seconds=11)
    (second,) = await pubsub.pull(10)
    assert (second["message"], second["deliveryAttempt"]) == (first["message"], 2)
    pubsub.acknowledge([first["ackId"]])  # too late, that delivery is over
    assert pubsub.left == 1
    pubsub.acknowledge([second["ackId"]])
    assert (pubsub.left, pubsub.acknowledged) == (0, 1)


async def test_an_empty_pull_waits_for_the_first_message() -> None:
    pubsub = queue(Time())
    pubsub.poll_seconds = 30
    pulling = asyncio.create_task(pubsub.pull(10))
    await asyncio.sleep(0)
    pubsub.publish({"data": "x"})
    assert len(await asyncio.wait_for(pulling, 5)) == 1


async def test_tokens_are_given_for_what_the_account_has_signed_and_nothing_else() -> None:
    pubsub = queue(Time())
    token = str(pubsub.grant(signed(pubsub))["access_token"])
    pubsub.check(f"Bearer {token}")
    for wrong in ({"iss": "other@x.example"}, {"scope": "openid"}, {"aud": "https://x.example"}, {"exp": 1}):
        with pytest.raises(GoogleError):
            pubsub.grant(signed(pubsub, **wrong))
    with pytest.raises(GoogleError):
        pubsub.grant(signed(queue(Time())))


async def test_nobody_reads_without_a_token_or_without_permission() -> None:
    time = Time()
    pubsub = queue(time)
    token = str(pubsub.grant(signed(pubsub))["access_token"])
    with pytest.raises(GoogleError) as missing:
        pubsub.check("")
    pubsub.permitted = False
    with pytest.raises(GoogleError) as forbidden:
        pubsub.check(f"Bearer {token}")
    time.at += timedelta(hours=2)
    with pytest.raises(GoogleError) as expired:
        pubsub.check(f"Bearer {token}")
    assert [one.value.code for one in (missing, forbidden, expired)] == [401, 403, 401]


async def test_what_happens_in_a_watched_mailbox_waits_to_be_pulled_also_without_a_push_endpoint(
    start_google: StartGoogle,
) -> None:
    google = await start_google(PushSettings(interval=0.01))
    pubsub = google.world.pusher.pulled
    pubsub.enabled, pubsub.poll_seconds = True, 5
    assert (await google.me("POST", "watch", {"topicName": "projects/sandbox/topics/mailroom"}))[0] == 200
    await google.deliver()
    (received,) = await pubsub.pull(10)
    told = json.loads(base64.b64decode(received["message"]["data"]))
    assert told == {"emailAddress": ALICE, "historyId": google.world.boxes[ALICE].history.current}
    assert set(received["message"]) == {"data", "messageId", "publishTime"}
