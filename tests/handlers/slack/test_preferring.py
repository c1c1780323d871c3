"""Settings, pause and resume: the form is opened, checked and kept; it holds at once, and only its owner decides."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.preferences import Preferences, preferences_of
from assistant.preferring import choose
from connectors.google.scopes import CALENDAR, DRIVE
from handlers.slack.preference_form import read_preferences, read_reference
from storage.accounts import Account, Accounts
from storage.audit import AuditEntry
from storage.syncs import Syncs
from tests.cast import ALICE, BOB, audit_of, join
from tests.eventually import eventually
from tests.handlers.office import Json, Office
from tests.handlers.slack.typing import shown, typed

ROOT = "https://www.googleapis.com/auth/"


@pytest.fixture
async def account(office: Office) -> Account:
    """Alice's mailbox, with calendar and files allowed and read once."""
    account = await join(office.db)
    async with office.db.transaction() as session:
        scopes = " ".join(ROOT + name for name in ("gmail.modify", "calendar.events", "drive"))
        await Accounts(session).change(account.id, scopes=scopes)
        await Syncs(session).want(account.id, [CALENDAR, DRIVE], office.db.now())
    return account


async def stored(office: Office, account: Account) -> Account:
    async with office.db.reading() as session:
        found = await Accounts(session).get(account.id)
    assert found is not None
    return found


async def opened(office: Office) -> None:
    answer = await office.command("U0ALICE", "settings")
    assert (answer["status"], answer["shown"]) == (200, "")
    await eventually(lambda: len(office.views("U0ALICE")) == 1)


async def heard(office: Office, words: str, who: str = "U0ALICE") -> None:
    await eventually(lambda: any(words in one for one in office.heard(who)))


async def standing(office: Office, words: str) -> None:
    """Waits until the last message in Alice's direct message says so."""
    messages = office.slack.talk.direct("U0ALICE").messages
    await eventually(lambda: words in str(messages[-1].blocks))


async def notes(office: Office, account: Account) -> list[AuditEntry]:
    return [entry for entry in await audit_of(office.db, account.id) if entry.action == "preferences changed"]


async def test_settings_open_with_what_holds_and_saving_them_as_they_are_changes_nothing(
    office: Office, account: Account
) -> None:
    await opened(office)
    await office.submit("U0ALICE", {})
    await heard(office, "Nothing was changed.")
    assert preferences_of((await stored(office, account)).preferences) == Preferences()
    assert await notes(office, account) == []


async def test_what_is_chosen_is_kept_named_and_audited_without_its_values(office: Office, account: Account) -> None:
    await opened(office)
    await office.submit("U0ALICE", {
        "paused": ["paused"], "every_minutes": "60", "read": ["drive"], "keep": "previews", "keep_days": "90",
        "model_free_labels": "Legal, HR ", "model_free_domains": "Bank.example; *.clinic.example", "daily_usd": "$2,50",
    })  # fmt: skip
    await heard(office, "Settings are saved")
    row = await stored(office, account)
    assert row.paused and preferences_of(row.preferences) == Preferences(
        60, frozenset({"calendar"}), "previews", 90, frozenset({"Legal", "HR"}),
        frozenset({"bank.example", "clinic.example"}), None, Decimal("2.50"),
    )  # fmt: skip
    (entry,) = await notes(office, account)
    assert set(entry.detail["changed"]) > {"keep", "daily_usd", "paused"} and "bank" not in str(entry.detail)
    assert entry.detail["through"] == "slack form"


