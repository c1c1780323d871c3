"""Triage: one verdict on each mail whatever is run twice, by a model or without one (SPEC TR1, TR4, TR6)."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from assistant.triage import triage
from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.llm.failover import NoModel
from connectors.llm.model import Refused
from connectors.mail.source import RemoteMessage
from storage.db import Database
from storage.messages import MessageState
from tests.assistant.box import box
from tests.cast import SARAH, found, judgement_of, question
from tests.database_fixture import Clock
from tests.fake_model import FakeModel
from tests.fakes import SENT, rewrite

S = MessageState


async def test_a_model_s_verdict_is_stored_with_what_it_took(db: Database, clock: Clock) -> None:
    alice = await box(db)
    model = FakeModel(judgement_of(tags=["invoice", "meeting"]))
    case = await alice.judge(question(), model)
    verdict = case.verdict
    assert verdict is not None
    assert (verdict.category, verdict.confidence, verdict.priority) == ("needs_reply", 0.9, "high")
    assert (verdict.sender, verdict.source, verdict.model) == (SARAH.email, "openai", "gpt-test")
    assert (verdict.input_tokens, verdict.output_tokens, float(verdict.cost_usd), verdict.latency_ms) == (
        900,
        120,
        0.00123,
        850,
    )
    assert verdict.prompt.startswith("triage@") and verdict.created_at == clock()
    assert verdict.tags == ["invoice", "meeting"]
    assert verdict.action_items == [{"text": "Send the quote", "due": "2026-11-27"}]
    assert (case.message.sender, case.email.text.splitlines()[0], case.message.received_at) == (
        SARAH.email,
        "Hi Alice,",
        clock(),
    )


async def test_mail_that_needs_a_reply_waits_for_its_draft_and_gets_no_card_yet(db: Database) -> None:
    case = await (await box(db)).judge(question(), FakeModel(judgement_of()))
    assert (case.message.state, case.card) == (S.JUDGED, None)


async def test_informational_mail_gets_a_card_at_once(db: Database) -> None:
    case = await (await box(db)).judge(question(), FakeModel(judgement_of("informational")))
    assert case.message.state == S.SETTLED
    assert case.card is not None and case.card.wanted == 1


async def test_spam_gets_no_card(db: Database) -> None:
    case = await (await box(db)).judge(question(), FakeModel(judgement_of("spam")))
    assert (case.message.state, case.card) == (S.SETTLED, None)


async def test_judging_twice_asks_once_and_changes_nothing(db: Database) -> None:
    alice = await box(db)
    message_id = await alice.comes(question())
    model = FakeModel(judgement_of("informational"))
    await triage(db, alice.mail, model, message_id)
    await triage(db, alice.mail, model, message_id)
    case = await alice.case(message_id)
    assert len(model.prompts) == 1
    assert case.card is not None and case.card.wanted == 1


async def test_of_two_at_once_one_verdict_stands_with_one_card(db: Database) -> None:
    alice = await box(db)
    message_id = await alice.comes(question())
    models = [FakeModel(judgement_of("informational", summary=f"Summary {number}")) for number in range(4)]
    await asyncio.gather(*(triage(db, alice.mail, model, message_id) for model in models))
    case = await alice.case(message_id)
    assert case.verdict is not None and case.verdict.summary.startswith("Summary")
    assert (case.message.state, case.card.wanted if case.card else 0) == (S.SETTLED, 1)


async def test_a_slow_second_run_does_not_bring_a_settled_mail_back(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    message_id = await alice.comes(question())
    slow, fast = FakeModel(judgement_of("needs_reply")), FakeModel(judgement_of("informational"))
    slow.meanwhile(lambda: triage(sqlite_db, alice.mail, fast, message_id))
    await triage(sqlite_db, alice.mail, slow, message_id)
    case = await alice.case(message_id)
    assert case.verdict is not None
    assert (case.message.state, case.verdict.category) == (S.SETTLED, "informational")


async def test_a_mail_that_is_gone_is_settled_as_gone(db: Database) -> None:
    alice = await box(db)
    message_id = await alice.comes(question())
    alice.mail.held.clear()
    await triage(db, alice.mail, FakeModel(), message_id)
    case = await alice.case(message_id)
    assert (case.message.state, case.verdict) == (S.GONE, None)


@pytest.mark.parametrize("labels", [{"DRAFT"}, {"CHAT"}, {"SENT"}, {"DRAFT", "INBOX"}])
async def test_what_turned_out_to_be_no_mail_is_skipped(sqlite_db: Database, labels: set[str]) -> None:
    case = await (await box(sqlite_db)).judge(question(), FakeModel(), labels=frozenset(labels))
    assert (case.message.state, case.verdict, case.card) == (S.SKIPPED, None, None)


async def test_an_unknown_message_is_nothing_to_judge(sqlite_db: Database) -> None:
    await triage(sqlite_db, (await box(sqlite_db)).mail, FakeModel(), "unknown")


@pytest.mark.parametrize(
    "failure", [Temporary("down"), OutcomeUnknown("cut"), Permanent("bad request"), Refused(), NoModel()]
)
async def test_without_a_model_s_answer_the_patterns_judge(sqlite_db: Database, failure: Exception) -> None:
    alice = await box(sqlite_db)
    with capture_logs() as logs:
        case = await alice.judge(question(), FakeModel(failure))
    assert case.verdict is not None
    assert case.verdict.category == "needs_reply"
    assert case.verdict.source not in ("openai", "anthropic")
    assert (case.verdict.model, case.verdict.input_tokens) == ("", 0)
    assert case.message.state == S.JUDGED
    assert any(one.get("reason") == type(failure).__name__ for one in logs)


async def test_an_error_that_nobody_foresaw_loses_no_mail(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    message_id = await alice.comes(question())
    with pytest.raises(RuntimeError):
        await triage(sqlite_db, alice.mail, FakeModel(RuntimeError("bug")), message_id)
    assert (await alice.case(message_id)).message.state == S.FOUND
    await triage(sqlite_db, alice.mail, FakeModel(judgement_of()), message_id)
    assert (await alice.case(message_id)).message.state == S.JUDGED


@pytest.mark.parametrize("error", [Temporary("down"), Reconnect("revoked")])
async def test_a_mailbox_that_does_not_answer_leaves_the_mail_to_be_judged(
    sqlite_db: Database, error: Exception
) -> None:
    alice = await box(sqlite_db)
    message_id = await alice.comes(question())
    alice.mail.fail("message", error)
    with pytest.raises(type(error)):
        await triage(sqlite_db, alice.mail, FakeModel(), message_id)
    assert (await alice.case(message_id)).message.state == S.FOUND


async def test_what_a_rule_sorts_out_asks_no_model_and_gets_no_card(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    for raw, labels in (
        (question(), frozenset({"SPAM"})),
        (rewrite(question(), From="alice@fernhill.example"), SENT | {"INBOX"}),
        (rewrite(question(), Auto_Submitted="auto-replied", Subject="Automatic reply: away"), frozenset({"INBOX"})),
    ):
        case = await alice.judge(raw, FakeModel(), labels=labels)
        assert case.verdict is not None and case.verdict.source.startswith("rule:")
        assert (case.message.state, case.card) == (S.SETTLED, None)


async def test_a_robot_that_announces_new_bank_details_gets_a_card_for_the_warning_it_carries(
    sqlite_db: Database,
) -> None:
    alice = await box(sqlite_db)
    told = "Our bank details have changed. Please use the new account DE02 1203 0000 0000 2020 51 from now on."
    case = await alice.judge(rewrite(question(told), From="no-reply@brightwater.example"), FakeModel())
    assert case.verdict is not None and case.verdict.source.startswith("rule:")
    assert case.card is not None


# whatever comes


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 50,
        b"From: \x00a@\x00b.example\r\nSubject: a\x00b\r\nMessage-ID: <a\x00b@c>\r\nList-Id: <\x00>\r\n\r\nx\x00y?",
        b"From: =?utf-8?b?AAAA?= <a@b.example>\r\nSubject: =?utf-8?b?7aCA?=\r\n\r\n\xed\xa0\x80 could you?",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    ],
)
async def test_a_broken_mail_is_judged_and_stored_like_any_other(db: Database, raw: bytes) -> None:
    case = await (await box(db)).judge(raw, FakeModel(judgement_of()))
    assert case.verdict is not None
    assert case.message.state in (S.JUDGED, S.SETTLED)


async def test_a_mail_that_was_read_in_the_meantime_keeps_the_labels_of_now(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    message_id = await alice.comes(question())
    await alice.mail.relabel(next(iter(alice.mail.held)), add=frozenset({"STARRED"}), remove=frozenset())
    await triage(sqlite_db, alice.mail, FakeModel(judgement_of()), message_id)
    assert (await alice.case(message_id)).message.labels == ["INBOX", "STARRED"]


async def test_a_mail_is_dated_as_the_mail_service_received_it(sqlite_db: Database, clock: Clock) -> None:
    alice = await box(sqlite_db)
    remote: RemoteMessage = alice.mail.deliver(rewrite(question(), Date="Mon, 01 Jan 2001 00:00:00 +0000"))
    message_id = await found(sqlite_db, alice.account, remote)
    clock.advance(timedelta(hours=1).total_seconds())
    await triage(sqlite_db, alice.mail, FakeModel(judgement_of()), message_id)
    assert (await alice.case(message_id)).message.received_at == remote.received_at
