"""What whoever looks into an answer is told of it: how it came about, by ids, and no word of it."""

import pytest

from jobs.replay import explain
from tests.cast import audit_of
from tests.handlers.office import Office
from tests.jobs.asking import SECRET, TEXT, FakeAnswers, ask_in_dm, run


async def test_a_turn_is_explained_by_ids_and_that_it_was_is_noted(alice: Office) -> None:
    question_id = await ask_in_dm(alice)
    await run(alice, question_id, FakeAnswers())
    said = len(alice.heard("U0ALICE"))
    told = "\n".join(await explain(alice.services, question_id))
    for words in ("limited by senders", "planned by model, confidence 0.90", "step s1: gmail.search", "by gpt-test"):
        assert words in told
    assert "found then, not now: gmail doc1" in told
    assert not any(word in told for word in (TEXT, SECRET, "Sarah", "quote", "sarah@"))
    assert [f"{entry.actor} {entry.action}" for entry in await audit_of(alice.db, question_id)] == ["admin replayed"]
    assert len(alice.heard("U0ALICE")) == said


async def test_of_what_was_never_answered_there_is_nothing_to_explain(alice: Office) -> None:
    with pytest.raises(SystemExit, match="no question"):
        await explain(alice.services, "nothing")
    with pytest.raises(SystemExit, match="No plan was stored"):
        await explain(alice.services, await ask_in_dm(alice))
