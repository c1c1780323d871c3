"""The progress of older mail and the result of a look: Slack takes them, and they say what stands and what to do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.remembering import Progress, Stand
from bot.errors import Failure
from bot.views.history import history_block, history_message
from bot.views.syncing import look_block, looked_at, looking
from bot.views.text import moment
from tests.bot.views.payloads import elements, message_complaints

AT = datetime(2026, 3, 1, tzinfo=UTC)
ACCOUNT, HOSTILE = "a" * 32, "<!channel> *x*@evil.example"


def progress(stand: Stand, **values: Any) -> Progress:
    usual: dict[str, Any] = {"read": 1200, "total": 4000, "reached": AT, "failure": None}
    return Progress(stand, **usual | values)


@pytest.mark.parametrize("stand", Stand)
def test_every_stand_is_a_message_that_slack_takes_and_that_is_found_again(stand: Stand) -> None:
    failure = Failure.RATE_LIMIT if stand is Stand.WAITING else None
    drawn = history_message(ACCOUNT, HOSTILE, progress(stand, failure=failure), 240)
    assert message_complaints(drawn) == []
    assert drawn.blocks[0]["block_id"] == history_block(ACCOUNT)
    assert "<!channel>" not in drawn.text
    control = {Stand.READING: "history_stopped", Stand.WAITING: "history_stopped", Stand.STOPPED: "history_resumed"}
    buttons = {name for name in ("history_stopped", "history_resumed") if elements(drawn.blocks, name)}
    assert buttons == {control[stand]} if stand in control else not buttons


def test_it_says_how_many_of_how_many_and_back_to_when() -> None:
    text = str(history_message(ACCOUNT, "a@b.example", progress(Stand.READING), 240).blocks)
    assert "1,200 of about 4,000 mails, back to" in text and "2026-03-01" in text
    assert "is an estimate" in text


@pytest.mark.parametrize(
    ("read", "total", "about"), [(18, 323, 320), (4, 39, 39), (1234, 1_236, 1_234), (0, 86_543, 87_000), (7, 0, 7)]
)
def test_an_estimate_is_told_no_more_exactly_than_it_is_known(read: int, total: int, about: int) -> None:
    assert Progress(Stand.READING, read, total, None).about == about


@pytest.mark.parametrize(
    ("read", "left"), [(1200, "about 12 more minutes"), (3999, "a minute more"), (4000, "a minute")]
)
def test_it_says_how_long_it_still_takes(read: int, left: str) -> None:
    assert left in str(history_message(ACCOUNT, "a@b.example", progress(Stand.READING, read=read), 240).blocks)


def test_what_waits_says_why_and_until_when() -> None:
    waits = progress(Stand.WAITING, failure=Failure.RATE_LIMIT, again_at=AT)
    told = str(history_message(ACCOUNT, "a@b.example", waits, 240).blocks)
    assert "asked us to slow down" in told and f"It is tried again {moment(AT)}." in told


@pytest.mark.parametrize(("read", "behind", "words"), [(1, 0, "1 mail,"), (9, 2, "2 could not be read so far")])
def test_the_summary_counts_what_was_read_and_what_was_not(read: int, behind: int, words: str) -> None:
    done = progress(Stand.FINISHED, read=read, behind=behind)
    told = str(history_message(ACCOUNT, "a@b.example", done, 240).blocks)
    assert words in told and "That is all there is" in told and "estimate" in told


@pytest.mark.parametrize("emails", [[], ["a@b.example"], [f"person{n}@long-name.example" for n in range(300)]])
def test_the_answer_to_sync_is_a_message_that_slack_takes(emails: list[str]) -> None:
    assert message_complaints(looking(emails, emails, emails)) == []


def test_the_result_of_a_look_names_what_failed_and_what_to_do() -> None:
    parts = {"mail": None, "calendar": None, "drive": Failure.PARTIAL}
    drawn = looked_at(look_block(ACCOUNT, 3), HOSTILE, 0, parts)
    assert message_complaints(drawn) == []
    text = str(drawn.blocks)
    assert "No new mail" in text and "Calendar: up to date" in text and "Files: A permission is missing" in text


def test_a_look_at_mail_that_failed_does_not_say_that_there_is_none() -> None:
    text = str(looked_at(look_block(ACCOUNT, 3), "a@b.example", 0, {"mail": Failure.SERVICE_DOWN}).blocks)
    assert "No new mail" not in text and "Mail: A service is not answering" in text
