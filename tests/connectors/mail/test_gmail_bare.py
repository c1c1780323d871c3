"""Gmail over the wire, against a server that leaves out whatever is optional."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.errors import OutcomeUnknown, Permanent, Temporary
from connectors.google.client import GoogleClient, GoogleWay
from connectors.mail.gmail import Gmail
from connectors.mail.source import Alias, Change, MailSource, Profile, RemoteDraft, Sent
from tests.connectors.google.scripted import Scripted, scripted_server
from tests.connectors.mail.conftest import OneToken

TOPIC = "projects/p/topics/t"


@pytest.fixture
async def bare(way: GoogleWay) -> AsyncIterator[tuple[Scripted, Gmail]]:
    """A server that answers no more than it was told to."""
    async with scripted_server() as server:
        yield server, Gmail(GoogleClient(way, OneToken("t")), server.url, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def test_history_pages_are_followed_and_may_lack_everything_optional(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    message = {"id": "m1", "threadId": "t1"}
    server.will_answer(200, {"history": [{"id": "8", "messagesAdded": [{"message": message}]}], "nextPageToken": "p2"})
    server.will_answer(200, {"history": [{"labelsAdded": [{"message": message, "labelIds": ["SPAM"]}]}, {"id": "9"}]})
    pages = [page async for page in gmail.changes("5")]
    assert [page.cursor for page in pages] == [None, "5"]
    assert pages[0].changes == (Change("added", "m1", "t1", frozenset()),)
    assert pages[1].changes == (Change("labels", "m1", "t1", frozenset({"SPAM"})),)
    assert server.asked[1].query["pageToken"] == "p2"


async def test_an_empty_history_moves_the_cursor(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"historyId": "99"})
    assert [page.cursor async for page in gmail.changes("5")] == ["99"]


async def test_recent_mail_is_followed_over_pages(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"messages": [{"id": "m2"}, {"id": "m1"}], "nextPageToken": "p2"})
    server.will_answer(200, {"messages": [{"id": "m0"}]})
    assert [change.remote_id for change in await gmail.recent(days=7, limit=600)] == ["m2", "m1", "m0"]
    assert server.asked[0].query["q"] == "in:inbox newer_than:7d"
    server.will_answer(200, {"resultSizeEstimate": 0})
    assert await gmail.recent(days=7, limit=10) == []


async def test_a_message_without_a_date_of_gmails_has_its_own(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"id": "m1", "raw": b64(b"Date: Fri, 20 Nov 2026 10:00:00 +0100\n\nhi")})
    server.will_answer(200, {"raw": b64(b"Subject: x\n\nhi")})
    one, other = await gmail.message("m1"), await gmail.message("m2")
    assert one is not None
    assert other is not None
    assert (one.received_at, one.labels) == (datetime(2026, 11, 20, 9, tzinfo=UTC), frozenset())
    assert (other.remote_id, other.received_at) == ("m2", datetime(2026, 1, 1, tzinfo=UTC))


async def test_header_names_may_be_written_in_any_case(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    names = ["Message-Id", "MESSAGE-ID", "message-id"]
    messages = [
        {"id": name, "payload": {"headers": [{"name": "Date", "value": "x"}, {"name": name, "value": f" <{name}@x> "}]}}
        for name in names
    ]
    server.will_answer(200, {"messages": [*messages, {"id": "bare"}]})
    assert [entry.rfc_id for entry in await gmail.thread("t1")] == [*(f"<{name}@x>" for name in names), ""]


async def test_a_thread_is_told_oldest_first(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    dated = [("new", "3000"), ("old", "1000"), ("middle", "2000")]
    server.will_answer(200, {"messages": [{"id": name, "internalDate": date} for name, date in dated]})
    assert [entry.remote_id for entry in await gmail.thread("t1")] == ["old", "middle", "new"]


async def test_a_draft_may_lack_its_thread(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"id": "d1", "message": {"id": "m1", "raw": b64(b"Subject: x\n\nhi")}})
    assert await gmail.draft("d1") == RemoteDraft("d1", "m1", "", b"Subject: x\n\nhi")
    server.will_answer(200, {"id": "d1"})
    assert await gmail.create_draft("t1", b"x") == RemoteDraft("d1", "", "t1", b"x")


async def test_an_answer_that_proves_nothing_leaves_the_outcome_unknown(bare: tuple[Scripted, Gmail]) -> None:
    _, gmail = bare
    with pytest.raises(OutcomeUnknown):
        await gmail.create_draft("t1", b"x")
    with pytest.raises(OutcomeUnknown):
        await gmail.send_draft(RemoteDraft("d1", "m1", "t1", b"To: a@b.example\r\n\r\nx"))


async def test_a_sent_draft_may_lack_its_thread(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"id": "m9"})
    assert await gmail.send_draft(RemoteDraft("d1", "m1", "t1", b"To: a@b.example\r\n\r\nx")) == Sent("m9", "")
    assert [asked.method for asked in server.asked] == ["POST"]


async def test_bytes_that_are_not_base64_are_temporary(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"id": "m1", "raw": "x"})
    with pytest.raises(Temporary):
        await gmail.message("m1")


async def test_an_alias_that_was_not_confirmed_is_left_out(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    own = {"sendAsEmail": "Alice@Fernhill.example", "isDefault": True}
    pending = {"sendAsEmail": "ceo@fernhill.example", "verificationStatus": "pending"}
    server.will_answer(200, {"sendAs": [own, pending]})
    assert await gmail.aliases() == [Alias("alice@fernhill.example", "", "", "", True)]


async def test_a_bare_profile_is_read(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"emailAddress": "Alice@Fernhill.example", "historyId": "7"})
    assert await gmail.profile() == Profile("alice@fernhill.example", "7")


async def test_a_watch_without_an_expiry_is_refused(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"historyId": "7"})
    with pytest.raises(Permanent):
        await gmail.watch(TOPIC)


def test_gmail_is_a_mail_source(way: GoogleWay) -> None:
    source: MailSource = Gmail(GoogleClient(way, OneToken("t")), "http://127.0.0.1:1/")
    assert source


@pytest.mark.parametrize(
    "email",
    [
        "", "x OR in:sent", 'a"b@x.example', "carol@customer.example OR x", "{a@x.example}", "-a@x.example",
        "{a}@x.example", "*@x.example", "a|b@x.example", "a/b@x.example", "~a@x.example", "jörg@x.example",
        "a@é.example", "a=b@x.example", "!a@x.example", "a@x.example\n",
    ],
)  # fmt: skip
async def test_an_address_cannot_change_the_search(bare: tuple[Scripted, Gmail], email: str) -> None:
    server, gmail = bare
    assert not await gmail.has_written_to(email)
    assert server.asked == []  # whatever it would have found


async def test_a_plain_address_is_searched_for_as_it_is(bare: tuple[Scripted, Gmail]) -> None:
    server, gmail = bare
    server.will_answer(200, {"messages": [{"id": "m1"}]})
    assert await gmail.has_written_to("a.b+c_d-e@x-y.example")
    assert server.asked[0].query["q"] == "in:sent to:a.b+c_d-e@x-y.example"
