"""What is stored of a question can be read again, also by a version that knows other fields."""

import json
from datetime import UTC, datetime

from assistant.asking.turns.record import (
    filters_from_json,
    plan_to_json,
    reading_to_json,
    reply_from_json,
    reply_to_json,
    source_to_json,
)
from assistant.asking.values import Draught, Mention, Plan, Reading, Reply, Source, Step
from storage.index.entry import Filters

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOURCE = Source(1, "calendar", "Review", "Sarah", NOW, "https://calendar.google.com/x", "whole", "extract", "d1", "a1",
                "r1", all_day=True, ends_at=NOW)  # fmt: skip
REPLY = Reply(
    "Yes [1].", (SOURCE,), True, ("Calendar",), {"drive": "revoked"}, ("from Sarah",), ("And then?",),
    (Draught("event.create", "a1", {"title": "Lunch", "guests": ["s@x.example"]}, {"etag": "7"}),), True, (SOURCE,),
)  # fmt: skip
FILTERS = Filters(
    frozenset({"gmail"}), frozenset({"s@x.example"}), (frozenset({"a", "b"}), frozenset({"c"})), NOW, None,
    frozenset({"invoice"}), True, False, "t1",
)  # fmt: skip


def test_a_reply_comes_back_as_it_was_but_for_the_text_that_the_model_read() -> None:
    stored = json.loads(json.dumps(reply_to_json(REPLY)))
    back = reply_from_json(stored)
    assert "whole" not in json.dumps(stored) and back.sources[0].text == ""
    assert reply_to_json(back) == stored
    assert (back.text, back.draughts, back.missing, back.suggestions) == (
        REPLY.text, REPLY.draughts, REPLY.missing, REPLY.suggestions,
    )  # fmt: skip
    assert (back.sources[0].at, back.sources[0].ends_at, back.more[0].all_day) == (NOW, NOW, True)


def test_filters_come_back_as_they_were() -> None:
    reading = Reading("q", "q", FILTERS, frozenset({"gmail"}), (Mention("Sarah", ("s@x.example",)),))
    stored = json.loads(json.dumps(reading_to_json(reading)))
    assert filters_from_json(stored["filters"]) == FILTERS
    assert filters_from_json({}) == Filters()


def test_a_plan_is_stored_step_by_step() -> None:
    plan = Plan("q", (Step("s1", "gmail.search", {"since": NOW}, ("s0",)),), 0.5, "which Sarah?", "model")
    stored = json.loads(json.dumps(plan_to_json(plan)))
    assert stored["steps"] == [
        {"id": "s1", "operation": "gmail.search", "arguments": {"since": NOW.isoformat()}, "needs": ["s0"]}
    ]


def test_what_another_version_stored_is_read_as_far_as_it_goes() -> None:
    told = {"text": "Yes.", "new_field": 1, "sources": [source_to_json(SOURCE) | {"colour": "red"}]}
    assert reply_from_json(told).sources[0].title == "Review"
    assert reply_from_json({}) == Reply("", (), False)
