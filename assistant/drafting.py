"""Drafting: a reply is written, kept as a version, and put into the mail service as a draft in its thread.

Each step is stored before the next: a second run goes on where the first one stopped, and makes no second draft.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Case, load_case, noted
from assistant.correcting import wants_draft
from assistant.letters import Letter, Origin, address_reply, alias_for, is_answerable, letter_of, sign, version_of, wire
from assistant.memory import Memory
from assistant.own_model import Closed, Private, is_withheld, privacy
from assistant.preferences import preferences_of
from assistant.prompting import mail_text
from assistant.reconcile import Standing, compare, settle_gone
from assistant.risks import flag
from assistant.triage import usage_row
from assistant.wording import Written, write_words
from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.llm.model import Model, Usage
from connectors.mail.email import email_from_json
from connectors.mail.source import Alias, MailSource, RemoteDraft
from storage.accounts import Accounts
from storage.cards import Cards
from storage.db import Database, new_id
from storage.drafts import Drafts, DraftState
from storage.leases import Busy, Hold, held, hold, let_go
from storage.messages import Messages, MessageState
from storage.versions import DraftVersion, Versions

log = structlog.get_logger("drafting")
WORK_SECONDS = 190
ALIASES_GOOD_FOR = timedelta(hours=1)
ASKED_AT_MOST = 8  # recipients whom we look up in the sent mail


Recall = Callable[[Case, Letter], Awaitable[Memory]]


@dataclass(frozen=True)
class Pen:
    """What a reply is written with: a model, and what older mail it may learn from."""

    model: Model
    recall: Recall


async def nothing(case: Case, letter: Letter) -> Memory:
    """The recall of a mailbox without an index."""
    return Memory()


async def draft(db: Database, mail: MailSource, model: Model, message_id: str, recall: Recall = nothing) -> None:
    """Does what is left to do until the reply is ready on its card. Raises Busy while another worker is at it."""
    begun = await _begin(db, message_id)
    if begun is None:
        return
    case, taken = begun
    assert case.draft is not None
    async with held(db, taken):
        if case.version is not None and case.draft.instruction and await _settled_there(db, mail, case):
            return  # the user's own words in the mail service come first: the card shows them and asks again
        if case.version is not None and not case.draft.instruction:
            return await _place(db, mail, case, taken)
        version = await _write(db, mail, Pen(model, recall), case)
        if version is not None:
            await _place(db, mail, await _with(db, case, version), taken)


async def _with(db: Database, case: Case, version: DraftVersion) -> Case:
    """The case as it is with that version; read again only if there is a draft to compare it with."""
    if case.draft is None or not case.draft.remote_id:
        return replace(case, version=version)
    async with db.reading() as session:
        return await load_case(session, case.message.id) or case


async def _settled_there(db: Database, mail: MailSource, case: Case) -> bool:
    """Whether the draft was edited or sent by hand in the mail service: then that stands now."""
    assert case.draft is not None
    if not case.draft.remote_id:
        return False
    standing = (await compare(db, mail, case)).standing
    return standing is Standing.CHANGED or (standing is Standing.GONE and await settle_gone(db, mail, case))


async def _begin(db: Database, message_id: str) -> tuple[Case, Hold] | None:
    """The case of a reply that is to be written, and the lease on it; None if nothing is to be done.

    The lease comes first: what is read after it nobody else changes. Its row is made if the mail wants a reply.
    """
    async with db.transaction() as session:
        draft_id = await Drafts(session).writing(message_id)
        taken = await _hold(session, db, draft_id) if draft_id else None
        case = await load_case(session, message_id)
        if taken is None and case is not None and _is_due(case):
            draft_id, thread_id = new_id(), case.message.thread_id
            if not await Drafts(session).begin(draft_id, message_id, case.account.id, thread_id, db.now()):
                raise Busy("another worker begins this reply", retry_after=5)
            taken = await _hold(session, db, draft_id)
            case = replace(case, draft=await Drafts(session).get(draft_id))
        if case is not None and taken is not None and _is_writing(case):
            return case, taken
        if taken is not None:
            await let_go(session, taken)
        if case is not None and _is_over(case) and await Messages(session).settle(message_id, db.now()):
            await Cards(session).want(message_id, case.user.id, db.now())
    return None


async def _hold(session: AsyncSession, db: Database, draft_id: str) -> Hold:
    return await hold(session, f"draft:{draft_id}", WORK_SECONDS, db.now())


def _is_due(case: Case) -> bool:
    """Whether a judged mail wants a reply that nobody has begun."""
    return case.message.state == MessageState.JUDGED and wants_draft(case) and is_answerable(case.email)


def _is_over(case: Case) -> bool:
    """Whether nothing is left to write: the reply stands, or none is wanted. (Mail that is stuck is healed first.)"""
    return case.draft is not None or not wants_draft(case) or not is_answerable(case.email)


def _is_writing(case: Case) -> bool:
    return case.draft is not None and case.draft.state == DraftState.WRITING


async def _write(db: Database, mail: MailSource, pen: Pen, case: Case) -> DraftVersion | None:
    """Writes the next version: the first one, or another one by the user's instruction; None if it came too late."""
    alias, case = await _alias(db, mail, case)
    draft = case.draft
    assert draft is not None
    letter = letter_of(case.version) if case.version else address_reply(case.email, alias, case.me)
    tip = await _tip(mail, case)
    preferences = preferences_of(case.account.preferences)
    is_private = await privacy(mail, preferences)
    withheld = is_withheld(case.email, case.message.labels, preferences, is_private)
    model = Closed("private") if withheld else pen.model
    memory = await _recalled(pen, case, letter)
    memory = replace(memory, thread=tuple(await _said_before(db, case, letter, is_private)))
    written = await write_words(model, case, alias, memory, db.now())
    email = case.email
    origin = Origin(written.author, tip, email.rfc_id, _chain(case), _usage(written.usage))
    version = version_of(draft.id, draft.number + 1, sign(letter, written.body, alias.signature), origin, db.now())
    version.missing = list(written.missing)
    unknown = frozenset(case.version.unknown) if case.version else await _unknown(mail, letter)
    version = flag(
        version, email, case.me, unknown, [draft.instruction, alias.signature, *memory.thread, *memory.earlier]
    )
    return version if await _keep(db, case, version, written) else None


