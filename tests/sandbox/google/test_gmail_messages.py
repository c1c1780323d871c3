"""Messages through Google's own client: reading, searching, labelling, sending."""

import asyncio
from email import message_from_bytes
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.sandbox.google.conftest import ALICE, BOB, Google, b64, mail, unb64


async def run(request: Any) -> Any:
    """Executes a request of the blocking client."""
    return await asyncio.to_thread(request.execute)


async def ids(google: Google, query: str, **more: Any) -> list[str]:
    answer = await run(google.client().users().messages().list(userId="me", q=query, **more))
    return [m["id"] for m in answer.get("messages", [])]


async def test_delivered_mail_is_read_in_every_format(google: Google) -> None:
    message_id = await google.deliver("Grüße", "Where is order 17?")
    messages = google.client().users().messages()
    full = await run(messages.get(userId="me", id=message_id))
    assert full["snippet"] == "Where is order 17?"
    assert full["labelIds"] == ["CATEGORY_PERSONAL", "INBOX", "UNREAD"]
    assert {h["name"]: h["value"] for h in full["payload"]["headers"]}["Subject"] == "Grüße"
    assert unb64(full["payload"]["body"]["data"]).decode().strip() == "Where is order 17?"
    raw = await run(messages.get(userId="me", id=message_id, format="raw"))
    assert unb64(raw["raw"]).startswith(b"Delivered-To: alice@fernhill.example\r\n")
    some = await run(messages.get(userId="me", id=message_id, format="metadata", metadataHeaders=["subject"]))
    assert [h["name"] for h in some["payload"]["headers"]] == ["Subject"]
    assert "payload" not in await run(messages.get(userId="me", id=message_id, format="minimal"))
    assert len(message_id) == 16
    assert full["internalDate"] == str(int(google.clock().timestamp() * 1000))
    assert int(full["historyId"]) > 2**53


async def test_an_attachment_is_fetched_by_an_id_that_changes_at_each_reading(google: Google) -> None:
    file = {"name": "order.csv", "kind": "text/csv", "data": b64(b"a,b\n1,2\n")}
    message_id = await google.deliver(attachments=[file])
    messages = google.client().users().messages()
    parts = [(await run(messages.get(userId="me", id=message_id)))["payload"]["parts"][1] for _ in range(2)]
    first, second = (part["body"]["attachmentId"] for part in parts)
    assert first != second
    assert (parts[0]["filename"], parts[0]["body"]["size"], "data" in parts[0]["body"]) == ("order.csv", 8, False)
    got = await run(messages.attachments().get(userId="me", messageId=message_id, id=first))
    assert unb64(got["data"]) == b"a,b\n1,2\n"
    assert await ids(google, "has:attachment") == [message_id]
    assert (await google.me("GET", f"messages/{message_id}/attachments/nonsense"))[0] == 400


@pytest.mark.parametrize("missing", ["messages/18c0ffee00000000", "threads/18c0ffee00000000", "drafts/r1", "labels/No"])
async def test_what_is_gone_is_404_in_googles_shape(google: Google, missing: str) -> None:
    status, body = await google.me("GET", missing)
    assert status == 404
    assert body["error"]["status"] == "NOT_FOUND"
    assert body["error"]["errors"] == [
        {"message": "Requested entity was not found.", "domain": "global", "reason": "notFound"}
    ]


async def test_an_id_that_is_none_is_400(google: Google) -> None:
    status, body = await google.me("GET", "messages/<made@up>")
    assert (status, body["error"]["message"]) == (400, "Invalid id value")


async def test_pages_list_each_message_once_newest_first_while_new_mail_arrives(google: Google) -> None:
    old = []
    for number in range(5):
        google.clock.pass_(minutes=1)
        old.append(await google.deliver(f"Mail {number}"))
    messages = google.client().users().messages()
    request, seen = messages.list(userId="me", maxResults=2), list[str]()
    while request is not None:
        answer = await run(request)
        seen += [m["id"] for m in answer["messages"]]
        google.clock.pass_(minutes=1)
        await google.deliver("Newer")
        request = messages.list_next(request, answer)
    assert seen == old[::-1]


