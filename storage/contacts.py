"""Contacts: with whom a mailbox corresponds, so that a name in a question finds an address (SPEC SR2)."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.db import Base, insert_into
from storage.documents import Document


class Contact(Base):
    """One address that a mailbox has had mail from or written to, and how often.

    `sent` counts the mails to it that the owner sent: what others call themselves raises no `sent`.
    """

    __tablename__ = "contacts"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    count: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]


_FIELD, _ROW = "\x1f", "\x1e"  # the separators that ASCII has for fields and records


@dataclass(slots=True)
class Known:
    """What names in a question are held against: as a row of its own, it costs a tenth of a Contact."""

    email: str
    name: str
    count: int
    sent: int = 0


class Contacts:
    """Queries on contacts."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def of(self, account_id: str) -> list[Contact]:
        """The account's contacts, the most frequent first."""
        query = select(Contact).where(Contact.account_id == account_id).order_by(Contact.count.desc(), Contact.email)
        return list(await self.session.scalars(query))

    async def known(self, account_id: str) -> list[Known]:
        """The account's contacts as far as a question needs them, in no order.

        There may be thousands: as one text they cost a quarter of what rows do.
        """
        bare = func.replace(Contact.name, _ROW, "")  # the name comes last: whatever else it holds is its own
        counts = cast(Contact.count, String) + _FIELD + cast(Contact.sent, String)
        parts = counts + _FIELD + Contact.email + _FIELD + bare
        told = select(func.aggregate_strings(parts, _ROW)).where(Contact.account_id == account_id)
        text: str = await self.session.scalar(told) or ""
        rows = (row.split(_FIELD, 3) for row in text.split(_ROW)) if text else ()
        return [Known(email, name, int(count), int(sent)) for count, sent, email, name in rows]

    async def mark(self, account_id: str) -> tuple[Any, ...]:
        """What is another one once contacts have come or gone, or were met again: they are with a new document."""
        newest = select(func.max(Document.changed_at)).where(Document.account_id == account_id).scalar_subquery()
        query = select(newest, func.count()).select_from(Contact).where(Contact.account_id == account_id)
        return tuple((await self.session.execute(query)).one())

    async def names_of(self, account_id: str, emails: Iterable[str]) -> dict[str, str]:
        """The names that go with some addresses, as far as they are known."""
        where = (Contact.account_id == account_id, Contact.email.in_(list(emails)), Contact.name != "")
        return {
            row.email: row.name for row in await self.session.execute(select(Contact.email, Contact.name).where(*where))
        }

    async def met(
        self, account_id: str, people: Iterable[tuple[str, str]], at: datetime, *, written_to: bool = False
    ) -> None:
        """Counts (email, name) pairs of one mail; the last name that is not '' stays. `written_to`: the owner sent it
        to them."""
        rows: list[dict[str, Any]] = [
            {"account_id": account_id, "email": email, "name": name, "count": 1, "sent": int(written_to), "last_at": at}
            for email, name in sorted(dict(people).items())  # in one order, so that no two wait for each other
        ]
        if not rows:
            return
        held, upsert = Contact.__table__.c, insert_into(self.session, Contact)
        changes = {
            "count": held.count + 1,
            "sent": held.sent + upsert.excluded.sent,
            "name": case((upsert.excluded.name != "", upsert.excluded.name), else_=held.name),
            "last_at": case((held.last_at < upsert.excluded.last_at, upsert.excluded.last_at), else_=held.last_at),
        }
        statement = upsert.on_conflict_do_update(index_elements=[held.account_id, held.email], set_=changes)
        await self.session.execute(statement, rows)


@dataclass(frozen=True)
class _Book:
    """A mailbox's contacts, what their mark was when they were read, and what lets them go."""

    mark: tuple[Any, ...]
    people: Sequence[Known]
    timer: asyncio.TimerHandle


@dataclass
class AddressBooks:
    """The contacts of mailboxes that were asked about lately, kept by a process between questions: read anew once
    somebody came or went or the newest document is another one. Of two that are written at once the earlier may be seen
    with the next. In all books there are at most `most` contacts, of some 250 bytes.

    One that is not asked for goes after `seconds`: before its mailbox can be erased, about which nobody asks any more
    for a while before that (assistant.leaving.QUIET).
    """

    most: int = 40_000
    seconds: float = 180
    _held: dict[str, _Book] = field(default_factory=dict)  # the one that was asked for last stands last

    @property
    def held(self) -> list[str]:
        """The accounts whose contacts are kept now."""
        return list(self._held)

    async def of(self, session: AsyncSession, account_id: str) -> Sequence[Known]:
        """The account's contacts as `Contacts.known` tells them. Do not change them: others are given the same ones."""
        contacts = Contacts(session)
        mark = await contacts.mark(account_id)  # before they are read: what comes in between is read the next time
        held = self._held.get(account_id)
        people = held.people if held and held.mark == mark else tuple(await contacts.known(account_id))
        self._drop(account_id)
        timer = asyncio.get_running_loop().call_later(self.seconds, self._drop, account_id)
        self._held[account_id] = _Book(mark, people, timer)
        while len(self._held) > 1 and sum(len(book.people) for book in self._held.values()) > self.most:
            self._drop(next(iter(self._held)))
        return people

    def _drop(self, account_id: str) -> None:
        if book := self._held.pop(account_id, None):
            book.timer.cancel()
