"""Running one question from its row to its end: answered once, whatever is killed, repeated or stopped meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.asked_again import as_it_stands
from assistant.asking.evidence.unread import unread_of
from assistant.asking.kit import Answered
from assistant.asking.turns.card_thread import ABOUT, card_turn
from assistant.asking.turns.conversation import add_turn, forget_turns, turns_of
from assistant.asking.turns.record import plan_to_json, reading_to_json, reply_from_json, reply_to_json, turn_of
from assistant.asking.turns.taking import BY_BUTTON, is_greeting
from assistant.asking.values import Asker, Reply, Turn
from assistant.case import Person
from assistant.connecting import make_link, start_url
from assistant.triage import usage_row
from bot.errors import Temporary
from bot.services import Services
from bot.views.answer import answer_card, opening
from bot.views.asking import fewer, stopped, thinking
from bot.views.connecting import ask_offer
from bot.views.mail_card import Drawn
from bot.views.notices import help_text
from connectors.slack_streams import Place, StoppedByUser, Task
from jobs.at_work import MENTION, Answering, Ground, asker_of, at_work, end, stop_wanted
from jobs.posting import post_in
from jobs.settle_session import settle_session
from jobs.standing import Stand, begin, close_stream, known, point, process, show, take_place
from jobs.telling import Narrator, narrating
from storage.leases import Hold, held, hold, let_go
from storage.questions import Question, Questions, QuestionState
from storage.users import User

LEASE_SECONDS = 170

Gate = Callable[[Question, User], Awaitable[Drawn | None]]  # what to say instead of answering, None if all is well
Proposing = Callable[[Question, Asker, Reply], Awaitable[list[str]]]


@dataclass(frozen=True)
class Means:
    """What a run works with besides the services: the decisions, which tests replace by their own."""

    answer: Answering
    allowed: Gate
    propose: Proposing


async def run_question(services: Services, question_id: str, means: Means) -> None:
    """Answers unless that was done already. Raises Busy while another worker is at it."""
    db = services.db
    async with db.transaction() as session:
        question = await Questions(session).get(question_id)
        if question is None or question.state != QuestionState.ASKED:
            return
        taken = await hold(session, f"question:{question_id}", LEASE_SECONDS, db.now())
    async with held(db, taken):
        ground = await _load(services, question_id)
        if instead := await _instead(services, ground, means):
            return await _say(services, ground, instead, taken)
        await _answer(services, ground, means, taken)


async def _load(services: Services, question_id: str) -> Ground:
    async with services.db.reading() as session:
        questions = Questions(session)
        question = await questions.get(question_id)
        assert question is not None
        user, accounts = await questions.accounts_of(question.user_id)
    turns = await turns_of(services.db, services.cache, question)
    if not turns and (about := await card_turn(services.db, question)):
        turns = (about,)
    return Ground(question, await known(services, user), accounts, turns)


async def _instead(services: Services, ground: Ground, means: Means) -> tuple[Drawn, QuestionState] | None:
    """What is said where nothing can be answered: help, the way to connect, or when it goes on."""
    question, heading = ground.question, ground.heading
    if is_greeting(question.text):
        said, state = help_text(), QuestionState.ANSWERED
    elif not ground.accounts:
        person = Person(ground.user.team_id, ground.user.slack_id)
        link = make_link(services.vault, person, services.db.now())
        said = ask_offer(start_url(services.settings.public_url, link))
        state = QuestionState.FAILED
    elif not question.answer_ts and (refused := await means.allowed(question, ground.user)):
        return refused, QuestionState.FAILED
    else:
        return None
    return Drawn(said.text, [opening(heading), *said.blocks]), state


async def _place(services: Services, ground: Ground) -> Place:
    """Where it is answered; who asked elsewhere is told so, once."""
    place = await take_place(services, ground.question, ground.user)
    if not ground.question.answer_ts:
        await point(services, ground.question, place, answered=False)
    return place


async def _say(services: Services, ground: Ground, said: tuple[Drawn, QuestionState], taken: Hold) -> None:
    drawn, state = said
    place = await _place(services, ground)
    stand = await begin(services, ground.question, place, drawn, stream=False)
    if stand.kind == "recovered":
        await show(services, place, stand, drawn, "active")
    await point(services, ground.question, place, answered=True)
    await _finish(services, ground.question, state, taken)


async def _answer(services: Services, ground: Ground, means: Means, taken: Hold) -> None:
    """The work begins at once; Slack is told meanwhile, whose answers take as long as a search."""
    question, streams = ground.question, services.slacks.of(ground.user.team_id).streams
    async with narrating(streams) as narrator, at_work(services, ground, means.answer, narrator) as work:
        place, stand = await _begun(services, ground, work)
        if stand.kind == "streaming":
            narrator.open(place.channel, stand.ts)
        try:
            reply = await _reply(services, ground, work, narrator)
        except StoppedByUser:
            reply = None
    settled = None if reply is None else await _shown(services, ground, place, stand, reply, narrator.last())
    if reply is None or settled is None:
        return await _stop(services, ground, place, stand, taken)
    proposals = await means.propose(question, asker_of(ground, services), reply) if reply.draughts else []
    if (missing := len(reply.draughts) - len(proposals)) > 0:
        said = fewer(missing)  # a run that is killed here says it twice, which is better than never
        await post_in(services, ground.user, "", said, place.channel, place.thread_ts)
    await point(services, question, place, answered=True)
    actions = [{"kind": "proposed", "proposal": proposal} for proposal in proposals]
    waits_in_vain = bool(reply.draughts) and not proposals  # so it was shown, before they were made
    known_settled = {"processing": waits_in_vain} if settled else {}
    await _finish(services, question, QuestionState.ANSWERED, taken, actions=actions, **known_settled)
    await _remember(services, question.id, ground.turns)


async def _begun(services: Services, ground: Ground, work: asyncio.Task[Answered] | None) -> tuple[Place, Stand]:
    """The answer's message and where it stands. If Slack is away or wants silence, the answer is made and stored before
    that is told: the next run needs only to show it."""
    question = ground.question
    try:
        place = await _place(services, ground)
        if work:
            await process(services, question, place, " ".join(MENTION.sub("", question.text).split()))
        return place, await begin(services, question, place, thinking(ground.heading), stream=work is not None)
    except Temporary:
        if work:
            await _kept(services, question, await work)
        raise


async def _shown(
    services: Services, ground: Ground, place: Place, stand: Stand, reply: Reply, tasks: Sequence[Task]
) -> bool | None:
    """Shows the answer; whether that has settled its session too, None if the asker pressed Stop in that moment."""
    unread = await unread_of(services.db, [account.id for account in ground.accounts if account.works])
    drawn = answer_card(ground.heading, reply, unread)
    try:
        return await show(services, place, stand, drawn, "suspended" if reply.draughts else "active", tasks)
    except StoppedByUser:
        return None


async def _reply(services: Services, ground: Ground, work: asyncio.Task[Answered] | None, narrator: Narrator) -> Reply:
    """The answer, stored. Raises StoppedByUser once the asker has pressed Stop."""
    question = ground.question
    if work is None:
        return reply_from_json(question.answer)
    watching = asyncio.create_task(stop_wanted(services, question.id, narrator))
    try:
        await asyncio.wait({work, watching}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            raise StoppedByUser("the asker pressed Stop")
        return await _kept(services, question, work.result())
    finally:
        await end(watching)


async def _kept(services: Services, question: Question, answered: Answered) -> Reply:
    """Stores all that the answer came from before it is shown: after a crash no model is asked twice."""
    reply = await as_it_stands(services.db, question, answered.reply)
    values: dict[str, Any] = {
        "reading": reading_to_json(answered.reading),
        "plan": plan_to_json(answered.plan),
        "answer": reply_to_json(reply),
    }
    values["sources"] = values["answer"]["sources"]
    if usage := answered.usage:
        values |= usage_row(usage)
    async with services.db.transaction() as session:
        await Questions(session).change(question.id, **values)
    return reply_from_json(values["answer"])  # as a later run would read it


async def _remember(services: Services, question_id: str, before: Sequence[Turn]) -> None:
    """Keeps the turn for the next question of the thread, unless another one was answered meanwhile."""
    async with services.db.reading() as session:
        question = await Questions(session).get(question_id)
    assert question is not None
    asked = tuple(turn for turn in before if turn.question != ABOUT)
    by_button = question.key.startswith(BY_BUTTON)  # its turns are not those of the thread
    if not by_button and await turns_of(services.db, services.cache, question) == asked:
        await add_turn(services.cache, question, asked, turn_of(question))
    else:
        await forget_turns(services.cache, question)


async def _stop(services: Services, ground: Ground, place: Place, stand: Stand, taken: Hold) -> None:
    """Shows that it was stopped, in the place of the answer."""
    drawn = stopped(ground.heading)
    if stand.kind == "streaming":
        await close_stream(services, place, stand)
    await show(services, place, Stand(stand.ts, "posted"), drawn, "closed")
    await _finish(services, ground.question, QuestionState.STOPPED, taken)


async def _finish(services: Services, question: Question, state: QuestionState, taken: Hold, **values: Any) -> None:
    async with services.db.transaction() as session:
        await Questions(session).finish(question.id, state, services.db.now(), **values)
        await let_go(session, taken)
    await settle_session(services, question.id)
