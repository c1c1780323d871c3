"""A model's plan is bound to what code has read; code makes one of its own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.asking.plan.graph import BadPlan
from assistant.asking.plan.plans import accept, plan_by_code, plan_from_json, wider
from assistant.asking.turns.record import filters_from_json, plain, plan_to_json
from assistant.asking.values import Mention
from storage.index.entry import Filters
from tests.assistant.asking.rig import BOB, SARAH, ZONE, planned, reading, step

SINCE, UNTIL = datetime(2026, 11, 15, 23, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)  # a week in Berlin
FROM_SARAH = Filters(senders=frozenset({SARAH}), since=SINCE, until=UNTIL)
SARAHS = Mention("Sarah", (SARAH,), "sender")


def test_code_searches_everywhere_unless_the_question_names_a_service() -> None:
    everywhere = plan_by_code(reading("What about the quote?", "quote"))
    assert [one.operation for one in everywhere.steps] == ["gmail.search", "calendar.search", "drive.search"]
    assert everywhere.source == "code"
    only = plan_by_code(reading("Which mails about the quote?", "quote", None, services=["gmail"]))
    assert [one.operation for one in only.steps] == ["gmail.search"]


def test_what_hangs_on_something_or_is_unread_is_looked_for_in_mail_alone() -> None:
    for filters in (Filters(attachment=True), Filters(labels=frozenset({"UNREAD"})), Filters(outgoing=True)):
        read = reading("With attachments from Sarah?", "", filters)
        plan = plan_by_code(read)
        assert [one.operation for one in plan.steps] == ["gmail.search"] and wider(plan, read) == ()
        found = accept(planned(step("s1", "gmail.search"), step("s2", "calendar.search")), read, ZONE)
        assert [one.operation for one in found.steps] == ["gmail.search"]


def test_what_is_first_among_files_is_looked_for_nowhere_else() -> None:
    for order, words, elsewhere in (
        ("largest", "", 0),
        ("largest", "plan", 0),
        ("newest", "", 0),
        ("newest", "plan", 2),
    ):
        read = replace(reading("Which file?", words, services=["drive"], order=order), words=words)
        assert len(wider(plan_by_code(read), read)) == elsewhere


def test_a_service_that_the_question_names_is_asked_whatever_a_model_plans() -> None:
    mails = planned(step("s1", "gmail.search"))
    named = accept(mails, reading("Which files are about the quote?", "quote", services=["drive"]), ZONE)
    assert [one.operation for one in named.steps] == ["gmail.search", "drive.search"]
    for more in ({"only_filters": True}, {"order": "largest"}):
        alone = accept(mails, reading("The largest file of May?", "", FROM_SARAH, services=["drive"], **more), ZONE)
        assert [one.operation for one in alone.steps] == ["drive.search"]
    free = accept(planned(step("s1", "calendar.free")), reading("Am I free?", "", services=["calendar"]), ZONE)
    assert [one.operation for one in free.steps] == ["calendar.free"]
    shared = planned(step("s1", "gmail.search"), step("s2", "mail.send", ["s1"]))
    assert len(accept(shared, reading("Send the file to Bob", "", services=["drive"]), ZONE).steps) == 2


def test_free_times_are_worked_out_where_they_are_asked_for_whatever_a_model_plans() -> None:
    asked = reading("When am I free on Friday?", "", Filters(), services=["calendar"])
    for plan in (plan_by_code(asked), accept(planned(step("s1", "calendar.search")), asked, ZONE)):
        assert [one.operation for one in plan.steps] == ["calendar.search", "calendar.free"]
    other = reading("What is on Friday?", "", Filters(), services=["calendar"])
    plan = accept(planned(step("s1", "calendar.search")), other, ZONE)
    assert [one.operation for one in plan.steps] == ["calendar.search"]


def test_filters_of_a_single_search_are_those_that_code_has_read() -> None:
    read = reading("What did Sarah send last week?", "", FROM_SARAH, SARAHS)
    plan = accept(planned(step("s1", "gmail.search", words="send", people=["Sarah"], since="2026-11-01")), read, ZONE)
    assert filters_from_json(plan.steps[0].arguments["filters"]) == FROM_SARAH


def test_steps_of_different_scope_keep_their_own_part_of_it() -> None:
    friday = Filters(senders=frozenset({SARAH}), since=SINCE, until=UNTIL)
    read = reading("What did Sarah send, and what is on Friday?", "", friday, SARAHS)
    given = (
        step("s1", "gmail.search", people=["Sarah"]),
        step("s2", "calendar.search", since="2026-11-20", until="2026-11-20"),
    )
    mail, calendar = accept(planned(*given), read, ZONE).steps
    assert filters_from_json(mail.arguments["filters"]) == Filters(senders=frozenset({SARAH}))
    assert filters_from_json(calendar.arguments["filters"]) == Filters(since=SINCE, until=UNTIL)


def test_a_period_that_code_has_not_read_is_counted_in_the_askers_zone() -> None:
    read = reading("mail and the calendar of St Nicholas' day", "st nicholas")
    given = (step("s1", "gmail.search"), step("s2", "calendar.search", since="2026-12-06", until="2026-12-06"))
    filters = filters_from_json(accept(planned(*given), read, ZONE).steps[1].arguments["filters"])
    assert (filters.since, filters.until) == (
        datetime(2026, 12, 5, 23, tzinfo=UTC),
        datetime(2026, 12, 6, 23, tzinfo=UTC),
    )


def test_nobody_gets_into_a_filter_whom_the_question_does_not_name() -> None:
    read = reading("What is new?", "new")
    given = (step("s1", "gmail.search", people=["Mallory"]), step("s2", "drive.search", people=[BOB]))
    plan = accept(planned(*given), read, ZONE)
    assert all(not filters_from_json(one.arguments["filters"]).narrow for one in plan.steps)


@pytest.mark.parametrize(
    "steps",
    [
        [step("s1", "gmail.search", needs=["s2"]), step("s2", "gmail.thread", needs=["s1"])],
        [step("s1", "gmail.search", needs=["s9"])],
        [step("s1", "gmail.thread")],
        [step("s1", "file.share", people=["Bob"])],
        [step("s1", "gmail.search"), step("s2", "event.delete", needs=["s1"])],
        [step("s1", "event.create"), step("s2", "gmail.search", needs=["s1"])],
        [step("s1", "gmail.search"), step("s2", "drive.search", since="someday")],
        [step("s1", "gmail.search"), step("s2", "drive.search", since="2026-11-20", until="2026-11-01")],
        [step(f"s{n}", "gmail.search") for n in range(7)],
        [],
    ],
    ids=["cycle", "unknown need", "thread of nothing", "share of nothing", "delete of a mail", "after a write",
         "no day", "ends before it begins", "too many", "nothing"],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused(steps: list[object]) -> None:
    with pytest.raises(BadPlan):
        accept(planned(*steps), reading("anything"), ZONE)  # type: ignore[arg-type]


def test_a_plan_survives_being_stored() -> None:
    plan = accept(planned(step("s1", "gmail.search")), reading("quote", "quote", FROM_SARAH), ZONE)
    assert plan_from_json(plan_to_json(plan)) == plan


def test_a_stored_plan_that_was_tampered_with_is_none() -> None:
    told = plain(plan_to_json(plan_by_code(reading("quote"))))
    told["steps"][0]["operation"] = "gmail.erase"
    with pytest.raises(ValueError, match="unknown operation"):
        plan_from_json(told)
