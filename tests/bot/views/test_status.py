"""The status tells the truth of each mailbox, has a button for each remedy, and fits into one message of Slack's."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.overview import Reading, Stand
from assistant.preferences import Preferences
from assistant.remembering import Progress
from assistant.remembering import Stand as Reached
from bot.errors import Failure
from bot.queue import Lines
from bot.views.mail_card import Drawn
from bot.views.status import Machine, status
from bot.views.text import moment
from connectors.gate import CircuitState
from tests.bot.views.cases import HOSTILE, NOW
from tests.bot.views.payloads import markup, message_complaints, objects
from tests.bot.views.stands import stand_of, troubled

OPEN = CircuitState("open", NOW, NOW + timedelta(seconds=30), "down")
WELL = Machine(Lines(0), 2, {}, ("openai", "anthropic"))
ILL = Machine(Lines(12_345, NOW), 0, dict.fromkeys(("gmail", "calendar", "drive", "openai"), OPEN), ("openai",))


def drawn(*stands: Stand, machine: Machine = WELL) -> Drawn:
    return status(stands, machine, NOW)


def said(*stands: Stand, machine: Machine = WELL) -> str:
    return markup(drawn(*stands, machine=machine).blocks)


def buttons(*stands: Stand) -> list[str]:
    return [one["text"]["text"] for one in objects(drawn(*stands).blocks, "button")][:-2]


@pytest.mark.parametrize("count", [0, 1, 10, 11, 20, 22, 60])
@pytest.mark.parametrize("machine", [WELL, ILL, Machine()], ids=["well", "ill", "dark"])
def test_slack_takes_it_however_many_mailboxes_there_are(count: int, machine: Machine) -> None:
    for stand in (stand_of(), troubled()):
        assert message_complaints(status([stand] * count, machine, NOW)) == []


def test_more_kinds_of_failure_than_are_told_one_by_one_are_counted() -> None:
    told = said(stand_of(failures=dict.fromkeys(list(Failure)[:9], 2)))
    assert "6 could not be done for other reasons." in told and told.count("2 could not be done") == 6


@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_has_markup_that_slack_reads(text: str) -> None:
    for count in (1, 20):
        shown = status([stand_of(email=text)] * count, WELL, NOW)
        assert message_complaints(shown, schema=False) == []
        assert "evil" not in markup(shown.blocks) and "channel>" not in markup(shown.blocks)


def test_a_mailbox_that_is_being_erased_is_not_told_as_none() -> None:
    for stands in ([], [stand_of()], [stand_of()] * 60):
        shown = status(stands, WELL, NOW, ["old@fernhill.example"])
        assert message_complaints(shown) == [] and "Being erased" in markup(shown.blocks)
        assert "old@fernhill.example" in str(shown.blocks) and "No mailbox is connected" not in markup(shown.blocks)


def test_twenty_mailboxes_are_all_named() -> None:
    boxes = [stand_of(email=f"box{number}@fernhill.example") for number in range(20)]
    assert all(box.email in str(drawn(*boxes).blocks) for box in boxes)


def test_somebody_without_a_mailbox_is_taught_how_to_begin() -> None:
    assert "/mailroom connect" in said()


@pytest.mark.parametrize(
    ("values", "first", "words"),
    [
        ({}, "Settings", "Connected."),
        ({"state": "reconnect"}, "Reconnect", "Google access has ended"),
        ({"paused": True}, "Resume", "Paused."),
        ({"failures": {Failure.MODEL_DOWN: 2}}, "Show Failures", "2 could not be done: no model is answering"),
        ({"missing": frozenset({"drive"})}, "Grant the Missing Permission", "Your files are off"),
        ({"state": "asleep"}, "Settings", "Asleep"),
    ],
)
def test_each_trouble_has_its_words_and_its_remedy_first(values: dict[str, object], first: str, words: str) -> None:
    assert buttons(stand_of(**values))[0] == first and words in said(stand_of(**values))
    assert buttons(*[stand_of(**values)] * 20)[0] == first  # the short form too


def test_a_paused_mailbox_is_not_said_to_be_behind() -> None:
    late = NOW - timedelta(hours=3)
    assert "Behind by 3 hours." in said(stand_of(waits_since=late))
    assert "Behind" not in said(stand_of(waits_since=late, paused=True)) and "Behind" not in said(stand_of())


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "announces new mail at once. That holds until"),
        ({"watch_until": None}, "looked for every few minutes"),
        ({"watch_until": NOW - timedelta(hours=1)}, "stopped announcing new mail"),
        ({"watch_failure": Failure.PARTIAL}, "does not announce new mail (a permission is missing)"),
        ({"last_sync_at": None}, "Not looked at yet."),
    ],
)
def test_it_tells_how_mail_comes_in(values: dict[str, object], words: str) -> None:
    assert words in said(stand_of(**values))


@pytest.mark.parametrize("values", [{"state": "reconnect"}, {"paused": True}, {"state": "asleep"}])
def test_of_a_mailbox_that_is_not_read_no_announcements_are_told(values: dict[str, object]) -> None:
    assert "announce new mail" not in said(stand_of(**values)).replace("announces", "announce")
    assert "Last looked at" in said(stand_of(**values))


def test_it_tells_what_is_handled_and_what_is_not() -> None:
    assert "7 mails handled, 3 in work." in said(stand_of())
    told = said(stand_of(counts={"settled": 1, "stuck": 3, "unshown": 2}))
    assert "3 could not be handled" in told and "2 could not be shown here" in told


@pytest.mark.parametrize(
    ("stand", "words"),
    [
        (Reached.READING, "Older mail is being read: 300 mails of about 4,000"),
        (Reached.WAITING, "300 mails of about 4,000"),
        (Reached.STOPPED, "You stopped the reading of older mail"),
        (Reached.FINISHED, "All older mail is read, back to"),
    ],
)
def test_it_tells_how_far_older_mail_is_read(stand: Reached, words: str) -> None:
    waits = (Failure.SERVICE_DOWN, NOW) if stand is Reached.WAITING else (None, None)
    told = said(stand_of(history=Progress(stand, 300, 4000, NOW, 0, *waits)))
    assert words in told and ("Waiting until" in told) == (stand is Reached.WAITING)
    assert (f"{moment(NOW)}: a service is not answering" in told) == (stand is Reached.WAITING)


def test_it_tells_what_can_be_asked_about() -> None:
    assert "You can ask about 1,204 mails, 1 event, 10 files." in said(stand_of())
    assert "Nothing can be asked about yet." in said(stand_of(askable=Counter(), history=None))


def test_what_was_counted_to_an_end_is_told_as_more() -> None:
    told = said(stand_of(counts={"settled": 7001}, askable=Counter(gmail=7001, drive=7000), counted=7000))
    assert "more than 7,000 mails handled" in told
    assert "You can ask about more than 7,000 mails, 7,000 files." in told


def test_it_tells_how_calendar_and_files_are_read_if_they_are() -> None:
    assert "Google Calendar: last read" in said(stand_of()) and "Google Drive: last read" in said(stand_of())
    assert "Google" not in said(stand_of(readings=()))
    assert "Google Drive: not read yet. A permission is missing" in said(
        stand_of(readings=(Reading("drive", None, Failure.PARTIAL),))
    )


def test_what_its_owner_has_turned_off_is_said() -> None:
    told = said(stand_of(preferences=Preferences(skipped_services=frozenset({"calendar"})), readings=()))
    assert "Google Calendar: off, as you chose." in told and "Drive: off" not in told


@pytest.mark.parametrize(
    ("spent", "cap", "words"),
    [
        ("0.123", None, "Models cost $0.12 today."),
        ("0.004", None, "Models cost less than $0.01 today."),
        ("0.5", "2", "Models cost $0.50 of today's $2.00."),
        ("2.1", "2", "Today's limit of $2.00 is used up"),
        ("0", "0", "Today's limit of $0.00 is used up"),
    ],
)
def test_it_tells_what_models_cost(spent: str, cap: str | None, words: str) -> None:
    preferences = Preferences(daily_usd=Decimal(cap) if cap else None)
    assert words in said(stand_of(spent=Decimal(spent), preferences=preferences))


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (WELL, "Nothing waits in line; 2 workers at hand."),
        (Machine(), "The queue is not answering"),
        (ILL, "No worker is running"),
        (replace(ILL, workers=1), "12,345 steps in line for 1 worker, the first since"),
        (ILL, "Gmail is not answering and is left alone until"),
        (ILL, "No model is answering"),
        (replace(WELL, circuits={"openai": OPEN}), "Models at work: Anthropic."),
        (replace(WELL, circuits={"openai": replace(OPEN, why="credit")}), "OpenAI: the account there is out of credit"),
        (replace(WELL, circuits={"drive": replace(OPEN, state="half_open")}), "Google Drive was not answering and is"),
        (replace(WELL, models=()), "No model is set up"),
    ],
)
def test_it_tells_how_what_serves_all_of_them_stands(machine: Machine, words: str) -> None:
    assert words in said(stand_of(), machine=machine)


def test_it_can_be_drawn_anew_and_asked_for_a_look() -> None:
    labels = [one["text"]["text"] for one in objects(drawn(stand_of()).blocks, "button")]
    assert labels[-2:] == ["Refresh", "Sync Now"]
