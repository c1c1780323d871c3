"""Calls of the same moment go out in one request, and each caller gets its own answer (SPEC RE2)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.errors import Failure, Permanent, Reconnect, Temporary
from connectors.google.client import GoogleClient, GoogleWay
from connectors.google.failures import Gone
from connectors.google.quota import MOST_TOGETHER
from connectors.google.transport import Transport
from tests.connectors.google.batches import Says, in_parts, mail, part, refuses
from tests.connectors.google.client_stage import Stage
from tests.connectors.google.desk import Desk, desk_at
from tests.connectors.google.scripted import Answer, Asked


@pytest.fixture
def desk(stage: Stage) -> Desk:
    return desk_at(stage, stage.client)


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
    more: list[asyncio.Task[list[Any]]] = []

    async def later(remote_id: str, turns: int) -> list[Any]:
        for _ in range(turns):
            await asyncio.sleep(0)
        return await desk.ask([remote_id])

    def meanwhile(asked: Asked) -> Answer:
        if not more:
            more.extend(
                asyncio.create_task(later(one, turns)) for one, turns in zip("bcde", (0, 4, 8, 12), strict=True)
            )
        return desk.batches(asked)

    desk.stage.server.otherwise = meanwhile
    assert await desk.ask("a") == ["a"]
    assert await asyncio.gather(*more) == [["b"], ["c"], ["d"], ["e"]]
    assert len(desk.batches.seen) < 5


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
    assert len(desk.stage.server.asked) == 1


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


async def test_a_batch_answered_at_too_much_length_is_taken_apart_before_its_end_is_read(
    stage: Stage, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    way = GoogleWay(transport, executor, sleep=stage.time.sleep, clock=stage.time, batch_bytes=20_000)
    desk = desk_at(stage, GoogleClient(way, stage.tokens))
    desk.batches.will("b", Says(body=f'{{"id": "b", "raw": "{"x" * 20_000}"}}'))
    assert await desk.ask("abc") == ["a", "b", "c"]
    assert await desk.ask("de") == ["d", "e"]
    assert [desk.batches.seen[0], sorted(desk.batches.seen[1:4]), *desk.batches.seen[4:]] == [
        ["a", "b", "c"], [["a"], ["b"], ["c"]], ["d", "e"],
    ]  # fmt: skip
    assert stage.time.slept == []


async def test_what_is_left_of_a_batch_that_is_refused_then_is_all_that_goes_alone(desk: Desk) -> None:
    def once(asked: Asked) -> Answer:
        desk.stage.server.otherwise = desk.batches
        desk.stage.server.will_fail(400, "invalidArgument")
        return desk.batches(asked)

    desk.batches.will("b", refuses(503))
    desk.stage.server.otherwise = once
    assert await desk.ask("ab") == ["a", "b"]
    assert desk.batches.seen == [["a", "b"], ["b"]]


async def test_a_lone_answer_about_something_else_is_given_to_nobody(desk: Desk) -> None:
    desk.stage.server.will_answer(200, {"id": "b"})
    (answer,) = await desk.ask("a")
    assert isinstance(answer, Temporary)


@pytest.mark.parametrize("says", [Says(), refuses(404)])
async def test_one_who_waits_no_longer_takes_no_other_along(desk: Desk, says: Says) -> None:
    url, troubles = desk.stage.server.url, list[Any]()
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: troubles.append(context))
    first = asyncio.create_task(desk.together.call(mail(url, "a"), "a"))
    second = asyncio.create_task(desk.together.call(mail(url, "b"), "b"))

    def meanwhile(asked: Asked) -> Answer:
        first.cancel()
        return desk.batches(asked)

    desk.batches.will("a", says)
    desk.stage.server.otherwise = meanwhile
    assert (await second)["id"] == "b"
    assert first.cancelled()
    assert desk.batches.seen == [["a", "b"]]
    assert troubles == []


async def test_nobody_asks_for_one_who_waits_no_longer(desk: Desk) -> None:
    url = desk.stage.server.url
    first, second = (asyncio.create_task(desk.together.call(mail(url, one), one)) for one in "ab")
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["id"] == "b"
    assert desk.batches.seen == [["b"]]


async def test_an_unforeseen_failure_reaches_all_who_wait(desk: Desk) -> None:
    desk.stage.client._tokens = Broken()  # type: ignore[assignment]
    assert [type(answer) for answer in await desk.ask("ab")] == [LookupError, LookupError]


class Broken:
    """Tokens that cannot even say why there are none."""

    owner = "alice"

    async def access_token(self, rejected: str = "") -> str:
        raise LookupError
