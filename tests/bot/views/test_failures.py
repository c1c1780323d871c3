"""What failed is told in plain words for every class and every job, with its ways out, inside Slack's limits."""

from dataclasses import replace

import pytest

from assistant.failing import SHOWN, Failing, Failings
from bot.errors import CATALOGUE, Failure
from bot.views.failures import DOING, failures_list, failures_notice
from jobs.runner import find_jobs
from tests.bot.views.cases import HOSTILE, ID, NOW
from tests.bot.views.payloads import markup, message_complaints, objects


def failing(failure: Failure = Failure.SERVICE_DOWN, job: str = "triage_message", sender: str = "Sarah") -> Failing:
    return Failing(ID, job, failure, "alice@fernhill.example", sender, NOW, 5)


def many(count: int, **values: object) -> Failings:
    return Failings(tuple(failing() for _ in range(min(count, SHOWN))), count)


@pytest.mark.parametrize("failure", Failure)
def test_every_class_of_failure_has_its_words_in_both(failure: Failure) -> None:
    failings = Failings((failing(failure),), 1)
    for drawn in (failures_notice(failings), failures_list(failings)):
        assert message_complaints(drawn) == [] and CATALOGUE[failure].title in markup(drawn.blocks)


@pytest.mark.parametrize("count", [0, 1, 2, SHOWN, SHOWN + 1, 20_000])
def test_slack_takes_it_however_much_failed(count: int) -> None:
    for drawn in (failures_notice(many(count)), failures_list(many(count), "Dismissed.")):
        assert message_complaints(drawn) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_senders_name_is_shown_without_markup_and_never_in_the_message_that_stays(text: str) -> None:
    failings = Failings((failing(sender=text),), 1)
    shown = failures_list(failings)
    assert message_complaints(shown, schema=False) == []
    assert "evil" not in markup(shown.blocks) and "channel>" not in markup(shown.blocks)
    assert "A mail from" not in str(failures_notice(failings).blocks)


def test_each_has_its_own_buttons_and_several_have_one_for_all() -> None:
    labels = [one["text"]["text"] for one in objects(failures_list(many(2)).blocks, "button")]
    assert labels == ["Retry", "Dismiss", "Retry", "Dismiss", "Retry All 2"]
    assert [one["value"] for one in objects(failures_list(many(1)).blocks, "button")] == [ID, ID]


def test_it_says_what_it_was_about_when_and_how_often_it_was_tried() -> None:
    blocks = str(failures_list(many(1)).blocks)
    assert "A mail from Sarah" in blocks and "tried 5 times" in blocks and "*Reading a new mail* did not work" in blocks
    assert "A mail from" not in str(failures_list(Failings((failing(sender=""),), 1)).blocks)


def test_what_nobody_expected_has_the_reference_that_the_logs_have() -> None:
    unknown = replace(failing(Failure.UNKNOWN), reference="push-7")
    assert "Reference: push-7" in str(failures_list(Failings((unknown,), 1)).blocks)
    known = replace(failing(), reference="push-7")
    assert "push-7" not in str(failures_list(Failings((known,), 1)).blocks)


def test_nothing_failed_is_said_to_teach_what_would_stand_here() -> None:
    assert "If something does, it is listed here" in markup(failures_list(many(0)).blocks)


def test_words_are_for_jobs_that_exist() -> None:
    assert set(DOING) <= {path.rpartition(".")[2] for path in find_jobs("jobs")}
