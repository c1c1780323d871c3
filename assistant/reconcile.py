"""Holding a reply against the mail service: is what stands there still what the card shows? (SPEC SL4, SL13)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from assistant.case import Case, case_of_draft, noted
from assistant.letters import Letter, Origin, letter_of, version_of, wire
from assistant.risks import flag_edited
from connectors.mail.compose import fingerprint
from connectors.mail.read import read_email, read_full_text
from connectors.mail.source import MailSource, RemoteDraft, ThreadEntry
from storage.cards import Cards
from storage.db import Database
from storage.drafts import CHECKABLE, Draft, Drafts, DraftState
from storage.leases import lease
from storage.versions import DraftVersion, Versions

WORK_SECONDS = 150
# not SENDING: a draft that vanishes while we send it was sent by us
WAITING = (DraftState.READY, DraftState.APPROVED)
SETTLED_BY_HAND = (*WAITING, DraftState.UNSURE, DraftState.WRITING, DraftState.DELETED)  # if its mail is found
APPROVED, UNAPPROVED = (DraftState.APPROVED, DraftState.SENDING), (DraftState.READY, DraftState.WRITING)


class Standing(StrEnum):
    """What was found in the mail service."""

    SAME = "same"  # exactly what the card shows
    CHANGED = "changed"  # a new version was stored and the card is wanted anew
    GONE = "gone"  # no draft any more


@dataclass(frozen=True)
class Found:
    """How the reply stands, and the draft as it was read when it was compared (None: gone)."""

    standing: Standing
    draft: RemoteDraft | None = None


@dataclass(frozen=True)
class Remote:
    """The draft in the mail service (None: gone), and its thread without drafts, oldest first."""

    draft: RemoteDraft | None
    thread: tuple[ThreadEntry, ...]

    @property
    def tip(self) -> str:
        """The remote id of the thread's newest message."""
        return self.thread[-1].remote_id if self.thread else ""


async def look(mail: MailSource, draft: Draft) -> Remote:
    """What the mail service holds for this reply."""
    return await look_at(mail, draft.remote_id, draft.thread_id)


async def look_at(mail: MailSource, draft_id: str, thread_id: str) -> Remote:
    """What the mail service holds of a draft and its thread."""
    remote = await mail.draft(draft_id)
    drafting = {remote.message_id} if remote else set()
    entries = await mail.thread(thread_id)
    kept = [e for e in entries if "DRAFT" not in e.labels and "TRASH" not in e.labels and e.remote_id not in drafting]
    return Remote(remote, tuple(sorted(kept, key=lambda entry: entry.received_at)))


def sent_match(entry: ThreadEntry, version: DraftVersion, since: datetime | None) -> bool:
    """Whether a message of the thread can be this reply: by its Message-ID, or (rewritten) by its time."""
    return "SENT" in entry.labels and (
        entry.rfc_id == version.rfc_id or (since is not None and entry.received_at >= since - timedelta(minutes=2))
    )


async def find_sent(
    mail: MailSource, remote: Remote, version: DraftVersion, since: datetime | None
) -> ThreadEntry | None:
    """The sent message of the thread that is this mail: by Message-ID, or by its content if that was rewritten."""
    entries = [*remote.thread, *(await _sent_elsewhere(mail, remote, version, since))]
    candidates = [entry for entry in entries if sent_match(entry, version, since)]
    if named := [entry for entry in candidates if entry.rfc_id == version.rfc_id]:
        return named[-1]
    if remote.draft is not None:  # a draft that was sent is gone: the same words are another mail
        return None
    for entry in reversed(_after(candidates, remote, version)):
        message = await mail.message(entry.remote_id)
        if message is not None and fingerprint(message.raw) == version.fingerprint:
            return entry
    return None


async def _sent_elsewhere(
    mail: MailSource, remote: Remote, version: DraftVersion, since: datetime | None
) -> list[ThreadEntry]:
    """Sent mail in other threads: under another subject a reply leaves its thread."""
    people = letter_of(version).recipients
    if remote.draft is not None or since is None or not people:
        return []
    known = {entry.remote_id for entry in remote.thread}
    found = await mail.sent_to(people[0].email, since - timedelta(minutes=2))
    return [entry for entry in found if entry.remote_id not in known]


def _after(entries: list[ThreadEntry], remote: Remote, version: DraftVersion) -> list[ThreadEntry]:
    """Those that came after the message on which the version was shown: what lay there before cannot be it."""
    ids = [entry.remote_id for entry in remote.thread]
    known = ids[: ids.index(version.thread_tip) + 1] if version.thread_tip in ids else []
    return [entry for entry in entries if entry.remote_id not in known]


