"""Drafting: a reply is written, kept as a version, and put into the mail service as a draft in its thread.

Each step is stored before the next: a second run goes on where the first one stopped, and makes no second draft.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from assistant.case import Case, load_case
from assistant.correcting import wants_draft
from assistant.judgement import Category, Judgement, Priority
from assistant.letters import Letter, Origin, address_reply, alias_for, is_answerable, letter_of, sign, version_of, wire
from assistant.prompting import (
    INSTRUCTION_LIMIT,
    NOTHING,
    THREAD_LIMIT,
    Fenced,
    Trusted,
    day,
    fence,
    fence_mail,
    fill,
    load,
    mail_text,
    person,
)
from assistant.reconcile import Standing, compare
from assistant.risks import flag
from assistant.shapes import DraftAnswer
from assistant.templates import template_reply
from assistant.triage import usage_row
from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.llm.model import Model, Refused, Usage
from connectors.mail.email import email_from_json
from connectors.mail.source import Alias, MailSource, RemoteDraft
from storage.accounts import Accounts
from storage.cards import Cards
from storage.db import Database, new_id
from storage.drafts import Drafts, DraftState
from storage.leases import lease
from storage.messages import Messages, MessageState
from storage.versions import DraftVersion, Versions

log = structlog.get_logger("drafting")
WORK_SECONDS = 190
ALIASES_GOOD_FOR = timedelta(hours=1)
ASKED_AT_MOST = 8  # recipients whom we look up in the sent mail


@dataclass(frozen=True)
class Written:
    """The text of a reply, who wrote it, what the user must still supply, and what it took."""

    body: str
    author: str
    missing: tuple[str, ...]
    usage: Usage | None


async def draft(db: Database, mail: MailSource, model: Model, message_id: str) -> None:
    """Does what is left to do until the reply is ready on its card. Raises Busy while another worker is at it."""
    case = await _begin(db, message_id)
    if case is None or case.draft is None:
        return
    async with lease(db, f"draft:{case.draft.id}", WORK_SECONDS):
        case = await _again(db, message_id)
        if case.draft is None or case.draft.state != DraftState.WRITING:
            return
        if case.version is not None and case.draft.instruction and await _changed_there(db, mail, case):
            return  # the user's own words in the mail service come first: the card shows them and asks again
        if case.version is None or case.draft.instruction:
            if not await _write(db, mail, model, case):
                return
            case = await _again(db, message_id)
        await _place(db, mail, case)


async def _changed_there(db: Database, mail: MailSource, case: Case) -> bool:
    """Whether the draft was edited in the mail service before another one was asked for; then its text stands now."""
    assert case.draft is not None
    return bool(case.draft.remote_id) and await compare(db, mail, case) is Standing.CHANGED


async def _begin(db: Database, message_id: str) -> Case | None:
    """The case with its draft row, made if the mail wants a reply and has none; None if nothing is to be done."""
    async with db.transaction() as session:
        case = await load_case(session, message_id)
        if case is None or (case.draft is not None and case.draft.state == DraftState.WRITING):
            return case
        if case.draft is not None or not wants_draft(case) or not is_answerable(case.email):
            if await _settle(Messages(session), db, case):
                await Cards(session).want(message_id, case.user.id, db.now())
            return None
        message = case.message
        if message.state != MessageState.JUDGED:
            return None
        await Drafts(session).begin(new_id(), message.id, case.account.id, message.thread_id, db.now())
        return await load_case(session, message_id)


async def _again(db: Database, message_id: str) -> Case:
    async with db.reading() as session:
        case = await load_case(session, message_id)
    if case is None:
        raise Permanent("the message is gone")
    return case


async def _write(db: Database, mail: MailSource, model: Model, case: Case) -> bool:
    """Writes the next version: the first one, or another one by the user's instruction; False if it came too late."""
    assert case.draft is not None
    alias = await _alias(db, mail, case)
    case = await _again(db, case.message.id)  # its own addresses are known now
    draft = case.draft
    assert draft is not None
    letter = letter_of(case.version) if case.version else address_reply(case.email, alias, case.me)
    tip = await _tip(mail, case)
    written = await _words(db, model, case, alias)
    email = case.email
    origin = Origin(written.author, tip, email.rfc_id, _chain(case), _usage(written.usage))
    version = version_of(draft.id, draft.number + 1, sign(letter, written.body, alias.signature), origin, db.now())
    version.missing = list(written.missing)
    unknown = frozenset(case.version.unknown) if case.version else await _unknown(mail, letter)
    said = [draft.instruction, alias.signature, *await _said_before(db, case)]
    version = flag(version, email, case.me, unknown, said)
    return await _keep(db, case, version, written)


