"""The questions about the sample mailbox: each names what there is, and they fall into the same halves every time."""

from benchmarks.sample_office import HELD_OUT, SampleCalendar, sample_cases, sample_office
from storage.documents import Service


def test_every_question_names_what_is_in_the_office() -> None:
    halves = sample_cases()  # a name that is in none of its mails, events and files would have raised
    keys = [case.key for cases in halves.values() for case in cases]
    assert len(keys) == len(set(keys)) > 150
    assert {key.partition("-")[0] for key in keys} == {"en", "de", "fr", "es", "it", "pt", "nl", "ja"}


def test_the_halves_are_the_same_at_each_run() -> None:
    assert sample_cases() == sample_cases()
    assert {name: len(cases) for name, cases in sample_cases().items()} == {"tuned on": 96, HELD_OUT: 97}


def test_the_office_holds_mails_events_and_files_without_spam() -> None:
    documents = sample_office().documents
    assert {one.service for one in documents} == set(Service)
    assert not [one for one in documents if one.remote_id == "spam-lottery"]


async def test_its_calendar_sees_colleagues_and_no_strangers() -> None:
    office = sample_office()
    assert isinstance(office.calendar, SampleCalendar)
    events = office.calendar.events
    first, last = min(one.begins for one in events), max(one.ends for one in events)
    taken = await office.calendar.busy(["primary", "bob@fernhill.example", "who@else.example"], first, last)
    assert taken["primary"] and taken["bob@fernhill.example"] and taken["who@else.example"] is None
