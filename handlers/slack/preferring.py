"""/mailroom settings, pause and resume: what the owner of a mailbox decides about it."""

from collections.abc import Collection
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from assistant.case import NotTheirs, Person
from assistant.preferring import Chosen, choose, pause, preferred, preferred_of
from bot.errors import MailroomError, Temporary
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.notices import refusal
from bot.views.preferring import View, pause_offers, paused_now, saved, settings_form, settings_offers
from connectors.llm.build import models_of
from handlers.slack.clicks import Body, is_fleeting, person_in, redraw, value_in, whisper
from handlers.slack.preference_form import NAMES, read_preferences, read_reference, touched
from jobs.service_rings import ring_of
from jobs.sync_mailbox import sync_mailbox

log = structlog.get_logger("preferring")


async def settings_wanted(services: Services, person: Person, rest: str) -> Drawn | View:
    """The form, where it is clear which mailbox is meant; else the choice of one."""
    boxes = await preferred_of(services.db, person, rest)
    if len(boxes) == 1:
        return settings_form(boxes[0], models_of(services.settings))
    return settings_offers(boxes or await preferred_of(services.db, person))


async def pause_typed(services: Services, person: Person, rest: str) -> Drawn:
    """Pauses the mailbox that is meant, or offers the choice."""
    return await _typed(services, person, rest, paused=True)


async def resume_typed(services: Services, person: Person, rest: str) -> Drawn:
    """Resumes the mailbox that is meant, or offers the choice."""
    return await _typed(services, person, rest, paused=False)


async def _typed(services: Services, person: Person, rest: str, *, paused: bool) -> Drawn:
    boxes = await preferred_of(services.db, person, rest)
    if len(boxes) == 1 or (boxes and rest.strip().lower() == "all"):
        for box in boxes:
            await _follow(services, box.account_id, await pause(services.db, person, box.account_id, paused=paused))
        if len(boxes) == 1:
            return paused_now(boxes[0].email, boxes[0].account_id, paused=paused)
    return pause_offers(await preferred_of(services.db, person))


async def _follow(services: Services, account_id: str, chosen: Chosen) -> None:
    """Reads at once what was not to be read before."""
    rings = [ring_of(account_id, service) for service in chosen.services]
    rings += [sync_mailbox.ring(account_id)] if chosen.mail else []
    try:
        await services.bell.ring(rings)
    except Temporary as error:  # the rows say what is to be done: the sweep will ring
        log.warning("ring failed", reason=str(error))


async def _clicked(services: Services, body: Body, respond: AsyncRespond, *, paused: bool) -> None:
    person, account_id = person_in(body), value_in(body)
    try:
        chosen = await pause(services.db, person, account_id, paused=paused)
    except NotTheirs:
        return await whisper(services, body, refusal())
    await _follow(services, account_id, chosen)
    drawn = paused_now(chosen.email, account_id, paused=paused)
    await (redraw(respond, drawn) if is_fleeting(body) else whisper(services, body, drawn))


async def _saved(services: Services, ack: AsyncAck, body: Body, view: dict[str, Any]) -> None:
    person, (account_id, shown) = person_in(body), read_reference(view)
    try:
        known = (await preferred(services.db, person, account_id)).preferences
        paused, wanted, errors = read_preferences(view, known, models_of(services.settings))
        changed = touched(view, shown)
        if wrong := {name: words for name, words in errors.items() if name in changed}:
            return await _refused(ack, wrong)
        await ack()
        only = {NAMES.get(name, name) for name in changed}
        chosen = await choose(services.db, person, account_id, paused, wanted, only)
    except NotTheirs:
        await ack()
        return await whisper(services, body, refusal())
    await _follow(services, account_id, chosen)
    labels = wanted.model_free_labels if "model_free_labels" in chosen.changed else frozenset()
    await whisper(services, body, saved(chosen, await _not_there(services, account_id, labels)))


async def _not_there(services: Services, account_id: str, labels: Collection[str]) -> list[str]:
    """Which of these labels the mailbox has not; none of them where nobody can tell now."""
    if not labels:
        return []
    try:
        known = {name.casefold() for name in (await services.mailboxes.of(account_id).labels()).values()}
    except MailroomError as error:
        log.warning("labels not told", reason=str(error))
        return []
    return sorted(label for label in labels if label.casefold() not in known)


async def _refused(ack: AsyncAck, errors: dict[str, str]) -> None:
    await ack(response_action="errors", errors=errors)


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("settings_opened")
    async def settings_opened(ack: AsyncAck, body: Body) -> None:
        await ack()
        person = person_in(body)
        try:
            box = await preferred(services.db, person, value_in(body))
        except NotTheirs:
            return await whisper(services, body, refusal())
        form = settings_form(box, models_of(services.settings))
        await services.slacks.of(person.team_id).open_view(body["trigger_id"], form)

    @bolt.view("settings_saved")
    async def settings_saved(ack: AsyncAck, body: Body, view: dict[str, Any]) -> None:
        await _saved(services, ack, body, view)

    @bolt.action("mailbox_paused")
    async def mailbox_paused(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        await _clicked(services, body, respond, paused=True)

    @bolt.action("mailbox_resumed")
    async def mailbox_resumed(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        await _clicked(services, body, respond, paused=False)