def _chain(case: Case) -> tuple[str, ...]:
    email = case.email
    return email.references or ((email.in_reply_to,) if email.in_reply_to else ())


def _usage(usage: Usage | None) -> dict[str, Any]:
    return usage_row(usage) | {"provider": usage.provider if usage else ""}


async def _keep(db: Database, case: Case, version: DraftVersion, written: Written) -> bool:
    """Makes it the version that stands, unless the reply has moved on while it was written; then it is dropped."""
    assert case.draft is not None
    note = "model" if written.author == "template" and case.draft.instruction else ""
    values: dict[str, Any] = {"version_id": version.id, "number": version.number, "instruction": "", "note": note}
    before = case.version.id if case.version else ""
    writing = DraftState.WRITING
    async with db.transaction() as session:
        moved = await Drafts(session).claim(case.draft.id, writing, writing, db.now(), at_version=before, **values)
        if moved:
            await Versions(session).add(version)
    return moved


async def _alias(db: Database, mail: MailSource, case: Case) -> Alias:
    stored, at = case.account.aliases, case.account.aliases_at
    if stored and at is not None and db.now() - at < ALIASES_GOOD_FOR:
        return alias_for(case.email, [Alias(**one) for one in stored], case.account.email)
    try:
        aliases = await mail.aliases()
    except Reconnect:
        raise
    except Permanent as error:  # a mailbox that does not tell them is answered from its own address
        log.warning("aliases not told", reason=str(error))
        aliases = []
    async with db.transaction() as session:
        await Accounts(session).change(case.account.id, aliases=[vars(a) for a in aliases], aliases_at=db.now())
    return alias_for(case.email, aliases, case.account.email)


async def _tip(mail: MailSource, case: Case) -> str:
    assert case.draft is not None
    thread = await mail.thread(case.draft.thread_id)
    kept = [entry for entry in thread if not entry.labels & {"DRAFT", "TRASH"}]
    newest = sorted(kept, key=lambda entry: entry.received_at)[-1:]  # of equal times the last one, as in reconcile
    return newest[0].remote_id if newest else case.message.remote_id


async def _unknown(mail: MailSource, letter: Letter) -> frozenset[str]:
    """The recipients whom the user never wrote to before (SPEC SL15)."""
    everyone = [address.email for address in letter.recipients]
    asked, unasked = everyone[:ASKED_AT_MOST], everyone[ASKED_AT_MOST:]
    return frozenset([email for email in asked if not await mail.has_written_to(email)] + unasked)


async def _words(db: Database, model: Model, case: Case, alias: Alias) -> Written:
    """The model's reply; a template where no model can or will write one (SPEC DR4)."""
    me = alias.name or case.account.email.partition("@")[0]
    prompt = fill(
        load("draft"),
        user=person(me, sorted(case.me)),
        today=day(db.now()),
        examples=NOTHING,
        lessons=NOTHING,
        thread=await _thread(db, case),
        mail=fence_mail(case.email),
        draft=fence(case.version.body, THREAD_LIMIT, "draft") if case.version else NOTHING,
        instruction=_instruction(case),
    )
    try:
        answer = await model.parse(prompt, DraftAnswer)
    except (Temporary, Permanent, Refused) as error:
        log.info("drafted from a template", reason=type(error).__name__)
        judgement = _judgement(case)
        return Written(template_reply(case.email, judgement, me, judgement.language), "template", (), None)
    return Written(answer.value.body, "model", tuple(answer.value.missing), answer.usage)


