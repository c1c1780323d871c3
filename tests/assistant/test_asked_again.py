"""A question that is asked once more proposes no act a second time, however it is planned and worded by then."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from assistant.asked_again import STANDS, as_it_stands
from assistant.asking.replying import PREPARED, TO_CHECK
from assistant.asking.values import Draught, Reply
from assistant.proposing import propose
from storage.db import Database
from storage.proposals import Proposals, ProposalState
from storage.questions import Questions, QuestionState
from tests.cast import BOB, join
from tests.proposals import (
    BOB_MAIL,
    Bench,
    an_event,
    ask,
    asker_of,
    delete_content,
    event_content,
    mail_content,
    open_bench,
    update_content,
)

S = ProposalState
LATER = {"begins": "2026-11-30T15:00:00+00:00", "ends": "2026-11-30T15:30:00+00:00"}
LATEST = {"begins": "2026-11-30T16:00:00+00:00", "ends": "2026-11-30T16:30:00+00:00"}
TWICE = [  # an act as it was proposed first, and as it is planned when it was asked for once more
    ("mail.send", mail_content(body="I will be late."), mail_content(body="I am going to be late.")),
    ("event.update", update_content(an_event(), **LATER), update_content(an_event(), **LATEST)),
    ("event.delete", delete_content(an_event(id="first")), delete_content(an_event(id="second"))),
]


async def tried(bench: Bench, draughts: Sequence[Draught], before: str = "") -> tuple[str, list[str]]:
    """A question, asked once more if there is one before, and what it proposes."""
    question = await ask(bench.db, bench.account, **({"key": f"retried:{before}"} if before else {}))
    return question, await propose(bench.db, question, asker_of(bench.account, bench.db), draughts)


async def told(bench: Bench, question_id: str, draughts: Sequence[Draught], text: str = "") -> str:
    """What the reply says of its acts."""
    kinds = ", ".join(dict.fromkeys(PREPARED[one.kind] for one in draughts))
    async with bench.db.reading() as session:
        question = await Questions(session).get(question_id)
    assert question is not None
    reply = Reply(text or TO_CHECK.format(kinds=kinds), (), known=True, draughts=tuple(draughts))
    return (await as_it_stands(bench.db, question, reply)).text


async def put_in(bench: Bench, proposal_id: str, state: ProposalState) -> None:
    """Moves a proposal to that state."""
    async with bench.db.transaction() as session:
        assert await Proposals(session).claim(proposal_id, S.PROPOSED, state, bench.db.now())


def drawn_up(bench: Bench, kind: str, content: dict[str, Any]) -> Draught:
    """A draught on Alice's mailbox."""
    return Draught(kind, bench.account.id, content, {"etag": "e1"} if kind in ("event.update", "event.delete") else {})


@pytest.mark.parametrize("state", [S.APPROVED, S.DOING, S.DONE, S.CANCELLED, S.EXPIRED, S.CHANGED, S.FAILED, None])
@pytest.mark.parametrize(("kind", "first", "again"), TWICE)
async def test_an_act_that_is_planned_in_another_way_is_not_proposed_anew_whatever_became_of_it(
    sqlite_db: Database, kind: str, first: dict[str, Any], again: dict[str, Any], state: ProposalState | None
) -> None:
    bench = await open_bench(sqlite_db)
    question, made = await tried(bench, [drawn_up(bench, kind, first)])
    if state:
        await put_in(bench, made[0], state)
    second, same = await tried(bench, [drawn_up(bench, kind, again)], question)
    _, still = await tried(bench, [drawn_up(bench, kind, first)], second)
    assert len(made) == 1 and made == same == still


async def test_only_what_has_no_proposal_yet_is_proposed_and_an_equal_one_is_taken_first(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    to_sarah, to_bob = mail_content(), mail_content(to=[BOB_MAIL], body="The list is here.")
    question, made = await tried(bench, [drawn_up(bench, "mail.send", to_sarah)])
    acts = [drawn_up(bench, "mail.send", to_bob), drawn_up(bench, "mail.send", to_sarah)]
    second, both = await tried(bench, acts, question)
    assert both[1:] == made and both[0] not in made
    reworded = [drawn_up(bench, "mail.send", one | {"body": "In other words."}) for one in (to_bob, to_sarah)]
    third, same = await tried(bench, [*reworded, drawn_up(bench, "event.create", event_content())], second)
    assert same[:2] == both and len(same) == 3
    assert await propose(sqlite_db, third, asker_of(bench.account, sqlite_db), [*reworded]) == both


async def test_a_reworded_act_is_that_of_the_same_thing_before_any_other_of_its_kind(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    question, made = await tried(bench, [drawn_up(bench, "mail.send", mail_content())])
    to_bob, reworded = mail_content(to=[BOB_MAIL]), mail_content(body="In other words.")
    _, both = await tried(bench, [drawn_up(bench, "mail.send", one) for one in (to_bob, reworded)], question)
    assert both[1:] == made and both[0] not in made


async def test_another_question_of_the_same_words_proposes_anew_and_nobody_has_anothers_proposals(
    sqlite_db: Database,
) -> None:
    bench = await open_bench(sqlite_db)
    act = [drawn_up(bench, "event.create", event_content())]
    question, made = await tried(bench, act)
    _, other = await tried(bench, act)
    assert not set(made) & set(other)
    bobs = await join(sqlite_db, BOB, BOB_MAIL)
    forged = await ask(sqlite_db, bobs, key=f"retried:{question}")
    theirs = [Draught("event.create", bobs.id, event_content())]
    assert not set(await propose(sqlite_db, forged, asker_of(bobs, sqlite_db), theirs)) & set(made)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "a mail, which waits for you to approve it."),
        (S.DONE, "a mail, which is done."),
        (S.CANCELLED, "a mail, which you discarded. Ask for it in a new message if you still want it."),
    ],
)
async def test_the_reply_says_how_an_act_stands_that_has_a_card_already(
    sqlite_db: Database, state: ProposalState | None, words: str
) -> None:
    bench = await open_bench(sqlite_db)
    act = [drawn_up(bench, "mail.send", mail_content())]
    question, made = await tried(bench, act)
    if state:
        await put_in(bench, made[0], state)
    again = await ask(sqlite_db, bench.account, key=f"retried:{question}")
    said = await told(bench, again, act)
    assert said.endswith(f"there is a card above: {words}") and "Nothing happens before you approve it" not in said
    assert await told(bench, question, act) == TO_CHECK.format(kinds="a mail")


