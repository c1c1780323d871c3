"""Failover: order, who is skipped and for how long, what is loud, and what a caller sees when nobody answers."""

import asyncio
from collections import deque
from decimal import Decimal

import pytest
from structlog.testing import capture_logs

from bot.errors import Failure, Permanent, Temporary
from connectors.gate import Turnstile, urgency
from connectors.llm.asking import BadOutput
from connectors.llm.failover import OPEN_SECONDS, Failover, NoModel, Rate
from connectors.llm.failures import Unusable
from connectors.llm.model import Answer, Prompt, Refused, T, Usage
from connectors.memory_gate import MemoryGate
from tests.connectors.llm.wires import GOOD, TEAL, Colour, prompt

DOWN = Temporary("503", Failure.MODEL_DOWN)
BAD_KEY = Unusable("401", "auth")
TOO_LONG = Permanent("400", Failure.BAD_REQUEST)


def usage(provider: str, cost: str = "0.01") -> Usage:
    return Usage(provider, "some-model", "colour@0a1b2c3d", 10, 5, Decimal(cost), 40)


class Clock:
    """Time that moves when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Queued:
    """A Model that raises or answers what was queued, in order, then answers well."""

    def __init__(self, name: str, *outcomes: Exception) -> None:
        self.name = name
        self.outcomes = deque(outcomes)
        self.asked = 0
        self.closed = False
        self.warmed = False
        self.seconds = 0.0
        self.clock: Clock | None = None

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        self.asked += 1
        if self.clock:
            self.clock.now += self.seconds
        if self.outcomes:
            raise self.outcomes.popleft()
        return Answer(shape.model_validate_json(GOOD), usage(self.name))

    def warm(self) -> None:
        self.warmed = True

    async def close(self) -> None:
        self.closed = True


async def test_the_first_provider_answers_alone() -> None:
    first, second = Queued("first"), Queued("second")
    answer = await Failover([first, second]).parse(prompt(), Colour)
    assert (answer.value, answer.usage.provider, second.asked) == (TEAL, "first", 0)


@pytest.mark.parametrize("error", [DOWN, BAD_KEY, TOO_LONG, BadOutput("twice", usage("first"))])
async def test_any_failure_goes_on_to_the_next(error: Exception) -> None:
    answer = await Failover([Queued("first", error), Queued("second")]).parse(prompt(), Colour)
    assert answer.usage.provider == "second"


async def test_a_refusal_asks_nobody_else() -> None:
    second = Queued("second")
    with pytest.raises(Refused):
        await Failover([Queued("first", Refused("no")), second]).parse(prompt(), Colour)
    assert second.asked == 0


async def test_an_answer_after_detours_counts_their_time_and_money() -> None:
    clock = Clock()
    first, second = Queued("first", BadOutput("twice", usage("first", "0.02"))), Queued("second")
    first.clock = second.clock = clock
    first.seconds, second.seconds = 2.0, 1.0
    answer = await Failover([first, second], now=clock).parse(prompt(), Colour)
    assert (answer.usage.cost_usd, answer.usage.latency_ms) == (Decimal("0.03"), 3000)


async def test_nobody_answering_is_temporary_and_names_them() -> None:
    first, second = Queued("first", DOWN), Queued("second", Temporary("429", Failure.RATE_LIMIT, retry_after=7))
    with pytest.raises(Temporary, match="first, second") as caught:
        await Failover([first, second]).parse(prompt(), Colour)
    assert (caught.value.failure, caught.value.retry_after) == (Failure.MODEL_DOWN, 7)


async def test_a_request_that_all_reject_is_permanent() -> None:
    with pytest.raises(Permanent) as caught:
        await Failover([Queued("first", TOO_LONG), Queued("second", TOO_LONG)]).parse(prompt(), Colour)
    assert caught.value.failure is Failure.BAD_REQUEST


async def test_no_provider_at_all_has_its_own_quiet_error() -> None:
    with capture_logs() as logs, pytest.raises(NoModel) as caught:
        await Failover([]).parse(prompt(), Colour)
    assert caught.value.failure is Failure.MODEL_DOWN
    assert logs == []


async def fail(failover: Failover, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Temporary):
            await failover.parse(prompt(), Colour)


async def test_unusable_answers_which_a_mail_can_provoke_stop_nobody_elses_calls() -> None:
    only = Queued("only", *[BadOutput("twice", usage("only"))] * 5)
    await fail(failover := Failover([only]), 5)
    assert (await failover.parse(prompt(), Colour)).value == TEAL


async def test_after_three_failures_a_provider_rests_for_a_minute_then_gets_one_trial() -> None:
    clock, only = Clock(), Queued("only", *[DOWN] * 4)
    failover = Failover([only], now=clock)
    await fail(failover, 3)
    clock.now += OPEN_SECONDS - 1
    with pytest.raises(Temporary) as caught:
        await failover.parse(prompt(), Colour)
    assert (only.asked, caught.value.retry_after) == (3, 1)
    clock.now += 1
    await fail(failover, 2)  # the trial fails, so that the next is skipped
    assert only.asked == 4
    clock.now += OPEN_SECONDS
    await failover.parse(prompt(), Colour)
    await failover.parse(prompt(), Colour)
    assert only.asked == 6


async def test_failures_further_apart_keep_a_provider_in_use() -> None:
    clock, flaky, spare = Clock(), Queued("flaky"), Queued("spare")
    failover = Failover([flaky, spare], now=clock)
    for _ in range(3):
        flaky.outcomes.extend([DOWN, DOWN])
        for _ in range(3):
            await failover.parse(prompt(), Colour)
        clock.now += 61
    assert flaky.asked == 9


async def test_a_request_at_fault_does_not_count_against_the_provider() -> None:
    first, second = Queued("first", *[TOO_LONG] * 5), Queued("second")
    failover = Failover([first, second], now=Clock())
    for _ in range(6):
        await failover.parse(prompt(), Colour)
    assert first.asked == 6


async def test_a_bad_key_rests_at_once() -> None:
    first, second = Queued("first", BAD_KEY), Queued("second")
    failover = Failover([first, second], now=Clock())
    for _ in range(3):
        await failover.parse(prompt(), Colour)
    assert (first.asked, second.asked) == (1, 3)


async def test_only_one_of_many_callers_makes_the_trial() -> None:
    clock, gate = Clock(), asyncio.Event()

    class Slow(Queued):
        async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
            if not self.outcomes:
                await gate.wait()
            return await super().parse(prompt, shape)

    slow, spare = Slow("slow", *[DOWN] * 3), Queued("spare")
    failover = Failover([slow, spare], now=clock)
    for _ in range(3):
        await failover.parse(prompt(), Colour)
    clock.now += OPEN_SECONDS
    trial = asyncio.create_task(failover.parse(prompt(), Colour))
    await asyncio.sleep(0)
    others = [await failover.parse(prompt(), Colour) for _ in range(5)]
    gate.set()
    assert {answer.usage.provider for answer in others} == {"spare"}
    assert (await trial).usage.provider == "slow"


async def test_a_refusal_shows_that_the_provider_is_there() -> None:
    clock, only = Clock(), Queued("only", *[DOWN] * 3, Refused("no"), Refused("no"), DOWN)
    failover = Failover([only], now=clock)
    await fail(failover, 3)
    clock.now += OPEN_SECONDS
    for _ in range(2):
        with pytest.raises(Refused):
            await failover.parse(prompt(), Colour)
    await fail(failover, 1)
    assert (await failover.parse(prompt(), Colour)).value == TEAL


async def test_a_bad_key_is_loud_once_a_minute_and_stays_visible_until_it_works() -> None:
    clock, first = Clock(), Queued("first", *[BAD_KEY] * 2)
    gate = MemoryGate(["first", "second"], clock)
    failover = Failover([first, Queued("second")], Turnstile(gate, clock=clock), now=clock)
    with capture_logs() as logs:
        await failover.parse(prompt(), Colour)
        await failover.parse(prompt(), Colour)
    assert [(e["event"], e["log_level"], e["provider"], e["kind"]) for e in logs] == [
        ("model_provider_failed", "error", "first", "auth")
    ]
    shown = (await gate.states())["first"]
    assert (shown.state, shown.why) == ("open", "auth")
    clock.now += OPEN_SECONDS
    with capture_logs() as logs:
        await failover.parse(prompt(), Colour)
    assert len(logs) == 1
    for _ in range(2):
        clock.now += OPEN_SECONDS
        await failover.parse(prompt(), Colour)
    assert (await gate.states())["first"].state == "closed"


@pytest.mark.parametrize(
    ("error", "kind"),
    [(DOWN, "model_down"), (TOO_LONG, "request"), (BadOutput("twice", usage("first")), "output")],
)
async def test_other_failures_are_a_warning(error: Exception, kind: str) -> None:
    failover = Failover([Queued("first", error), Queued("second")])
    with capture_logs() as logs:
        await failover.parse(prompt(), Colour)
    assert (logs[0]["log_level"], logs[0]["kind"]) == ("warning", kind)


async def test_only_some_providers_may_be_asked_and_share_what_is_known_of_them() -> None:
    first, second = Queued("first", BAD_KEY), Queued("second")
    failover = Failover([first, second], now=Clock())
    assert (await failover.only({"second"}).parse(prompt(), Colour)).usage.provider == "second"
    with pytest.raises(NoModel):
        await failover.only(set()).parse(prompt(), Colour)
    await failover.parse(prompt(), Colour)
    with pytest.raises(Temporary):
        await failover.only(["first"]).parse(prompt(), Colour)
    assert (first.asked, second.asked) == (1, 2)


@pytest.mark.parametrize("rate", [Rate(requests=5), Rate(tokens=1600)])
async def test_who_waits_is_served_by_the_next_provider_when_the_quota_of_the_first_is_used_up(rate: Rate) -> None:
    clock, first, second = Clock(), Queued("first"), Queued("second")
    failover = Failover([first, second], rates={"first": rate}, now=clock)
    assert [(await failover.parse(prompt(), Colour)).usage.provider for _ in range(3)] == ["first", "second", "second"]
    clock.now += 61
    assert (await failover.parse(prompt(), Colour)).usage.provider == "first"


async def test_new_mail_waits_for_the_quota_of_the_first_provider() -> None:
    clock, first, second = Clock(), Queued("first"), Queued("second")

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    door = Turnstile(MemoryGate(clock=clock), sleep, clock)
    failover = Failover([first, second], door, {"first": Rate(requests=5)}, clock)
    mark = urgency.set("inbound")
    for _ in range(3):
        await failover.parse(prompt(), Colour)
    urgency.reset(mark)
    assert (first.asked, second.asked) == (3, 0)


async def test_a_bug_in_a_provider_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        await Failover([Queued("first", ZeroDivisionError()), Queued("second")]).parse(prompt(), Colour)


async def test_only_the_first_provider_is_warmed_until_it_fails() -> None:
    first, second = Queued("first"), Queued("second")
    Failover([first, second]).warm()
    assert (first.warmed, second.warmed) == (True, False)


async def test_closing_reaches_every_provider_and_warming_passes_over_what_needs_none() -> None:
    class Cold:
        name = "cold"
        closed = False

        async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
            return Answer(shape.model_validate_json(GOOD), usage("cold"))

        async def close(self) -> None:
            self.closed = True

    cold, second = Cold(), Queued("second")
    failover = Failover([cold, second])
    failover.warm()
    await failover.close()
    assert second.closed
    assert cold.closed
