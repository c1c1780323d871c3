"""Steps run together where they can, wait where they must, and not at all where they make no sense."""

import asyncio
from collections.abc import Mapping

import pytest

from assistant.asking.plan.graph import BadPlan, check, run
from assistant.asking.values import Outcome, Step


def step(id_: str, *needs: str, operation: str = "gmail.search") -> Step:
    return Step(id_, operation, {}, needs)  # type: ignore[arg-type]


async def test_independent_steps_are_under_way_together() -> None:
    both = asyncio.Barrier(2)

    async def work(one: Step, needed: Mapping[str, Outcome]) -> Outcome:
        async with asyncio.timeout(5):
            await both.wait()  # would never be passed one after the other
        return Outcome(one)

    outcomes = await run([step("a"), step("b")], work)
    assert [outcome.step.id for outcome in outcomes] == ["a", "b"]


async def test_a_step_gets_what_it_needs_and_nothing_else() -> None:
    seen: dict[str, list[str]] = {}

    async def work(one: Step, needed: Mapping[str, Outcome]) -> Outcome:
        seen[one.id] = sorted(needed)
        return Outcome(one, note=f"of {one.id}")

    await run([step("c", "b"), step("b", "a"), step("a"), step("d")], work)  # in whatever order they are told
    assert seen == {"a": [], "b": ["a"], "c": ["b"], "d": []}


@pytest.mark.parametrize(
    "steps",
    [
        [step("a", "b"), step("b", "a")],
        [step("a", "a")],
        [step("a", "missing")],
        [step("a"), step("a")],
        [step("a", operation="gmail.send_all")],
        [step(str(n)) for n in range(7)],
    ],
    ids=["cycle", "itself", "unknown need", "one id twice", "unknown operation", "too many"],
)
async def test_what_cannot_be_run_is_refused_before_anything_is_done(steps: list[Step]) -> None:
    async def work(one: Step, needed: Mapping[str, Outcome]) -> Outcome:
        raise AssertionError("nothing may be done")

    with pytest.raises(BadPlan):
        check(steps)
    with pytest.raises(BadPlan):
        await run(steps, work)


async def test_an_unexpected_error_ends_the_others() -> None:
    ended = asyncio.Event()

    async def work(one: Step, needed: Mapping[str, Outcome]) -> Outcome:
        if one.id == "bad":
            raise RuntimeError("a bug")
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return Outcome(one)

    with pytest.raises(RuntimeError):
        await run([step("slow"), step("bad")], work)
    assert ended.is_set()