async def test_what_is_new_in_another_try_is_told_as_before(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    mail, event = drawn_up(bench, "mail.send", mail_content()), drawn_up(bench, "event.create", event_content())
    question, made = await tried(bench, [mail])
    await put_in(bench, made[0], S.DONE)
    again = await ask(sqlite_db, bench.account, key=f"retried:{question}")
    both = "\n\n".join(f"{n}. Task\n{TO_CHECK.format(kinds=kinds)}" for n, kinds in enumerate(["a mail", "an event"]))
    first, second = (await told(bench, again, [mail, event], both)).split("\n\n")
    assert first == f"0. Task\n{STANDS.format(acts='a mail, which is done')}"
    assert second == f"1. Task\n{TO_CHECK.format(kinds='an event')}"
    one = (await told(bench, again, [mail, event])).split("\n")
    assert one[0] == TO_CHECK.format(kinds="an event") and one[1].endswith("a mail, which is done.")


async def answered_back(
    bench: Bench, text: str, asked_back: bool, draughts: Sequence[Draught]
) -> tuple[str, list[str]]:
    """What is said in answer to an order that had proposed a mail and asked something back, or had not."""
    before = bench.db.now() - timedelta(minutes=1)
    order = await ask(bench.db, bench.account, text="Write to Sarah, and book it with Sarah", asked_at=before)
    made = await propose(bench.db, order, asker_of(bench.account, bench.db), [drawn_up(bench, *MAIL)])
    async with bench.db.transaction() as session:
        await Questions(session).change(order, state=QuestionState.ANSWERED, answer={"asked_back": asked_back})
    question = await ask(bench.db, bench.account, text=text)
    ids = await propose(bench.db, question, asker_of(bench.account, bench.db), draughts)
    assert len(made) == 1 and len(ids) == len(draughts)
    return await told(bench, question, draughts), [one for one in ids if one not in made]


MAIL = ("mail.send", mail_content())


async def test_the_answer_to_what_was_asked_back_proposes_only_what_was_left_open(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    acts = [drawn_up(bench, *MAIL), drawn_up(bench, "event.create", event_content())]
    said, fresh = await answered_back(bench, "Sarah Hall", True, acts)
    assert len(fresh) == 1
    stands = STANDS.format(acts="a mail, which waits for you to approve it")
    assert said == f"{TO_CHECK.format(kinds='an event')}\n{stands}"


async def test_another_act_of_the_same_kind_is_proposed_as_well(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    to_bob, reworded = mail_content(to=[BOB_MAIL]), mail_content(body="In other words.")
    acts = [drawn_up(bench, "mail.send", one) for one in (to_bob, reworded)]
    _, fresh = await answered_back(bench, "Bob Stone", True, acts)
    assert len(fresh) == 1


@pytest.mark.parametrize(("text", "asked_back"), [("Sarah Hall", False), ("Write to Sarah again", True)])
async def test_what_answers_nothing_that_was_asked_proposes_anew(
    sqlite_db: Database, text: str, asked_back: bool
) -> None:
    bench = await open_bench(sqlite_db)
    said, fresh = await answered_back(bench, text, asked_back, [drawn_up(bench, *MAIL)])
    assert len(fresh) == 1 and said == TO_CHECK.format(kinds="a mail")


async def test_another_try_of_such_an_answer_has_the_proposals_of_both(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    acts = [drawn_up(bench, *MAIL), drawn_up(bench, "event.create", event_content())]
    _, [event] = await answered_back(bench, "Sarah Hall", True, acts)
    async with sqlite_db.reading() as session:
        made = await Proposals(session).get(event)
    assert made is not None
    _, again = await tried(bench, acts, made.question_id)
    async with sqlite_db.reading() as session:
        questions = [(await Proposals(session).get(one) or made).question_id for one in again]
    assert again[1] == event and questions[1] == made.question_id != questions[0]
