"""The words of a reply: what the model is told, what it answers, and the template where no model does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from assistant.case import Case
from assistant.judgement import Category, Judgement, Priority
from assistant.memory import Memory
from assistant.own_model import KEPT, Withheld
from assistant.preferences import preferences_of
from assistant.prompting import (
    EARLIER_LIMIT,
    EXAMPLES_LIMIT,
    INSTRUCTION_LIMIT,
    NOTHING,
    THREAD_LIMIT,
    Fenced,
    Kind,
    Trusted,
    day,
    fence,
    fence_mail,
    fill,
    load,
    person,
)
from assistant.shapes import DraftAnswer
from assistant.templates import template_reply
from bot.errors import Permanent, Temporary
from connectors.llm.model import Model, Refused, Usage
from connectors.mail.source import Alias

log = structlog.get_logger("drafting")


@dataclass(frozen=True)
class Written:
    """The text of a reply, who wrote it, what the user must still supply, and what it took."""

    body: str
    author: str
    missing: tuple[str, ...]
    usage: Usage | None


async def write_words(model: Model, case: Case, alias: Alias, memory: Memory, now: datetime) -> Written:
    """The model's reply; a template where no model can or will write one (SPEC DR4)."""
    me = alias.name or case.account.email.partition("@")[0]
    prompt = fill(
        load("draft"),
        user=person(me, sorted(case.me)),
        today=day(now),
        examples=_together(memory.examples, EXAMPLES_LIMIT, "example"),
        lessons=NOTHING,
        earlier=_together(memory.earlier, EARLIER_LIMIT, "thread"),
        thread=_thread(case, memory.thread),
        mail=fence_mail(case.email),
        draft=fence(case.version.body, THREAD_LIMIT, "draft") if case.version else NOTHING,
        instruction=_instruction(case),
    )
    try:
        answer = await model.parse(prompt, DraftAnswer)
    except (Temporary, Permanent, Refused) as error:
        log.info("drafted from a template", reason=type(error).__name__)
        judgement = _judgement(case)
        author = f"template_{error.why}" if isinstance(error, Withheld) else "template"
        return Written(template_reply(case.email, judgement, me, judgement.language), author, (), None)
    author = "kept" if answer.usage.provider.endswith(KEPT) else "model"
    return Written(answer.value.body, author, tuple(answer.value.missing), answer.usage)


def _instruction(case: Case) -> Fenced | Trusted:
    if case.draft is None or not case.draft.instruction:
        return NOTHING
    return fence(case.draft.instruction, INSTRUCTION_LIMIT, "instruction")


def _together(texts: Sequence[str], limit: int, kind: Kind) -> Fenced | Trusted:
    """Several texts in one fence."""
    text = "\n\n---\n\n".join(texts)
    return fence(text, limit, kind) if text.strip() else NOTHING


def _thread(case: Case, earlier: Sequence[str]) -> Fenced | Trusted:
    """What was said before in the thread, as far as we have read it, or as the mail quotes it.

    Where mail is kept from models nothing is quoted: nobody can tell whose words a quote holds.
    """
    quoted = "" if preferences_of(case.account.preferences).keeps_mail_from_models else case.email.quoted
    text = "\n\n---\n\n".join(earlier) or quoted
    return fence(text[-THREAD_LIMIT:], THREAD_LIMIT, "thread") if text.strip() else NOTHING


def _judgement(case: Case) -> Judgement:
    verdict = case.verdict
    assert verdict is not None
    return Judgement(
        Category.NEEDS_REPLY, verdict.confidence, verdict.reasoning, verdict.summary, tuple(verdict.tags),
        Priority(verdict.priority), (), verdict.language, verdict.source,
    )  # fmt: skip
