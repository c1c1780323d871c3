"""/mailroom: the words it knows and who answers each, in the acknowledgement itself."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.case import Person
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.notices import help_text
from bot.views.preferring import View
from handlers.slack.api_keys import api_typed
from handlers.slack.connecting import connect_typed, reconnect_typed
from handlers.slack.exporting import export_typed
from handlers.slack.failures import failures_typed
from handlers.slack.leaving import disconnect_typed, purge_typed
from handlers.slack.preferring import pause_typed, resume_typed, settings_wanted
from handlers.slack.standing import status_typed
from handlers.slack.syncing import sync_typed

Word = Callable[[Services, Person, str], Awaitable[Drawn | View]]  # a view is a form that is opened


async def help_typed(services: Services, person: Person, rest: str) -> Drawn:
    """What one can say."""
    return help_text()


WORDS: dict[str, Word] = {
    "": help_typed,
    "help": help_typed,
    "connect": connect_typed,
    "reconnect": reconnect_typed,
    "disconnect": disconnect_typed,
    "purge": purge_typed,
    "export": export_typed,
    "status": status_typed,
    "sync": sync_typed,
    "api": api_typed,
    "failures": failures_typed,
    "settings": settings_wanted,
    "pause": pause_typed,
    "resume": resume_typed,
}


async def _answer(services: Services, person: Person, text: str) -> Drawn | View:
    word, _, rest = text.strip().partition(" ")
    asked = WORDS.get(word.lower())
    return await asked(services, person, rest.strip()) if asked else help_text(unknown=text.strip())


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listener."""

    @bolt.command("/mailroom")
    async def mailroom_typed(ack: AsyncAck, command: dict[str, Any]) -> None:
        person = Person(str(command.get("team_id", "")), str(command.get("user_id", "")))
        answer = await _answer(services, person, str(command.get("text") or ""))
        if isinstance(answer, Drawn):
            await ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")
            return
        await ack()
        await services.slacks.of(person.team_id).open_view(str(command.get("trigger_id", "")), answer)