async def compare(db: Database, mail: MailSource, case: Case) -> Found:
    """Compares, stores what differs as a new version, and says what was found.

    A text of ours that has not reached the mail service yet is put there first: only foreign changes count.
    """
    assert case.draft is not None and case.version is not None
    remote = await look(mail, case.draft)
    if remote.draft is None:
        return Found(Standing.GONE)
    there, ours = remote.draft, case.version
    if fingerprint(there.raw) != ours.fingerprint and await _is_behind(db, case.draft, fingerprint(there.raw)):
        written = await put(db, mail, case)
        if written is None:
            return Found(Standing.GONE)
        there = written
    if is_same(Remote(there, remote.thread), ours):
        return Found(Standing.SAME, there)
    await _adopt(db, case, there, remote)
    return Found(Standing.CHANGED, there)


def is_same(remote: Remote, version: DraftVersion) -> bool:
    """Whether what the mail service holds is exactly that version, on the thread's same newest message."""
    tip = remote.tip or version.thread_tip
    same = remote.draft is not None and fingerprint(remote.draft.raw) == version.fingerprint
    return same and tip == version.thread_tip


async def _is_behind(db: Database, draft: Draft, found: str) -> bool:
    """Whether a version of ours stands there that a newer one was to replace. An older one was put there by hand."""
    async with db.reading() as session:
        versions = await Versions(session).of_draft(draft.id)
    waiting = range(draft.remote_number, draft.number)
    return any(version.fingerprint == found for version in versions if version.number in waiting)


async def put(db: Database, mail: MailSource, case: Case) -> RemoteDraft | None:
    """Writes the version that stands into the mail service's draft; None if that is gone."""
    assert case.draft is not None and case.version is not None
    written = await mail.update_draft(case.draft.remote_id, case.draft.thread_id, wire(case.version))
    if written is not None:
        async with db.transaction() as session:
            now_there = {"remote_number": case.version.number, "remote_message_id": written.message_id}
            await Drafts(session).change(case.draft.id, **now_there)
            await noted(session, db.now(), case, "draft updated", version=case.version.id)
        written = await mail.draft(case.draft.remote_id)
    return written


def letter_in(raw: bytes) -> Letter:
    """The letter that a draft of the mail service holds."""
    email = read_email(raw)
    return Letter(email.sender, email.to, email.cc, email.subject, read_full_text(raw).strip(), email.bcc)


async def _adopt(db: Database, case: Case, there: RemoteDraft, remote: Remote) -> None:
    """Stores what was found as the version that stands: an approval ends, and so does a discarding, of other words."""
    draft, shown = case.draft, case.version
    assert draft is not None and shown is not None
    edited = fingerprint(there.raw) != shown.fingerprint
    version = _version_of(db, case, there, remote.tip or shown.thread_tip)
    values: dict[str, Any] = {
        "version_id": version.id,
        "number": version.number,
        "send_after": None,
        "sending_at": None,
        "instruction": "",
        "cleanup": False,
        "remote_number": version.number,
        "remote_message_id": there.message_id,
    }
    words = [word for word, holds in (("edited", edited), ("newer", _is_newer(remote, shown))) if holds]
    unapproved = (*UNAPPROVED, DraftState.DISCARDED) if edited else UNAPPROVED
    async with db.transaction() as session:
        for states, note in ((APPROVED, [*words, "stopped"]), (unapproved, words)):  # as it stands now, not as read
            moved = await Drafts(session).claim(
                draft.id, states, DraftState.READY, db.now(), at_version=shown.id, note=",".join(note), **values
            )
            if moved:
                await Versions(session).add(version)
                await Cards(session).want(case.message.id, case.user.id, db.now())
                return


def _version_of(db: Database, case: Case, there: RemoteDraft, tip: str) -> DraftVersion:
    """What stands in the mail service, as the next version."""
    draft, shown = case.draft, case.version
    assert draft is not None and shown is not None
    edited = fingerprint(there.raw) != shown.fingerprint
    letter = letter_in(there.raw) if edited else letter_of(shown)
    origin = Origin("gmail" if edited else shown.author, tip, shown.in_reply_to, tuple(shown.references))
    version = version_of(draft.id, draft.number + 1, letter, origin, db.now(), there.raw)
    before = {address.email for address in letter_of(shown).recipients}
    added = {address.email for address in letter.recipients} - before
    return flag_edited(version, shown, case.email, case.me, frozenset({*shown.unknown, *added}))


