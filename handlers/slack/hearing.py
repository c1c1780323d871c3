"""Which events are for us, and what each asks for: a question, a greeting, or to stop (pure, but for keeping it)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.asking.turns.taking import Asked, is_greeting, take, words_of
from assistant.case import Person
from bot.queue import Ring
from jobs.answer_question import answer_question
from jobs.say_help import say_help
from jobs.say_over import say_over
from storage.questions import Questions
from storage.users import Users

STOPS = frozenset({"stop", "cancel", "never mind"})  # said in a thread: not everywhere there is a Stop button
SAID_SUBTYPES = (None, "", "file_share", "thread_broadcast")
Json = dict[str, Any]

log = structlog.get_logger("messages")


@dataclass(frozen=True)
class Hello:
    """Somebody says hello to the bot, or asks for help; in the thread of what was said."""

    team_id: str
    channel: str
    thread_ts: str


@dataclass(frozen=True)
class Said:
    """A question in the direct message, or (with an `origin`) where the bot was mentioned."""

    person: Person
    text: str
    channel: str = ""
    thread_ts: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Stop:
    """The Stop button of a thread's session."""

    person: Person
    channel: str
    thread_ts: str


Heard: TypeAlias = Hello | Said | Stop


def hear(body: Json) -> Heard | None:
    """What an Events API body asks for; None where nobody asks us for anything."""
    event = body.get("event") or {}
    person = Person(str(body.get("team_id") or ""), str(event.get("user") or ""))
    if not person.slack_id or event.get("user_team") not in (None, person.team_id):
        return None  # people of other workspaces are nobody's users here
    match event.get("type"):
        case "message" if event.get("channel_type") == "im" and _by_person(event):
            return _said(person, event, body)
        case "app_mention" if _by_person(event) and not event.get("edited"):
            return _mentioned(person, event, body)
        case "agent_session_stopped":
            return Stop(person, str(event.get("channel")), str(event.get("thread_ts")))
    return None


def _by_person(event: Json) -> bool:
    return not event.get("bot_id") and event.get("subtype") in SAID_SUBTYPES


def _said(person: Person, event: Json, body: Json) -> Heard | None:
    channel, thread = event.get("channel"), event.get("thread_ts") or event.get("ts")
    if not channel or not thread:
        log.warning("event dropped", reason="it does not say where to answer")
        return None
    words = words_of(str(event.get("text") or ""), _bot(body))
    if is_greeting(words):
        return Hello(person.team_id, str(channel), str(thread))
    return Said(person, words, str(channel), str(thread))


def _mentioned(person: Person, event: Json, body: Json) -> Heard | None:
    """Answered in the direct message; a bare mention is answered there too, with help."""
    if not event.get("channel"):
        log.warning("event dropped", reason="it does not say where it was said")
        return None
    if event.get("channel_type") == "im" or str(event["channel"]).startswith("D"):
        return None  # that is a message to us already
    return Said(person, words_of(str(event.get("text") or ""), _bot(body)), origin=str(event["channel"]))


def _bot(body: Json) -> str:
    """The bot's own user id, as every event names it."""
    bots = (one.get("user_id") for one in body.get("authorizations") or [] if one.get("is_bot"))
    return str(next(bots, "") or "")


async def keep(session: AsyncSession, event_id: str, heard: Heard, now: datetime) -> Ring | None:
    """Stores what was heard, in the transaction that keeps the event; what is to be rung for it after that."""
    match heard:
        case Said() if heard.text.casefold().strip(" .!") in STOPS and await _stop(session, heard):
            return None
        case Said():
            asked = Asked(f"event:{event_id}", heard.text, heard.channel, heard.thread_ts, heard.origin)
            question_id = await take(session, heard.person, asked, now)
            return answer_question.ring(question_id, correlation=question_id) if question_id else None
        case Stop() if not await _stop(session, heard):
            person = heard.person
            return say_over.ring(person.team_id, person.slack_id, heard.channel, heard.thread_ts)
        case Hello():
            return say_help.ring(heard.team_id, heard.channel, heard.thread_ts)
    return None


async def _stop(session: AsyncSession, heard: Said | Stop) -> bool:
    """Whether something of that person's ran in the thread; it is to stop now."""
    user = await Users(session).find(heard.person.team_id, heard.person.slack_id)
    return user is not None and bool(await Questions(session).stop(user.id, heard.channel, heard.thread_ts))
