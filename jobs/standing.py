"""Where an answer stands in Slack: the thread in the asker's direct message, and exactly one message in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import MailroomError, Permanent, PersonGone
from bot.services import Services
from bot.views.answer import asked_card
from bot.views.asking import pointer
from bot.views.mail_card import Drawn
from connectors.slack_streams import NotStreaming, Place, Session, StoppedByUser, Task
from storage.questions import Question, Questions
from storage.users import User, Users

BEGINNING = "beginning"  # in place of a ts: an earlier try may have posted the message, and did not hear of it

log = structlog.get_logger("answers")


@dataclass(frozen=True)
class Stand:
    """The message of an answer: `streaming` it is written by us now, `posted` whole, `recovered` begun by another."""

    ts: str
    kind: Literal["streaming", "posted", "recovered"]


async def known(services: Services, user: User) -> User:
    """The person with their direct message and time zone, asked of Slack the first time. Raises PersonGone: nothing is
    said to them until they are back."""
    async with services.db.reading() as session:
        await reached(session, user.id)
    if user.dm_channel:
        return user
    slack = services.slacks.of(user.team_id)
    channel = await slack.open_dm(user.slack_id)
    zone = await slack.zone(user.slack_id)
    async with services.db.transaction() as session:
        await Users(session).opened_dm(user.id, channel, zone)
        found = await Users(session).get(user.id)
    assert found is not None
    return found


async def reached(session: AsyncSession, user_id: str) -> None:
    """Raises PersonGone where somebody was deactivated, or their workspace has no Mailroom any more."""
    if await Users(session).is_gone(user_id):
        raise PersonGone("whoever was to be told is gone")


async def take_place(services: Services, question: Question, user: User) -> Place:
    """The thread of the question; its first message is posted where the question was asked somewhere else."""
    channel = question.channel or user.dm_channel
    thread = question.thread_ts or await _root(services, question, user.team_id, channel)
    return Place(channel, thread, user.team_id, user.slack_id)


async def _root(services: Services, question: Question, team_id: str, channel: str) -> str:
    slack, ts = services.slacks.of(team_id), None
    if question.channel:  # an earlier try may have posted it: there is no asking twice
        ts = await slack.find_message(channel, f"question:{question.id}", question.asked_at)
    else:
        async with services.db.transaction() as session:
            await Questions(session).change(question.id, channel=channel)
    if ts is None:
        drawn = asked_card(question.id, question.text)
        ts = await slack.post(channel, drawn.text, drawn.blocks)
    async with services.db.transaction() as session:
        await Questions(session).change(question.id, thread_ts=ts)
    return ts


async def point(services: Services, question: Question, place: Place, *, answered: bool) -> None:
    """Tells the asker, where they asked, that the answer is private: once. A command was acknowledged with words, so
    it is pointed to when it is answered; anything else at once. Nothing where the app cannot speak."""
    by_command = question.key.startswith("command:")
    if question.origin in ("", place.channel) or answered != by_command:
        return
    slack = services.slacks.of(place.team_id)
    try:
        drawn = pointer(await slack.link(place.channel, place.thread_ts), answered=answered)
        await slack.whisper(question.origin, place.slack_id, drawn.text, drawn.blocks)
    except MailroomError as error:  # they were told when they asked
        log.info("not pointed to", reason=str(error))


async def begin(services: Services, question: Question, place: Place, first: Drawn, *, stream: bool) -> Stand:
    """The answer's message, begun with `first` unless an earlier try did. Its ts is stored."""
    if question.answer_ts not in ("", BEGINNING):
        return Stand(question.answer_ts, "recovered")
    slack, block_id = services.slacks.of(place.team_id), first.blocks[0]["block_id"]
    if question.answer_ts == BEGINNING:
        found = await slack.find_message(place.channel, block_id, question.asked_at, place.thread_ts)
        if found:
            return await _kept(services, question, Stand(found, "recovered"))
    else:
        async with services.db.transaction() as session:
            await Questions(session).change(question.id, answer_ts=BEGINNING)
    ts = await slack.streams.start(place, first.blocks[:1]) if stream else ""
    if ts:
        return await _kept(services, question, Stand(ts, "streaming"))
    ts = await slack.post(place.channel, first.text, first.blocks, place.thread_ts)
    return await _kept(services, question, Stand(ts, "posted"))


async def _kept(services: Services, question: Question, stand: Stand) -> Stand:
    async with services.db.transaction() as session:
        await Questions(session).change(question.id, answer_ts=stand.ts)
    return stand


async def process(services: Services, question: Question, place: Place, title: str) -> None:
    """Shows that it is worked on, with a Stop button, where Slack has room for that. That this may stand there is noted
    before: whoever ends the question takes it away (jobs/settle_session.py)."""
    streams = services.slacks.of(place.team_id).streams
    if not streams.may_process():
        return
    await _note(services, question, processing=True)
    if not await streams.process(place, title) and not question.processing:
        await _note(services, question, processing=False)


async def _note(services: Services, question: Question, *, processing: bool) -> None:
    async with services.db.transaction() as session:
        await Questions(session).change(question.id, processing=processing)


async def show(
    services: Services, place: Place, stand: Stand, drawn: Drawn, status: Session, tasks: Sequence[Task] = ()
) -> bool:
    """Shows the end of an answer; whether that has settled its session too, as the end of a stream does. Safe to repeat
    with a recovered stand. Raises StoppedByUser from a stream."""
    streams = services.slacks.of(place.team_id).streams
    if stand.kind == "streaming":
        try:  # the first block stands in the stream already
            await streams.stop(place.channel, stand.ts, drawn.blocks[1:], tasks, status)
        except NotStreaming as error:
            log.info("stream is over", reason=str(error))
        else:
            return True
    elif stand.kind == "recovered":
        await close_stream(services, place, stand)
    await _replace(services, place, stand, drawn)
    return False


async def close_stream(services: Services, place: Place, stand: Stand) -> None:
    """Ends a stream that somebody else began; one that is not there is as good."""
    try:
        await services.slacks.of(place.team_id).streams.stop(place.channel, stand.ts, ())
    except (NotStreaming, StoppedByUser) as error:
        log.info("no stream to end", reason=str(error))


async def _replace(services: Services, place: Place, stand: Stand, drawn: Drawn) -> None:
    slack = services.slacks.of(place.team_id)
    try:
        await slack.update(place.channel, stand.ts, drawn.text, drawn.blocks)
    except Permanent as error:
        if str(error) != "slack: message_not_found":
            raise
        await slack.post(place.channel, drawn.text, drawn.blocks, place.thread_ts)
