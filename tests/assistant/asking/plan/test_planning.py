"""One planning call with the user's own words; code's plan without it; what was planned is kept for five minutes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.asking.plan.planning import INTENT_SECONDS, Wanted, intent_key, make_plan, plan_prompt
from assistant.asking.values import Asker, Mailbox, Mention, Turn
from assistant.prompting import load
from bot.errors import Failure, Permanent, Temporary
from connectors.llm.model import Refused
from storage.index.entry import Filters
from tests.assistant.asking.rig import NOW, SARAH, ZONE, planned, reading, step
from tests.fake_model import FakeModel
from tests.fakes import MemoryCache

MAILBOX = Mailbox("a1", "alice@fernhill.example", frozenset(), frozenset({"alice@fernhill.example"}))
ASKER = Asker("u1", ZONE, NOW, (MAILBOX,))
READ = reading(
    "What did Sarah send?", "send", Filters(senders=frozenset({SARAH})), Mention("Sarah", (SARAH,), "sender")
)
EARLIER = Turn("Who is Sarah?", Filters(), "sarah", ("d1",))
WANTED = Wanted(ASKER, READ, (), lambda question: reading(question))
ONE = planned(step("s1", "gmail.search"))


async def test_a_model_plans_on_the_fast_tier() -> None:
    model = FakeModel(ONE)
    made = await make_plan(model, MemoryCache(), WANTED)
    assert made.plan.source == "model" and made.reading is READ and made.usage is not None
    assert model.prompts[0].tier == "fast"


async def test_the_prompt_holds_the_users_words_of_now_and_before() -> None:
    prompt = plan_prompt(replace(WANTED, turns=(EARLIER,)))
    assert "What did Sarah send?" in prompt.user and "Who is Sarah?" in prompt.user
    assert "2026-11-25" in prompt.user and ZONE in prompt.user
    assert prompt.system == load("ask_plan").system


@pytest.mark.parametrize(
    "trouble",
    [Temporary("down"), Permanent("no key", Failure.MODEL_DOWN), Refused("will not")],
    ids=["down", "none", "refused"],
)
async def test_without_a_model_code_plans(trouble: Exception) -> None:
    cache = MemoryCache()
    made = await make_plan(FakeModel(trouble), cache, WANTED)
    assert made.plan.source == "code" and made.plan.steps and made.usage is None
    assert not cache.held  # the model may be back at the next try


async def test_a_bad_plan_is_replaced_by_codes_and_its_cost_is_known() -> None:
    bad = planned(step("s1", "gmail.search", needs=["s1"]))
    made = await make_plan(FakeModel(bad), MemoryCache(), WANTED)
    assert made.plan.source == "code" and made.usage is not None


async def test_the_same_question_is_planned_once() -> None:
    model, cache = FakeModel(ONE), MemoryCache()
    first = await make_plan(model, cache, WANTED)
    second = await make_plan(model, cache, WANTED)  # out of answers, the model would fail
    assert second.plan == first.plan and cache.hits == 1 and second.usage is None
    assert INTENT_SECONDS == 300


async def test_a_question_filled_in_with_the_time_before_is_read_as_the_asker_said_it() -> None:
    week = Filters(senders=frozenset({SARAH}), since=NOW - timedelta(days=2), until=NOW + timedelta(days=5))
    before = replace(week, since=NOW - timedelta(days=9), until=week.since)
    read = replace(reading("And this week?", "", week), follow_up=True)
    filled = "How many did Sarah send last week? And this week?"
    earlier = Turn("How many did Sarah send last week?", before, "")
    wanted = Wanted(ASKER, read, (earlier,), lambda question: reading(question, "", before))
    made = await make_plan(FakeModel(planned(step("s1", "gmail.search"), question=filled)), MemoryCache(), wanted)
    assert made.reading is read
    other = replace(wanted, reading=replace(read, text="And how does this week compare?"))
    made = await make_plan(FakeModel(planned(step("s1", "gmail.search"), question=filled)), MemoryCache(), other)
    assert made.reading.filters.since == before.since


@pytest.mark.parametrize(
    "other",
    [
        replace(WANTED, asker=replace(ASKER, user_id="u2")),
        replace(WANTED, asker=replace(ASKER, now=NOW + timedelta(days=1))),
        replace(WANTED, asker=replace(ASKER, zone="Asia/Tokyo")),
        replace(WANTED, asker=replace(ASKER, mailboxes=())),
        replace(WANTED, turns=(EARLIER,)),
        replace(WANTED, reading=replace(READ, filters=Filters())),
    ],
    ids=["another user", "another day", "another zone", "other mailboxes", "another conversation", "other contacts"],
)
def test_another_context_is_planned_anew(other: Wanted) -> None:
    assert intent_key(other) != intent_key(WANTED)
    assert intent_key(other).startswith(f"intent:{other.asker.user_id}:")


async def test_what_cannot_be_read_from_the_cache_is_planned_anew() -> None:
    cache = MemoryCache()
    await cache.put(intent_key(WANTED), {"steps": [{"operation": "gmail.erase"}]}, 300)
    made = await make_plan(FakeModel(ONE), cache, WANTED)
    assert made.plan.source == "model"


async def test_a_question_that_was_filled_in_is_read_again_by_code() -> None:
    answer = planned(step("s1", "gmail.search"), question="What did Sarah send last week?")
    made = await make_plan(FakeModel(answer), MemoryCache(), WANTED)
    assert made.reading.text == "What did Sarah send last week?"
    assert made.plan.steps[0].arguments["words"] == "What did Sarah send last week?"


async def test_a_person_whom_the_askers_words_name_is_not_lost_in_a_filled_in_question() -> None:
    answer = planned(step("s1", "gmail.search"), question="What did Sarah send last week?")
    told = replace(READ, explained=("from Sarah", "with an attachment", "as in the question before"))
    made = await make_plan(FakeModel(answer), MemoryCache(), replace(WANTED, reading=told))
    assert made.reading.text == "What did Sarah send last week?" and made.reading.filters.senders == {SARAH}
    assert made.reading.explained == ("from Sarah",)  # and the asker sees it
