"""Posts an answer into a channel, as its asker saw it in the form: once, or not at all."""

from typing import Any

from assistant.asking.record import reply_from_json
from bot.errors import OutcomeUnknown, Permanent, Temporary
from bot.services import Services
from bot.views.answer import shared_message
from bot.views.mail_card import Drawn
from bot.views.sharing import not_shared, perhaps_shared, shared
from jobs.runner import Retries, job
from storage.audit import Audit
from storage.leases import lease
from storage.questions import Question, Questions, QuestionState
from storage.users import User, Users

LEASE_SECONDS = 75


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=3, cap=60))
async def share_answer(services: Services, question_id: str, channel: str, form: str) -> None:
    """`form` is the id of the form that was submitted: submitting it twice posts once."""
    async with lease(services.db, f"share:{question_id}", LEASE_SECONDS):
        loaded = await _load(services, question_id)
        if loaded is None:
            return
        question, user = loaded
        before = next((one["state"] for one in question.actions if one.get("form") == form), "")
        if before not in ("", "posting"):
            return
        if before:  # a run that was killed may have posted it
            state, told = "unknown", perhaps_shared(channel)
        else:
            await _note(services, question, {"kind": "shared", "form": form, "channel": channel, "state": "posting"})
            state, told = await _post(services, question, user, channel, form)
        await _note(services, question, {"kind": "shared", "form": form, "channel": channel, "state": state})
        await services.slack.whisper(question.channel, user.slack_id, told.text, told.blocks, question.thread_ts)


async def _load(services: Services, question_id: str) -> tuple[Question, User] | None:
    async with services.db.reading() as session:
        question = await Questions(session).get(question_id)
        user = await Users(session).get(question.user_id) if question else None
    if question is None or user is None or question.state != QuestionState.ANSWERED:
        return None
    return question, user


async def _post(services: Services, question: Question, user: User, channel: str, form: str) -> tuple[str, Drawn]:
    drawn = shared_message(question.text, reply_from_json(question.answer), user.slack_id)
    try:
        await services.slack.post(channel, drawn.text, drawn.blocks)
    except OutcomeUnknown:
        return "unknown", perhaps_shared(channel)
    except Permanent as error:
        return "refused", not_shared(str(error).removeprefix("slack: "))
    except Temporary:
        await _note(services, question, {"kind": "shared", "form": form}, drop=True)
        raise
    async with services.db.transaction() as session:
        await Audit(session).note(services.db.now(), user.slack_id, "shared", question.id, channel=channel)
    return "posted", shared(channel)


async def _note(services: Services, question: Question, action: dict[str, Any], *, drop: bool = False) -> None:
    """Keeps how a share stands, in the place of what was kept of the same form before."""
    async with services.db.transaction() as session:
        now = await Questions(session).get(question.id)
        assert now is not None
        others = [one for one in now.actions if one.get("form") != action["form"]]
        await Questions(session).change(question.id, actions=others if drop else [*others, action])
