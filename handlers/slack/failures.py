"""What failed for good: the list of it, Retry and Dismiss (SPEC RE5)."""

from collections.abc import Sequence

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from assistant.case import NotTheirs, Person
from assistant.failing import dismiss, failings_of, given_up, reopen, retry, retry_all
from bot.errors import Temporary
from bot.services import Services
from bot.views.failures import failures_list
from bot.views.mail_card import Drawn
from bot.views.notices import delayed, late, refusal
from handlers.slack.clicks import Body, is_fleeting, person_in, redraw, value_in, whisper
from jobs.dead_letters import rings_again
from jobs.draw_card import draw_card
from jobs.runner import find_jobs
from jobs.tell_failures import CHANGE, tell_failures
from storage.dead_letters import DeadLetter
from storage.users import Users

log = structlog.get_logger("failures")
AGAIN = ":arrows_counterclockwise: It is being tried again. If it fails again, you are told."
NONE = "That was decided already."
ONCE_MORE = (
    ":hourglass: Mailroom's queue is not reachable just now. Mail is tried again by itself as soon as it is; "
    "what still stands here needs another click then."
)
TRIED = "This mail is being tried again already"


async def failures_typed(services: Services, person: Person, rest: str) -> Drawn:
    """What waits for that person."""
    return failures_list(await failings_of(services.db, person))


async def _follow(
    services: Services, person: Person, again: Sequence[DeadLetter] = (), rest: Sequence[DeadLetter] = ()
) -> bool:
    """Rings what is tried again, the cards of mail that is or rests, and the message that tells of what is left.

    False if the queue could not be reached: mail is rung for later, anything else waits for another click.
    """
    async with services.db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
    rings = rings_again(again, find_jobs("jobs")) + [draw_card.ring(one) for one in given_up([*again, *rest])]
    rings += [tell_failures.ring(user.id, CHANGE)] if user else []
    try:
        await services.bell.ring(rings)
    except Temporary as error:
        log.warning("ring failed", reason=str(error))
        await reopen(services.db, again)
        return False
    return True


async def _show(services: Services, body: Body, respond: AsyncRespond, news: str = "") -> None:
    """The list as it stands now: in place of the one that was clicked, or beside the message that leads to it."""
    drawn = failures_list(await failings_of(services.db, person_in(body)), news)
    if is_fleeting(body):
        await redraw(respond, drawn)
    else:
        await whisper(services, body, drawn)


async def _retried(services: Services, body: Body) -> tuple[Sequence[DeadLetter], bool] | None:
    """What is tried again, and whether the queue knows; None where it was not theirs to try, which they are told."""
    try:
        taken = await retry(services.db, person_in(body), value_in(body))
    except NotTheirs:
        await whisper(services, body, refusal())
        return None
    return taken, await _follow(services, person_in(body), taken)


async def _retry_mail(services: Services, body: Body) -> None:
    if (retried := await _retried(services, body)) is None:
        return
    taken, rung = retried
    if not taken:
        await whisper(services, body, late("" if rung else TRIED))
    elif not rung:
        await whisper(services, body, delayed())


def _news(rung: bool, words: str) -> str:
    return words if rung else ONCE_MORE


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("failures_opened")
    async def failures_opened(ack: AsyncAck, body: Body) -> None:
        await ack()
        await whisper(services, body, failures_list(await failings_of(services.db, person_in(body))))

    @bolt.action("failure_retried")
    async def failure_retried(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        if (retried := await _retried(services, body)) is not None:
            taken, rung = retried
            await _show(services, body, respond, _news(rung, AGAIN) if taken else NONE)

    @bolt.action("mail_retried")  # on the card of a mail, which is drawn anew
    async def mail_retried(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _retry_mail(services, body)

    @bolt.action("failure_dismissed")
    async def failure_dismissed(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        try:
            done = await dismiss(services.db, person_in(body), value_in(body))
        except NotTheirs:
            return await whisper(services, body, refusal())
        await _follow(services, person_in(body), rest=done)
        await _show(services, body, respond, "Dismissed: you will not be told of it again." if done else NONE)

    @bolt.action("failures_retried")
    async def failures_retried(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        taken = await retry_all(services.db, person_in(body))
        rung = await _follow(services, person_in(body), taken)
        news = f":arrows_counterclockwise: {len(taken):,} are being tried again."
        await _show(services, body, respond, _news(rung, news))
