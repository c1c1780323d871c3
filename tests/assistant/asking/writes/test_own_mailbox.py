"""Which of one's own mailboxes a write leaves from: the one that is named, and a question where none is clear."""

from dataclasses import replace

import pytest

from assistant.asking.answering import answer
from assistant.asking.turns.continuing import SINCE
from assistant.asking.values import Mailbox, Reply
from storage.db import Database
from tests.assistant.asking.rig import BOB, SARAH, Rig, open_rig, planned, step
from tests.assistant.asking.writes.test_writes import THURSDAY_AT_TEN, built
from tests.fakes import write_mail

WORK, HOME = "alice@fernhill.example", "alice.adams@gmail.com"


async def two_mailboxes(db: Database, home: str = HOME) -> Rig:
    """Alice with a mailbox at work, which everybody knows, and one at home."""
    rig = await open_rig(db)
    boxes = (
        replace(rig.asker.mailboxes[0], email=WORK, me=frozenset({WORK})),
        Mailbox("home", home, frozenset(), frozenset({home})),
    )
    return replace(rig, asker=replace(rig.asker, mailboxes=boxes))


MAIL = step("s1", "mail.send", people=[SARAH], title="Price", text="The price is 900.")


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ("", WORK),
        (" from my work address", WORK),
        (" from my private account", HOME),
        (" using my personal email address", HOME),
        (f" from {HOME}", HOME),
        (" from my gmail mailbox", HOME),
        (" from my fernhill account", WORK),
        (" to my private address", WORK),
        (f"{SINCE}{HOME}", HOME),
    ],
)
async def test_a_mail_leaves_from_the_mailbox_that_the_asker_names(sqlite_db: Database, said: str, sender: str) -> None:
    made = await built(await two_mailboxes(sqlite_db), f"write to {SARAH} that the price is 900{said}", MAIL)
    assert not made.questions
    assert [one.content["sender"] for one in made.draughts] == [sender]


@pytest.mark.parametrize("which", ["work", "club", "old"])
async def test_a_name_that_fits_none_or_several_of_ones_mailboxes_is_asked_about(
    sqlite_db: Database, which: str
) -> None:
    rig = await two_mailboxes(sqlite_db, "alice@acme.example")
    made = await built(rig, f"write to {SARAH} that the price is 900 from my {which} address", MAIL)
    assert made.questions == (f"Which of your mailboxes do you mean: {WORK}, alice@acme.example?",)
    assert not made.draughts


async def test_words_of_the_mail_itself_choose_no_mailbox(sqlite_db: Database) -> None:
    text = "I write from my private address no more."
    rig = await two_mailboxes(sqlite_db)
    made = await built(rig, f"write to {SARAH}: {text}", step("s1", "mail.send", people=[SARAH], text=text))
    assert made.draughts[0].content["sender"] == WORK


async def test_an_event_goes_into_the_calendar_that_is_named(sqlite_db: Database) -> None:
    rig = await two_mailboxes(sqlite_db)
    said = "put a meeting with Bob on Thursday at 10 into my private calendar"
    made = await built(rig, said, step("s1", "event.create", title="x", people=[BOB], begins=THURSDAY_AT_TEN))
    assert [one.account_id for one in made.draughts] == ["home"]


async def test_a_reply_out_of_another_mailbox_begins_a_conversation_of_its_own(sqlite_db: Database) -> None:
    rig = await two_mailboxes(sqlite_db)
    known = await rig.mail_of("Trade fair", "Shall we go with 9000 for the trade fair budget?", thread="t1")
    held = rig.mail.deliver(write_mail(SARAH, "Trade fair", "Shall we?"), thread="t1")
    rig.mail.held = {known.remote_id: replace(held, remote_id=known.remote_id)}

    async def replied(said: str) -> Reply:
        find = step("s1", "gmail.search", words="trade fair budget")
        rig.model.answers.append(planned(find, step("s2", "mail.send", needs=["s1"], text="Yes, go with 9000.")))
        return (await answer(rig.kit, rig.asker, said, (), rig.tell)).reply

    order = "answer the mail about the trade fair budget"
    [here] = (await replied(f"{order}: yes, go with 9000")).draughts
    [other] = (await replied(f"{order} from my private address: yes, go with 9000")).draughts
    assert (here.content["thread_id"], here.content["sender"]) == ("t1", WORK)
    assert (other.content["thread_id"], other.content["sender"]) == ("", HOME)
    assert other.content["to"] == [SARAH]
