"""Drafts, threads and history: ids that stay, ids that change, and what the log says of it."""

import asyncio
from email import message_from_bytes
from typing import Any

import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from tests.sandbox.google.conftest import ALICE, BOB, Google, Json, b64, mail, unb64

QUESTION = "<q1@customer.example>"


async def run(request: Any) -> Any:
    """Executes a request of the blocking client."""
    return await asyncio.to_thread(request.execute)


def reply(text: str = "It left today.", **headers: str) -> str:
    given = {"In_Reply_To": QUESTION, "References": QUESTION, "Message_ID": "<our-1@fernhill.example>", **headers}
    return b64(mail(subject="Re: Order 17", text=text, **given))


async def question(google: Google) -> str:
    return await google.deliver(messageId=QUESTION)


async def make_draft(google: Google, thread: str, raw: str | None = None) -> Json:
    status, draft = await google.me("POST", "drafts", {"message": {"raw": raw or reply(), "threadId": thread}})
    assert status == 200
    return draft


async def history(google: Google, start: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """(kind, message id, labels) since an id."""
    _, answer = await google.me("GET", f"history?startHistoryId={start}")
    return [
        (kind, entry["message"]["id"], tuple(entry["message"]["labelIds"]))
        for record in answer.get("history", [])
        for kind in ("messagesAdded", "messagesDeleted", "labelsAdded", "labelsRemoved")
        for entry in record.get(kind, [])
    ]


async def cursor(google: Google) -> str:
    return str((await google.me("GET", "profile"))[1]["historyId"])


async def test_a_draft_lives_in_its_thread_and_goes_out_of_it(google: Google) -> None:
    thread = await question(google)
    users = google.client().users()
    draft = await run(users.drafts().create(userId="me", body={"message": {"raw": reply(), "threadId": thread}}))
    assert draft["message"]["threadId"] == thread
    assert draft["message"]["labelIds"] == ["DRAFT"]
    changed = await run(
        users.drafts().update(
            userId="me", id=draft["id"], body={"message": {"raw": reply("It leaves tomorrow."), "threadId": thread}}
        )
    )
    assert changed["id"] == draft["id"]
    assert changed["message"]["id"] != draft["message"]["id"]
    got = await run(users.drafts().get(userId="me", id=draft["id"], format="raw"))
    assert b"tomorrow" in unb64(got["message"]["raw"])
    sent = await run(users.drafts().send(userId="me", body={"id": draft["id"]}))
    assert (sent["threadId"], sent["labelIds"]) == (thread, ["SENT"])
    assert sent["id"] != changed["message"]["id"]
    assert (await google.me("GET", f"drafts/{draft['id']}"))[0] == 404
    members = (await run(users.threads().get(userId="me", id=thread, format="metadata")))["messages"]
    assert [m["labelIds"][-1] for m in members] == ["UNREAD", "SENT"]
    with pytest.raises(HttpError) as again:
        await run(users.drafts().send(userId="me", body={"id": draft["id"]}))
    assert again.value.resp.status == 404


@pytest.mark.parametrize(
    "raw",
    [
        b64(mail(subject="Re: Order 17")),
        b64(mail(subject="Re: Order 17", In_Reply_To="<other@else.example>")),
        b64(mail(subject="Another matter", In_Reply_To=QUESTION, References=QUESTION)),
    ],
    ids=["no reference", "wrong reference", "other subject"],
)
async def test_a_mail_that_does_not_answer_the_thread_falls_out_of_it(google: Google, raw: str) -> None:
    thread = await question(google)
    assert (await make_draft(google, thread, raw))["message"]["threadId"] != thread
    _, sent = await google.me("POST", "messages/send", {"raw": raw, "threadId": thread})
    assert sent["threadId"] != thread


async def test_an_update_without_the_thread_leaves_it(google: Google) -> None:
    thread = await question(google)
    draft = await make_draft(google, thread)
    _, changed = await google.me("PUT", f"drafts/{draft['id']}", {"message": {"raw": reply()}})
    assert changed["message"]["threadId"] != thread


async def test_a_send_may_carry_the_last_words(google: Google) -> None:
    thread = await question(google)
    draft = await make_draft(google, thread)
    body = {"id": draft["id"], "message": {"raw": reply("At last."), "threadId": thread}}
    _, sent = await google.me("POST", "drafts/send", body)
    assert sent["threadId"] == thread
    assert b"At last." in google.world.boxes[ALICE].get(sent["id"]).wire


async def test_a_draft_without_recipient_is_kept_when_sending_fails(google: Google) -> None:
    raw = b64(b"Subject: later\r\n\r\nhi")
    _, draft = await google.me("POST", "drafts", {"message": {"raw": raw}})
    status, body = await google.me("POST", "drafts/send", {"id": draft["id"]})
    assert (status, body["error"]["message"]) == (400, "Recipient address required")
    assert (await google.me("GET", f"drafts/{draft['id']}"))[0] == 200


async def test_drafts_are_listed_and_deleted(google: Google) -> None:
    thread = await question(google)
    draft = await make_draft(google, thread)
    _, listed = await google.me("GET", "drafts?q=rfc822msgid:our-1@fernhill.example")
    assert [d["id"] for d in listed["drafts"]] == [draft["id"]]
    async with google.http.delete(
        f"{google.url}/google/gmail/v1/users/me/drafts/{draft['id']}",
        headers={"Authorization": f"Bearer {google.token()}"},
    ) as answer:
        assert (answer.status, await answer.read()) == (204, b"")
    assert "drafts" not in (await google.me("GET", "drafts"))[1]
    assert (await google.me("DELETE", f"drafts/{draft['id']}"))[0] == 404


async def test_a_draft_is_made_by_media_upload(google: Google) -> None:
    drafts = google.client().users().drafts()
    media = MediaInMemoryUpload(mail(text="uploaded"), mimetype="message/rfc822")
    made = await run(drafts.create(userId="me", media_body=media))
    got = await run(drafts.get(userId="me", id=made["id"], format="raw"))
    assert b"uploaded" in unb64(got["message"]["raw"])


async def test_history_tells_of_drafts_sends_labels_and_arrivals_in_order(google: Google) -> None:
    start = await cursor(google)
    arrived = await question(google)
    draft = await make_draft(google, arrived)
    _, changed = await google.me("PUT", f"drafts/{draft['id']}", {"message": {"raw": reply(), "threadId": arrived}})
    _, sent = await google.me("POST", "drafts/send", {"id": draft["id"]})
    await google.me("POST", f"messages/{arrived}/modify", {"removeLabelIds": ["UNREAD"], "addLabelIds": ["STARRED"]})
    old, new = draft["message"]["id"], changed["message"]["id"]
    assert [(kind, message_id) for kind, message_id, _ in await history(google, start)] == [
        ("messagesAdded", arrived),
        ("messagesAdded", old),
        ("messagesDeleted", old),
        ("messagesAdded", new),
        ("messagesDeleted", new),
        ("messagesAdded", sent["id"]),
        ("labelsAdded", arrived),
        ("labelsRemoved", arrived),
    ]
    assert (await history(google, start))[1][2] == ("DRAFT",)
    assert await history(google, await cursor(google)) == []


async def test_history_is_paged_and_filtered(google: Google) -> None:
    start = await cursor(google)
    arrived = [await google.deliver(f"Mail {n}") for n in range(3)]
    await make_draft(google, "", b64(mail()))
    await google.me("POST", f"messages/{arrived[0]}/modify", {"removeLabelIds": ["INBOX"]})
    users = google.client().users()
    request = users.history().list(userId="me", startHistoryId=start, maxResults=2, historyTypes=["messageAdded"])
    pages = []
    while request is not None:
        answer = await run(request)
        pages.append([record["messages"][0]["id"] for record in answer["history"]])
        request = users.history().list_next(request, answer)
    assert [len(page) for page in pages] == [2, 2]
    assert pages[0] + pages[1][:1] == arrived
    inbox = await run(users.history().list(userId="me", startHistoryId=start, labelId="INBOX"))
    assert len(inbox["history"]) == 4
    assert inbox["historyId"] == await cursor(google)


async def test_an_expired_or_invented_cursor_is_404(google: Google) -> None:
    old = await cursor(google)
    assert (await google.me("GET", "history?startHistoryId=1"))[0] == 200
    await google.play("POST", f"mail/{ALICE}/history/expire")
    assert (await google.me("GET", f"history?startHistoryId={old}"))[0] == 404
    fresh = await cursor(google)
    assert (await google.me("GET", f"history?startHistoryId={fresh}"))[0] == 200
    assert (await google.me("GET", f"history?startHistoryId={int(fresh) + 1}"))[0] == 404
    assert (await google.me("GET", "history"))[0] == 400


async def test_a_reply_from_outside_joins_the_thread_of_what_it_answers(google: Google) -> None:
    thread = await question(google)
    draft = await make_draft(google, thread)
    await google.me("POST", "drafts/send", {"id": draft["id"]})
    answer = await google.deliver("Re: Order 17", "Thanks!", inReplyTo="<our-1@fernhill.example>")
    assert google.world.boxes[ALICE].get(answer).thread_id == thread
    stranger = await google.deliver("Order 17")
    assert google.world.boxes[ALICE].get(stranger).thread_id == stranger


async def test_colleagues_converse_in_one_thread_each(google: Google) -> None:
    _, first = await google.me("POST", "messages/send", {"raw": b64(mail(to=BOB, Message_ID="<c1@fernhill.example>"))})
    bobs = next(google.world.boxes[BOB].newest())[2]
    body = {"text": "Sure.", "replyTo": bobs.id}
    status, sent = await google.play("POST", f"mail/{BOB}/send", body)
    assert (status, sent["threadId"]) == (201, bobs.thread_id)
    newest = next(google.world.boxes[ALICE].newest())[2]
    assert newest.thread_id == first["threadId"]
    assert message_from_bytes(newest.wire)["Subject"] == "Re: Hello"


async def test_threads_are_listed_by_their_newest_message(google: Google) -> None:
    thread = await question(google)
    google.clock.pass_(minutes=1)
    other = await google.deliver("Lunch")
    google.clock.pass_(minutes=1)
    await google.deliver("Re: Order 17", "Hello?", inReplyTo=QUESTION)
    threads = google.client().users().threads()
    listed = await run(threads.list(userId="me", q="in:inbox", maxResults=1))
    assert [t["id"] for t in listed["threads"]] == [thread]
    rest = await run(threads.list(userId="me", q="in:inbox", maxResults=5, pageToken=listed["nextPageToken"]))
    assert [t["id"] for t in rest["threads"]] == [other]
    await run(threads.modify(userId="me", id=thread, body={"removeLabelIds": ["INBOX"]}))
    listed = await run(threads.list(userId="me", q="in:inbox"))
    assert [t["id"] for t in listed["threads"]] == [other]
