"""Profile and send-as addresses, as Google's own client reads them."""

import asyncio

from tests.sandbox.google.conftest import ALICE, Google


async def test_the_profile_counts_messages_and_threads(google: Google) -> None:
    await google.deliver(messageId="<a@b.example>")
    await google.deliver(inReplyTo="<a@b.example>")
    profile = await asyncio.to_thread(google.client().users().getProfile(userId="me").execute)
    history = str(google.world.boxes[ALICE].history.current)
    assert profile == {"emailAddress": ALICE, "messagesTotal": 2, "threadsTotal": 1, "historyId": history}


async def test_alice_has_her_own_address_and_an_alias_each_with_a_signature(google: Google) -> None:
    own, alias = (await asyncio.to_thread(google.client().users().settings().sendAs().list(userId="me").execute))[
        "sendAs"
    ]
    assert (own["sendAsEmail"], own["isPrimary"], own["isDefault"]) == (ALICE, True, True)
    assert (alias["sendAsEmail"], alias["verificationStatus"]) == ("sales@fernhill.example", "accepted")
    assert "isDefault" not in alias
    assert own["signature"] != alias["signature"]
    assert "<" in own["signature"]
    assert (await google.me("GET", "settings/sendAs/sales@fernhill.example"))[1] == alias
    assert (await google.me("GET", "settings/sendAs/ceo@fernhill.example"))[0] == 404


async def test_mail_to_the_alias_lands_with_its_owner(google: Google) -> None:
    message_id = await google.deliver(to="sales@fernhill.example")
    _, message = await google.me("GET", f"messages/{message_id}?format=metadata&metadataHeaders=Delivered-To")
    assert message["payload"]["headers"] == [{"name": "Delivered-To", "value": "sales@fernhill.example"}]
