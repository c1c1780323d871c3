"""The models in the name of a mailbox: its owner's limits hold, and what was said before helps when nobody answers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from assistant.drafting import draft
from assistant.own_model import KEPT, KEPT_FOR, OwnModel, Withheld, privacy
from assistant.preferences import Preferences
from bot.errors import Failure, Permanent, Temporary
from bot.views.reply_part import AUTHOR_WORDS
from connectors.llm.asking import BadOutput
from connectors.llm.failover import Failover, NoModel
from connectors.llm.model import Prompt, Refused
from storage.accounts import Account, Accounts
from storage.answers import ModelAnswer, ModelAnswers
from storage.crypto import Vault
from storage.db import Database
from storage.spending import Spending
from tests.assistant.box import box
from tests.assistant.drafts import run, undrafted
from tests.cast import BOB, SARAH, join, question, ready_reply, reply_of
from tests.connectors.llm.test_failover import Queued, usage
from tests.connectors.llm.wires import TEAL, Colour, prompt
from tests.database_fixture import Clock
from tests.fake_model import FakeModel
from tests.fakes import FakeMail

VAULT = Vault({"k1": bytes(range(32))})
DOWN = Temporary("503", Failure.MODEL_DOWN)


async def prefer(db: Database, account: Account, **values: Any) -> None:
    async with db.transaction() as session:
        await Accounts(session).change(account.id, preferences=Preferences(**values).as_json())


def own(db: Database, models: Any, *accounts: Account, vault: Vault = VAULT) -> OwnModel:
    return OwnModel(db, vault, models, [account.id for account in accounts])


async def test_only_providers_that_the_owner_allows_are_asked(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    first, second = Queued("openai"), Queued("anthropic")
    model = own(sqlite_db, Failover([first, second]), alice)
    assert (await model.parse(prompt(), Colour)).usage.provider == "openai"
    await prefer(sqlite_db, alice, providers=("anthropic",))
    assert (await model.parse(prompt(), Colour)).usage.provider == "anthropic"
    await prefer(sqlite_db, alice, providers=("mistral",))
    with pytest.raises(Withheld) as caught:
        await model.parse(prompt(), Colour)
    assert (caught.value.why, first.asked, second.asked) == ("providers", 1, 1)


async def test_a_day_s_limit_stops_the_models_until_midnight_utc(sqlite_db: Database, clock: Clock) -> None:
    alice = await join(sqlite_db)
    model = own(sqlite_db, Failover([only := Queued("openai")]), alice)
    await prefer(sqlite_db, alice, daily_usd=Decimal("0.02"))
    await model.parse(prompt(), Colour)
    await model.parse(prompt(), Colour)
    with pytest.raises(Withheld, match="limit"):
        await model.parse(prompt(), Colour)
    clock.advance(24 * 3600)
    await model.parse(prompt(), Colour)
    assert only.asked == 3


async def test_answers_that_are_of_no_use_count_too(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    refused = Refused("no")
    refused.cost_usd = Decimal("0.30")
    only = Queued("openai", BadOutput("twice", usage("openai", "0.50")), refused)
    model = own(sqlite_db, Failover([only]), alice)
    await prefer(sqlite_db, alice, daily_usd=Decimal("0.80"))
    for failure in (Temporary, Refused, Withheld):
        with pytest.raises(failure):
            await model.parse(prompt(), Colour)
    assert only.asked == 2


async def test_a_limit_of_nothing_asks_nobody(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    await prefer(sqlite_db, alice, daily_usd=Decimal(0))
    with pytest.raises(Withheld):
        await own(sqlite_db, Failover([only := Queued("openai")]), alice).parse(prompt(), Colour)
    assert only.asked == 0


async def test_what_is_asked_about_two_mailboxes_obeys_both(sqlite_db: Database) -> None:
    alice, other = await join(sqlite_db), await join(sqlite_db, email="sales@fernhill.example")
    models = Failover([Queued("openai"), Queued("anthropic")])
    model = own(sqlite_db, models, alice, other)
    await prefer(sqlite_db, alice, providers=("openai", "anthropic"))
    await prefer(sqlite_db, other, providers=("anthropic",))
    assert (await model.parse(strong(), Colour)).usage.provider == "anthropic"
    assert await kept(sqlite_db) == []  # an answer made of two mailboxes belongs to neither
    await prefer(sqlite_db, other, daily_usd=Decimal(0))
    with pytest.raises(Withheld):
        await model.parse(strong(), Colour)


async def test_spending_is_what_all_calls_of_the_day_took_in_equal_shares(db: Database, clock: Clock) -> None:
    alice, other = await join(db), await join(db, email="sales@fernhill.example")
    bob = await join(db, BOB, "bob@fernhill.example")
    models = Failover([Queued("openai")])
    await own(db, models, alice).parse(prompt(), Colour)
    await own(db, models, alice, other).parse(prompt(), Colour)
    async with db.reading() as session:
        spent = await Spending(session).today([alice.id, other.id, bob.id], db.now())
    assert spent == {alice.id: Decimal("0.015"), other.id: Decimal("0.005")}
    clock.advance(24 * 3600)
    async with db.reading() as session:
        assert await Spending(session).today([alice.id, other.id, bob.id], db.now()) == {}


async def test_what_a_mailbox_cost_that_was_erased_meanwhile_is_let_go(sqlite_db: Database) -> None:
    async with sqlite_db.transaction() as session:
        await Spending(session).add(["gone"], Decimal(1), sqlite_db.now())
        assert await Spending(session).today(["gone"], sqlite_db.now()) == {}


def strong(user: str = "Which colour?") -> Prompt:
    return replace(prompt(user), tier="strong")


async def kept(db: Database) -> list[ModelAnswer]:
    async with db.reading() as session:
        return list(await session.scalars(select(ModelAnswer)))


async def test_the_same_question_is_answered_from_what_was_kept_when_nobody_answers(db: Database) -> None:
    alice = await join(db)
    models = Queued("openai")
    model = own(db, Failover([models]), alice)
    await model.parse(strong("Which colour?"), Colour)
    models.outcomes.extend([DOWN] * 2)
    again = await model.parse(strong("Which colour?"), Colour)
    assert (again.value, again.usage.provider) == (TEAL, f"openai{KEPT}")
    assert (again.usage.cost_usd, again.usage.input_tokens) == (Decimal(0), 0)
    with pytest.raises(Temporary):
        await model.parse(strong("Which shape?"), Colour)


async def test_a_kept_answer_is_another_mailbox_s_of_no_use_and_ends(db: Database, clock: Clock) -> None:
    alice, bob = await join(db), await join(db, BOB, "bob@fernhill.example")
    await own(db, Failover([Queued("openai")]), alice).parse(strong(), Colour)
    with pytest.raises(Temporary):
        await own(db, Failover([Queued("openai", DOWN)]), bob).parse(strong(), Colour)
    (row,) = await kept(db)
    assert "teal" not in row.sealed
    async with db.transaction() as session:  # copied into Bob's row it does not open
        await ModelAnswers(session).keep(bob.id, row.key, row.sealed, db.now())
    with pytest.raises(Temporary):
        await own(db, Failover([Queued("openai", DOWN)]), bob).parse(strong(), Colour)
    clock.advance(KEPT_FOR.total_seconds() + 1)
    with pytest.raises(Temporary):
        await own(db, Failover([Queued("openai", DOWN)]), alice).parse(strong(), Colour)
    async with db.transaction() as session:
        await ModelAnswers(session).forget(db.now() - KEPT_FOR)
    assert await kept(db) == []


async def test_an_answer_that_was_given_again_is_kept_in_its_newest_form(sqlite_db: Database, clock: Clock) -> None:
    alice = await join(sqlite_db)
    model = own(sqlite_db, Failover([Queued("openai")]), alice)
    await model.parse(strong(), Colour)
    clock.advance((KEPT_FOR - timedelta(hours=1)).total_seconds())
    await model.parse(strong(), Colour)
    (row,) = await kept(sqlite_db)
    assert row.answered_at == clock()


@pytest.mark.parametrize("error", [Refused("no"), Permanent("400"), NoModel()])
async def test_a_refusal_and_a_rejected_request_are_not_papered_over(sqlite_db: Database, error: Exception) -> None:
    alice = await join(sqlite_db)
    await own(sqlite_db, Failover([Queued("openai")]), alice).parse(strong(), Colour)
    with pytest.raises(type(error)):
        await own(sqlite_db, FakeModel(error), alice).parse(strong(), Colour)


async def test_what_quick_models_say_is_not_kept(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    await own(sqlite_db, Failover([Queued("openai")]), alice).parse(prompt(), Colour)
    assert await kept(sqlite_db) == []


async def test_where_only_previews_of_mail_are_kept_no_answers_are(sqlite_db: Database) -> None:
    alice = await join(sqlite_db)
    await prefer(sqlite_db, alice, keep="previews")
    await own(sqlite_db, Failover([Queued("openai")]), alice).parse(strong(), Colour)
    assert await kept(sqlite_db) == []


@pytest.mark.parametrize(
    ("sender", "labels", "private"),
    [
        ("sarah@brightwater.example", ["INBOX"], True),
        ("sarah@mail.BRIGHTWATER.example", [], True),
        ("sarah@notbrightwater.example", [], False),
        ("sarah@brightwater.example.evil.example", [], False),
        ("sarah@brightwater.example.", [], True),
        ("desk@xn--bcher-kva.example", [], True),
        ("desk@mail.BÜCHER.example", [], True),
        ("sarah@acme.example", ["SENT"], True),
        ("sarah@acme.example", ["INBOX"], False),
        ("", [], False),
    ],
)
async def test_mail_is_kept_from_models_by_domain_and_by_label(
    sqlite_db: Database, sender: str, labels: list[str], private: bool
) -> None:
    preferences = Preferences(
        model_free_domains=frozenset({"@Brightwater.example", "bücher.example"}), model_free_labels=frozenset({"sent"})
    )
    assert (await privacy(FakeMail(sqlite_db.now), preferences))(sender, labels) is private


async def test_a_mail_that_is_kept_from_models_is_judged_by_patterns_and_says_so(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    await prefer(sqlite_db, alice.account, model_free_domains=frozenset({SARAH.email.partition("@")[2]}))
    model = FakeModel()
    case = await alice.judge(question(), model)
    assert case.verdict is not None
    assert (case.verdict.source, model.prompts) == ("patterns", [])
    assert case.verdict.reasoning.startswith("This mail is kept from models, as you set.")


@pytest.mark.parametrize(
    ("failure", "author"), [(Withheld("limit"), "template_limit"), (Withheld("providers"), "template_providers")]
)
async def test_a_reply_says_why_a_template_wrote_it(sqlite_db: Database, failure: Exception, author: str) -> None:
    desk = await undrafted(sqlite_db)
    await run(desk, failure)
    assert (await desk.version()).author == author
    assert "models" in AUTHOR_WORDS[author] or "model" in AUTHOR_WORDS[author]


async def test_no_prompt_holds_what_an_owner_keeps_from_models(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db)
    await prefer(sqlite_db, desk.account, model_free_domains=frozenset({SARAH.email.partition("@")[2]}))
    model = await run(desk)
    assert ((await desk.version()).author, model.prompts) == ("template_private", [])


async def test_a_kept_reply_says_so(sqlite_db: Database) -> None:
    desk = await undrafted(sqlite_db)
    await draft(sqlite_db, desk.mail, FakeModel(reply_of(), provider=f"openai{KEPT}"), desk.message_id)
    assert (await desk.version()).author == "kept"


@pytest.mark.parametrize(("domains", "quoted"), [([], True), (["bank.example"], False)])
async def test_mail_that_is_kept_from_models_does_not_reach_them_as_a_quote(
    sqlite_db: Database, domains: list[str], quoted: bool
) -> None:
    text = "Can you answer the bank?\n\nOn Mon, 23 Nov 2026 at 10:00, Bank <desk@bank.example> wrote:\n> Overdrawn.\n"
    desk = await ready_reply(sqlite_db, undrafted=True, raw=question(text))
    await prefer(sqlite_db, desk.account, model_free_domains=frozenset(domains))
    asked = (await run(desk, reply_of())).prompts[0].user
    assert "Can you answer" in asked and ("Overdrawn" in asked) is quoted


@pytest.mark.parametrize(("domains", "asked"), [([], 1), (["bank.example"], 0)])
async def test_mail_that_only_passes_on_another_one_s_is_kept_from_models_with_it(
    sqlite_db: Database, domains: list[str], asked: int
) -> None:
    text = "---------- Forwarded message ---------\nFrom: Bank <desk@bank.example>\n\nCan you pay what is overdrawn?"
    desk = await ready_reply(sqlite_db, undrafted=True, raw=question(text))
    await prefer(sqlite_db, desk.account, model_free_domains=frozenset(domains))
    assert len((await run(desk, reply_of())).prompts) == asked


async def test_mail_that_only_passes_on_another_one_s_is_not_judged_by_models_either(sqlite_db: Database) -> None:
    alice = await box(sqlite_db)
    await prefer(sqlite_db, alice.account, model_free_domains=frozenset({"bank.example"}))
    text = "---------- Forwarded message ---------\nFrom: Bank <desk@bank.example>\n\nCan you pay what is overdrawn?"
    model = FakeModel()
    case = await alice.judge(question(text), model)
    assert case.verdict is not None and (case.verdict.source, model.prompts) == ("patterns", [])