async def test_search_understands_what_programs_ask(google: Google) -> None:
    first = await google.deliver("Budget 2027", "the offer for Q1", messageId="<b1@customer.example>")
    google.clock.pass_(days=10)
    second = await google.deliver("Lunch", "see you at noon", cc="dora@else.example", **{"from": "eve@spam.example"})
    spam = await google.deliver("Prize", "you won", labels=["SPAM", "UNREAD"])
    for query, found in {
        "from:carol@customer.example": [first],
        "from:customer.example": [first],
        "from:caro": [],
        "to:dora@else.example": [second],
        "subject:budget": [first],
        "subject:(budget 2027)": [first],
        'subject:"2027 budget"': [],
        "rfc822msgid:<b1@customer.example>": [first],
        "rfc822msgid:b1@customer.example": [first],
        "newer_than:3d in:inbox": [second],
        "older_than:3d": [first],
        "after:2026/11/25": [second],
        "before:2026/11/25": [first],
        f"after:{int(google.clock().timestamp()) - 60}": [second],
        "offer": [first],
        "offer OR noon": [second, first],
        "{offer noon}": [second, first],
        "-offer": [second],
        "in:spam": [spam],
        "in:anywhere": [spam, second, first],
        "in:sent": [],
        "is:unread -from:eve@spam.example": [first],
        "label:inbox subject:lunch": [second],
    }.items():
        assert await ids(google, query) == found, query
    assert await ids(google, "", includeSpamTrash=True) == [spam, second, first]
    assert await ids(google, "", labelIds=["SPAM"]) == [spam]


async def test_labels_change_and_trash_hides(google: Google) -> None:
    message_id = await google.deliver()
    users = google.client().users()
    label = await run(users.labels().create(userId="me", body={"name": "Mailroom/Seen"}))
    body = {"addLabelIds": [label["id"]], "removeLabelIds": ["UNREAD", "INBOX"]}
    changed = await run(users.messages().modify(userId="me", id=message_id, body=body))
    assert set(changed["labelIds"]) == {label["id"], "CATEGORY_PERSONAL"}
    assert await ids(google, "label:mailroom-seen") == [message_id]
    await run(users.messages().batchModify(userId="me", body={"ids": [message_id], "addLabelIds": ["STARRED"]}))
    assert await ids(google, "is:starred") == [message_id]
    await run(users.messages().trash(userId="me", id=message_id))
    assert await ids(google, "") == []
    assert await ids(google, "in:trash") == [message_id]


@pytest.mark.parametrize("labels", [["SENT"], ["DRAFT"], ["Label_99"]])
async def test_labels_that_cannot_be_applied_are_refused(google: Google, labels: list[str]) -> None:
    message_id = await google.deliver()
    assert (await google.me("POST", f"messages/{message_id}/modify", {"addLabelIds": labels}))[0] == 400


async def test_a_label_name_is_taken_once(google: Google) -> None:
    labels = google.client().users().labels()
    made = await run(labels.create(userId="me", body={"name": "Customers"}))
    with pytest.raises(HttpError) as caught:
        await run(labels.create(userId="me", body={"name": "customers"}))
    assert caught.value.resp.status == 409
    await google.deliver(labels=["INBOX", "UNREAD", made["id"]])
    counted = await run(labels.get(userId="me", id=made["id"]))
    assert (counted["messagesTotal"], counted["threadsUnread"]) == (1, 1)
    assert "Customers" in [label["name"] for label in (await run(labels.list(userId="me")))["labels"]]
    await run(labels.delete(userId="me", id=made["id"]))
    assert (await google.me("GET", f"labels/{made['id']}"))[0] == 404


