"""The human side: what the page shows, and what a user does in Gmail's web client."""

import asyncio
import json
from email import message_from_bytes
from email.message import Message

import pytest

from tests.sandbox.google.conftest import ALICE, BOB, Google, Json, b64, mail, unb64

QUESTION = "<q1@customer.example>"


async def draft_for(google: Google, thread: str) -> Json:
    raw = mail(
        subject="Re: Order 17", text="It left today.", In_Reply_To=QUESTION, Message_ID="<ours@fernhill.example>"
    )
    _, draft = await google.me("POST", "drafts", {"message": {"raw": b64(raw), "threadId": thread}})
    return draft


def parsed(google: Google, message_id: str, email: str = ALICE) -> Message:
    return message_from_bytes(google.world.boxes[email].get(message_id).wire)


async def test_the_token_of_pushes_is_to_be_had_for_a_load_test(google: Google) -> None:
    status, answer = await google.play("POST", "mail/push/token")
    assert (status, answer) == (200, {"token": google.world.pusher.token()})


async def test_folders_show_mail_newest_first(google: Google) -> None:
    arrived = await google.deliver(messageId=QUESTION)
    google.clock.pass_(minutes=1)
    spam = await google.deliver("Prize", labels=["SPAM", "UNREAD"])
    draft = await draft_for(google, arrived)
    _, inbox = await google.play("GET", f"mail/{ALICE}/inbox")
    assert [(m["id"], m["from"], m["unread"], m["subject"]) for m in inbox] == [
        (arrived, "Carol <carol@customer.example>", True, "Order 17")
    ]
    assert inbox[0]["date"] == "2026-11-20T09:00:00+00:00"
    _, drafts = await google.play("GET", f"mail/{ALICE}/drafts")
    assert [m["draftId"] for m in drafts] == [draft["id"]]
    _, everything = await google.play("GET", f"mail/{ALICE}/all")
    assert [m["id"] for m in everything] == [draft["message"]["id"], spam, arrived]
    assert (await google.play("GET", f"mail/{ALICE}/cellar"))[0] == 404
    assert (await google.play("GET", "mail/nobody@fernhill.example/inbox"))[0] == 404


async def test_one_message_is_shown_in_full(google: Google) -> None:
    file = {"name": "order.csv", "kind": "text/csv", "data": b64(b"1,2\n")}
    message_id = await google.deliver(html="<p>Where is it?</p>", cc=[BOB], attachments=[file], replyTo="c@d.example")
    _, shown = await google.play("GET", f"mail/{ALICE}/messages/{message_id}")
    assert (shown["text"].strip(), shown["html"].strip()) == ("Where is it?", "<p>Where is it?</p>")
    assert shown["attachments"] == [{"name": "order.csv", "kind": "text/csv", "size": 4}]
    assert (shown["cc"], shown["headers"]["Reply-To"]) == (BOB, "c@d.example")
    assert unb64(shown["raw"]) == google.world.boxes[ALICE].get(message_id).wire


async def test_mail_reaches_every_user_among_its_recipients_once(google: Google) -> None:
    body = {
        "from": "c@d.example",
        "to": [ALICE, "sales@fernhill.example"],
        "cc": BOB,
        "bcc": "x@y.example",
        "text": "hi",
    }
    _, answer = await google.play("POST", "mail/deliver", body)
    assert set(answer["ids"]) == {ALICE, BOB}
    assert len(google.world.boxes[ALICE]) == 1
    assert parsed(google, answer["ids"][BOB], BOB)["Delivered-To"] == BOB


async def test_raw_mail_arrives_as_it_is(google: Google) -> None:
    raw = b"From: c@d.example\nTo: =?utf-8?q?Al?= <alice@fernhill.example>\nSubject: broken\n charset\n\n\xff\xfe bytes"
    status, answer = await google.play("POST", "mail/deliver", {"raw": b64(raw), "date": "2026-11-01T08:00:00Z"})
    assert status == 201
    stored = google.world.boxes[ALICE].get(answer["ids"][ALICE])
    assert stored.wire.endswith(
        b"Subject: broken\r\n charset\r\nMessage-ID: %b\r\n\r\n\xff\xfe bytes" % stored.rfc_id.encode()
    )
    assert stored.received_ms == 1793520000000
    _, shown = await google.me("GET", f"messages/{stored.id}")
    assert {h["name"]: h["value"] for h in shown["payload"]["headers"]}["Subject"] == "broken charset"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "dmarc=pass"),
        ({"auth": {"spf": "fail", "dkim": "none", "dmarc": "fail"}}, "dmarc=fail"),
        ({"headers": {"Authentication-Results": "mx.google.com; dmarc=fail (p=REJECT)"}}, "dmarc=fail (p=REJECT)"),
    ],
)
async def test_the_receiving_server_says_what_it_found(google: Google, more: Json, words: str) -> None:
    message_id = await google.deliver(**more)
    results = parsed(google, message_id).get_all("Authentication-Results") or []
    assert len(results) == 1
    assert words in results[0]


