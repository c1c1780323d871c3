"""What every click shares: who clicked what, and the answer to a click that is not theirs or comes too late."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog
from slack_bolt.async_app import AsyncRespond

from assistant.approval import Answer, Decided
from assistant.case import Case, NotTheirs, Person
from assistant.proposing import Settled
from bot.errors import Permanent, Temporary
from bot.queue import Ring
from bot.services import Services
from bot.views.happened import happened, reply_happened
from bot.views.mail_card import Drawn
from bot.views.notices import delayed, late, on_hold, refusal
from jobs.draw_card import draw_card

log = structlog.get_logger("clicks")
Body = dict[str, Any]


def person_in(body: Body) -> Person:
    """Who acted, as Slack's signed payload says."""
    user = body.get("user") or {}
    team = user.get("team_id") or (body.get("team") or {}).get("id") or body.get("team_id") or ""
    return Person(str(team), str(user.get("id") or body.get("user_id") or ""))


def value_in(body: Body) -> str:
    """The opaque id on the button or menu entry."""
    action = body["actions"][0]
    return str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")


def channel_in(body: Body) -> str:
    """Where it was clicked; '' in a modal."""
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")


async def whisper(services: Services, body: Body, drawn: Drawn) -> None:
    """Tells only the one who clicked: in the channel of the click, else (a modal, a forged click) in their DM."""
    person = person_in(body)
    slack = services.slacks.of(person.team_id)
    if channel := channel_in(body):
        try:
            return await slack.whisper(channel, person.slack_id, drawn.text, drawn.blocks)
        except Permanent as error:  # a forged click names a channel that its sender is not in
            log.info("whispered in the direct message instead", reason=str(error))
    dm = await slack.open_dm(person.slack_id)
    await slack.whisper(dm, person.slack_id, drawn.text, drawn.blocks)


def is_fleeting(body: Body) -> bool:
    """Whether it was clicked on a message that only this person sees: such a one is drawn anew by its response."""
    return bool((body.get("container") or {}).get("is_ephemeral"))


async def redraw(respond: AsyncRespond, drawn: Drawn) -> None:
    """Draws the message that was clicked anew; one that is too old (half an hour) is left as it stands."""
    answer = await respond(text=drawn.text, blocks=drawn.blocks, replace_original=True, response_type="ephemeral")
    if answer.status_code != 200:
        log.info("not redrawn", status=answer.status_code)


D = TypeVar("D", Decided, Settled)  # what a click came to


async def conclude(
    services: Services,
    body: Body,
    decide: Callable[[], Awaitable[D]],
    rings: Callable[[D], Sequence[Ring]],
    too_late: Callable[[str], Drawn] = late,
) -> None:
    """Takes one decision and rings what it leads to, or says why nothing was done.

    While the queue is away no card is redrawn: then the words say how it stands. The rows say what is to be done.
    """
    try:
        decided = await decide()
    except NotTheirs:
        return await whisper(services, body, refusal())
    rung = await _ring(services, rings(decided))
    if decided.answer is Answer.PAUSED:
        await whisper(services, body, on_hold())
    elif decided.answer is Answer.LATE:
        await whisper(services, body, too_late("" if rung else happened(decided)))
    elif not rung:
        await whisper(services, body, delayed())


async def _ring(services: Services, rings: Sequence[Ring]) -> bool:
    """Whether the queue could be reached."""
    try:
        await services.bell.ring(rings)
    except Temporary as error:
        log.warning("ring failed", reason=str(error))
        return False
    return True


async def say_late(services: Services, body: Body, case: Case) -> None:
    """Tells that a click on a mail's card came too late; a card that does not show that yet is redrawn."""
    behind = case.card is not None and case.card.wanted > case.card.drawn
    card = [draw_card.ring(case.message.id, correlation=case.message.correlation)] if behind else []
    await whisper(services, body, late("" if await _ring(services, card) else reply_happened(case)))


async def settle(
    services: Services,
    body: Body,
    decide: Callable[[], Awaitable[Decided]],
    follow: Callable[[Decided], Sequence[Ring]],
    too_late: Callable[[str], Drawn] = late,
) -> None:
    """Takes one decision on a mail; its card is redrawn in any case, what else follows only if it was done."""

    def rings(decided: Decided) -> list[Ring]:
        card = draw_card.ring(decided.case.message.id, correlation=decided.case.message.correlation)
        return [card, *(follow(decided) if decided.answer is Answer.DONE else ())]

    await conclude(services, body, decide, rings, too_late)
