"""Calls of the same moment go out in one request, and each caller gets its own answer (SPEC RE2)."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.errors import Failure, MailroomError, Permanent, Reconnect, Temporary
from connectors.gate import Quota, Turnstile, urgency
from connectors.google.client import GoogleClient, GoogleWay
from connectors.google.discovery import batch_url
from connectors.google.failures import Gone
from connectors.google.quota import MOST_TOGETHER, Limits
from connectors.google.together import Together
from connectors.google.transport import Transport
from connectors.memory_gate import MemoryGate
from tests.connectors.google.batches import Batches, Says, in_parts, mail, part, refuses
from tests.connectors.google.client_stage import Stage

SLOW = refuses(429, "rateLimitExceeded")


@dataclass
class Desk:
    """Calls for mails that are made at the same moment."""

    stage: Stage
    batches: Batches
    together: Together

    async def ask(self, remote_ids: Iterable[str]) -> list[Any]:
        """The id that each was answered with, or the error."""
        url = self.stage.server.url
        calls = (self.together.call(mail(url, one), one) for one in remote_ids)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        return [answer if isinstance(answer, BaseException) else answer["id"] for answer in answers]


@pytest.fixture
def desk(stage: Stage) -> Desk:
    stage.server.otherwise = batches = Batches()
    return Desk(stage, batches, Together(stage.client, batch_url("gmail", stage.server.url)))


async def test_calls_of_one_moment_are_one_request_and_each_gets_its_own_answer(desk: Desk) -> None:
    assert await desk.ask("abcde") == ["a", "b", "c", "d", "e"]
    (asked,) = desk.stage.server.asked
    assert (asked.method, asked.path, asked.headers["Authorization"]) == ("POST", "/batch/gmail/v1", "Bearer t0")
    assert "Bearer" not in asked.body


async def test_a_call_alone_is_no_batch_and_waits_for_no_other(desk: Desk) -> None:
    assert await desk.ask("a") == ["a"]
    (asked,) = desk.stage.server.asked
    assert (asked.method, asked.path) == ("GET", "/gmail/v1/users/me/messages/a")


async def test_no_batch_is_larger_than_google_likes(desk: Desk) -> None:
    many = [f"m{n}" for n in range(MOST_TOGETHER * 2 + 1)]
    assert await desk.ask(many) == many
    assert sorted(map(len, desk.batches.seen)) == [1, MOST_TOGETHER, MOST_TOGETHER]


async def test_what_is_asked_for_while_others_are_under_way_goes_together_too(desk: Desk) -> None:
    async def later(remote_id: str, turns: int) -> list[Any]:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await desk.ask([remote_id])

    answers = await asyncio.gather(*(later(one, turns) for turns, one in enumerate("abcd", 1)))
    assert answers == [["a"], ["b"], ["c"], ["d"]]
    assert len(desk.batches.seen) < 4


async def test_what_is_gone_or_refused_is_told_to_its_own_caller(desk: Desk) -> None:
    desk.batches.will("b", refuses(404, "notFound"))
    desk.batches.will("d", refuses(403, "dailyLimitExceeded"))
    a, b, c, d = await desk.ask("abcd")
    assert (a, c, type(b), type(d), d.failure) == ("a", "c", Gone, Permanent, Failure.DAILY_QUOTA)
    assert len(desk.batches.seen) == 1


async def test_only_parts_that_may_help_are_asked_again_after_the_longest_wait(desk: Desk) -> None:
    desk.batches.will("a", refuses(429, "rateLimitExceeded", Retry_After="7"))
    desk.batches.will("b", refuses(503, "backendError"), refuses(503, "backendError"))
    desk.batches.will("c", refuses(403, "userRateLimitExceeded", Retry_After="3"))
    desk.batches.will("d", refuses(404))
    answers = await desk.ask("abcde")
    assert [*answers[:3], type(answers[3]), answers[4]] == ["a", "b", "c", Gone, "e"]
    assert desk.batches.seen == [list("abcde"), list("abc"), ["b"]]
    assert [round(seconds) for seconds in desk.stage.time.slept] == [7, 2]


async def test_a_good_mail_does_not_wait_for_a_bad_one(desk: Desk) -> None:
    desk.batches.will("b", *[refuses(503)] * 9)
    url = desk.stage.server.url
    bad = asyncio.create_task(desk.together.call(mail(url, "b"), "b"))
    good = asyncio.create_task(desk.together.call(mail(url, "a"), "a"))
    first, _ = await asyncio.wait([bad, good], return_when=asyncio.FIRST_COMPLETED)
    assert first == {good}
    with pytest.raises(Temporary) as caught:
        await bad
    assert caught.value.failure == Failure.SERVICE_DOWN
    assert desk.batches.seen == [["b", "a"], *[["b"]] * 5]


async def test_a_wait_past_the_deadline_is_handed_up_to_those_who_would_wait(desk: Desk) -> None:
    desk.batches.will("b", refuses(429, "rateLimitExceeded", Retry_After="600"))
    a, b = await desk.ask("ab")
    assert (a, type(b), b.failure, b.retry_after) == ("a", Temporary, Failure.RATE_LIMIT, 600)
    assert desk.stage.time.slept == []


async def test_a_refused_token_is_renewed_once_for_the_parts_that_need_it(desk: Desk) -> None:
    desk.batches.will("b", refuses(401, "authError"))
    desk.batches.will("c", refuses(401, "authError"))
    assert await desk.ask("abc") == ["a", "b", "c"]
    assert desk.batches.seen == [["a", "b", "c"], ["b", "c"]]
    assert [asked.headers["Authorization"] for asked in desk.stage.server.asked] == ["Bearer t0", "Bearer t1"]


async def test_a_token_refused_twice_ends_access_for_these_parts(desk: Desk) -> None:
    desk.batches.will("b", *[refuses(401, "authError")] * 2)
    a, b = await desk.ask("ab")
    assert (a, type(b), desk.stage.tokens.given_up) == ("a", Reconnect, ["t1"])
    desk.stage.server.will_fail(401, "authError")  # and when the whole request is refused
    desk.stage.server.will_fail(401, "authError")
    assert [type(answer) for answer in await desk.ask("ab")] == [Reconnect, Reconnect]


@pytest.mark.parametrize(
    "says",
    [
        None,
        Says(body='{"id": '),
        Says(body="[]"),
        Says(body=""),
        Says(body="{}"),
        Says(of="c"),
        Says(name="7"),
        Says(status=0),
    ],
)
async def test_a_part_that_is_missing_or_unreadable_or_anothers_is_asked_for_again(
    desk: Desk, says: Says | None
) -> None:
    desk.batches.will("b", says)
    assert await desk.ask("abc") == ["a", "b", "c"]
    assert desk.batches.seen == [["a", "b", "c"], ["b"]]


async def test_parts_under_each_others_names_are_given_to_nobody(desk: Desk) -> None:
    desk.batches.will("a", Says(name="1"))
    desk.batches.will("b", Says(name="0"))
    assert await desk.ask("abc") == ["a", "b", "c"]
    assert desk.batches.seen == [["a", "b", "c"], ["a", "b"]]


async def test_of_two_answers_to_one_part_none_comes_to_another(desk: Desk) -> None:
    twice = [part("0", "a", Says()), part("0", "b", Says()), part("1", "b", Says())]
    status, text, headers = in_parts(twice)
    desk.stage.server.will_answer(status, text, **headers)
    assert await desk.ask("ab") == ["a", "b"]


@pytest.mark.parametrize("end", ["", "--b_x\r\nContent-Type: application/http\r\nContent-ID: <response-1>\r\n\r\nHTTP"])
async def test_of_an_answer_cut_short_nothing_is_kept(desk: Desk, end: str) -> None:
    status, text, headers = in_parts([part("0", "a", Says())], end)
    desk.stage.server.will_answer(status, text, **headers)
    desk.stage.server.will_cut()
    assert await desk.ask("ab") == ["a", "b"]
    assert desk.batches.seen == [["a", "b"]]
    assert len(desk.stage.server.asked) == 3


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_batch_that_fails_as_a_whole_is_tried_again_as_a_whole(desk: Desk, status: int) -> None:
    desk.stage.server.will_fail(status)
    assert await desk.ask("ab") == ["a", "b"]
    assert desk.batches.seen == [["a", "b"]]


@pytest.mark.parametrize(("status", "body"), [(404, "no"), (405, ""), (501, ""), (200, {}), (200, "hello")])
async def test_where_batches_are_unknown_each_call_goes_alone_from_then_on(
    desk: Desk, status: int, body: object
) -> None:
    desk.stage.server.will_answer(status, body)
    assert await desk.ask("ab") == ["a", "b"]
    assert await desk.ask("cd") == ["c", "d"]
    assert [asked.method for asked in desk.stage.server.asked] == ["POST", *["GET"] * 4]


async def test_a_batch_refused_as_a_whole_is_taken_apart_once(desk: Desk) -> None:
    desk.stage.server.will_fail(400, "invalidArgument")
    assert await desk.ask("ab") == ["a", "b"]
    assert await desk.ask("cd") == ["c", "d"]
    assert [asked.method for asked in desk.stage.server.asked] == ["POST", "GET", "GET", "POST"]


async def test_one_who_waits_no_longer_takes_no_other_along(desk: Desk) -> None:
    url = desk.stage.server.url
    first = asyncio.create_task(desk.together.call(mail(url, "a"), "a"))
    second = asyncio.create_task(desk.together.call(mail(url, "b"), "b"))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["id"] == "b"
    assert first.cancelled()


async def test_an_unforeseen_failure_reaches_all_who_wait(desk: Desk) -> None:
    desk.stage.client._tokens = Broken()  # type: ignore[assignment]
    assert [type(answer) for answer in await desk.ask("ab")] == [LookupError, LookupError]


class Broken:
    """Tokens that cannot even say why there are none."""

    owner = "alice"

    async def access_token(self, rejected: str = "") -> str:
        raise LookupError


# quotas and the breaker


@pytest.fixture
def gate(stage: Stage) -> MemoryGate:
    return MemoryGate(["gmail"], stage.time)


@pytest.fixture
def guarded(desk: Desk, gate: MemoryGate, transport: Transport, executor: ThreadPoolExecutor) -> Desk:
    time = desk.stage.time
    way = GoogleWay(transport, executor, 100, time.sleep, time, Turnstile(gate, time.sleep, time), Limits(gmail=6000))
    client = GoogleClient(way, desk.stage.tokens)
    stage = replace(desk.stage, client=client)
    return Desk(stage, desk.batches, Together(client, batch_url("gmail", stage.server.url)))


async def test_a_batch_is_paid_for_beforehand_and_leaves_room_for_clicks(guarded: Desk, gate: MemoryGate) -> None:
    full, time = Quota("gmail:alice", 6000, 1), guarded.stage.time
    mark = urgency.set("bulk")
    for _ in range(5):
        assert await guarded.ask("abcdefghijkl") == list("abcdefghijkl")
        (used,) = await gate.used([full])
        assert used <= 0.25  # of the 1200 units that may be used at once
    urgency.reset(mark)
    assert max(map(len, guarded.batches.seen)) == 10
    assert sum(map(len, guarded.batches.seen)) == 60
    assert time.now > (60 * 20 - 300) / 80 - 1  # 300 at once, 80 a second
    before = time.now
    for _ in range(9):
        await guarded.stage.client.call_once(guarded.stage.send)
    assert time.now == before


async def test_each_try_of_a_part_is_paid_for(guarded: Desk, gate: MemoryGate) -> None:
    guarded.batches.will("b", refuses(503, "", Retry_After="0"))
    assert await guarded.ask("abc") == ["a", "b", "c"]
    (used,) = await gate.used([Quota("gmail:alice", 6000, 1)])
    assert 0 < used <= 4 * 20 / 1200


async def test_a_batch_counts_once_at_the_breaker_and_not_if_it_was_merely_slowed_down(
    guarded: Desk, gate: MemoryGate
) -> None:
    for _ in range(4):
        for one in "abc":
            guarded.batches.will(one, refuses(503, "", Retry_After="200"))
        assert {type(answer) for answer in await guarded.ask("abc")} == {Temporary}
        guarded.batches.will("a", refuses(429, "", Retry_After="200"))
        guarded.batches.will("b", refuses(503, "", Retry_After="200"))
        assert (await guarded.ask("abc"))[2] == "c"
    assert (await gate.states())["gmail"].state == "closed"
    guarded.batches.will("a", refuses(503, "", Retry_After="200"))
    await guarded.ask("ab")
    assert (await gate.states())["gmail"].state == "open"
    resting = await guarded.ask("ab")
    assert all(isinstance(answer, MailroomError) and answer.failure == Failure.SERVICE_DOWN for answer in resting)


async def test_what_is_not_alike_urgent_goes_apart(guarded: Desk) -> None:
    async def ask(queue: str, remote_id: str) -> list[Any]:
        urgency.set(queue)
        return await guarded.ask([remote_id])

    await asyncio.gather(ask("bulk", "a"), ask("inbound", "b"), ask("inbound", "c"))
    assert sorted(guarded.batches.seen) == [["a"], ["b", "c"]]


def test_the_size_of_a_batch_follows_from_the_quota() -> None:
    get = "gmail.users.messages.get"
    assert [Limits(6000).together(get, leaves) for leaves in (0.75, 0.25, 0.0)] == [10, 15, 15]
    assert [Limits(units).together(get, 0.75) for units in (0, 300, 1200, 72_000)] == [15, 1, 2, 15]
    assert Limits(6000).together("gmail.users.threads.get", 0.75) == 5
