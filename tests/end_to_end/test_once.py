"""Once and only once, on the wire: pushes repeated, answers lost, events retried (SPEC IN4, SL2, SL5, RE1)."""

import asyncio

import pytest

from tests.end_to_end.play import ALICE, ALICES, Json, Play, direct, fresh, until, words_of
from tests.end_to_end.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def settled(play: Play) -> None:
    """Returns once a mail that came later was handled too: whatever was to follow from earlier ones has followed."""
    later = fresh("Later")
    await play.deliver(later)
    await play.card(later)


async def sent_once(play: Play, subject: str) -> Json:
    """The sent mail, after the card says so and everything under way has ended."""
    await play.card(subject, "Read back from Gmail", seconds=45)
    await settled(play)
    return await play.sent(subject)


async def test_a_push_that_comes_five_times_makes_one_row_and_one_card(play: Play, stack: Stack) -> None:
    subject = fresh("Pushed again")
    await play.post("mail/options", {"push_duplicates": True})
    mail_id = await play.deliver(subject)
    await play.post(f"mail/{ALICES}/push/repeat", {"times": 5})
    await play.card(subject)
    await play.post(f"mail/{ALICES}/push/repeat", {"times": 5})
    await settled(play)
    assert stack.query("SELECT count(*) FROM messages WHERE remote_id = ?", mail_id) == [(1,)]
    assert len(await play.cards(subject)) == 1
    assert len(await play.folder("drafts", subject)) == 1


async def test_pushes_out_of_order_make_one_card_for_each_mail_at_the_pace_that_slack_allows(play: Play) -> None:
    await play.post("mail/options", {"push_shuffle": True, "push_duplicates": True})
    await play.post("slack/options", {"rate_limits": True})
    subjects = [fresh("Shuffled") for _ in range(8)]
    for subject in subjects:
        await play.deliver(subject)
    for subject in subjects:
        await play.card(subject)
    await settled(play)
    assert [len(await play.cards(subject)) for subject in subjects] == [1] * 8
    posts = [call["status"] for call in await play.calls("chat.postMessage") if "Shuffled" in str(call["arguments"])]
    assert 429 in posts and posts.count(200) == 8


async def test_a_history_that_google_has_forgotten_loses_and_repeats_nothing(play: Play) -> None:
    before, after = fresh("Before the gap"), fresh("After the gap")
    await play.deliver(before)
    await play.card(before)
    await play.post(f"mail/{ALICES}/history/expire")
    await play.deliver(after)
    await play.card(after)
    await settled(play)
    assert len(await play.cards(before)) == len(await play.cards(after)) == 1


async def test_a_draft_made_without_an_answer_is_found_and_not_made_again(play: Play) -> None:
    subject = fresh("Draft without answer")
    await play.fault("gmail", "drafts.create", "cut_after")
    await play.deliver(subject)
    await play.card(subject, seconds=150)
    await settled(play)
    assert len(await play.folder("drafts", subject)) == 1


async def test_a_card_posted_without_an_answer_is_found_and_not_posted_again(play: Play) -> None:
    subject = fresh("Card without answer")
    await play.fault("slack", "chat.postMessage", "cut_after")
    await play.deliver(subject)
    card = await play.card(subject)
    await play.click(card, "discard_clicked")  # the app knows where its card stands: it can redraw it
    await play.card(subject, "Draft discarded")
    await settled(play)
    assert len(await play.cards(subject)) == 1


async def test_mails_whose_sending_had_no_clear_answer_are_sent_once(play: Play) -> None:
    plain, *others = [fresh("No clear answer") for _ in range(4)]
    cards = {}
    for subject in (plain, *others):
        await play.deliver(subject)
        cards[subject] = await play.card(subject)
    await play.fault("gmail", "drafts.send", "cut_after")  # sent, and then the line was cut
    await play.click(cards[plain], "send_clicked")
    await play.sent(plain)
    await play.post("mail/options", {"rewrite_message_id": True})  # from now on Gmail gives mails another Message-ID
    for kind, times in (("cut_after", 1), ("cut", 1), ("status", 1)):
        await play.fault("gmail", "drafts.send", kind, status=503, times=times)
    await asyncio.gather(*(play.click(cards[subject], "send_clicked") for subject in others))
    for subject in (plain, *others):
        await play.card(subject, "Read back from Gmail: it is word for word", seconds=60)
    await settled(play)
    ids = [(await play.sent(subject))["headers"]["Message-ID"].partition("@")[2] for subject in (plain, *others)]
    assert ids == ["fernhill.example>", *["mail.gmail.example>"] * 3]


async def test_one_click_delivered_twice_at_once_sends_one_mail(play: Play) -> None:
    subject = fresh("Two devices")
    await play.deliver(subject)
    card = await play.card(subject)
    await asyncio.gather(*(play.click(card, "send_clicked", stale=True) for _ in range(4)))
    await play.whispered("This card had already moved on", after=card["ts"])
    await play.click(card, "send_clicked", stale=True)
    await sent_once(play, subject)
    await play.click(card, "send_clicked", stale=True)
    await settled(play)
    assert len(await play.folder("sent", subject)) == 1


async def test_an_undo_from_an_old_screen_does_not_unsend(play: Play) -> None:
    subject = fresh("Too late to undo")
    await play.deliver(subject)
    await play.click(await play.card(subject), "send_clicked")
    counting = await play.card(subject, '"send_undone"')
    await play.card(subject, "Read back from Gmail")
    await play.click(counting, "send_undone", stale=True)
    await play.whispered("This card had already moved on", after=counting["ts"])
    assert '"send_clicked"' not in words_of((await play.cards(subject))[0])
    await play.sent(subject)


async def test_an_event_that_slack_repeats_is_answered_once(play: Play) -> None:
    await play.post("slack/options", {"retry_waits": [0.1, 0.1, 0.1], "ack_seconds": 0.001})
    said = await play.post(f"slack/{ALICE}/message", {"text": "hello there"})

    async def answers() -> list[Json]:
        path = f"slack/{ALICE}/channels/{direct(ALICE)}/messages"
        return [m for m in await play.get(path) if m["thread_ts"] == said["ts"] and m["bot"]]

    async def repeated() -> bool:
        return any(delivery["turn"] == 3 for delivery in await play.get("slack/deliveries"))

    await until(repeated, what="a repeated delivery")
    await play.post("slack/options", {"ack_seconds": 3})
    await until(answers)
    await settled(play)
    assert len(await answers()) == 1
