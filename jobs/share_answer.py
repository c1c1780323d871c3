"""Posts an answer into a channel, as its asker saw it in the form: once, or not at all."""

from typing import Any

from assistant.asking.turns.record import reply_from_json
from bot.errors import OutcomeUnknown, Permanent, Temporary
from bot.services import Services
from bot.views.answer import shared_message
from bot.views.mail_card import Drawn
from bot.views.sharing import not_shared, perhaps_shared, shared
from jobs.posting import post_in
from jobs.runner import Retries, job
from jobs.standing import reached
from storage.audit import Audit
from storage.leases import lease
from storage.questions import Question, Questions, QuestionState, sharing
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
        kept = next((one for one in question.actions if one.get("form") == form), {})
        share = sharing(form, channel) | kept
        if share["state"] not in ("wanted", "posting") and kept.get("told", True):
            return
        if share["state"] == "wanted":
            await _note(services, question, share | {"state": "posting"})
            share["state"] = await _post(services, question, user, share)
        elif share["state"] == "posting":  # a run that was killed may have posted it
            share["state"] = "unknown"
        await _note(services, question, share)
        told = _told(share["state"], channel)
        slack = services.slacks.of(user.team_id)
        await slack.whisper(question.channel, user.slack_id, told.text, told.blocks, question.thread_ts)
        await _note(services, question, share | {"told": True})


def _told(state: str, channel: str) -> Drawn:
    """What the asker is told of a share; a refusal's state names its reason."""
    if state == "posted":
        return shared(channel)
    return perhaps_shared(channel) if state == "unknown" else not_shared(state.removeprefix("refused:"))


async def _load(services: Services, question_id: str) -> tuple[Question, User] | None:
    async with services.db.reading() as session:
        question = await Questions(session).get(question_id)
        user = await Users(session).get(question.user_id) if question else None
        if user is not None:
            await reached(session, user.id)
    if question is None or user is None or question.state != QuestionState.ANSWERED:
        return None
    return question, user


async def _post(services: Services, question: Question, user: User, share: dict[str, Any]) -> str:
    """How it stands then."""
    channel = str(share["channel"])
    drawn = shared_message(question.text, reply_from_json(question.answer), user.slack_id)
    try:
        await post_in(services, user, "", drawn, channel)
    except OutcomeUnknown:
        return "unknown"
    except Permanent as error:
        return f"refused:{str(error).removeprefix('slack: ')}"
    except Temporary:
        await _note(services, question, share | {"state": "wanted"})
        raise
    async with services.db.transaction() as session:
        await Audit(session).note(
            services.db.now(), user.slack_id, "shared", question.id, team=user.team_id, channel=channel
        )
    return "posted"


async def _note(services: Services, question: Question, action: dict[str, Any]) -> None:
    async with services.db.transaction() as session:
        await Questions(session).note_share(question.id, action, services.db.now())