async def _recalled(pen: Pen, case: Case, letter: Letter) -> Memory:
    """What older mail lends; a reply is not late because the index does not answer."""
    if preferences_of(case.account.preferences).model_free_labels:
        return Memory()  # the index does not know what the labels are called
    try:
        return await pen.recall(case, letter)
    except Temporary as error:
        log.warning("drafted without older mail", reason=str(error))
        return Memory()


def _chain(case: Case) -> tuple[str, ...]:
    email = case.email
    return email.references or ((email.in_reply_to,) if email.in_reply_to else ())


def _usage(usage: Usage | None) -> dict[str, Any]:
    return usage_row(usage) | {"provider": usage.provider if usage else ""}


async def _keep(db: Database, case: Case, version: DraftVersion, written: Written) -> bool:
    """Makes it the version that stands, unless the reply has moved on while it was written; then it is dropped."""
    assert case.draft is not None
    note = "model" if written.usage is None and case.draft.instruction else ""
    values: dict[str, Any] = {"version_id": version.id, "number": version.number, "instruction": "", "note": note}
    if case.draft.creating_at is None:  # the intention to put it into the mail service, which is what comes next
        values["creating_at"] = db.now()
    before = case.version.id if case.version else ""
    writing = DraftState.WRITING
    async with db.transaction() as session:
        moved = await Drafts(session).claim(case.draft.id, writing, writing, db.now(), at_version=before, **values)
        if moved:
            await Versions(session).add(version)
    return moved