async def test_sent_mail_reaches_other_users_without_bcc_and_strangers_never(google: Google) -> None:
    raw = mail(to=f"carol@customer.example, Bob <{BOB}>", Bcc="dora@else.example")
    sent = await run(google.client().users().messages().send(userId="me", body={"raw": b64(raw)}))
    assert sent["labelIds"] == ["SENT"]
    copy = message_from_bytes(google.world.boxes[ALICE].get(sent["id"]).wire)
    [(_, _, received)] = google.world.boxes[BOB].newest()
    arrived = message_from_bytes(received.wire)
    assert (copy["Bcc"], arrived["Bcc"]) == ("dora@else.example", None)
    assert copy["Message-ID"] == arrived["Message-ID"]
    assert copy["Date"]
    assert arrived["Delivered-To"] == BOB
    assert "dmarc=pass" in arrived["Authentication-Results"]
    assert received.labels == {"INBOX", "UNREAD", "CATEGORY_PERSONAL"}


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [("sales@fernhill.example", "sales@fernhill.example"), ("ceo@bank.example", ALICE), ("", ALICE)],
)
async def test_from_is_the_users_own_address_or_alias(google: Google, claimed: str, kept: str) -> None:
    raw = mail().replace(f"Alice Marsh <{ALICE}>".encode(), claimed.encode())
    _, sent = await google.me("POST", "messages/send", {"raw": b64(raw)})
    assert kept in message_from_bytes(google.world.boxes[ALICE].get(sent["id"]).wire)["From"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"Subject: s\r\n\r\nhi", "Recipient address required"),
        (b"To: nobody\r\nSubject: s\r\n\r\nhi", "Invalid To header"),
        (b"To: a@b.example\r\nCc: x@\r\n\r\nhi", "Invalid Cc header"),
    ],
)
async def test_mail_without_a_good_recipient_is_refused(google: Google, raw: bytes, message: str) -> None:
    status, body = await google.me("POST", "messages/send", {"raw": b64(raw)})
    assert (status, body["error"]["message"]) == (400, message)
    assert len(google.world.boxes[ALICE]) == 0


async def test_mail_to_oneself_is_one_message_sent_and_received(google: Google) -> None:
    _, sent = await google.me("POST", "messages/send", {"raw": b64(mail(to="sales@fernhill.example"))})
    assert sent["labelIds"] == ["INBOX", "SENT", "UNREAD"]
    assert len(google.world.boxes[ALICE]) == 1


async def test_a_rewritten_message_id_replaces_the_clients(google: Google) -> None:
    await google.play("POST", "mail/options", {"rewrite_message_id": True})
    _, sent = await google.me("POST", "messages/send", {"raw": b64(mail(Message_ID="<mine@fernhill.example>"))})
    assert google.world.boxes[ALICE].get(sent["id"]).rfc_id.endswith("@mail.gmail.example>")
    assert await ids(google, "rfc822msgid:mine@fernhill.example") == []


async def test_media_uploads_send_too(google: Google) -> None:
    headers = {"Authorization": f"Bearer {google.token()}", "Content-Type": "message/rfc822"}
    url = f"{google.url}/google/upload/gmail/v1/users/me/messages/send"
    async with google.http.post(f"{url}?uploadType=media", data=mail(), headers=headers) as answer:
        assert (await answer.json())["labelIds"] == ["SENT"]
    headers["Content-Type"] = 'multipart/related; boundary="b"'
    body = b"--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n%b\r\n--b--"
    async with google.http.post(f"{url}?uploadType=multipart", data=body % mail(), headers=headers) as answer:
        assert answer.status == 200
    headers["Content-Type"] = "text/plain"
    async with google.http.post(f"{url}?uploadType=media", data=mail(), headers=headers) as answer:
        assert answer.status == 400


async def test_a_mail_over_35_megabytes_is_refused(google: Google) -> None:
    huge = mail() + b"x" * 36_700_160
    status, body = await google.me("POST", "messages/send", {"raw": b64(huge)})
    assert (status, body["error"]["code"]) == (413, 413)
