"""A proposal made ready to be shown: a mail is signed, and code says what to look at (SPEC SL15)."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import structlog

from assistant.letters import Letter, sign
from assistant.lookalike import PUBLIC, domain_of, imitated, registered, seen
from assistant.proposal_content import Json, digest_of
from assistant.risk import FlagKind
from bot.errors import MailroomError, Permanent, Reconnect
from connectors.mail.email import Address
from connectors.mail.source import Alias, MailSource
from storage.accounts import Account
from storage.audit import Audit
from storage.contacts import Contacts
from storage.db import Database
from storage.proposals import Proposals, ProposalState

ASKED_AT_MOST = 8  # people whom we look up in the sent mail
NAMED_AT_MOST = 3
MAILS = ("mail.draft", "mail.send")

log = structlog.get_logger("proposing")


async def prepare(db: Database, mail: MailSource, proposal_id: str) -> None:
    """Completes a new proposal; does nothing to one that may have been shown.

    Raises Temporary, Permanent or Reconnect where the mailbox does not say what a mail needs.
    """
    async with db.reading() as session:
        found = await Proposals(session).owned(proposal_id)
        if found is None or found[0].prepared or found[0].state != ProposalState.PROPOSED:
            return
        proposal, _, account = found
        known = {domain_of(contact.email) for contact in await Contacts(session).of(account.id)}
    content, basis = dict(proposal.content), dict(proposal.basis)
    if proposal.kind in MAILS:
        content |= await _signed(mail, account, content)
        basis["tip"] = await tip_of(mail, content["thread_id"])
    flags = await flags_of(mail, account, people_in(proposal.kind, content), known)
    digest = digest_of(proposal.kind, proposal.account_id, content, basis)
    values: dict[str, Any] = {"content": content, "basis": basis, "digest": digest, "flags": flags}
    async with db.transaction() as session:
        if await Proposals(session).prepare(proposal_id, proposal.digest, db.now(), **values):
            await Audit(session).note(db.now(), "mailroom", "prepared", proposal_id, account=account.id, digest=digest)


async def _signed(mail: MailSource, account: Account, content: Json) -> Json:
    """Sender and body of the mail as it will go out: the mail service signs nothing that a program sends."""
    alias = chosen(content["sender"], await _aliases(mail, account), account.email)
    letter = Letter(Address(alias.name, alias.email.lower()), (), (), "", "")
    body = sign(letter, content["body"], alias.signature).body
    return {"sender": letter.sender.email, "sender_name": alias.name, "body": body}


async def _aliases(mail: MailSource, account: Account) -> list[Alias]:
    if account.aliases:
        return [Alias(**one) for one in account.aliases]
    try:
        return await mail.aliases()
    except Reconnect:
        raise
    except Permanent as error:  # a mailbox that does not tell them writes from its own address
        log.warning("aliases not told", reason=str(error))
        return []


def chosen(wanted: str, aliases: Sequence[Alias], account: str) -> Alias:
    """The address to write from: the one that was named if it is one's own, else the usual one."""
    own = {alias.email.lower(): alias for alias in aliases}
    usual = next((alias for alias in aliases if alias.is_default), None)
    return own.get(wanted) or usual or own.get(account) or Alias(account, "", "", "", True)


async def tip_of(mail: MailSource, thread_id: str) -> str:
    """The thread's newest message that is neither draft nor binned, '' without a thread."""
    entries = await mail.thread(thread_id) if thread_id else []
    kept = [entry for entry in entries if not entry.labels & {"DRAFT", "TRASH"}]
    newest = sorted(kept, key=lambda entry: entry.received_at)[-1:]  # of equal times the last one, as in reconcile
    return newest[0].remote_id if newest else ""


def people_in(kind: str, content: Json) -> list[str]:
    """Whom it would reach who is not in it already: addresses, each once."""
    match kind:
        case "event.create":
            people = content["guests"]
        case "event.update":
            people = [one for one in content["after"]["guests"] if one not in content["before"]["guests"]]
        case "file.share":
            people = [content["email"]]
        case "mail.draft" | "mail.send":
            people = [*content["to"], *content["cc"]]
        case _:
            people = []
    return list(dict.fromkeys(people))


async def flags_of(mail: MailSource, account: Account, people: Sequence[str], known: Iterable[str]) -> list[Json]:
    """What a person should look at before it is done, the gravest first: computed, never a model's word."""
    me = frozenset({account.email, *(str(alias["email"]).lower() for alias in account.aliases)})
    others = [one for one in people if one not in me]
    unknown = [one for at, one in enumerate(others) if at >= ASKED_AT_MOST or not await _has_written(mail, one)]
    mine = {domain_of(one) for one in me}
    # a mailbox may know tens of thousands of domains: others are served meanwhile
    flags = await asyncio.to_thread(_lookalikes, others, mine, list(known) if unknown else [], frozenset(unknown))
    inside = {registered(domain) for domain in mine} - PUBLIC
    away = [one for one in others if inside and registered(domain_of(one)) not in inside]
    if away:
        flags.append(_flag(FlagKind.OTHER_DOMAIN, f"{_listed(away)}: outside of {', '.join(sorted(inside))}."))
    if unknown:
        flags.append(_flag(FlagKind.UNKNOWN, f"You have never written to {_listed(unknown)} before."))
    return flags


async def _has_written(mail: MailSource, email: str) -> bool:
    """Whether the sent mail knows this address; where it cannot be asked, it does not."""
    try:
        return await mail.has_written_to(email)
    except MailroomError as error:
        log.warning("sent mail not searched", reason=str(error))
        return False


def _lookalikes(people: Sequence[str], mine: set[str], known: Sequence[str], unknown: frozenset[str]) -> list[Json]:
    """Whoever was never written to may imitate anybody in the mailbox; mail from them makes their domain no better."""
    own, all_known = seen(mine), seen([*mine, *known])
    bought, flags = {one.domain for one in own}, []
    for email in people:
        domain = domain_of(email)
        itself = {registered(domain)} - bought
        others = [one for one in all_known if one.domain not in itself] if email in unknown else own
        if other := imitated(domain, others):
            flags.append(_flag(FlagKind.LOOKALIKE, f"{domain} looks like {other} but is another domain."))
    return flags


def _flag(kind: FlagKind, words: str) -> Json:
    return {"kind": str(kind), "words": words}


def _listed(people: Sequence[str]) -> str:
    more = len(people) - NAMED_AT_MOST
    return ", ".join(people[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
