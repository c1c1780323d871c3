"""The card in every state, of any mail: inside Slack's limits, without markup of strangers, and never half shown."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.case import Case
from bot.views.mail_card import mail_card
from bot.views.text import clean
from connectors.mail.email import Address, Attachment
from storage.drafts import DraftState
from storage.messages import MessageState
from storage.versions import DraftVersion
from tests.bot.views.cases import HOSTILE, ID, MAIL, NOTES, NOW, case_of, cases, draft_of, verdict_of, version_of
from tests.bot.views.payloads import contracts, elements, markup, message_complaints, objects

Json = dict[str, Any]
FLAG = {"kind": "amount", "words": "€ 900 stands nowhere in the mail or your instructions."}


def card(case: Case, previous: DraftVersion | None = None) -> Any:
    return mail_card(case, previous, NOW)


def ready(**version: Any) -> Case:
    return case_of(verdict=verdict_of(), draft=draft_of(DraftState.READY), version=version_of(**version))


def shown(payload: Any) -> str:
    """What one reads as text of the reply: rich text outside quotes."""
    parts = objects(payload, "rich_text_section")
    return "".join(element["text"] for part in parts for element in part["elements"])


def needs_contracts() -> None:
    if not contracts().exists():
        pytest.skip(f"Slack's published types are not on this machine: {contracts()} (set MAILROOM_CONTRACTS)")


# in every state


@pytest.mark.parametrize(("state", "note"), list(product(DraftState, NOTES)))
@pytest.mark.parametrize("flags", [[], [FLAG], [FLAG] * 12])
def test_every_state_note_and_flag_makes_a_message_that_slack_takes(
    state: DraftState, note: str, flags: list[Json]
) -> None:
    version = version_of(2, flags=flags)
    case = case_of(verdict=verdict_of(), draft=draft_of(state, note=note), version=version)
    assert message_complaints(card(case, version_of(body="Before."))) == []


@pytest.mark.parametrize("state", DraftState)
def test_a_card_says_in_which_mailbox_it_is_whatever_has_become_of_it(state: DraftState) -> None:
    case = case_of(verdict=verdict_of(), draft=draft_of(state), version=version_of(), address="second@fernhill.example")
    for one in (case, case_of(None, address="second@fernhill.example")):
        assert "In second@fernhill.example" in str(card(one).blocks)


@pytest.mark.parametrize("state", DraftState)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_hostile_text_in_every_field_makes_a_message_that_slack_takes(state: DraftState, hostile: str) -> None:
    case = hostile_case(hostile, state)
    drawn = card(case, version_of(body=hostile[::-1]))
    assert message_complaints(drawn, schema=False) == []
    safe(drawn, case)


def hostile_case(text: str, state: DraftState) -> Case:
    people = [{"name": text, "email": text}] * 3
    email = replace(
        MAIL, sender=Address(text, text), subject=text, text=text, attachments=(Attachment(text, text, 5),) * 9
    )
    verdict = verdict_of(
        summary=text, reasoning=text, tags=[text] * 5, action_items=[{"text": text, "due": text}] * 7, model=text
    )
    version = version_of(
        2, body=text, subject=text, to=people, cc=people, bcc=people, sender=people[0], model=text,
        flags=[{"kind": "x", "words": text}] * 9,
    )  # fmt: skip
    return case_of(email, verdict, draft_of(state, note="edited,newer,stopped,model"), version)


@given(cases())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_mail_makes_a_message_that_slack_takes(given_case: tuple[Case, DraftVersion | None]) -> None:
    case, previous = given_case
    drawn = card(case, previous)
    assert message_complaints(drawn, schema=False) == []
    safe(drawn, case)


@given(cases())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_mail_makes_a_message_of_slacks_own_published_type(given_case: tuple[Case, DraftVersion | None]) -> None:
    needs_contracts()
    assert message_complaints(card(*given_case)) == []


def safe(drawn: Any, case: Case) -> None:
    """The three promises of a card: no stranger's markup, an approval only of what is shown, a question if flagged."""
    assert "<" not in drawn.text and ">" not in drawn.text
    ours = {"<!date^", "<@U0ALICE>"}
    for text in markup(drawn.blocks).split("<")[1:]:
        assert f"<{text}".startswith(tuple(ours)), text
    for approve in elements(drawn.blocks, "send_clicked"):
        version = case.version
        assert version is not None and approve["value"] == version.id
        assert clean(version.body).strip("\n") in (shown(drawn.blocks), "")
        lines = " ".join(text["text"] for text in objects(drawn.blocks, "plain_text"))
        assert all(clean(one["email"]).strip() in lines for one in [*version.to, *version.cc, *version.bcc])
        assert ("confirm" in approve) == bool(version.flags)
    assert all(text["emoji"] is False for text in objects(drawn.blocks, "plain_text"))
    assert not list(objects(drawn.blocks, "image"))