async def test_a_senders_own_verdict_stays_below_the_servers(google: Google) -> None:
    message_id = await google.deliver(
        headers={"Authentication-Results": "evil.example; dmarc=pass"}, auth={"dmarc": "fail"}
    )
    first, second = parsed(google, message_id).get_all("Authentication-Results") or []
    assert ("dmarc=fail" in first, second) == (True, "evil.example; dmarc=pass")


async def test_an_edit_in_gmail_keeps_the_draft_and_makes_another_message(google: Google) -> None:
    thread = await google.deliver(messageId=QUESTION)
    draft = await draft_for(google, thread)
    status, edited = await google.play("POST", f"mail/{ALICE}/drafts/{draft['id']}", {"text": "It left\nyesterday."})
    assert status == 200
    assert (edited["draftId"], edited["threadId"]) == (draft["id"], thread)
    assert edited["id"] != draft["message"]["id"]
    message = parsed(google, edited["id"])
    assert message.get_content_type() == "multipart/alternative"
    assert (message["In-Reply-To"], message["To"]) == (QUESTION, "carol@customer.example")
    assert message["Message-ID"] != "<ours@fernhill.example>"
    _, shown = await google.play("GET", f"mail/{ALICE}/messages/{edited['id']}")
    assert "It left<br>yesterday." in shown["html"]


async def test_another_subject_takes_the_draft_out_of_its_thread(google: Google) -> None:
    thread = await google.deliver(messageId=QUESTION)
    draft = await draft_for(google, thread)
    _, edited = await google.play("POST", f"mail/{ALICE}/drafts/{draft['id']}", {"subject": "News", "to": BOB})
    assert edited["threadId"] != thread
    assert "It left today." in parsed(google, edited["id"]).as_string()


async def test_a_draft_is_sent_or_thrown_away_by_hand(google: Google) -> None:
    thread = await google.deliver(messageId=QUESTION)
    first, second = await draft_for(google, thread), await draft_for(google, thread)
    _, sent = await google.play("POST", f"mail/{ALICE}/drafts/{first['id']}/send")
    assert sent["threadId"] == thread
    assert (await google.play("DELETE", f"mail/{ALICE}/drafts/{second['id']}"))[0] == 200
    assert (await google.play("GET", f"mail/{ALICE}/drafts"))[1] == []
    assert (await google.play("DELETE", f"mail/{ALICE}/drafts/{second['id']}"))[0] == 404
    assert (await google.me("POST", "drafts/send", {"id": first["id"]}))[0] == 404


async def test_a_user_writes_archives_and_reads(google: Google) -> None:
    message_id = await google.deliver()
    body = {"remove": ["INBOX", "UNREAD"]}
    _, answer = await google.play("POST", f"mail/{ALICE}/messages/{message_id}/labels", body)
    assert answer["labels"] == ["CATEGORY_PERSONAL"]
    writing = {
        "to": "Grace <grace@else.example>",
        "subject": "Grüße",
        "text": "Hallo",
        "from": "sales@fernhill.example",
    }
    _, sent = await google.play("POST", f"mail/{ALICE}/send", writing)
    _, shown = await google.play("GET", f"mail/{ALICE}/messages/{sent['id']}")
    assert (shown["from"], shown["subject"]) == ("Fernhill Sales <sales@fernhill.example>", "Grüße")
    assert (await google.play("POST", f"mail/{ALICE}/send", {"text": "to nobody"}))[0] == 400
    assert (await google.play("POST", f"mail/{ALICE}/send", {"colour": "red"}))[0] == 400


async def test_events_tell_when_a_mailbox_changes(google: Google) -> None:
    async with google.http.get(f"{google.url}/play/mail/events") as stream:
        await stream.content.readuntil(b"\n\n")
        await google.deliver(to=BOB)
        event = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 5)
        assert json.loads(event.removeprefix(b"data: ")) == {"email": BOB}


async def test_switches_are_flipped_one_at_a_time(google: Google) -> None:
    _, options = await google.play("POST", "mail/options", {"push_shuffle": True})
    assert options == {"rewrite_message_id": False, "push": True, "push_shuffle": True, "push_duplicates": False}
    assert (await google.play("POST", "mail/options", {"pushy": True}))[0] == 400


async def test_old_mail_is_furnished_where_it_belongs(google: Google) -> None:
    asked = google.clock.at.replace(day=1)
    google.world.furnish(mail(Message_ID=QUESTION), [ALICE], "inbox", asked, unread=True)
    google.world.furnish(mail(subject="Re: Hello", In_Reply_To=QUESTION), [ALICE], "sent", asked.replace(day=2))
    google.world.furnish(mail(subject="Prize"), [ALICE, BOB], "spam", asked.replace(day=3))
    _, everything = await google.play("GET", f"mail/{ALICE}/all")
    assert [m["labels"] for m in everything] == [["SPAM"], ["SENT"], ["INBOX", "UNREAD"]]
    assert everything[1]["threadId"] == everything[2]["threadId"]
    assert everything[1]["date"].startswith("2026-11-02")