@pytest.mark.parametrize(
    ("field", "typed_in", "words"),
    [
        ("daily_usd", "much", "An amount"), ("daily_usd", "-1", "An amount"), ("daily_usd", "1.234", "An amount"),
        ("daily_usd", "NaN", "An amount"), ("daily_usd", "1e9", "An amount"),
        ("model_free_domains", "bank.example, me@bank", "is not a domain"),
        ("model_free_domains", "<!channel>", "is not a domain"),
        ("model_free_labels", ",".join(f"l{number}" for number in range(51)), "At most 50"),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_kept(
    office: Office, account: Account, field: str, typed_in: str, words: str
) -> None:
    await opened(office)
    answer = await office.submit("U0ALICE", {field: typed_in})
    assert words in answer["errors"][field] and len(office.views("U0ALICE")) == 1
    assert (await stored(office, account)).preferences == {}


def test_domains_are_taken_as_people_and_dns_write_them() -> None:
    typed_in = "Bücher.example; bank.example., xn--e1afmkfd.xn--p1ai"
    view: Json = {"state": {"values": {"model_free_domains": {"model_free_domains": {"value": typed_in}}}}}
    _, wanted, errors = read_preferences(view, Preferences(), ())
    assert wanted.model_free_domains == {"bücher.example", "bank.example", "xn--e1afmkfd.xn--p1ai"} and not errors


@pytest.mark.parametrize("days", ["0", "-3", "99999999", "1.5", "x", "٣"])
def test_days_that_slack_would_not_send_are_refused_too(days: str) -> None:
    view: Json = {"state": {"values": {"keep_days": {"keep_days": {"value": days}}}}}
    assert "whole number" in read_preferences(view, Preferences(), ())[2]["keep_days"]


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [(("openai", "anthropic"), None), (("anthropic",), ("anthropic",)), ((), ()), (("evil",), ())],
)
def test_whoever_allows_every_model_allows_those_to_come(chosen: tuple[str, ...], kept: tuple[str, ...] | None) -> None:
    options = {"selected_options": [{"value": name} for name in chosen]}
    view: Json = {"state": {"values": {"providers": {"providers": options}}}}
    assert read_preferences(view, Preferences(), ("openai", "anthropic"))[1].providers == kept
    assert read_preferences(view, Preferences(providers=("x",)), ())[1].providers == ("x",)


async def test_a_form_of_somebody_elses_mailbox_saves_nothing(office: Office, account: Account) -> None:
    bob = await join(office.db, BOB, "bob@fernhill.example")
    await opened(office)
    form = office.views("U0ALICE")[-1].body
    form["private_metadata"] = form["private_metadata"].replace(account.id, bob.id)
    await office.submit("U0ALICE", {"daily_usd": "1"})
    await heard(office, "not yours to decide")
    assert (await stored(office, bob)).preferences == {}


@pytest.mark.parametrize("reference", ["", "x", "7", "[]", '["a", 1]', "null"])
def test_a_form_that_names_no_mailbox_is_of_none(reference: str) -> None:
    assert read_reference({"private_metadata": reference}) == ("", {})


async def test_a_form_that_was_open_for_long_changes_only_what_was_changed_in_it(
    office: Office, account: Account
) -> None:
    await opened(office)
    elsewhere = Preferences(60, model_free_domains=frozenset({"bank.example"}), daily_usd=Decimal(9))
    await choose(office.db, ALICE, account.id, True, elsewhere)  # on her phone meanwhile
    await office.submit("U0ALICE", {"daily_usd": "2"})
    await heard(office, "Settings are saved")
    row = await stored(office, account)
    assert row.paused and preferences_of(row.preferences) == replace(elsewhere, daily_usd=Decimal(2))


async def test_a_list_that_is_too_long_to_be_shown_whole_stays_whole(office: Office, account: Account) -> None:
    domains = frozenset(f"{'branch-' * 5}{number}.bank.example" for number in range(80))
    await choose(office.db, ALICE, account.id, False, Preferences(model_free_domains=domains))
    await opened(office)
    await office.submit("U0ALICE", {"daily_usd": "2"})
    await heard(office, "Settings are saved")
    assert preferences_of((await stored(office, account)).preferences).model_free_domains == domains


async def test_somebody_with_several_mailboxes_chooses_one(office: Office, account: Account) -> None:
    await join(office.db, ALICE, "sales@fernhill.example")
    place = await shown(office, "settings")
    block = office.slack.talk.direct("U0ALICE").messages[-1].blocks[3]
    await office.click("U0ALICE", place, "settings_opened", block_id=block["block_id"])
    await eventually(lambda: len(office.views("U0ALICE")) == 1)
    assert "sales@fernhill.example" in str(office.views("U0ALICE")[-1].body)


async def test_the_mailbox_may_be_named(office: Office, account: Account) -> None:
    await join(office.db, ALICE, "sales@fernhill.example")
    await office.command("U0ALICE", "settings Sales@fernhill.example")
    await eventually(lambda: len(office.views("U0ALICE")) == 1)
    assert "sales@fernhill.example" in str(office.views("U0ALICE")[-1].body)


async def test_settings_without_a_mailbox_teach_how_to_begin(office: Office) -> None:
    assert "/mailroom connect" in str(await typed(office, "settings"))


async def test_a_service_that_is_switched_off_and_on_is_read_again_at_once(office: Office, account: Account) -> None:
    await opened(office)
    await office.submit("U0ALICE", {"read": ["calendar"]})
    await heard(office, "Settings are saved")
    assert "sync_drive" not in office.bell.names
    await opened(office)
    await office.submit("U0ALICE", {"read": ["calendar", "drive"]})
    await eventually(lambda: "sync_drive" in office.bell.names)
    assert [ring.args for ring in office.bell.of("sync_drive")] == [(account.id,)]
    assert "sync_calendar" not in office.bell.names


async def test_pause_stops_work_and_resume_reads_what_came_meanwhile(office: Office, account: Account) -> None:
    assert "Paused." in str(await typed(office, "pause"))
    async with office.db.reading() as session:
        assert await Accounts(session).working() == []
    assert office.bell.rings == []
    assert "At work again." in str(await typed(office, "resume"))
    assert sorted(office.bell.names) == ["sync_calendar", "sync_drive", "sync_mailbox"]
    row = await stored(office, account)
    assert not row.paused and row.sync_wanted > row.sync_done
    assert [entry.detail for entry in await notes(office, account)] == [
        {"changed": [what], "through": "slack command"} for what in ("paused", "resumed")
    ]


async def test_the_buttons_pause_and_resume_once(office: Office, account: Account) -> None:
    place = await shown(office, "pause")
    for _ in range(2):
        await office.click("U0ALICE", place, "mailbox_resumed", stale=True)
        await standing(office, "At work again")
    assert not (await stored(office, account)).paused and office.bell.names.count("sync_mailbox") == 1
    await office.click("U0ALICE", place, "mailbox_paused")
    await standing(office, "mailbox_resumed")
    assert (await stored(office, account)).paused


async def test_nobody_else_pauses_it(office: Office, account: Account) -> None:
    place = await shown(office, "resume")
    await office.click("U0MALLORY", place, "mailbox_paused", forged=True)
    await heard(office, "not yours to decide", "U0MALLORY")
    assert not (await stored(office, account)).paused


async def test_all_mailboxes_are_paused_together_if_one_says_so(office: Office, account: Account) -> None:
    other = await join(office.db, ALICE, "sales@fernhill.example")
    await typed(office, "pause")
    assert not (await stored(office, account)).paused
    await typed(office, "pause all")
    assert (await stored(office, account)).paused and (await stored(office, other)).paused
