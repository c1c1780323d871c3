"""Taking a question in: stored once, whatever is delivered twice, before anybody is told that it was heard."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import NotTheirs, Person
from storage.audit import Audit
from storage.db import Database, new_id
from storage.questions import Question, Questions
from storage.users import Users
from storage.workspaces import Workspaces

LONGEST = 3000  # characters of a question
RETRIED = "retried:"  # begins the key of a question that asks another one, whose id follows, once more
SUGGESTED = "suggested:"  # of one that the answer to another one, whose id follows, has suggested
BY_BUTTON = (RETRIED, SUGGESTED)
GREETINGS = frozenset(
    {"", "help", "hi", "hello", "hey", "hallo", "hola", "salut", "start", "what can you do", "how does this work"}
)
_ENTITY = re.compile(r"<([^<>\s][^<>]*)>")
_AT = re.compile(r"(?<![\w<])@(?=\w)")  # "@bob" as it was typed in a command
_GAPS = re.compile(r"\n{3,}")
_EDGES = " \t\r\n.,;:!?¡¿…'\"()*_`~"


@dataclass(frozen=True)
class Asked:
    """A question as it came in; see storage.questions.Question for the fields."""

    key: str
    text: str
    channel: str = ""
    thread_ts: str = ""
    origin: str = ""


def words_of(said: str, bot_id: str = "") -> str:
    """Slack's text as a person reads it: no entities, links by their address, the bot's own mention left out. Lines
    stay apart, for each may be a task or a part of a letter, with one empty line between two at most.

    Mentions of others stay as <@ID>: whoever answers looks up their names.
    """

    def read(found: re.Match[str]) -> str:
        inner, _, label = found.group(1).partition("|")
        if inner.startswith("@"):
            return "" if inner[1:] == bot_id else f"<{inner}>"
        if inner.startswith(("#", "!")):
            return label or inner
        return label or inner.removeprefix("mailto:")

    words = _AT.sub("", unescape(_ENTITY.sub(read, said)).replace("\0", ""))
    lines = "\n".join(" ".join(line.split()) for line in words.splitlines())
    return _GAPS.sub("\n\n", lines).strip()


def is_greeting(words: str) -> bool:
    """Whether somebody only says hello or asks for help, rather than about their mail."""
    return " ".join(words.casefold().strip(_EDGES).split()) in GREETINGS


async def take(session: AsyncSession, person: Person, asked: Asked, now: datetime) -> str:
    """Stores the question in the caller's transaction; its id, '' if it was taken before."""
    question_id = new_id()
    await Workspaces(session).ensure(person.team_id, now)
    user = await Users(session).ensure(person.team_id, person.slack_id, now)
    values = {
        "id": question_id, "key": asked.key, "user_id": user.id, "text": _shortened(asked.text),
        "channel": asked.channel, "thread_ts": asked.thread_ts, "origin": asked.origin, "correlation": question_id,
        "asked_at": now,
    }  # fmt: skip
    return question_id if await Questions(session).ask(values) else ""


def _shortened(text: str) -> str:
    """At most LONGEST characters; where it was cut it ends in an ellipsis, by which the answer knows."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


async def own_question(db: Database, person: Person, question_id: str) -> Question:
    """The question that a button names, if it is this person's. Raises NotTheirs otherwise, and keeps that it was
    tried in the audit log."""
    async with db.reading() as session:
        question = await Questions(session).get(question_id)
        user = await Users(session).get(question.user_id) if question else None
    if question and user and (user.team_id, user.slack_id) == (person.team_id, person.slack_id):
        return question
    async with db.transaction() as session:
        await Audit(session).note(
            db.now(), person.slack_id, "refused", question.id if question else "unknown", team=person.team_id
        )
    raise NotTheirs
