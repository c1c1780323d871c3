"""Alice's mailbox while its mail is judged."""

from typing import Any

from assistant.case import Case, load_case
from assistant.triage import triage
from storage.accounts import Account
from storage.db import Database
from tests.cast import found, join
from tests.fake_model import FakeModel
from tests.fakes import FakeMail


class Box:
    """Alice's mailbox while its mail is judged."""

    def __init__(self, db: Database, account: Account) -> None:
        self.db, self.account, self.mail = db, account, FakeMail(db.now)

    async def comes(self, raw: bytes, labels: frozenset[str] = frozenset({"INBOX"})) -> str:
        """A mail arrives and is found; its id of ours."""
        return await found(self.db, self.account, self.mail.deliver(raw, labels=labels))

    async def case(self, message_id: str) -> Case:
        """Everything about it as stored now."""
        async with self.db.reading() as session:
            case = await load_case(session, message_id)
        assert case is not None
        return case

    async def judge(self, raw: bytes, model: FakeModel, **more: Any) -> Case:
        """A mail arrives, is found and judged."""
        message_id = await self.comes(raw, **more)
        await triage(self.db, self.mail, model, message_id)
        return await self.case(message_id)


async def box(db: Database) -> Box:
    """Alice's, connected."""
    return Box(db, await join(db))
