"""From an answer that proposes something to its card in the same thread, once, whatever is run again."""

from dataclasses import replace
from datetime import timedelta

from assistant.asking.replying import TO_CHECK
from assistant.asking.values import Draught
from jobs.answer_question import means_of
from jobs.draw_proposal import draw_proposal
from jobs.questioning import run_question
from storage.proposals import Proposals, ProposalState
from storage.questions import Questions
from tests.handlers.office import Office
from tests.jobs.asking import FakeAnswers, answers_in, ask, ask_in_dm, reply, stored
from tests.proposal_desk import connect
from tests.proposals import event_content, mail_content


async def test_an_answer_that_proposes_two_things_posts_two_cards_in_its_thread_once(office: Office) -> None:
    account = await connect(office)
    draughts = (
        Draught("event.create", account.id, event_content()),
        Draught("mail.draft", account.id, mail_content()),
        Draught("event.create", account.id, event_content(guests=["nobody"])),  # does not hold
    )
    question_id, answers = await ask_in_dm(office), FakeAnswers(reply(draughts=draughts))
    means = replace(answers.means, propose=means_of(office.services).propose)
    await run_question(office.services, question_id, means)
    ids = [str(ring.args[0]) for ring in office.bell.of("draw_proposal")]
    assert len(ids) == 2
    for proposal_id in [*ids, *ids]:
        await draw_proposal(office.services, proposal_id)
    async with office.db.reading() as session:
        question = await Questions(session).get(question_id)
    assert question is not None
    assert question.actions == [{"kind": "proposed", "proposal": one} for one in ids]
    messages = office.slack.talk.direct("U0ALICE").messages
    cards = [one for one in messages if any(str(b.get("block_id")).startswith("proposal:") for b in one.blocks)]
    assert [one.thread_ts for one in cards] == [question.thread_ts] * 2
    assert {one.blocks[0]["block_id"] for one in cards} == {f"proposal:{one}" for one in ids}


async def test_who_was_promised_more_cards_than_there_are_is_told_in_the_thread(office: Office) -> None:
    account = await connect(office)
    kept, lost = (Draught("event.create", one, event_content()) for one in (account.id, "of-nobody"))
    question_id, answers = await ask_in_dm(office), FakeAnswers(reply(draughts=(kept, lost)))
    await run_question(office.services, question_id, replace(answers.means, propose=means_of(office.services).propose))
    (told,) = [one for one in office.slack.talk.direct("U0ALICE").messages if "cannot be proposed" in one.text]
    assert told.text.startswith("One of the things")
    async with office.db.reading() as session:
        question = await Questions(session).get(question_id)
    assert question is not None and told.thread_ts == question.thread_ts
    assert len(office.bell.of("draw_proposal")) == 1


async def test_another_try_says_on_its_answer_what_has_a_card_already_and_posts_no_second_one(office: Office) -> None:
    account = await connect(office)
    draughts = (Draught("mail.send", account.id, mail_content()),)
    answers = FakeAnswers(reply(TO_CHECK.format(kinds="a mail"), draughts=draughts))
    means = replace(answers.means, propose=means_of(office.services).propose)
    question_id = await ask_in_dm(office)
    await run_question(office.services, question_id, means)
    (first,) = (await stored(office, question_id)).actions
    async with office.db.transaction() as session:
        done = ProposalState.DONE
        await Proposals(session).claim(str(first["proposal"]), ProposalState.PROPOSED, done, office.db.now())
    before = await stored(office, question_id)
    again = await ask(office, key=f"retried:{question_id}", channel=before.channel, thread_ts=before.thread_ts)
    await run_question(office.services, again, means)
    row, (shown,) = await stored(office, again), answers_in(office, again)
    assert row.actions == [first] and row.answer["text"].endswith("a mail, which is done.")
    assert "which is done" in str(shown.blocks) and "before you approve it" not in str(shown.blocks)


async def test_the_answer_to_what_was_asked_beside_a_card_posts_only_the_card_that_was_left_open(
    office: Office,
) -> None:
    account = await connect(office)
    mail, event = Draught("mail.send", account.id, mail_content()), Draught("event.create", account.id, event_content())
    asking = f"{TO_CHECK.format(kinds='a mail')}\nWhich Sarah?"
    answers = FakeAnswers(reply(asking, draughts=(mail,), asked_back=True))
    means = replace(answers.means, propose=means_of(office.services).propose)
    question_id = await ask_in_dm(office)
    await run_question(office.services, question_id, means)
    async with office.db.transaction() as session:
        await Questions(session).change(question_id, asked_at=office.db.now() - timedelta(minutes=1))
    before = await stored(office, question_id)
    answers = FakeAnswers(reply(TO_CHECK.format(kinds="a mail, an event"), draughts=(mail, event)))
    means = replace(answers.means, propose=means_of(office.services).propose)
    again = await ask(office, "Sarah Hall", channel=before.channel, thread_ts=before.thread_ts)
    await run_question(office.services, again, means)
    row = await stored(office, again)
    assert row.actions[:1] == before.actions and len(row.actions) == 2
    told = row.answer["text"].splitlines()
    assert told[0] == TO_CHECK.format(kinds="an event") and told[1].endswith(
        "a mail, which waits for you to approve it."
    )
