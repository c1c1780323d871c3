"""The chain of the audit log: sealing entries into it, and finding out whether anybody has changed it (SPEC OP5).

There is one chain for the whole deployment, not one a workspace: entries are sealed by one step a minute, so several
chains would save no waiting, and with one chain a whole workspace's entries cannot vanish either.

Each sealed entry holds its number, the SHA-256 of itself with the hash before it, and an HMAC of that hash under a key
derived from TOKEN_KEYS. The hashes need no key, so entries of a key that is long gone stay checked: whoever vouches for
the newest entry vouches for all before it. Rotation therefore needs no new seals, only one entry under the new key.
That holds because nothing is sealed behind an entry whose own seal no key at hand proves: a history that somebody wrote
anew would be vouched for by the next true entry. After a lost key the chain goes on by an operator's word alone, with
an entry (`ANEW`) that vouches for nothing before it; what an anchor (see below) proves stays proven.

What cannot be seen from the database alone: the loss of the newest entries, and what somebody with the right to write
adds as an entry of today, or changes in the minute before it is sealed. Against the first, the newest number and hash
are logged each hour (`audit head`); kept elsewhere, `verify` takes them as anchors. Whoever has TOKEN_KEYS and the
database can write any history that agrees with the anchors.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit import Audit, AuditEntry
from storage.crypto import Vault
from storage.db import Database, update_of

CHAIN = "mailroom"
ANEW = "audit goes on, unproven before"  # the action of the entry that follows on one whose key is lost
AT_ONCE = 500  # entries sealed in one transaction: some 20 ms
LATE = timedelta(minutes=10)  # an entry that is still not sealed then says that nothing seals
_LOCK = 4_117_600_321  # any number that nothing else locks on PostgreSQL
_NEWEST = select(AuditEntry).where(AuditEntry.chain == CHAIN).order_by(AuditEntry.seq.desc()).limit(1)
_SEAL = update_of(AuditEntry).where(AuditEntry.id == bindparam("key")).values(
    chain=CHAIN, seq=bindparam("seq"), before=bindparam("before"), hash=bindparam("hash"), mac=bindparam("mac")
)  # fmt: skip
_WAITING = select(AuditEntry).where(AuditEntry.seq.is_(None)).order_by(AuditEntry.id).limit(AT_ONCE)


@dataclass(frozen=True)
class Head:
    """The newest sealed entry: its number and its hash (hex). Number 0 where nothing was sealed yet."""

    seq: int = 0
    hash: str = ""


@dataclass
class Findings:
    """What verification found. `faults` are sentences, each about one entry, by number."""

    sealed: int = 0
    waiting: int = 0  # not sealed yet
    head: Head = field(default_factory=Head)
    vouched: int = 0  # the newest entry whose key is at hand or that was logged: it and all before it are proven, but …
    gaps: list[tuple[int, int]] = field(default_factory=list)  # … from and to which a lost key alone sealed
    faults: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong and everything that is sealed is proven."""
        return not self.faults and not self.gaps and self.vouched == self.head.seq


def digest_of(entry: AuditEntry, seq: int, before: str) -> str:
    """The SHA-256 (hex) of an entry at that place of the chain."""
    fields = (entry.id, entry.at.isoformat(), entry.actor, entry.action, entry.subject, entry.team, entry.account)
    whole = [CHAIN, seq, before, *fields, entry.detail]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def head_of(session: AsyncSession) -> Head:
    """The newest sealed entry."""
    newest = (await session.scalars(_NEWEST)).first()
    return Head(newest.seq or 0, newest.hash) if newest is not None else Head()


async def is_proven(session: AsyncSession, vault: Vault) -> bool:
    """Whether a key at hand sealed the newest entry, or none is sealed yet."""
    newest = (await session.scalars(_NEWEST)).first()
    return newest is None or vault.stamped(newest.hash, newest.mac) is True


async def seal_audit(db: Database, vault: Vault) -> int:
    """Seals whatever waits, in the order in which it was noted; how many. Safe beside others that do the same.

    None where no key at hand proves the newest entry: see `is_proven`.
    """
    total = 0
    while sealed := await _seal_some(db, vault):
        total += sealed
    return total


async def _seal_some(db: Database, vault: Vault) -> int:
    async with db.reading() as session:
        if (await session.scalars(select(AuditEntry.id).where(AuditEntry.seq.is_(None)).limit(1))).first() is None:
            return 0
    async with db.transaction() as session:
        if not db.is_sqlite:  # there a transaction that writes is alone anyway
            await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        head = await head_of(session)
        if not await is_proven(session, vault):
            return 0
        waiting = list(await session.scalars(_WAITING))
        if waiting:
            await session.execute(_SEAL, _links(waiting, head, vault))
    return len(waiting)


