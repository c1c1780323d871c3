"""One's own data: all of it, nobody else's, no secret in it, for the one who has the link and the code, once."""

import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from assistant.exporting import GOOD_FOR, TRIES
from assistant.indexing import index_document
from bot.views.exporting import export_offer
from storage.contacts import Contacts
from storage.crypto import Vault
from tests.assistant.test_pruning import mail
from tests.bot.views.payloads import message_complaints
from tests.cast import ALICE, BOB, audit_of, join, ready_reply
from tests.database_fixture import START, Clock
from tests.handlers.office import KEY, Json, Office
from tests.leaving import BOB_MAIL, parting

WRONG = "AAAA-AAAA"


async def offered(office: Office, who: str = ALICE.slack_id) -> tuple[str, str]:
    """The link's ticket and the code, as Slack shows them."""
    answer = await office.command(who, "export")
    said: Json = json.loads(answer["body"])
    assert said["response_type"] == "ephemeral"
    (element,) = next(block for block in said["blocks"] if block["type"] == "actions")["elements"]
    code = re.search(r"`([A-Z0-9]{4}-[A-Z0-9]{4})`", str(said))
    assert code is not None and code[1].replace("-", "") not in element["url"]
    return parse_qs(urlsplit(element["url"]).query)["ticket"][0], code[1]


async def fetch(office: Office, ticket: str, code: str) -> tuple[int, bytes]:
    async with office.http.post(f"{office.url}/export", data={"ticket": ticket, "code": code}) as answer:
        return answer.status, await answer.read()


def opened(content: bytes) -> dict[str, list[Any]]:
    """The archive's rows by file; it must be whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = [name for name in archive.namelist() if name.endswith(".jsonl")]
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: [json.loads(line) for line in archive.read(name).splitlines()] for name in names}


async def test_the_archive_holds_all_of_ones_own_and_nothing_of_a_colleagues(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    bob = await join(office.db, BOB, BOB_MAIL)
    await ready_reply(office.db, account=bob)
    for number in range(120):
        await index_document(office.db, office.services.library, home.account.id, mail(f"m{number}"))
    async with office.db.transaction() as session:
        met = [(f"p{number}@x.example", "Pat") for number in range(120)]
        await Contacts(session).met(home.account.id, met, START)
    status, content = await fetch(office, *(await offered(office)))
    rows = opened(content)
    assert status == 200
    assert [row["email"] for row in rows["accounts.jsonl"]] == ["alice@fernhill.example"]
    assert rows["messages.jsonl"][0]["email"]["subject"] == "Quote for two spectrometers"
    assert len({row["id"] for row in rows["documents.jsonl"]}) == 120
    assert len({row["email"] for row in rows["contacts.jsonl"]}) >= 120
    assert {"drafts.jsonl", "draft_versions.jsonl", "verdicts.jsonl", "cards.jsonl", "audit.jsonl"} <= set(rows)
    assert bob.id not in str(rows) and BOB_MAIL not in str(rows)
    assert (await audit_of(office.db, home.account.user_id))[-1].action == "exported"


async def test_no_token_and_no_key_is_in_it(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    _, content = await fetch(office, *(await offered(office)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert home.refresh not in text and "ya29." not in text and "v1.k1." not in text
    assert '"tokens"' not in text


async def test_link_and_code_work_once(office: Office) -> None:
    ticket, code = await offered(office)
    assert (await fetch(office, ticket, code.lower().replace("-", " ")))[0] == 200
    assert (await fetch(office, ticket, code))[0] == 403


async def test_opening_the_page_uses_nothing_up(office: Office) -> None:
    ticket, code = await offered(office)
    for _ in range(7):
        async with office.http.get(f"{office.url}/export", params={"ticket": ticket}) as answer:
            assert answer.status == 200 and "Type the code" in await answer.text()
            assert answer.headers["Cache-Control"] == "no-store"
    assert (await fetch(office, ticket, code))[0] == 200


async def test_who_has_the_link_alone_gets_nothing_and_after_some_tries_nobody_does(office: Office) -> None:
    ticket, code = await offered(office)
    for _ in range(TRIES):
        status, content = await fetch(office, ticket, WRONG)
        assert status == 403 and b"not the code" in content
    status, content = await fetch(office, ticket, code)
    assert status == 403 and b"opens nothing any more" in content


async def test_the_page_after_a_wrong_code_stays_true_once_the_right_one_begins_the_download(office: Office) -> None:
    ticket, code = await offered(office)
    page = (await fetch(office, ticket, WRONG))[1].decode()
    assert "That is not" not in page and "Once the download begins you are done" in page
    assert (await fetch(office, ticket, code))[0] == 200


async def test_a_code_opens_no_other_persons_archive(office: Office) -> None:
    ticket, _ = await offered(office)
    _, code = await offered(office, BOB.slack_id)
    assert (await fetch(office, ticket, code))[0] == 403


async def test_it_is_good_for_some_minutes(office: Office, clock: Clock) -> None:
    ticket, code = await offered(office)
    clock.advance(GOOD_FOR.total_seconds() + 1)
    assert (await fetch(office, ticket, code))[0] == 403


OTHERS = Vault({"k": bytes(32)})


@pytest.mark.parametrize("ticket", ["", "x", "x.y", "é.é", f"x.{OTHERS.sign('export|x')}", "%00." * 50])
async def test_a_forged_link_opens_nothing(office: Office, ticket: str) -> None:
    async with office.http.get(f"{office.url}/export", params={"ticket": ticket}) as answer:
        assert answer.status == 403
    assert (await fetch(office, ticket, "ABCD-EFGH"))[0] == 403


async def test_a_link_that_we_signed_for_something_else_opens_nothing(office: Office) -> None:
    signed = Vault({"k1": KEY}).sign("x")
    assert (await fetch(office, f"x.{signed}", "ABCD-EFGH"))[0] == 403


def test_slack_takes_the_offer() -> None:
    assert message_complaints(export_offer("https://x.example/export?ticket=" + "x" * 200, "ABCDEFGH")) == []
