"""The @job decorator, the rings it makes, and what each kind of error leads to."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from structlog.contextvars import bound_contextvars

from bot.errors import Failure, OutcomeUnknown, Permanent, Reconnect, Temporary, Waiting
from connectors.gate import NoRoom, Resting, urgency
from jobs.carry_out import carry_out
from jobs.draft_reply import draft_reply
from jobs.runner import CRASHES, Again, AnyJob, Call, Dead, Done, Retries, find_jobs, job, perform, stack_of
from jobs.send_reply import send_reply
from jobs.triage_message import triage_message
from storage.audit import through
from storage.leases import Busy
from tests.eventually import eventually
from tests.jobs.household import JOBS, House, jump, obey

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def call(key: str = "a", *, path: str = obey.path, waits: tuple[int, ...] = (60, 120), crashes: int = 0) -> Call:
    return Call("id", "execution", "inbound", path, (key,), 5, waits, 1, crashes, "push-7", {})


def highest(_low: float, high: float) -> float:
    return high


def lowest(low: float, _high: float) -> float:
    return low


def test_waits_double_up_to_the_cap() -> None:
    assert Retries(tries=6, base=60, cap=900).waits(lambda _low, _high: 1.0) == (60, 120, 240, 480, 900)


def test_waits_vary_by_a_quarter_and_never_pass_the_cap() -> None:
    assert Retries(tries=5, base=60, cap=400).waits(lowest) == (45, 90, 180, 300)
    assert Retries(tries=5, base=60, cap=400).waits(highest) == (75, 150, 300, 400)


def test_one_try_has_no_waits() -> None:
    assert Retries().waits() == ()


def test_a_ring_carries_what_the_job_says() -> None:
    ring = obey.ring("m1", at=AT, correlation="push-7")
    assert (ring.job, ring.args, ring.queue, ring.timeout) == ("tests.jobs.household.obey", ("m1",), "inbound", 60)
    assert (len(ring.retry_waits), ring.at, ring.correlation) == (2, AT, "push-7")


def test_a_ring_inherits_the_correlation_of_the_running_job() -> None:
    with bound_contextvars(correlation="push-8"):
        assert obey.ring("m1").correlation == "push-8"
        assert obey.ring("m1", correlation="other").correlation == "other"
    assert obey.ring("m1").correlation == ""


def test_a_ring_takes_ids_only_and_aware_times_only() -> None:
    with pytest.raises(TypeError):
        obey.ring({"text": "Dear Alice"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="aware"):
        obey.ring("m1", at=AT.replace(tzinfo=None))


def test_the_checker_knows_a_jobs_arguments() -> None:
    obey.ring(7)  # type: ignore[arg-type]


def test_a_job_needs_a_queue_that_is_served() -> None:
    with pytest.raises(ValueError, match="interactive"):
        job(queue="imbound", timeout=60)


def test_a_job_is_an_async_function() -> None:
    with pytest.raises(TypeError):

        @job(queue="inbound", timeout=60)  # type: ignore[arg-type]
        def plain(house: House) -> None:
            """Not async."""


def test_jobs_are_found_by_their_path() -> None:
    found = find_jobs("tests.jobs")
    assert found[obey.path] is obey
    assert found[jump.path] is jump


async def test_calling_a_job_runs_it() -> None:
    house = House()
    await obey(house, "a")
    assert house.finished == ["a"]


async def test_a_job_that_ends_is_done() -> None:
    assert await perform(call(), JOBS, House(), House()) == Done()


@pytest.mark.parametrize("error", [Temporary("no"), OutcomeUnknown("perhaps"), ValueError("boom"), TimeoutError()])
async def test_what_may_heal_is_tried_again(error: Exception) -> None:
    house = House(errors={"a": [error]})
    assert await perform(call(), JOBS, house, house) == Again(60, 1)
    assert house.letters == []


@pytest.mark.parametrize(("asked", "waited"), [(90.0, 90.0), (5.0, 60.0), (None, 60.0)])
async def test_the_longer_of_plan_and_retry_after_counts(asked: float | None, waited: float) -> None:
    house = House(errors={"a": [Temporary("no", retry_after=asked)]})
    assert await perform(call(), JOBS, house, house) == Again(waited, 1)


@pytest.mark.parametrize("error", [Permanent("never"), Reconnect("slack: missing_scope", Failure.PARTIAL)])
async def test_what_cannot_heal_becomes_a_dead_letter(error: Exception) -> None:
    house = House(errors={"a": [error]})
    assert isinstance(await perform(call(), JOBS, house, house), Dead)
    assert house.letters == [(obey.path, ("a",), error, 1, "push-7")]


async def test_a_job_of_a_mailbox_whose_access_has_ended_stops_without_a_retry_or_a_dead_letter() -> None:
    for bell_is_down in (False, True):
        house = House(errors={"a": [Reconnect("invalid_grant")]}, box_broken=bell_is_down)
        assert await perform(call(), JOBS, house, house) == Done()
        assert (house.letters, house.ends) == ([], 1)


@pytest.mark.parametrize(
    ("stage", "retries", "base", "cap"),
    [
        (triage_message, 5, 60, 900),
        (draft_reply, 3, 60, 600),
        (send_reply, 3, 30, 300),
        (carry_out, 3, 30, 300),
    ],
    ids=lambda value: value.path.rpartition(".")[2] if hasattr(value, "path") else str(value),
)
def test_each_stage_is_retried_as_often_and_as_slowly_as_it_should(
    stage: AnyJob, retries: int, base: float, cap: float
) -> None:
    """After the first try: classify would otherwise never wait as long as its cap."""
    assert (stage.retries.tries - 1, stage.retries.base, stage.retries.cap) == (retries, base, cap)
    for plain, least, most in zip(
        (min(cap, base * 2**n) for n in range(retries)),
        stage.retries.waits(lowest),
        stage.retries.waits(highest),
        strict=True,
    ):
        assert (least, most) == (round(plain * 0.75), min(cap, round(plain * 1.25)))


@pytest.mark.parametrize(
    "error",
    [
        Resting("gmail", retry_after=12),
        NoRoom("gmail", Failure.RATE_LIMIT, retry_after=12),
        Busy("another is at it", retry_after=12),
        Waiting("the undo window is still open", retry_after=12),
    ],
)
async def test_waiting_is_no_failed_try(error: Exception) -> None:
    house = House(errors={"a": [error]})
    assert await perform(call(waits=()), JOBS, house, house) == Again(12, 0)
    assert house.letters == []


async def test_a_job_calls_with_the_urgency_of_its_queue_and_is_named_in_the_audit_log() -> None:
    seen = []

    async def look(_: House, key: str) -> None:
        seen.append((urgency.get(), through.get()))

    looking = job(queue="bulk", timeout=5)(look)
    await asyncio.create_task(
        perform(replace(call(path=looking.path), queue="bulk"), {looking.path: looking}, House(), House())
    )
    name = looking.path.rpartition(".")[2]
    assert (seen, urgency.get()) == ([("bulk", f"job {name}")], "interactive")


async def test_the_last_failure_becomes_a_dead_letter() -> None:
    house = House(errors={"a": [Temporary("no")]})
    assert isinstance(await perform(call(waits=()), JOBS, house, house), Dead)
    assert len(house.letters) == 1


async def test_a_dead_letter_that_cannot_be_kept_brings_the_job_back() -> None:
    house = House(errors={"a": [Permanent("never")]}, box_broken=True)
    assert await perform(call(), JOBS, house, house) == Again(60, 0)


async def test_an_unknown_job_may_belong_to_a_newer_worker() -> None:
    assert isinstance(await perform(call(path="jobs.of_tomorrow.run"), JOBS, House(), House()), Again)


async def test_nothing_but_known_jobs_is_run() -> None:
    house = House()
    assert isinstance(await perform(call(path="os.system", waits=()), JOBS, house, house), Dead)
    assert isinstance(await perform(call(path=""), JOBS, house, house), Dead)


async def test_a_job_that_kills_workers_is_buried() -> None:
    house = House()
    assert await perform(call(crashes=CRASHES - 1), JOBS, house, house) == Done()
    assert isinstance(await perform(call(crashes=CRASHES), JOBS, house, house), Dead)
    assert house.ran == ["a"]


async def test_a_job_that_cancels_itself_is_tried_again() -> None:
    house = House(errors={"a": [asyncio.CancelledError()]})
    assert await perform(call(), JOBS, house, house) == Again(60, 1)


async def test_a_stopped_job_says_so() -> None:
    house = House(gates={"a": asyncio.Event()})
    task = asyncio.create_task(perform(call(), JOBS, house, house))
    await eventually(lambda: house.ran == ["a"])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert house.letters == []


def test_a_stack_names_places_and_our_words_but_quotes_nothing_else() -> None:
    try:
        try:
            raise ValueError("Dear Alice, the password is swordfish")
        except ValueError as error:
            raise Temporary("gmail: 503") from error
    except Temporary as error:
        stack = stack_of(error)
    assert "gmail: 503" in stack
    assert "test_runner.py" in stack
    assert "ValueError" in stack
    assert "swordfish" not in stack


def test_a_stack_ends_even_if_an_error_is_its_own_cause() -> None:
    error = ValueError()
    error.__cause__ = error
    assert stack_of(error) == "builtins.ValueError"