def _is_newer(remote: Remote, shown: DraftVersion) -> bool:
    """Whether the thread's newest mail came after the one that was the newest: that one may be thrown away instead."""
    if not remote.thread or remote.tip == shown.thread_tip:
        return False
    known = any(entry.remote_id == shown.thread_tip for entry in remote.thread)
    return known or remote.thread[-1].received_at > shown.created_at


async def clean(db: Database, mail: MailSource, case: Case) -> bool:
    """Deletes the draft of a discarded reply; False if words stand there that were never shown: they are shown now."""
    assert case.draft is not None
    if there := await mail.draft(case.draft.remote_id) if case.draft.remote_id else None:
        async with db.reading() as session:
            ours = {version.fingerprint for version in await Versions(session).of_draft(case.draft.id)}
        if ours and fingerprint(there.raw) not in ours:
            await _adopt(db, case, there, await look(mail, case.draft))
            return False
        await mail.delete_draft(there.remote_id)
    async with db.transaction() as session:
        if there is not None:
            await noted(session, db.now(), case, "draft deleted")
        await Drafts(session).cleaned(case.draft.id, case.draft.remote_id)
    return True


async def settle_gone(db: Database, mail: MailSource, case: Case) -> bool:
    """The draft has left the mail service without us: it was sent by hand, or deleted; True if that settles it."""
    assert case.draft is not None and case.version is not None
    remote = await look(mail, case.draft)
    sent = await find_sent(mail, remote, case.version, case.version.created_at)
    sent = sent or await _sent_after(mail, remote, case.version)
    after = DraftState.ELSEWHERE if sent else DraftState.DELETED
    before = SETTLED_BY_HAND if sent else WAITING  # of an unsure one nobody knows that it did not go out
    receipt = {"at": sent.received_at.isoformat(), "remote_id": sent.remote_id} if sent else {}
    values: dict[str, Any] = {
        "sent_id": sent.remote_id if sent else "",
        "receipt": receipt,
        "acted_at": db.now(),
        "acted_by": "",
    }
    async with db.transaction() as session:
        settled = await Drafts(session).claim(case.draft.id, before, after, db.now(), note="", instruction="", **values)
        if settled:
            await Cards(session).want(case.message.id, case.user.id, db.now())
    return settled


async def _sent_after(mail: MailSource, remote: Remote, version: DraftVersion) -> ThreadEntry | None:
    """A reply sent from the thread after this draft was made: edited and sent by hand, its text is nobody's guess."""
    known = [entry for entry in remote.thread if entry.remote_id == version.thread_tip]
    since = known[0].received_at if known else version.created_at
    later = [entry for entry in remote.thread if "SENT" in entry.labels and entry.received_at > since]
    people = {address.email for address in letter_of(version).recipients}
    for entry in reversed(later):  # a forward to somebody else is no answer
        message = await mail.message(entry.remote_id)
        if message is not None and people & {address.email for address in letter_in(message.raw).recipients}:
            return entry
    return None


async def check_draft(db: Database, mail: MailSource, draft_id: str) -> bool:
    """Brings a waiting reply up to date with the mail service; True if its card must be drawn anew."""
    case = await case_of_draft(db, draft_id)
    if case is None or case.draft is None or case.version is None or not case.draft.remote_id:
        return False
    if case.draft.state not in CHECKABLE:
        return False
    standing = (await compare(db, mail, case)).standing
    if standing is Standing.GONE:
        return await settle_gone(db, mail, case)
    return standing is Standing.CHANGED


async def save(db: Database, mail: MailSource, draft_id: str) -> None:
    """Puts the user's edit into the mail service; a foreign change found there is shown instead, nothing is lost."""
    async with lease(db, f"draft:{draft_id}", WORK_SECONDS):
        case = await case_of_draft(db, draft_id)
        if case is None or case.draft is None or case.version is None:
            return
        if case.draft.state == DraftState.READY and case.draft.remote_number < case.draft.number:
            standing = (await compare(db, mail, case)).standing
            if standing is Standing.GONE:
                await settle_gone(db, mail, case)
            elif standing is Standing.SAME:
                await _in_place(db, case)


async def _in_place(db: Database, case: Case) -> None:
    assert case.draft is not None and case.version is not None
    async with db.transaction() as session:
        await Drafts(session).change(case.draft.id, remote_number=case.version.number)
