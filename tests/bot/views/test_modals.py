"""Modals: inside Slack's limits whatever they hold, and what is stored is what the form shows."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.case import Case
from assistant.letters import Letter, letter_of
from bot.views.modals import edit_modal, instruct_modal, why_modal
from connectors.mail.email import Address
from handlers.slack.forms import read_letter
from storage.drafts import DraftState
from storage.versions import DraftVersion
from tests.bot.views.cases import HOSTILE, TEXT, case_of, cases, draft_of, verdict_of, version_of
from tests.bot.views.payloads import markup, objects, view_complaints

RELAXED = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ID = "1" * 32


def letter(text: str) -> Letter:
    people = tuple(Address(text, f"person{n}@x.example") for n in range(3))
    return Letter(Address(text, "alice@fernhill.example"), people, people, text, text)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_edit_form_takes_any_draft(text: str) -> None:
    assert view_complaints(edit_modal(ID, letter(text))) == []


@given(TEXT, TEXT, st.lists(TEXT, max_size=40))
@RELAXED
def test_the_edit_form_takes_any_generated_draft(subject: str, body: str, people: list[str]) -> None:
    to = tuple(Address("", email) for email in people)
    assert view_complaints(edit_modal(ID, Letter(Address("", "a@b.c"), to, to, subject, body))) == []


@pytest.mark.parametrize(
    "version",
    [
        version_of(body="x" * 3000, subject="s" * 1800),
        version_of(body="Dear Sarah,\n\n*yes* <!channel> & more\n\n-- \nAlice"),
        version_of(cc=[{"name": "", "email": f"person{n}@x.example"} for n in range(49)]),
        version_of(to=[{"name": "", "email": f"p{n}@{'long' * 8}.example"} for n in range(39)]),
    ],
)
def test_what_the_form_shows_comes_back_whole_if_nothing_is_changed(version: DraftVersion) -> None:
    """Every draft for which a card offers Edit: nothing may be cut off by opening and saving the form."""
    shown = edit_modal(version.id, letter_of(version))
    values = {
        block["block_id"]: {block["block_id"]: {"value": block["element"].get("initial_value")}}
        for block in shown["blocks"] if block["type"] == "input"
    }  # fmt: skip
    back, errors = read_letter({"state": {"values": values}})
    assert back is not None and errors == {}
    assert (back.subject, back.body) == (version.subject, version.body)
    assert [one.email for one in back.to] == [one["email"] for one in version.to]
    assert [one.email for one in back.cc] == [one["email"] for one in version.cc]


def test_one_begins_to_type_in_the_reply_itself() -> None:
    view = edit_modal(ID, letter("x"))
    assert [block["block_id"] for block in view["blocks"] if block.get("element", {}).get("focus_on_load")] == ["body"]


def test_forms_carry_the_version_that_they_were_opened_on() -> None:
    assert edit_modal(ID, letter("x"))["private_metadata"] == ID
    assert instruct_modal(ID)["private_metadata"] == ID


def test_asking_for_another_draft_is_a_form_that_slack_takes() -> None:
    assert view_complaints(instruct_modal(ID)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_the_reasons_are_shown_without_markup(text: str) -> None:
    verdict = verdict_of(reasoning=text, model=text, prompt=text, source=text)
    version = version_of(model=text, provider=text, prompt=text)
    view = why_modal(case_of(None, verdict, draft_of(DraftState.READY), version))
    assert (view_complaints(view), markup(view)) == ([], "")


@given(cases())
@RELAXED
def test_the_reasons_of_any_case_are_a_modal_that_slack_takes(given_case: tuple[Case, Any]) -> None:
    assert view_complaints(why_modal(given_case[0])) == []


def test_the_reasons_tell_who_judged_how_sure_and_at_what_cost() -> None:
    told = str(why_modal(case_of(None, verdict_of(), draft_of(DraftState.READY), version_of())))
    assert all(
        part in told for part in ("needs a reply", "90 % sure", "Asks.", "openai · gpt-test", "0.00100 US dollars")
    )


@pytest.mark.parametrize(("author", "words"), [("template", "a template, without a model"), ("user", "by you")])
def test_what_no_model_wrote_is_told_without_tokens_and_cost(author: str, words: str) -> None:
    told = str(why_modal(case_of(None, verdict_of(), draft_of(DraftState.READY), version_of(author=author))))
    assert words in told and "tokens" not in told


def test_a_mail_without_a_verdict_has_reasons_to_wait_for() -> None:
    view = why_modal(case_of(None))
    assert view_complaints(view) == [] and "Nothing was judged yet" in str(view)
    assert "submit" not in view and not list(objects(view, "input"))