async def go_on_unproven(db: Database, vault: Vault, key_id: str) -> int:
    """Seals again behind an entry that this lost key sealed, by one that vouches for nothing before it.

    The number of the entry up to which only anchors prove anything; 0 where the newest is another key's, or is proven.
    """
    async with db.transaction() as session:
        if not db.is_sqlite:
            await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        newest = (await session.scalars(_NEWEST)).first()
        if newest is None or await is_proven(session, vault) or not newest.mac.startswith(f"{key_id}."):
            return 0
        head = Head(newest.seq or 0, newest.hash)
        await Audit(session).note(db.now(), "mailroom", ANEW, key_id)
        mark = select(AuditEntry).where(AuditEntry.seq.is_(None), AuditEntry.action == ANEW)
        session.expire_all()  # sealed as it will be read
        first = (await session.scalars(mark.order_by(AuditEntry.id.desc()).limit(1))).one()
        await session.execute(_SEAL, _links([first], head, vault))
    await seal_audit(db, vault)
    return head.seq


def _links(waiting: Sequence[AuditEntry], head: Head, vault: Vault) -> list[dict[str, Any]]:
    """What the entries become, one after the other, behind that head."""
    rows, seq, before = [], head.seq, head.hash
    for entry in waiting:
        seq, digest = seq + 1, digest_of(entry, seq + 1, before)
        rows.append({"key": entry.id, "seq": seq, "before": before, "hash": digest, "mac": vault.stamp(digest)})
        before = digest
    return rows


async def countersign(db: Database, vault: Vault) -> None:
    """Lets the present key vouch for the whole chain, by one entry, unless it does already or no key at hand can."""
    await seal_audit(db, vault)
    async with db.reading() as session:
        newest = (await session.scalars(_NEWEST)).first()
    if newest is None or newest.mac.startswith(f"{vault.key_ids[0]}.") or not vault.stamped(newest.hash, newest.mac):
        return
    async with db.transaction() as session:
        await Audit(session).note(db.now(), "mailroom", "keys rotated", vault.key_ids[0])
    await seal_audit(db, vault)


async def verify(db: Database, vault: Vault, anchors: Mapping[int, str]) -> Findings:
    """Reads the whole chain, in order. `anchors` are hashes by number as they were logged earlier: each proves what is
    before it."""
    found = Findings()
    async for entry in entries(db):
        for fault in _faults(entry, found.head, vault, anchors):
            found.faults.append(f"Entry {entry.seq}: {fault}")
        found.sealed += 1
        if entry.action == ANEW and found.vouched < found.head.seq:
            found.gaps.append((found.vouched + 1, found.head.seq))
        found.head = Head(entry.seq or 0, entry.hash)
        is_logged = anchors.get(found.head.seq) == entry.hash
        if is_logged or vault.stamped(entry.hash, entry.mac):
            found.vouched = found.head.seq
        if is_logged:
            found.gaps.clear()
    for seq in sorted(seq for seq in anchors if seq > found.head.seq):
        found.faults.append(f"Entry {seq}: it was logged once, and is gone with all after {found.head.seq}.")
    await _look_at_waiting(db, found)
    return found


def _faults(entry: AuditEntry, head: Head, vault: Vault, anchors: Mapping[int, str]) -> list[str]:
    """What is wrong with an entry that stands after that one."""
    seq, found = entry.seq or 0, []
    if seq != head.seq + 1:
        found.append(f"it follows on entry {head.seq}; what stood between is gone.")
    elif entry.before != head.hash:
        found.append("it does not name the entry before it: one of them was put there, moved or changed.")
    if digest_of(entry, seq, entry.before) != entry.hash:
        found.append("its content is not what was sealed.")
    if vault.stamped(entry.hash, entry.mac) is False:
        found.append("Mailroom's key did not seal it.")
    if anchors.get(seq, entry.hash) != entry.hash:
        found.append("it is not the one that was logged then.")
    return found


async def _look_at_waiting(db: Database, found: Findings) -> None:
    stray = or_(AuditEntry.chain.is_(None), AuditEntry.chain != CHAIN)
    async with db.reading() as session:
        query = select(func.count(), func.min(AuditEntry.at)).where(AuditEntry.seq.is_(None))
        found.waiting, oldest = (await session.execute(query)).one()
        strays = list(await session.scalars(select(AuditEntry.seq).where(AuditEntry.seq.is_not(None), stray)))
    found.faults += [f"Entry {seq}: it belongs to another chain, and Mailroom makes only one." for seq in strays]
    if oldest is not None and oldest < db.now() - LATE:
        found.faults.append(f"{found.waiting} entries are not sealed, the oldest of {oldest:%Y-%m-%d %H:%M} UTC.")


async def entries(db: Database, *where: ColumnElement[bool]) -> AsyncIterator[AuditEntry]:
    """The sealed entries for which that is true, by number, read in steps so that nobody waits for it."""
    last: int | None = None
    while True:
        query = select(AuditEntry).where(AuditEntry.seq.is_not(None), AuditEntry.chain == CHAIN, *where)
        query = query.order_by(AuditEntry.seq).limit(AT_ONCE)
        async with db.reading() as session:
            some = list(await session.scalars(query if last is None else query.where(AuditEntry.seq > last)))
        for entry in some:
            yield entry
        if not some:
            return
        last = some[-1].seq