MARK = "Xyzzy<!channel>*<https://evil.example|Click>*&"


@pytest.mark.parametrize("state", DraftState)
def test_no_text_of_mail_verdict_or_draft_ever_stands_where_slack_reads_markup(state: DraftState) -> None:
    drawn = card(hostile_case(MARK, state), version_of(body=MARK))
    assert "Xyzzy" not in markup(drawn.blocks)
    assert "Xyzzy&lt;!channel&gt;" in drawn.text
    assert all(field.get("verbatim") is True for field in objects(drawn.blocks, "mrkdwn"))


# what is shown


def test_the_whole_reply_and_everyone_it_goes_to_are_shown() -> None:
    bcc = [{"name": "", "email": "hidden@x.example"}]
    drawn = card(ready(body="Dear Sarah,\n\nyes.\n\nAlice", bcc=bcc, subject="Re: A quote"))
    assert shown(drawn.blocks) == "Dear Sarah,\n\nyes.\n\nAlice"
    texts = [text["text"] for text in objects(drawn.blocks, "plain_text")]
    assert {
        "From: alice@fernhill.example", "Subject: Re: A quote", "To: sarah@x.example", "Bcc: hidden@x.example",
    } <= set(texts)  # fmt: skip


@pytest.mark.parametrize("length", [2900, 2901, 5000, 8000])
def test_a_long_reply_is_shown_to_its_last_letter_and_can_be_approved(length: int) -> None:
    body = "".join(chr(97 + n % 26) for n in range(length))
    drawn = card(ready(body=body))
    assert (shown(drawn.blocks), len(elements(drawn.blocks, "send_clicked"))) == (body, 1)


@pytest.mark.parametrize(
    "version",
    [
        {"body": "x" * 8001},
        {"body": "😀" * 7000},
        {"to": [{"name": "", "email": f"person{n}@x.example"} for n in range(100)]},
        {"subject": "x" * 2500},
        {"to": [{"name": "", "email": "sarah@x.exa\u200bmple"}]},
        {"bcc": [{"name": "", "email": "sarah\u202e@x.example"}]},
        {"body": "x" * 8000, "flags": [{"kind": "x", "words": "w" * 290}] * 8, "subject": "x" * 1800},
    ],
)
def test_a_reply_that_cannot_be_shown_whole_cannot_be_approved(version: Json) -> None:
    drawn = card(ready(**version))
    assert elements(drawn.blocks, "send_clicked") == []
    assert "only be sent from Gmail" in markup(drawn.blocks) and elements(drawn.blocks, "discard_clicked")


@pytest.mark.parametrize(("length", "offered"), [(3000, 1), (3001, 0)])
def test_edit_is_offered_only_where_the_form_can_hold_the_reply(length: int, offered: int) -> None:
    assert len(elements(card(ready(body="x" * length)).blocks, "edit_clicked")) == offered


def test_a_flagged_reply_asks_once_more_and_says_why() -> None:
    drawn = card(ready(flags=[FLAG]))
    (approve,) = elements(drawn.blocks, "send_clicked")
    assert FLAG["words"] in approve["confirm"]["text"]["text"]
    assert f"⚠ {FLAG['words']}" in [text["text"] for text in objects(drawn.blocks, "plain_text")]


BUTTONS = {
    DraftState.READY: {"send_clicked", "edit_clicked", "discard_clicked", "regenerate_clicked"},
    DraftState.APPROVED: {"send_undone"},
    DraftState.UNSURE: {"unsure_sent", "unsure_not_sent"},
}
DECISIONS = set().union(*BUTTONS.values())


@pytest.mark.parametrize("state", DraftState)
def test_each_state_offers_exactly_what_can_be_done_in_it(state: DraftState) -> None:
    drawn = card(case_of(verdict=verdict_of(), draft=draft_of(state), version=version_of()))
    offered = {name for name in DECISIONS if elements(drawn.blocks, name)}
    assert offered == BUTTONS.get(state, set())


def test_the_countdown_tells_the_seconds_that_are_left_and_who_approved() -> None:
    draft = draft_of(DraftState.APPROVED, send_after=NOW + timedelta(seconds=12))
    told = markup(card(case_of(draft=draft, version=version_of())).blocks)
    assert "Sending in 12 s" in told and "<@U0ALICE>" in told


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        ({}, "Reading it back"),
        ({"at": NOW.isoformat(), "proven": True}, "word for word"),
        ({"at": NOW.isoformat(), "proven": False}, "differs from what you approved"),
    ],
)
def test_a_sent_card_shrinks_to_a_receipt(receipt: Json, words: str) -> None:
    drawn = card(case_of(verdict=verdict_of(), draft=draft_of(DraftState.SENT, receipt=receipt), version=version_of()))
    everything = str(drawn.blocks)
    assert words in markup(drawn.blocks) and "sarah@x.example" in everything
    assert MAIL.text not in everything and "Yes, gladly." not in everything and "Wants a quote." not in everything


