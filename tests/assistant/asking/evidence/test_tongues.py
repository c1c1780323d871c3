"""A question in another language than the mail: the answer names the words that it looked for, and what to do."""

import pytest

from assistant.asking.answering import answer
from assistant.asking.evidence.tongues import HINT
from assistant.asking.values import Reply
from storage.db import Database
from tests.assistant.asking.rig import Rig, open_rig, planned, said, step
from tests.assistant.asking.test_answering import NO_MODEL

QUESTION = "Wo ist der Mietvertrag für das Büro?"
LEASE = "The lease agreement of the office is with our lawyer, and will be signed on Friday."
GERMAN = "Der Vertrag für das Lager liegt bei der Anwältin und wird am Freitag unterschrieben, danach kommt er zu uns."
LOOKED = f"I looked for these words: Mietvertrag, Büro. {HINT}"
SEARCH = planned(step("s1", "gmail.search", words="Mietvertrag Büro"))


async def replied(rig: Rig, question: str = QUESTION) -> Reply:
    return (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply


async def test_where_nothing_is_found_the_words_are_named_and_the_language_of_the_mail_is_suggested(
    sqlite_db: Database,
) -> None:
    rig = await open_rig(sqlite_db, SEARCH)
    reply = await replied(rig)
    assert not reply.known and reply.text.splitlines()[1:] == [LOOKED]


@pytest.mark.parametrize("models", [[SEARCH, said("", known=False)], [NO_MODEL, NO_MODEL]], ids=["a model", "no model"])
async def test_what_comes_nearest_is_shown_after_it(sqlite_db: Database, models: list[object]) -> None:
    rig = await open_rig(sqlite_db, *models)
    rig.library.meant = [await rig.mail_of("Lease", LEASE)]
    reply = await replied(rig)
    assert not reply.known and HINT in reply.text and "Mietvertrag" in reply.text.split(HINT)[0]
    assert "lease agreement" in reply.text.split(HINT)[1] and [one.title for one in reply.sources] == ["Lease"]


@pytest.mark.parametrize(
    ("question", "mail"), [(QUESTION, GERMAN), ("Who pays for the toolmaker?", LEASE), ("Who pays?", "")]
)
async def test_a_question_in_the_language_of_the_mail_is_told_nothing_of_it(
    sqlite_db: Database, question: str, mail: str
) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search", words="x")), said("", known=False))
    rig.library.meant = [await rig.mail_of("x", mail)] if mail else []
    reply = await replied(rig, question)
    assert not reply.known and HINT not in reply.text


async def test_words_that_would_fill_the_answer_are_cut(sqlite_db: Database) -> None:
    many = " ".join(f"Vertrag{number}" for number in range(200))
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search", words=many)))
    reply = await replied(rig, f"Wo ist der {many} von der Bank?")
    assert HINT in reply.text and len(reply.text) < 400
