"""What a proposal may hold: whole, in order, within bounds, and with nothing in it that a reader would not see."""

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.proposal_content import checked, digest_of, new_event
from tests.proposals import an_event, delete_content, event_content, mail_content, share_content, update_content

ETAG = {"etag": '"1"'}


def hold(kind: str, content: dict[str, Any], basis: dict[str, Any] | None = None) -> dict[str, Any]:
    return checked(kind, content, basis or {})[0]


def test_what_is_whole_is_kept_as_it_is_and_the_same_again() -> None:
    cases: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("event.create", event_content(), {}),
        ("event.update", update_content(an_event(), title="Budget 2027"), ETAG),
        ("event.delete", delete_content(an_event()), ETAG),
        ("file.share", share_content(), {"access": [["alice@fernhill.example", "owner"]]}),
        ("mail.draft", mail_content(), {}),
        ("mail.send", mail_content(thread_id="t1", in_reply_to="<a@b.example>"), {}),
    ]
    for kind, content, basis in cases:
        told, held = checked(kind, content, basis)
        assert checked(kind, told, held) == (told, held)
        assert digest_of(kind, "a1", told, held) == digest_of(kind, "a1", *checked(kind, told, held))


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"title": "\u200b \u2800"},
        {"title": "x" * 301},
        {"guests": ["bob"]},
        {"guests": ["bob@fernhill.example\nBcc: eve@evil.example"]},
        {"guests": ["bob@fernhill.exаmple"]},  # a Cyrillic letter
        {"guests": [f"g{number}@x.example" for number in range(51)]},
        {"begins": "2026-11-30T14:00:00"},
        {"begins": "tomorrow"},
        {"ends": "2026-11-30T14:00:00+00:00"},
        {"ends": "2026-11-30T13:00:00+00:00"},
        {"ends": "2028-11-30T13:00:00+00:00"},
        {"begins": "0001-01-01T00:00:00+00:00"},
        {"zone": "Europe/Atlantis"},
        {"zone": "../../etc/passwd"},
        {"description": "x" * 3001},
        {"place": "x" * 301},
    ],
)
def test_an_event_that_does_not_hold_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - pydantic's own, which names the field
        hold("event.create", event_content(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"role": "owner"},
        {"role": "organizer"},
        {"email": ""},
        {"email": "anyone"},
        {"email": "fernhill.example"},
        {"file_id": "../f1"},
        {"file_id": ""},
        {"message": "x" * 1001},
    ],
)
def test_a_share_is_with_one_person_in_one_of_three_roles(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        hold("file.share", share_content(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"to": []},
        {"to": ["Sarah <sarah@x.example>"]},
        {"to": ["a@x.example,b@x.example"]},
        {"cc": ["nobody"]},
        {"body": " \n"},
        {"body": "x" * 7001},
        {"sender": "alice"},
        {"in_reply_to": "v1@x.example"},
        {"in_reply_to": "<a>\r\nBcc: <b>"},
        {"thread_id": "t1/../x"},
        {"thread_id": "t1\n"},
        {"subject": "x" * 301},
    ],
)
def test_a_mail_that_does_not_hold_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        hold("mail.send", mail_content(**values))


def test_unknown_kinds_and_lost_bases_are_refused() -> None:
    for kind, content, basis in (
        ("file.delete", share_content(), {}),
        ("event.update", update_content(an_event(), title="X"), {}),
        ("event.delete", delete_content(an_event()), {"etag": ""}),
        ("file.share", share_content(), {"access": [["a@x.example"]]}),
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            checked(kind, content, basis)


def test_hidden_characters_and_line_breaks_do_not_get_in() -> None:
    said = hold("event.create", event_content(title="Bud\u202eget\nreview", place="Room\u200b 4", description="a\r\nb"))
    assert (said["title"], said["place"], said["description"]) == ("Budget review", "Room 4", "a\nb")
    mail = hold("mail.send", mail_content(subject="Visit\r\nBcc: eve@evil.example", body="Hi\u200b\u202e"))
    assert (mail["subject"], mail["body"]) == ("Visit Bcc: eve@evil.example", "Hi")


def test_each_person_stands_once_and_in_small_letters() -> None:
    said = hold("mail.send", mail_content(to=["Bob@X.example", "bob@x.example"], cc=["BOB@x.example", "c@x.example"]))
    assert (said["to"], said["cc"]) == (["bob@x.example"], ["c@x.example"])


def test_of_an_event_only_what_changes_is_made_clean() -> None:
    """What others wrote into it stays as it is: a change that nobody saw would go out with ours."""
    event = an_event(description="Line\r\nwith \u200bhidden", place="Room\u200b 4")
    said = hold("event.update", update_content(event, title="Bud\u200bget"), ETAG)
    assert said["after"]["title"] == "Budget"
    assert (said["after"]["description"], said["after"]["place"]) == (event.description, event.place)


def test_a_change_that_changes_nothing_is_refused() -> None:
    for after in ({}, {"title": "Budget\u200b review"}):
        with pytest.raises(ValueError, match="nothing would change"):
            hold("event.update", update_content(an_event(), **after), ETAG)


def test_every_detail_is_in_the_digest() -> None:
    seen = set()
    contents = [event_content(), event_content(title="B"), event_content(zone="UTC"), event_content(guests=[])]
    for content in contents:
        told, held = checked("event.create", content, {})
        seen |= {digest_of("event.create", account, told, held) for account in ("a1", "a2")}
    told, _ = checked("event.delete", delete_content(an_event()), ETAG)
    seen |= {digest_of("event.delete", "a1", told, {"etag": etag}) for etag in ("1", "2")}
    mail, tip = checked("mail.send", mail_content(), {})
    seen |= {digest_of(kind, "a1", mail, tip) for kind in ("mail.send", "mail.draft")}
    assert len(seen) == 8 + 2 + 2


def test_a_content_becomes_an_event_with_its_own_times() -> None:
    event = new_event(hold("event.create", event_content(begins="2026-11-30T15:00:00+01:00")))
    assert event.begins == datetime(2026, 11, 30, 14, tzinfo=UTC)
    assert (event.zone, event.guests) == ("Europe/London", ("bob@fernhill.example",))


def test_who_can_open_a_file_is_kept_in_one_order() -> None:
    access = [["B@x.example", "reader"], ["", "reader"], ["a@x.example", "owner"]]
    _, basis = checked("file.share", share_content(), {"access": access})
    assert basis["access"] == [["", "reader"], ["a@x.example", "owner"], ["b@x.example", "reader"]]
