"""Verdicts that are reused for mail of one template, and what the user's corrections teach (SPEC TR4, TR7)."""

from assistant.correcting import correct
from assistant.judgement import Category
from assistant.triage import as_lessons
from bot.errors import Temporary
from storage.db import Database
from storage.messages import MessageState
from tests.assistant.box import Box, box
from tests.cast import ALICE, join, judgement_of, question, ready_reply
from tests.database_fixture import Clock
from tests.fake_model import FakeModel
from tests.fakes import write_mail

S = MessageState
RECEIPT = "Your order 4711 has shipped and will arrive on Monday.\nTrack it in your account at any time.\n"


def shop_mail(number: int) -> bytes:
    """One of many mails that a shop makes from one template."""
    text = RECEIPT.replace("4711", str(number))
    headers = {"List-Unsubscribe": "<mailto:off@shop.example>", "Message-ID": f"<s{number}@shop.example>"}
    return write_mail(
        "Shop <orders@shop.example>", f"Order {number} shipped", text, to="alice@fernhill.example", **headers
    )


# mail of one template


async def test_mail_of_a_template_asks_no_model_however_often_it_comes(db: Database, clock: Clock) -> None:
    alice = await box(db)
    model = FakeModel(judgement_of("informational", reasoning="A shipping notice.", tags=["shipping"]))
    first = await alice.judge(shop_mail(1), model)
    assert first.card is not None
    for number in range(2, 6):
        clock.advance(60)
        case = await alice.judge(shop_mail(number), model)
        assert case.verdict is not None
        assert (case.verdict.category, case.verdict.source) == ("informational", "rule:same-shape")
        assert (case.verdict.model, case.verdict.input_tokens) == ("", 0)
        assert "earlier mail of this sender" in case.verdict.reasoning
        assert (case.message.state, case.card) == (S.SETTLED, None)
    assert len(model.prompts) == 1


async def test_a_template_that_needed_a_reply_is_judged_each_time(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    model = FakeModel(judgement_of("needs_reply"), judgement_of("needs_reply"))
    await alice.judge(shop_mail(1), model)
    await alice.judge(shop_mail(2), model)
    assert len(model.prompts) == 2


async def test_a_pattern_s_verdict_on_a_template_is_not_reused(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    await alice.judge(shop_mail(1), FakeModel(Temporary("down")))
    model = FakeModel(judgement_of("informational"))
    await alice.judge(shop_mail(2), model)
    assert len(model.prompts) == 1


async def test_a_verdict_is_never_reused_for_another_account(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    await alice.judge(shop_mail(1), FakeModel(judgement_of("informational")))
    sales = Box(sqlite_db, await join(sqlite_db, email="sales@fernhill.example"))
    model = FakeModel(judgement_of("informational"))
    await sales.judge(shop_mail(2), model)
    assert len(model.prompts) == 1


# lessons


async def test_a_template_called_spam_once_is_spam_from_then_on(db: Database) -> None:
    alice = await box(db)
    first = await alice.judge(shop_mail(1), FakeModel(judgement_of("informational")))
    await correct(db, ALICE, first.message.id, Category.SPAM)
    case = await alice.judge(shop_mail(2), FakeModel())
    assert case.verdict is not None
    assert (case.verdict.category, case.verdict.source, case.card) == ("spam", "rule:lesson", None)


async def test_a_template_called_worth_a_reply_gets_its_draft_from_then_on(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    first = await alice.judge(shop_mail(1), FakeModel(judgement_of("informational")))
    await correct(sqlite_db, ALICE, first.message.id, Category.NEEDS_REPLY)
    case = await alice.judge(shop_mail(2), FakeModel())
    assert case.verdict is not None
    assert (case.verdict.category, case.message.state) == ("needs_reply", S.JUDGED)


async def test_two_corrections_of_a_sender_decide_and_one_is_told_to_the_model(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    for number in range(2):
        raw = question(text=f"Hi Alice, number {number}: could you call me?", Message_ID=f"<m{number}@x.example>")
        model = FakeModel(judgement_of("needs_reply"))
        case = await alice.judge(raw, model)
        assert ("1 mails by this sender were really informational" in model.prompts[0].user) == (number == 1)
        await correct(sqlite_db, ALICE, case.message.id, Category.INFORMATIONAL)
    third = await alice.judge(question(text="Hi, and a third: could you call?"), FakeModel())
    assert third.verdict is not None
    assert (third.verdict.category, third.verdict.source) == ("informational", "rule:lesson")


async def test_another_s_corrections_teach_nothing(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await correct(sqlite_db, ALICE, desk.message_id, Category.SPAM)
    sales = Box(sqlite_db, await join(sqlite_db, email="sales@fernhill.example"))
    case = await sales.judge(question(), FakeModel(judgement_of()))
    assert case.verdict is not None and case.verdict.category == "needs_reply"


def test_corrections_are_lessons_on_sender_list_and_shape() -> None:
    rows = [("spam", "", "s1", 2), ("spam", "<l.example>", "s2", 1), ("informational", "", "s1", 1)]
    lessons = {(one.scope, one.value, str(one.category)): one.count for one in as_lessons(rows)}
    assert lessons == {
        ("sender", "", "spam"): 3,
        ("shape", "s1", "spam"): 2,
        ("list", "<l.example>", "spam"): 1,
        ("shape", "s2", "spam"): 1,
        ("sender", "", "informational"): 1,
        ("shape", "s1", "informational"): 1,
    }