def test_a_newer_mail_and_a_change_in_gmail_are_shown_with_the_difference() -> None:
    draft = draft_of(DraftState.READY, note="stopped,edited,newer")
    case = case_of(draft=draft, version=version_of(2, body="Yes.\nTomorrow."))
    drawn = card(case, version_of(body="Yes.\nToday."))
    told = markup(drawn.blocks)
    assert "Nothing was sent" in told and "changed in Gmail" in told and "A newer message" in told
    quotes = [element for quote in objects(drawn.blocks, "rich_text_quote") for element in quote["elements"]]
    assert {"type": "text", "text": "Today.\n", "style": {"strike": True}} in quotes
    assert {"type": "text", "text": "Tomorrow.\n", "style": {"bold": True}} in quotes


@pytest.mark.parametrize(
    ("category", "labels"),
    [
        ("needs_reply", ["Needs no reply", "This is spam"]),
        ("informational", ["Needs a reply", "This is spam"]),
        ("spam", ["Needs a reply", "Not spam, needs no reply"]),
    ],
)
def test_the_menu_offers_the_two_classes_that_it_is_not(category: str, labels: list[str]) -> None:
    (menu,) = elements(card(case_of(verdict=verdict_of(category=category))).blocks, "class_corrected")
    assert [option["text"]["text"] for option in menu["options"]] == labels
    assert all(option["value"].endswith(f":{ID}") for option in menu["options"])


def test_attachments_are_listed_as_they_are_named() -> None:
    files = (Attachment("R&D <plan>.pdf", "application/pdf", 1_234_567), Attachment("", "image/png", 12))
    drawn = card(case_of(replace(MAIL, attachments=files)))
    assert "Attached: R&D <plan>.pdf (application/pdf, 1.2 MB), unnamed (image/png, 12 B)" in [
        text["text"] for text in objects(drawn.blocks, "plain_text")
    ]  # fmt: skip


@pytest.mark.parametrize("verdict", [None, verdict_of()])
@pytest.mark.parametrize("state", [MessageState.STUCK, MessageState.FOUND])
def test_a_mail_that_could_not_be_read_still_has_a_card(verdict: Any, state: MessageState) -> None:
    drawn = card(case_of(None, verdict, state=state))
    assert message_complaints(drawn) == [] and "could not read" in drawn.text


def test_the_card_can_be_found_again_by_its_block() -> None:
    for case in (ready(), case_of(None), case_of()):
        assert card(case).blocks[0]["block_id"] == f"card:{ID}"


@given(st.sampled_from(list(DraftState)), st.sampled_from(NOTES))
def test_drawing_the_same_case_twice_draws_the_same(state: DraftState, note: str) -> None:
    case = case_of(verdict=verdict_of(), draft=draft_of(state, note=note), version=version_of())
    assert card(case) == card(case)


# small print


def test_a_to_do_that_only_repeats_the_summary_is_left_out() -> None:
    items = [{"text": "wants a quote", "due": None}, {"text": "Send a sample", "due": None}]
    told = str(card(case_of(verdict=verdict_of(action_items=items))).blocks)
    assert "To do: Send a sample" in told and "To do: wants a quote" not in told


def test_a_to_do_with_a_day_names_it_readably() -> None:
    assert "To do: Quote – by Fri 27 Nov 2026" in str(card(case_of(verdict=verdict_of())).blocks)


@pytest.mark.parametrize("state", [DraftState.SENT, DraftState.DISCARDED])
def test_a_settled_card_no_longer_ranks_its_mail(state: DraftState) -> None:
    case = case_of(verdict=verdict_of(), draft=draft_of(state), version=version_of())
    assert "High priority" in str(card(ready()).blocks) and "High priority" not in str(card(case).blocks)


def test_the_second_question_says_how_much_more_there_is_to_look_at() -> None:
    (approve,) = elements(card(ready(flags=[FLAG] * 5)).blocks, "send_clicked")
    assert "… and 3 more on the card" in approve["confirm"]["text"]["text"]
    (approve,) = elements(card(ready(flags=[FLAG] * 2)).blocks, "send_clicked")
    assert "more on the card" not in approve["confirm"]["text"]["text"]


def test_a_draft_that_waits_for_a_paused_mailbox_says_so() -> None:
    case = case_of(verdict=verdict_of(), draft=draft_of(DraftState.WRITING), version=version_of())
    assert "Writing another draft" in str(card(case).blocks)
    case.account.paused = True
    assert "once you resume it" in str(card(case).blocks) and "Writing another" not in str(card(case).blocks)
