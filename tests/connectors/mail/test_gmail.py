"""Gmail over the wire, against the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import OutcomeUnknown, Permanent, Reconnect
from connectors.cursor import CursorExpired
from connectors.google.client import GoogleWay
from connectors.mail.compose import Reply, compose, fingerprint
from connectors.mail.email import Address
from connectors.mail.read import read_email
from connectors.mail.source import Change, MailSource
from tests.connectors.mail.gmail_stage import ALICE, CAROL, Stage, gmail_stage

TOPIC = "projects/p/topics/t"


@pytest.fixture
async def stage(way: GoogleWay) -> AsyncIterator[Stage]:
    async with gmail_stage(way) as staged:
        yield staged


async def reply_to(stage: Stage, remote_id: str, body: str = "It left on Monday.") -> bytes:
    message = await stage.gmail.message(remote_id)
    assert message is not None
    asked = read_email(message.raw)
    return compose(
        Reply(
            Address("Alice Marsh", ALICE),
            (asked.sender,),
            (),
            f"Re: {asked.subject}",
            body,
            asked.rfc_id,
            asked.references,
            "<made-here@fernhill.example>",
            date=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        )
    )


async def changes(source: MailSource, cursor: str) -> tuple[list[Change], str]:
    pages = [page async for page in source.changes(cursor)]
    assert [page.cursor for page in pages[:-1]] == [None] * (len(pages) - 1)
    assert pages[-1].cursor is not None
    return [change for page in pages for change in page.changes], pages[-1].cursor


async def test_the_profile_says_whose_mailbox_it_is(stage: Stage) -> None:
    profile = await stage.gmail.profile()
    assert profile.email == ALICE
    assert profile.cursor.isdigit()


async def test_what_happened_since_the_cursor_is_told(stage: Stage) -> None:
    cursor = (await stage.gmail.profile()).cursor
    remote_id = await stage.arrive()
    await stage.play("POST", f"{ALICE}/messages/{remote_id}/labels", {"remove": ["UNREAD"]})
    draft = await stage.gmail.create_draft("", await reply_to(stage, remote_id))
    await stage.gmail.delete_draft(draft.remote_id)
    found, later = await changes(stage.gmail, cursor)
    kinds = [(change.kind, change.remote_id) for change in found]
    assert kinds == [
        ("added", remote_id),
        ("labels", remote_id),
        ("added", draft.message_id),
        ("deleted", draft.message_id),
    ]
    assert found[0].thread_id == (await stage.shown(remote_id))["threadId"]
    assert "INBOX" in found[0].labels
    assert "DRAFT" in found[2].labels
    assert (await changes(stage.gmail, later))[0] == []
    assert int(later) > int(cursor)


async def test_an_expired_cursor_is_told(stage: Stage) -> None:
    cursor = (await stage.gmail.profile()).cursor
    await stage.arrive()
    await stage.play("POST", f"{ALICE}/history/expire")
    with pytest.raises(CursorExpired):
        await changes(stage.gmail, cursor)


async def test_recent_mail_comes_newest_first_and_bounded(stage: Stage) -> None:
    ids = [await stage.arrive(f"Order {number}") for number in range(3)]
    found = await stage.gmail.recent(days=3, limit=2)
    assert [change.remote_id for change in found] == ids[:0:-1]
    assert {change.kind for change in found} == {"added"}


async def test_all_mail_between_two_moments_is_listed_in_pages_newest_first(stage: Stage) -> None:
    begun = datetime.now(UTC) - timedelta(seconds=2)
    ids = [await stage.arrive(f"Order {number}") for number in range(103)]
    first = await stage.gmail.listed(begun, begun + timedelta(hours=1))
    second = await stage.gmail.listed(begun, begun + timedelta(hours=1), first.next_page)
    assert [remote_id for remote_id, _ in (*first.mails, *second.mails)] == ids[::-1]
    assert (len(first.mails), second.next_page) == (100, "")
    assert all(thread for _, thread in first.mails)
    assert (await stage.gmail.listed(begun - timedelta(hours=1), begun)).mails == ()


async def test_a_message_comes_with_its_bytes(stage: Stage) -> None:
    remote_id = await stage.arrive(text="Grüße", messageId="<q1@customer.example>")
    message = await stage.gmail.message(remote_id)
    assert message is not None
    email = read_email(message.raw)
    assert (email.sender, email.text, email.rfc_id) == (Address("Carol", CAROL), "Grüße", "<q1@customer.example>")
    assert (email.auth.spf, email.auth.dmarc, email.delivered_to) == ("pass", "pass", (ALICE,))
    assert {"INBOX", "UNREAD"} <= message.labels
    assert abs(message.received_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_message_that_is_gone_is_none(stage: Stage) -> None:
    assert await stage.gmail.message("18c0ffee00000000") is None
    assert await stage.gmail.thread("18c0ffee00000000") == []
    assert await stage.gmail.draft("r-404") is None
    await stage.gmail.delete_draft("r-404")
    await stage.gmail.relabel("18c0ffee00000000", add=frozenset({"STARRED"}), remove=frozenset())


async def test_a_reply_lives_as_a_draft_in_its_thread_until_it_is_sent(stage: Stage) -> None:
    remote_id = await stage.arrive(messageId="<q1@customer.example>")
    thread_id = (await stage.shown(remote_id))["threadId"]
    raw = await reply_to(stage, remote_id)
    draft = await stage.gmail.create_draft(thread_id, raw)
    assert (draft.thread_id, draft.raw) == (thread_id, raw)

    read_back = await stage.gmail.draft(draft.remote_id)
    assert read_back is not None
    assert (read_back.message_id, read_back.thread_id) == (draft.message_id, thread_id)
    assert fingerprint(read_back.raw) == fingerprint(raw)

    shorter = await reply_to(stage, remote_id, "On Monday.")
    updated = await stage.gmail.update_draft(draft.remote_id, thread_id, shorter)
    assert updated is not None
    assert updated.remote_id == draft.remote_id
    assert updated.message_id != draft.message_id
    assert [found.remote_id for found in await stage.gmail.drafts_in(thread_id)] == [draft.remote_id]

    sent = await stage.gmail.send_draft(updated)
    assert sent is not None
    assert sent.thread_id == thread_id
    entries = await stage.gmail.thread(thread_id)
    assert [entry.remote_id for entry in entries] == [remote_id, sent.remote_id]
    assert entries[0].rfc_id == "<q1@customer.example>"
    assert "SENT" in entries[1].labels
    letter = await stage.gmail.message(sent.remote_id)
    assert letter is not None
    email = read_email(letter.raw)
    assert (email.text, email.in_reply_to) == ("On Monday.", "<q1@customer.example>")
    assert email.references == ("<q1@customer.example>",)

    assert await stage.gmail.draft(draft.remote_id) is None
    assert await stage.gmail.send_draft(draft) is None
    assert await stage.gmail.update_draft(draft.remote_id, thread_id, raw) is None
    assert await stage.gmail.drafts_in(thread_id) == []


async def test_a_draft_edited_in_the_web_page_is_seen(stage: Stage) -> None:
    remote_id = await stage.arrive()
    raw = await reply_to(stage, remote_id)
    draft = await stage.gmail.create_draft((await stage.shown(remote_id))["threadId"], raw)
    await stage.play("POST", f"{ALICE}/drafts/{draft.remote_id}", {"text": "It left on Sunday."})
    read_back = await stage.gmail.draft(draft.remote_id)
    assert read_back is not None
    assert fingerprint(read_back.raw) != fingerprint(raw)
    sent = await stage.gmail.send_draft(draft)  # what was compared goes out, whatever stands there by now
    assert sent is not None and (message := await stage.gmail.message(sent.remote_id)) is not None
    assert fingerprint(message.raw) == fingerprint(raw)


async def test_a_send_whose_answer_is_lost_goes_out_once_and_says_so(stage: Stage) -> None:
    remote_id = await stage.arrive()
    draft = await stage.gmail.create_draft((await stage.shown(remote_id))["threadId"], await reply_to(stage, remote_id))
    stage.fail("drafts.send", "cut_after", times=1)
    with pytest.raises(OutcomeUnknown):
        await stage.gmail.send_draft(draft)
    assert len(await stage.play("GET", f"{ALICE}/sent")) == 1
    assert await stage.gmail.draft(draft.remote_id) is None


async def test_a_draft_whose_answer_is_lost_is_found_again_in_its_thread(stage: Stage) -> None:
    remote_id = await stage.arrive()
    thread_id, raw = (await stage.shown(remote_id))["threadId"], await reply_to(stage, remote_id)
    stage.fail("drafts.create", "cut_after", times=1)
    with pytest.raises(OutcomeUnknown):
        await stage.gmail.create_draft(thread_id, raw)
    found = await stage.gmail.drafts_in(thread_id)
    assert [fingerprint(draft.raw) for draft in found] == [fingerprint(raw)]


@pytest.mark.parametrize("kind", ["cut", "cut_after", "malformed", "status"])
async def test_reading_survives_a_passing_fault(stage: Stage, kind: str) -> None:
    remote_id = await stage.arrive()
    stage.fail("messages.get", kind, times=2)
    assert await stage.gmail.message(remote_id) is not None


async def test_an_ended_quota_and_a_lost_permission_are_permanent(stage: Stage) -> None:
    stage.fail("getProfile", "status", status=403, reason="dailyLimitExceeded", times=1)
    with pytest.raises(Permanent, match="dailyLimitExceeded"):
        await stage.gmail.profile()


async def test_an_old_token_is_replaced_and_a_revoked_one_means_reconnect(stage: Stage) -> None:
    stage.tokens.next = stage.tokens.token
    stage.tokens.token = "ya29.old"
    assert (await stage.gmail.profile()).email == ALICE
    stage.world.oauth.revoke_all(ALICE)
    with pytest.raises(Reconnect):
        await stage.gmail.profile()


async def test_aliases_come_with_their_signatures_as_text(stage: Stage) -> None:
    aliases = {alias.email: alias for alias in await stage.gmail.aliases()}
    assert aliases[ALICE].name == "Alice Marsh"
    assert aliases[ALICE].is_default
    assert aliases[ALICE].signature == "Alice Marsh\nHead of Sales, Fernhill Instruments\nfernhill.example"
    assert not aliases["sales@fernhill.example"].is_default


async def test_whether_one_has_written_to_somebody(stage: Stage) -> None:
    assert not await stage.gmail.has_written_to(CAROL)
    remote_id = await stage.arrive()
    draft = await stage.gmail.create_draft("", await reply_to(stage, remote_id))
    assert not await stage.gmail.has_written_to(CAROL)
    sent = await stage.gmail.send_draft(draft)
    assert sent is not None and await stage.gmail.has_written_to(CAROL)
    assert not await stage.gmail.has_written_to("mallory@evil.example")
    since = datetime.now(UTC) - timedelta(minutes=2)
    assert [entry.remote_id for entry in await stage.gmail.sent_to(CAROL, since)] == [sent.remote_id]
    assert await stage.gmail.sent_to(CAROL, since + timedelta(hours=1)) == []
    assert await stage.gmail.sent_to("x OR in:sent", since) == []


async def test_labels_are_changed_and_named(stage: Stage) -> None:
    remote_id = await stage.arrive()
    await stage.gmail.relabel(remote_id, add=frozenset({"STARRED"}), remove=frozenset({"INBOX", "UNREAD"}))
    labels = set((await stage.shown(remote_id))["labels"])
    assert "STARRED" in labels
    assert not {"INBOX", "UNREAD"} & labels
    assert (await stage.gmail.labels())["INBOX"] == "INBOX"


async def test_a_watch_lapses_within_a_week(stage: Stage) -> None:
    watch = await stage.gmail.watch(TOPIC)
    assert watch.cursor.isdigit()
    assert timedelta(days=1) < watch.expires_at - datetime.now(UTC) <= timedelta(days=7, minutes=1)


async def test_calls_of_one_mailbox_run_side_by_side(stage: Stage) -> None:
    ids = [await stage.arrive(f"Order {number}") for number in range(12)]
    messages = await asyncio.gather(*(stage.gmail.message(remote_id) for remote_id in ids))
    assert [message.remote_id for message in messages if message] == ids
