"""Questions are taken once, and belong to who asked them."""

import pytest

from assistant.asking.turns.taking import LONGEST, Asked, is_greeting, own_question, take, words_of
from assistant.case import NotTheirs
from storage.db import Database
from storage.questions import Questions
from tests.cast import ALICE, BOB, audit_of


@pytest.mark.parametrize("said", ["", "hi", "Hello!", "  HELP ", "hey…", "*help*", "What can you do?", "?"])
def test_greetings_are_no_questions(said: str) -> None:
    assert is_greeting(said)


@pytest.mark.parametrize("said", ["help me find the quote", "hi, what did Sarah say?", "who?", "quote", "start date?"])
def test_anything_else_is_a_question(said: str) -> None:
    assert not is_greeting(said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("<@U0BOT> who  wrote\n me?", "who wrote\nme?"),
        ("<@U0BOT|mailroom> who?", "who?"),
        ("what did <@U0BOB> say", "what did <@U0BOB> say"),
        ("see <https://x.example/a>", "see https://x.example/a"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<!here> and <#C1|general> and <#C2>", "!here and general and #C2"),
        ("<@U0BOT>\n- find  the lease \r\n• cancel\tthe review\n", "- find the lease\n• cancel the review"),
        ("Write: Hi Bob,\n\n \n\nMonday suits.\n\nBest\nAlice", "Write: Hi Bob,\n\nMonday suits.\n\nBest\nAlice"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("what did @bob and a@b.example send @ 9?", "what did bob and a@b.example send @ 9?"),
    ],
)
def test_slacks_markup_becomes_words(said: str, words: str) -> None:
    assert words_of(said, "U0BOT") == words


async def test_the_same_key_is_one_question(db: Database) -> None:
    for number in range(3):
        async with db.transaction() as session:
            taken = await take(session, ALICE, Asked("event:1", f"who {number}?"), db.now())
        assert bool(taken) is (number == 0)


async def test_a_long_question_is_kept_as_far_as_it_is_read(db: Database) -> None:
    async with db.transaction() as session:
        taken = await take(session, ALICE, Asked("event:1", "x" * 9999), db.now())
        found = await Questions(session).get(taken)
    assert found is not None and found.text == "x" * (LONGEST - 1) + "…"


async def test_a_question_is_its_askers_alone(db: Database) -> None:
    async with db.transaction() as session:
        taken = await take(session, ALICE, Asked("event:1", "who?"), db.now())
    assert (await own_question(db, ALICE, taken)).id == taken
    for person, reference in ((BOB, taken), (ALICE, "0" * 32), (BOB, "")):
        with pytest.raises(NotTheirs):
            await own_question(db, person, reference)
    assert [(one.actor, one.action) for one in await audit_of(db, taken)] == [(BOB.slack_id, "refused")]
    assert len(await audit_of(db, "unknown")) == 2
