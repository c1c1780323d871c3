"""The card's menu: correcting the class of a mail, and asking why it was judged so."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.approval import Decided
from assistant.case import NotTheirs, own_case
from assistant.correcting import correct
from assistant.judgement import Category
from bot.queue import Ring
from bot.services import Services
from bot.views.modals import why_modal
from bot.views.notices import refusal
from handlers.slack.clicks import Body, person_in, settle, value_in, whisper
from jobs.clean_draft import clean_draft
from jobs.draft_reply import draft_reply
from jobs.relabel_message import relabel_message


def _follow(decided: Decided, category: Category) -> list[Ring]:
    case, trace = decided.case, decided.case.message.correlation
    moving = relabel_message.ring(case.message.id, correlation=trace)
    if category is Category.NEEDS_REPLY:
        return [draft_reply.ring(case.message.id, correlation=trace), moving]
    return [*([clean_draft.ring(case.draft.id, correlation=trace)] if case.draft else []), moving]


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("class_corrected")
    async def class_corrected(ack: AsyncAck, body: Body) -> None:
        await ack()
        name, _, message_id = value_in(body).partition(":")
        if name not in set(Category):
            return
        category = Category(name)
        await settle(
            services,
            body,
            lambda: correct(services.db, person_in(body), message_id, category),
            lambda decided: _follow(decided, category),
        )

    @bolt.action("why_clicked")
    async def why_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        try:
            case = await own_case(services.db, person_in(body), value_in(body))
        except NotTheirs:
            return await whisper(services, body, refusal())
        await services.slacks.of(person_in(body).team_id).open_view(body["trigger_id"], why_modal(case))

    @bolt.action("gmail_opened")
    async def gmail_opened(ack: AsyncAck) -> None:
        await ack()  # Slack opens the link itself