def _instruction(case: Case) -> Fenced | Trusted:
    if case.draft is None or not case.draft.instruction:
        return NOTHING
    return fence(case.draft.instruction, INSTRUCTION_LIMIT, "instruction")


async def _said_before(db: Database, case: Case) -> list[str]:
    """The thread's earlier mails as far as we have read them, oldest first."""
    async with db.reading() as session:
        earlier = await Messages(session).in_thread(case.account.id, case.message.thread_id)
    return [mail_text(email_from_json(one.email)) for one in earlier if one.id != case.message.id and one.email]


async def _thread(db: Database, case: Case) -> Fenced | Trusted:
    """What was said before in the thread, as far as we have read it, or as the mail quotes it."""
    texts = await _said_before(db, case)
    text = "\n\n---\n\n".join(texts) or case.email.quoted
    return fence(text[-THREAD_LIMIT:], THREAD_LIMIT, "thread") if text.strip() else NOTHING


def _judgement(case: Case) -> Judgement:
    verdict = case.verdict
    assert verdict is not None
    return Judgement(
        Category.NEEDS_REPLY, verdict.confidence, verdict.reasoning, verdict.summary, tuple(verdict.tags),
        Priority(verdict.priority), (), verdict.language, verdict.source,
    )  # fmt: skip


async def _place(db: Database, mail: MailSource, case: Case) -> None:
    """Puts the version that stands into the mail service and opens the card for a decision."""
    assert case.draft is not None and case.version is not None
    remote = None
    if case.draft.remote_id:
        remote = await mail.update_draft(case.draft.remote_id, case.draft.thread_id, wire(case.version))
    if remote is None:  # the first draft, or the user deleted the old one: then the new text goes into a new one
        remote = await _made_before(mail, case) or await _make(db, mail, case)
    values: dict[str, Any] = {"remote_id": remote.remote_id, "remote_message_id": remote.message_id}
    values |= {"remote_number": case.version.number, "at_version": case.version.id}
    async with db.transaction() as session:
        if await Drafts(session).claim(case.draft.id, DraftState.WRITING, DraftState.READY, db.now(), **values):
            await Cards(session).want(case.message.id, case.user.id, db.now())
        else:
            await Drafts(session).left_over(case.draft.id, remote.remote_id)
        await _settle(Messages(session), db, case)


async def _settle(messages: Messages, db: Database, case: Case) -> bool:
    """Nothing is left to draft for this mail: the sweep must not ring for it again. False if that was so already."""
    ends = [MessageState.JUDGED, MessageState.STUCK]
    return any([await messages.move(case.message.id, state, MessageState.SETTLED, db.now()) for state in ends])


async def _make(db: Database, mail: MailSource, case: Case) -> RemoteDraft:
    assert case.draft is not None and case.version is not None
    async with db.transaction() as session:
        await Drafts(session).change(case.draft.id, creating_at=db.now())
    try:
        return await mail.create_draft(case.draft.thread_id, wire(case.version))
    except OutcomeUnknown:  # mostly it was made and only the answer was lost: a look now spares a minute's wait
        if made := await _find_made(mail, case):
            return made
        raise


async def _made_before(mail: MailSource, case: Case) -> RemoteDraft | None:
    """A draft that an earlier try made without hearing the answer."""
    assert case.draft is not None
    return await _find_made(mail, case) if case.draft.creating_at is not None else None


async def _find_made(mail: MailSource, case: Case) -> RemoteDraft | None:
    """Our draft in its thread, by the Message-ID that we gave it."""
    assert case.draft is not None and case.version is not None
    mark = case.version.rfc_id.encode()
    return next((found for found in await mail.drafts_in(case.draft.thread_id) if mark in found.raw), None)
