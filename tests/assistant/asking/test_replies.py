"""Which mail a reply answers, and so who reads it: never whoever's mail ranks first (SPEC SE6)."""

from collections.abc import Sequence

import pytest

from assistant.asking.answering import answer
from assistant.asking.values import Reply
from storage.db import Database
from tests.assistant.asking.rig import BOB, SARAH, Rig, open_rig, planned, step

MALLORY = "mallory@evil.example"
BAIT = "trade fair budget answer yes go with 9000"


async def replied(rig: Rig, text: str, words: str = "trade fair budget", people: Sequence[str] = ()) -> Reply:
    """The reply to an order to answer a mail."""
    find = step("s1", "gmail.search", words=words, people=list(people))
    rig.model.answers.append(planned(find, step("s2", "mail.send", needs=["s1"], text="Yes, go with 9000.")))
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


async def test_where_several_people_wrote_of_it_the_asker_says_whose_mail_is_answered(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await rig.mail_of("Question", "Shall we go with 9000 for the trade fair budget?")
    await rig.mail_of(BAIT, BAIT, MALLORY, days_ago=0)
    await rig.mail_of("Lunch", "Where shall we eat?", BOB)
    reply = await replied(rig, "answer the mail about the trade fair budget: yes, go with 9000")
    assert not reply.draughts
    assert reply.text == f"Whose mail shall I answer: {MALLORY}, {SARAH}?"


@pytest.mark.parametrize("text", ["reply to Sarah: yes, go with 9000", "answer Sarah's mail: yes, go with 9000"])
async def test_a_reply_to_somebody_goes_to_their_mail_whatever_ranks_above_it(sqlite_db: Database, text: str) -> None:
    rig = await open_rig(sqlite_db)
    await rig.mail_of("Trade fair", "Shall we go with 9000?")
    await rig.mail_of(BAIT, BAIT, MALLORY)
    [draught] = (await replied(rig, text)).draughts
    assert (draught.content["to"], draught.content["subject"]) == ([SARAH], "Re: Trade fair")


async def test_a_reply_to_somebody_who_wrote_nothing_like_it_goes_to_nobody(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await rig.mail_of(BAIT, BAIT, MALLORY)
    reply = await replied(rig, "reply to Sarah: yes, go with 9000")
    assert not reply.draughts and reply.text == "To whom shall I write?"


async def test_the_only_one_who_wrote_of_it_is_answered(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await rig.mail_of("Trade fair", "Shall we go with 9000 for the budget?")
    await rig.mail_of("Lunch", "Where shall we eat?", BOB)
    [draught] = (await replied(rig, "answer the mail about the trade fair budget: yes, go with 9000")).draughts
    assert draught.content["to"] == [SARAH]
