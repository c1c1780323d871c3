"""The ways to Google from Slack: for any mailbox, for one's own once more, good whenever they are pressed."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.connecting import Purpose, Wish, read_link
from bot.errors import CATALOGUE, Failure
from bot.views.connecting import reconnect
from jobs.say_reconnect import say_reconnect
from storage.accounts import Account, Accounts, AccountState
from tests.cast import ALICE, ALICE_MAIL, BOB, join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Json, Office


def wishes(office: Office, blocks: Any) -> list[Wish]:
    """What the links of a message are for."""
    urls = re.findall(r"http://[^'\" ]+/auth/google/start\?[^'\" ]+", str(blocks))
    links = [parse_qs(urlsplit(url).query)["link"][0] for url in urls]
    return [read_link(office.services.vault, link, office.db.now()) for link in links]


async def typed(office: Office, words: str, who: str = "U0ALICE") -> Json:
    answered = await office.command(who, words)
    assert answered["shown"] == "", answered
    return dict(answered)


async def ended(office: Office, account: Account, why: Failure = Failure.REVOKED) -> None:
    values = {"state": AccountState.RECONNECT, "tokens": "", "end_told": False, "ended": why.value}
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, **values)


async def pressed(office: Office, account_id: str, who: str = "U0ALICE") -> list[Any]:
    """What the presser of a Reconnect button alone is shown."""
    drawn = reconnect(ALICE_MAIL, account_id)
    place = await office.card(who, drawn.text, drawn.blocks)
    return await whispered(office, place, who, value=account_id)


async def whispered(office: Office, place: tuple[str, str], who: str = "U0ALICE", **more: str) -> list[Any]:
    """What the presser of a button that stands there alone is shown."""

    def told() -> list[Any]:
        messages = office.slack.talk.direct(who).messages
        return [message.blocks for message in messages if message.ephemeral_for == who]

    before = len(told())
    assert (await office.click(who, place, "connect_clicked", **more))["status"] == 200
    await eventually(lambda: len(told()) > before)  # the click is acknowledged before its answer comes
    return told()[-1:]


async def test_a_second_mailbox_is_offered_beside_those_that_are_connected(office: Office) -> None:
    await join(office.db)
    second = await join(office.db, ALICE, "sales@fernhill.example")
    await join(office.db, BOB, "bob@fernhill.example")
    await ended(office, second)
    said = (await typed(office, "connect"))["body"]
    assert ALICE_MAIL in said and "sales@" not in said and "bob@" not in said
    (wish,) = wishes(office, said)
    assert (wish.person, wish.purpose, wish.account_id) == (ALICE, Purpose.CONNECT, "")


async def test_reconnect_offers_each_mailbox_whose_access_has_ended(office: Office) -> None:
    await join(office.db)
    second, third = [await join(office.db, ALICE, f"{name}@fernhill.example") for name in ("sales", "help")]
    others = await join(office.db, BOB, "bob@fernhill.example")
    for account in (second, third, others):
        await ended(office, account)
    found = wishes(office, (await typed(office, "reconnect"))["body"])
    assert {(wish.purpose, wish.account_id) for wish in found} == {
        (Purpose.RECONNECT, box.id) for box in (second, third)
    }


async def test_reconnect_with_nothing_to_reconnect_says_so(office: Office) -> None:
    await join(office.db)
    assert "Every mailbox of yours is connected" in (await typed(office, "reconnect"))["body"]


async def test_reconnect_of_somebody_who_has_connected_nothing_tells_how_to_begin(office: Office) -> None:
    said = (await typed(office, "reconnect"))["body"]
    assert "No mailbox of yours is connected yet" in said and "/mailroom connect" in said


async def test_the_button_of_ended_access_leads_to_google_a_day_later(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    await ended(office, account)
    await say_reconnect(office.services, account.id)
    message = office.slack.talk.direct("U0ALICE").messages[-1]
    clock.advance(86_400)
    place = (office.slack.talk.direct("U0ALICE").id, message.ts)
    (wish,) = wishes(office, await whispered(office, place))
    assert (wish.person, wish.purpose, wish.account_id) == (ALICE, Purpose.RECONNECT, account.id)


@pytest.mark.parametrize("why", [Failure.REVOKED, Failure.RUN_OUT])
async def test_it_is_told_once_and_how_it_has_ended(office: Office, why: Failure) -> None:
    account = await join(office.db)
    await ended(office, account, why)
    for _ in range(3):
        await say_reconnect(office.services, account.id)
    words = CATALOGUE[why]
    (post,) = office.calls("chat.postMessage")
    assert post["text"].startswith(f"{words.title}: ") and words.sentence in str(post["blocks"])
    status = json.loads((await typed(office, "status"))["body"])
    assert words.sentence in str(status["blocks"])


async def test_a_button_pressed_once_it_is_connected_again_asks_for_more(office: Office) -> None:
    account = await join(office.db)
    (wish,) = wishes(office, await pressed(office, account.id))
    assert wish.purpose is Purpose.MORE


async def test_nobody_gets_a_way_to_somebody_elses_mailbox(office: Office) -> None:
    account = await join(office.db)
    for forged in (account.id, "nobody", "x" * 500):
        said = await pressed(office, forged, "U0BOB")
        assert wishes(office, said) == [] and "not yours" in str(said) and ALICE_MAIL not in str(said)


async def test_a_button_for_any_mailbox_begins_anew(office: Office) -> None:
    (wish,) = wishes(office, await pressed(office, "new", "U0BOB"))
    assert (wish.person, wish.purpose) == (BOB, Purpose.CONNECT)