async def _alias(db: Database, mail: MailSource, case: Case) -> tuple[Alias, Case]:
    """The address that answers, and the case as it is once the user's own addresses are known."""
    stored, at = case.account.aliases, case.account.aliases_at
    if stored and at is not None and db.now() - at < ALIASES_GOOD_FOR:
        return alias_for(case.email, [Alias(**one) for one in stored], case.account.email), case
    try:
        aliases = await mail.aliases()
    except Reconnect:
        raise
    except Permanent as error:  # a mailbox that does not tell them is answered from its own address
        log.warning("aliases not told", reason=str(error))
        aliases = []
    async with db.transaction() as session:
        await Accounts(session).change(case.account.id, aliases=[vars(a) for a in aliases], aliases_at=db.now())
        again = await load_case(session, case.message.id)
    return alias_for(case.email, aliases, case.account.email), again or case


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


async def _said_before(db: Database, case: Case, letter: Letter, is_private: Private) -> list[str]:
    """The thread's earlier mails as far as we have read them, oldest first, that all who get the reply took part in.

    Anybody can put a mail into a thread by its headers: what others wrote there is not theirs to hear.
    """
    async with db.reading() as session:
        stored = await Messages(session).in_thread(case.account.id, case.message.thread_id)
    preferences = preferences_of(case.account.preferences)
    read = [(email_from_json(one.email), one.labels) for one in stored if one.id != case.message.id and one.email]
    earlier = [email for email, labels in read if not is_withheld(email, labels, preferences, is_private)]
    hearers = {address.email for address in letter.to} - case.me
    return [mail_text(email) for email in earlier if hearers <= {address.email for address in email.people}]


async def _place(db: Database, mail: MailSource, case: Case, taken: Hold) -> None:
    """Puts the version that stands into the mail service and opens the card for a decision."""
    assert case.draft is not None and case.version is not None
    if await _settled_there(db, mail, case):  # it is compared once more: writing took time
        return
    remote = await mail.draft(case.draft.remote_id) if case.draft.remote_id else None
    if remote is None:  # the first draft, or the user deleted the old one: then the new text goes into a new one
        remote = await _made_before(mail, case) or await _make(mail, case)
    values: dict[str, Any] = {"remote_id": remote.remote_id, "remote_message_id": remote.message_id}
    values |= {"remote_number": case.version.number, "at_version": case.version.id}
    async with db.transaction() as session:
        if await Drafts(session).claim(case.draft.id, DraftState.WRITING, DraftState.READY, db.now(), **values):
            await Cards(session).want(case.message.id, case.user.id, db.now())
            await noted(session, db.now(), case, "drafted", version=case.version.id)
        else:
            await Drafts(session).left_over(case.draft.id, remote.remote_id)
        await Messages(session).settle(case.message.id, db.now())
        await let_go(session, taken)


async def _make(mail: MailSource, case: Case) -> RemoteDraft:
    assert case.draft is not None and case.version is not None
    try:
        return await mail.create_draft(case.draft.thread_id, wire(case.version))
    except OutcomeUnknown:  # mostly it was made and only the answer was lost: a look now spares a minute's wait
        if made := await _find_made(mail, case):
            return made
        raise


async def _made_before(mail: MailSource, case: Case) -> RemoteDraft | None:
    """A draft that an earlier try made without hearing the answer; this try's own intention is not in the case."""
    assert case.draft is not None
    return await _find_made(mail, case) if case.draft.creating_at is not None else None


async def _find_made(mail: MailSource, case: Case) -> RemoteDraft | None:
    """Our draft in its thread, by the Message-ID that we gave it."""
    assert case.draft is not None and case.version is not None
    mark = case.version.rfc_id.encode()
    return next((found for found in await mail.drafts_in(case.draft.thread_id) if mark in found.raw), None)
