"""Clicks on a reply: approve, undo, edit, discard, regenerate, and the word on an unsure one (SPEC SL2, SL3)."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.approval import Decided, approve, discard, edit, regenerate, settle_unsure, undo
from assistant.case import NotTheirs, own_case
from assistant.letters import Letter, letter_of
from bot.errors import MailroomError
from bot.queue import Ring
from bot.services import Services
from bot.views.modals import edit_modal, instruct_modal
from bot.views.notices import late_edit, refusal, unsaved_edit
from handlers.slack.clicks import Body, person_in, say_late, settle, value_in, whisper
from handlers.slack.forms import read_letter, value_of
from jobs.clean_draft import clean_draft
from jobs.count_down import count_down
from jobs.draft_reply import draft_reply
from jobs.save_draft import save_draft
from jobs.send_reply import send_reply

COUNT_EVERY, COUNTS = timedelta(seconds=10), 5  # redrawings of one card: Slack allows some 50 a minute in all


def _sending(decided: Decided, services: Services) -> list[Ring]:
    """The send when the undo window is over, and the countdown's redrawings until then."""
    assert decided.case.draft is not None and decided.case.version is not None and decided.send_after is not None
    known = decided.case.message.correlation
    rings = [send_reply.ring(decided.case.draft.id, at=decided.send_after, correlation=known)]
    now = services.db.now()
    step = max(COUNT_EVERY, (decided.send_after - now) / (COUNTS + 1))
    at = now + step
    while at < decided.send_after - timedelta(seconds=3):
        rings.append(count_down.ring(decided.case.version.id, at=at, correlation=known))
        at += step
    return rings


def _drafting(decided: Decided) -> list[Ring]:
    return [draft_reply.ring(decided.case.message.id, correlation=decided.case.message.correlation)]


def _nothing(decided: Decided) -> Sequence[Ring]:
    return ()


def _cleaning(decided: Decided) -> list[Ring]:
    return [clean_draft.ring(decided.case.draft.id)] if decided.case.draft else []


def _saving(decided: Decided) -> list[Ring]:
    return [save_draft.ring(decided.case.draft.id)] if decided.case.draft else []


def _add_decisions(bolt: AsyncApp, services: Services) -> None:
    """The buttons that decide on the version, or the draft, whose id they carry."""
    db, seconds = services.db, services.settings.undo_seconds

    @bolt.action("send_clicked")
    async def send_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        sending = partial(_sending, services=services)
        await settle(services, body, lambda: approve(db, person_in(body), value_in(body), seconds), sending)

    @bolt.action("send_undone")
    async def send_undone(ack: AsyncAck, body: Body) -> None:
        await ack()
        await settle(services, body, lambda: undo(db, person_in(body), value_in(body)), _nothing)

    @bolt.action("discard_clicked")
    async def discard_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        await settle(services, body, lambda: discard(db, person_in(body), value_in(body)), _cleaning)

    @bolt.action("unsure_sent")
    async def unsure_sent(ack: AsyncAck, body: Body) -> None:
        await ack()
        await settle(services, body, lambda: settle_unsure(db, person_in(body), value_in(body), True), _nothing)

    @bolt.action("unsure_not_sent")
    async def unsure_not_sent(ack: AsyncAck, body: Body) -> None:
        await ack()
        await settle(services, body, lambda: settle_unsure(db, person_in(body), value_in(body), False), _drafting)


def _add_forms(bolt: AsyncApp, services: Services) -> None:
    """The buttons that open a form on the version that was shown, and what is sent from there."""

    @bolt.action("edit_clicked")
    async def edit_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _open(services, body, lambda version: edit_modal(version.id, letter_of(version)))

    @bolt.action("regenerate_clicked")
    async def regenerate_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _open(services, body, lambda version: instruct_modal(version.id))

    @bolt.view("reply_edited")
    async def reply_edited(ack: AsyncAck, body: Body, view: dict[str, Any]) -> None:
        letter, errors = read_letter(view)
        if letter is None:
            await ack(response_action="errors", errors=errors)
            return
        await ack()
        keep = partial(_keep, services, body, view["private_metadata"], letter)
        await settle(services, body, keep, _saving, partial(late_edit, letter.body))

    @bolt.view("reply_instructed")
    async def reply_instructed(ack: AsyncAck, body: Body, view: dict[str, Any]) -> None:
        await ack()
        version_id, text = view["private_metadata"], value_of(view, "instruction")
        await settle(services, body, lambda: regenerate(services.db, person_in(body), version_id, text), _drafting)


async def _keep(services: Services, body: Body, version_id: str, letter: Letter) -> Decided:
    """Keeps the edit. The form is closed by now: where it cannot be kept, what was typed is given back."""
    try:
        return await edit(services.db, person_in(body), version_id, letter)
    except MailroomError as error:
        await whisper(services, body, unsaved_edit(error.failure, letter.body))
        raise


async def _open(services: Services, body: Body, view: Any) -> None:
    """Opens a modal on the version that was shown, from what is stored: the trigger lives three seconds."""
    try:
        case = await own_case(services.db, person_in(body), value_in(body))
    except NotTheirs:
        return await whisper(services, body, refusal())
    if case.version is None or case.version.id != value_in(body) or case.draft is None or case.draft.state != "ready":
        return await say_late(services, body, case)
    await services.slacks.of(person_in(body).team_id).open_view(body["trigger_id"], view(case.version))


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""
    _add_decisions(bolt, services)
    _add_forms(bolt, services)
