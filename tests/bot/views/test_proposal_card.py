"""The card of a proposal in every state, of any content: exact, inside Slack's limits, without markup of strangers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.proposal_content import checked
from bot.errors import Failure
from bot.views.proposal_card import proposal_card
from bot.views.proposal_parts import Shown, is_seen, when
from storage.proposals import ProposalState
from tests.bot.views.cases import HOSTILE
from tests.bot.views.payloads import elements, markup, message_complaints, objects
from tests.bot.views.proposal_cases import ALICE_MAIL, FLAG, ID, NOW, of
from tests.proposals import (
    BOB_MAIL,
    KINDS,
    SARAH_MAIL,
    an_event,
    delete_content,
    event_content,
    mail_content,
    share_content,
    update_content,
)

NOTES = ["", "changed", "newer", "left", "perhaps", "had", "gone", "edited", "unsure", *map(str, Failure)]
Json = dict[str, Any]

VERBS = {
    "event.create": "Create Event", "event.update": "Update Event", "event.delete": "Cancel Event",
    "file.share": "Share File", "mail.draft": "Save Draft", "mail.send": "Send Mail",
}  # fmt: skip


def card(shown: Shown) -> Any:
    return proposal_card(shown, NOW)


def read(payload: Any) -> str:
    """All that one reads."""
    texts = [str(one["text"]) for kind in ("text", "plain_text", "mrkdwn") for one in objects(payload, kind)]
    return "\n".join(texts)


def read_lines(payload: Any) -> str:
    """The details, line by line."""
    sections = objects(payload, "rich_text_section")
    return "".join("".join(str(one["text"]) for one in section["elements"]) for section in sections)


def head(shown: Shown) -> str:
    return str(card(shown).blocks[0]["elements"][0]["elements"][0]["text"])


# in every state


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("flags", [[], [FLAG] * 9])
def test_every_state_and_note_makes_a_message_that_slack_takes(kind: str, state: str, flags: list[Json]) -> None:
    for note in NOTES:
        for due in (None, NOW + timedelta(seconds=30)):
            shown = of(kind, state, note=note, flags=flags, due_at=due, decided_by="U0ALICE")
            shown.proposal.previous = {"content": shown.proposal.content, "basis": shown.proposal.basis}
            assert message_complaints(card(shown), schema=False) == [], note
    assert message_complaints(card(of(kind, state, flags=flags)), schema=bool(flags)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_only_an_open_card_can_be_approved_and_every_button_names_its_content(kind: str) -> None:
    for state in ProposalState:
        drawn = card(of(kind, state)).blocks
        approve = elements(drawn, "proposal_approved")
        assert [one["text"]["text"] for one in approve] == ([VERBS[kind]] if state == "proposed" else [])
        for one in objects(drawn, "button"):
            assert one["value"] == f"{ID}:{of(kind).proposal.digest}"


def test_what_it_is_about_comes_first_and_in_whose_name() -> None:
    assert head(of("event.create")) == (
        f"Create an event in your calendar as {ALICE_MAIL}, and invite Bob Okafor ({BOB_MAIL}) by mail"
    )
    assert head(of("event.create", content=event_content(guests=[]))) == (
        f"Create an event in your calendar as {ALICE_MAIL}"
    )
    assert head(of("event.delete")).startswith(f"Cancel an event in your calendar as {ALICE_MAIL}, and tell Bob")
    assert head(of("file.share")) == (
        f"Let Bob Okafor ({BOB_MAIL}) read a file in your Drive as {ALICE_MAIL}, and tell them by mail"
    )
    assert head(of("mail.send")) == f"Send a mail as {ALICE_MAIL} to {SARAH_MAIL}"
    assert "nothing is sent" in head(of("mail.draft"))


def test_every_detail_is_shown() -> None:
    for kind, wanted in (
        ("event.create", ["Budget review", "Mon 30 Nov 2026, 14:00 – 14:30 (Europe/London)", "Room 4", BOB_MAIL,
                          "Numbers for 2027."]),
        ("event.update", ["Budget review", "Budget review 2027", "New.", "Numbers.", BOB_MAIL, "Room 4"]),
        ("event.delete", ["Budget review", "Mon 30 Nov 2026", BOB_MAIL]),
        ("file.share", ["Budget 2027", "read it", "Have a look, please.", f"{ALICE_MAIL} (owner)", "a link"]),
        ("mail.send", [SARAH_MAIL, "Your visit", "Hi Sarah,\n\nTuesday suits us.\n\nBest,\nAlice", ALICE_MAIL]),
    ):  # fmt: skip
        text = read(card(of(kind)).blocks)
        assert [one for one in wanted if one not in text] == []


def test_a_name_that_is_an_address_is_not_shown_as_a_name() -> None:
    shown = replace(of("mail.send"), names={SARAH_MAIL: "ceo@fernhill.example"})
    assert "ceo@" not in read(card(shown).blocks)


def test_of_many_who_can_open_a_file_links_and_the_first_ones_are_named() -> None:
    many = [[f"p{number:03}@x.example", "reader"] for number in range(300)]
    shown = of("file.share")
    shown.proposal.basis = {"access": [["", "reader"], *many]}
    drawn = card(shown)
    assert "a link or a domain (reader), p000@x.example (reader)" in read(drawn.blocks)
    assert "and 289 more" in read(drawn.blocks) and elements(drawn.blocks, "proposal_approved") != []


def test_what_a_change_takes_away_is_struck_through() -> None:
    drawn = card(of("event.update")).blocks
    struck = [one["text"] for one in objects(drawn, "text") if one.get("style") == {"strike": True}]
    assert "Budget review" in struck


def test_times_are_in_the_events_own_zone() -> None:
    said = event_content(begins="2026-07-01T22:00:00+00:00", ends="2026-07-02T00:30:00+00:00", zone="Europe/Berlin")
    assert when(said) == "Thu 02 Jul 2026, 00:00 – 02:30 (Europe/Berlin)"
    late = said | {"begins": "2026-07-01T20:00:00+00:00"}
    assert when(late) == "Wed 01 Jul 2026, 22:00 – Thu 02 Jul 2026, 02:30 (Europe/Berlin)"
    days = {"begins": "2026-07-01T00:00:00+00:00", "ends": "2026-07-03T00:00:00+00:00", "all_day": True, "zone": "UTC"}
    assert when(days) == "Wed 01 Jul 2026 to Thu 02 Jul 2026, all day"


def test_one_date_of_a_series_is_told_from_the_series() -> None:
    content = delete_content(an_event()) | {"single": True}
    drawn = card(of("event.delete", content=content))
    assert drawn.text.startswith("Cancel one date of a repeating event in your calendar")
    assert "Repeats: yes; it is about this date alone" in read_lines(drawn.blocks)


def test_a_series_and_what_another_has_organised_are_called_so() -> None:
    series = an_event(recurrence=("RRULE:FREQ=WEEKLY",))
    content = delete_content(series) | {"repeats": True}
    assert head(of("event.delete", content=content)).startswith("Cancel every event of a series in your calendar")
    assert "all of them" in read(card(of("event.delete", content=content)).blocks)
    theirs = delete_content(an_event()) | {"organizer": SARAH_MAIL}
    assert head(of("event.delete", content=theirs)) == (
        f"Take an event of {SARAH_MAIL} out of your calendar as {ALICE_MAIL}"
    )
    said = update_content(an_event(), title="B")
    said = said | {name: said[name] | {"repeats": True, "organizer": SARAH_MAIL} for name in ("before", "after")}
    drawn = card(of("event.update", content=said))
    assert "Change every event of a series" in drawn.text and f"Organised by: {SARAH_MAIL}" in read_lines(drawn.blocks)


# decisions


def test_a_flagged_card_asks_a_second_time() -> None:
    drawn = card(of("mail.send", flags=[FLAG])).blocks
    (approve,) = elements(drawn, "proposal_confirmed")
    assert FLAG["words"] in approve["confirm"]["text"]["text"]
    assert elements(drawn, "proposal_approved") == []
    assert FLAG["words"] in read(drawn)


def test_one_button_is_the_main_one_and_refusing_is_plain() -> None:
    for kind in KINDS:
        drawn = card(of(kind)).blocks
        (refuse,) = elements(drawn, "proposal_cancelled")
        assert "style" not in refuse
        assert len([one for one in objects(drawn, "button") if one.get("style")]) == 1
    assert elements(card(of("event.delete")).blocks, "proposal_cancelled")[0]["text"]["text"] == "Keep Event"


def test_a_new_content_has_a_row_of_buttons_of_its_own() -> None:
    rows = {
        block["block_id"]
        for title in ("A", "B")
        for block in card(of("event.create", content=event_content(title=title))).blocks
        if block["type"] == "actions"
    }
    heads = {card(of("event.create", content=event_content(title=title))).blocks[0]["block_id"] for title in ("A", "B")}
    assert (len(rows), heads) == (2, {f"proposal:{ID}"})


def test_undo_is_offered_as_long_as_it_holds() -> None:
    approved = ProposalState.APPROVED
    soon = of("mail.send", approved, due_at=NOW + timedelta(seconds=9), decided_by="U0ALICE")
    assert len(elements(card(soon).blocks, "proposal_undone")) == 1
    for shown in (of("mail.send", approved, due_at=NOW), of("event.create", approved, due_at=NOW)):
        assert elements(card(shown).blocks, "proposal_undone") == []


def test_trying_again_is_offered_where_it_may_help() -> None:
    for note, wanted in (("service_down", 1), ("revoked", 1), ("bad_request", 0), ("unsure", 0), ("not_found", 0)):
        drawn = card(of("mail.send", ProposalState.FAILED, note=note)).blocks
        assert len(elements(drawn, "proposal_retried")) == wanted, note
    late = of("mail.send", ProposalState.FAILED, note="service_down", expires_at=NOW)
    assert elements(card(late).blocks, "proposal_retried") == []
    maybe = of("event.create", ProposalState.FAILED, note="service_down", result={"maybe": True})
    assert "may have been done" in read(card(maybe).blocks)


def test_what_has_changed_is_shown_when_it_asks_again() -> None:
    shown = of("event.update", note="changed")
    moved = an_event(place="Room 9")
    before, basis = checked("event.update", update_content(moved, title="Budget review 2027"), {"etag": "0"})
    shown.proposal.previous = {"content": before, "basis": basis}
    drawn = card(shown).blocks
    assert "Nothing was done" in read(drawn)
    styled = {one["text"].strip(): one.get("style") for one in objects(drawn, "text")}
    assert styled["Where: Room 9"] == {"strike": True}
    assert styled["Where: Room 4"] == {"bold": True}


def test_a_receipt_leads_to_what_was_made() -> None:
    link = "https://www.google.com/calendar/event?eid=x"
    done = ProposalState.DONE
    (event,) = elements(card(of("event.create", done, result={"link": link})).blocks, "proposal_opened")
    (sent,) = elements(card(of("mail.send", done, result={"sent_id": "m9"})).blocks, "proposal_opened")
    (draft,) = elements(card(of("mail.draft", done, result={"message_id": "m8"})).blocks, "proposal_opened")
    assert event["url"] == link
    assert sent["url"] == "https://mail.google.com/mail/?authuser=alice%40fernhill.example#all/m9"
    assert draft["url"].endswith("#drafts/m8")


@pytest.mark.parametrize(
    "link",
    ["http://www.google.com/calendar/", "https://evil.example/", "https://docs.google.com@evil.example/",
     "javascript:alert(1)", "https://www.google.com/url?q=https://evil.example", ""],
)  # fmt: skip
def test_no_receipt_leads_anywhere_else(link: str) -> None:
    assert elements(card(of("event.create", ProposalState.DONE, result={"link": link})).blocks, "proposal_opened") == []


def test_a_settled_card_says_who_decided_and_keeps_no_long_text() -> None:
    for state in (ProposalState.DONE, ProposalState.CANCELLED):
        text = read(card(of("mail.send", state, decided_by="U0ALICE", result={"proven": True})).blocks)
        assert "<@U0ALICE>" in text and "Your visit" in text and "Tuesday" not in text
    assert "in time" in read(card(of("mail.send", ProposalState.EXPIRED)).blocks)


# any content


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_anywhere_stays_text(hostile: str) -> None:
    long = {"name": hostile[:300], "title": hostile[:300]}
    event = an_event(title=hostile[:1000], place=hostile[:1000], description=hostile[:8000])
    cases = [
        ("event.create", event_content(title=f"x{hostile[:290]}", place=hostile[:290], description=hostile[:2900])),
        ("event.update", update_content(event, title=f"y{hostile[:290]}", description=f"z{hostile[:2900]}")),
        ("event.delete", delete_content(event)),
        ("file.share", share_content(**long, message=hostile[:900])),
        ("mail.send", mail_content(subject=hostile[:290], body=f"x{hostile[:6900]}")),
    ]
    for kind, content in cases:
        shown = of(kind, content=content)
        shown = replace(shown, names={BOB_MAIL: hostile, SARAH_MAIL: hostile})
        for state in (ProposalState.PROPOSED, ProposalState.FAILED, ProposalState.DONE):
            shown.proposal.state = state
            drawn = card(shown)
            assert message_complaints(drawn, schema=False) == []
            said = markup(drawn.blocks)
            assert "<!channel>" not in said and "evil.example" not in said
            assert "<" not in drawn.text and ">" not in drawn.text


def test_what_has_no_room_cannot_be_approved_unseen() -> None:
    many = [f"somebody.with.a.very.long.name.number{number}@department.fernhill.example" for number in range(50)]
    shown = of("mail.send", content=mail_content(to=many, cc=[f"x{one}" for one in many], body="wide 😀 " * 800))
    drawn = card(shown)
    assert message_complaints(drawn) == []
    assert elements(drawn.blocks, "proposal_approved") == []
    assert elements(drawn.blocks, "proposal_cancelled") != []


def test_the_longest_mail_that_has_room_is_shown_whole() -> None:
    body = "word " * 1399
    drawn = card(of("mail.send", content=mail_content(body=body)))
    assert message_complaints(drawn) == []
    assert elements(drawn.blocks, "proposal_approved") != []
    assert body.strip() in "".join(str(one["text"]) for one in objects(drawn.blocks, "text"))


def test_what_would_not_be_seen_cannot_be_approved() -> None:
    shown = of("event.update", content=update_content(an_event(title="Bud\u202eget"), place="Room 9"))
    assert not is_seen(shown)
    assert elements(card(shown).blocks, "proposal_approved") == []
    assert is_seen(of("mail.send", content=mail_content(body="Bis morgen 👩\u200d💻")))
