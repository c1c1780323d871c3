"""Letters: a reply as a value, whom it goes to, and its form as a stored version and as wire bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from connectors.mail.compose import Reply, compose, fingerprint, is_writable, reply_subject
from connectors.mail.email import Address, Email
from connectors.mail.read import read_email
from connectors.mail.source import Alias
from storage.db import new_id
from storage.versions import DraftVersion


@dataclass(frozen=True)
class Letter:
    """Exactly what will go out: headers that people see, and the whole body with its signature."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    body: str
    bcc: tuple[Address, ...] = ()

    @property
    def recipients(self) -> tuple[Address, ...]:
        """Everyone it goes to."""
        return (*self.to, *self.cc, *self.bcc)


@dataclass(frozen=True)
class Origin:
    """Where a version comes from: who wrote it, on which mail, when the thread's newest message was `thread_tip`."""

    author: str
    thread_tip: str
    in_reply_to: str
    references: tuple[str, ...]
    usage: dict[str, Any] = field(default_factory=dict)


def unique(addresses: Sequence[Address], without: frozenset[str]) -> tuple[Address, ...]:
    """The addresses once each, in order, without some, and without such as no mail can be written to."""
    seen, kept = set(without), []
    for address in addresses:
        if is_writable(address.email) and address.email not in seen:
            seen.add(address.email)
            kept.append(address)
    return tuple(kept)


def alias_for(email: Email, aliases: Sequence[Alias], account: str) -> Alias:
    """The address that the mail was sent to, among those the user may send from; else the default one (SPEC DR6)."""
    mine = {alias.email.lower(): alias for alias in aliases}
    for address in (*(a.email for a in (*email.to, *email.cc)), *email.delivered_to):
        if address.lower() in mine:
            return mine[address.lower()]
    default = next((alias for alias in aliases if alias.is_default), None)
    return default or mine.get(account) or Alias(account, "", "", "", True)


def is_answerable(email: Email) -> bool:
    """Whether the mail names anybody whom a reply could be addressed to."""
    return any(is_writable(address.email) for address in (*email.reply_to, email.sender))


def address_reply(email: Email, alias: Alias, me: frozenset[str]) -> Letter:
    """An empty reply: to Reply-To or the sender, everyone else in Cc, from the alias that was addressed."""
    to = unique(email.reply_to or (email.sender,), me) or unique((email.sender,), frozenset())
    to = to or unique(email.reply_to, frozenset())
    others = unique((*email.to, *email.cc), me | {address.email for address in to})
    others = tuple(address for address in others if address.email != email.sender.email)
    return Letter(Address(alias.name, alias.email), to, others, reply_subject(email.subject), "")


def sign(letter: Letter, body: str, signature: str) -> Letter:
    """The letter with this body, and the alias's signature under it: the mail service adds none to API sends."""
    text = body.strip()
    if signature.strip() and not text.endswith(signature.strip()):
        text = f"{text}\n\n-- \n{signature.strip()}"
    return replace(letter, body=text)


def letter_of(version: DraftVersion) -> Letter:
    """The letter that a version holds."""
    people = [tuple(Address(**one) for one in many) for many in (version.to, version.cc, version.bcc)]
    return Letter(Address(**version.sender), people[0], people[1], version.subject, version.body, people[2])


def wire(version: DraftVersion) -> bytes:
    """The version as RFC 5322 bytes; the same version always gives the same bytes."""
    letter = letter_of(version)
    return compose(
        Reply(
            sender=letter.sender,
            to=letter.to,
            cc=letter.cc,
            bcc=letter.bcc,
            subject=letter.subject,
            body=letter.body,
            in_reply_to=version.in_reply_to,
            references=tuple(version.references),
            rfc_id=version.rfc_id,
        )
    )


def version_of(
    draft_id: str, number: int, letter: Letter, origin: Origin, now: datetime, found: bytes = b""
) -> DraftVersion:
    """A new version of a draft; flags are set by assistant.risks afterwards.

    `found` are the bytes that hold it in the mail service already, which need not be such as we would write.
    """
    version_id = new_id()
    version = DraftVersion(
        id=version_id,
        draft_id=draft_id,
        number=number,
        author=origin.author,
        sender=vars(letter.sender),
        to=[vars(address) for address in letter.to],
        cc=[vars(address) for address in letter.cc],
        bcc=[vars(address) for address in letter.bcc],
        subject=letter.subject,
        body=letter.body,
        rfc_id=f"<{version_id}@{letter.sender.email.rpartition('@')[2]}>",
        in_reply_to=origin.in_reply_to,
        references=list(origin.references),
        thread_tip=origin.thread_tip,
        fingerprint="",
        flags=[],
        files=[file.name or file.kind for file in read_email(found).attachments] if found else [],
        unknown=[],
        missing=[],
        created_at=now.replace(microsecond=0),
        **origin.usage,
    )
    version.fingerprint = fingerprint(found or wire(version))
    version.rfc_id = (read_email(found).rfc_id if found else "") or version.rfc_id
    return version
