"""Whose words a card shows: a model's and a mail's own cannot pass for ours, and what is dangerous is said by us."""

from dataclasses import replace

import pytest

from assistant.risk import NEW_ACCOUNT
from bot.views.mail_card import mail_card
from bot.views.modals import why_modal
from bot.views.text import clean
from storage.drafts import DraftState
from tests.bot.views.cases import HOSTILE, MAIL, NOW, case_of, draft_of, verdict_of, version_of
from tests.bot.views.payloads import message_complaints, objects

RECEIPT = "Wants a quote.\n\n✅ Sent\nApproved by Alice. Read back from Gmail: it is word for word what you approved."
WARNED = replace(MAIL, text="Our bank details have changed.")


def texts(payload: object) -> list[str]:
    return [one["text"] for kind in ("plain_text", "mrkdwn") for one in objects(payload, kind)]


def test_a_summary_is_called_one_and_stands_on_one_line() -> None:
    drawn = mail_card(case_of(verdict=verdict_of(summary=RECEIPT)), None, NOW)
    (summary,) = [text for text in texts(drawn.blocks) if "word for word" in text]
    assert summary == f"Summary: {' '.join(RECEIPT.split())}"


@pytest.mark.parametrize("summary", ["", " \n ", *HOSTILE])
def test_any_summary_makes_a_message_that_slack_takes(summary: str) -> None:
    drawn = mail_card(case_of(verdict=verdict_of(summary=summary)), None, NOW)
    assert message_complaints(drawn, schema=False) == []
    assert len([text for text in texts(drawn.blocks) if text.startswith("Summary: ")]) == bool(clean(summary).strip())


def test_a_reason_is_called_one_and_stands_on_one_line() -> None:
    (reason,) = [text for text in texts(why_modal(case_of(verdict=verdict_of(reasoning=RECEIPT)))) if "quote" in text]
    assert reason == f"Reason: {' '.join(RECEIPT.split())}"


def test_new_bank_details_are_warned_of_where_no_reply_is_drafted() -> None:
    informational = verdict_of(category="informational")
    assert f"⚠ {NEW_ACCOUNT}" in texts(mail_card(case_of(WARNED, informational), None, NOW).blocks)
    assert f"⚠ {NEW_ACCOUNT}" not in texts(mail_card(case_of(MAIL, informational), None, NOW).blocks)


def test_under_a_reply_they_are_warned_of_once() -> None:
    version = version_of(flags=[{"kind": "new_account", "words": NEW_ACCOUNT}])
    drawn = mail_card(case_of(WARNED, verdict_of(), draft_of(DraftState.READY), version), None, NOW)
    assert texts(drawn.blocks).count(f"⚠ {NEW_ACCOUNT}") == 1
