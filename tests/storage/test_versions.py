"""Versions: numbered once each, kept for ever, and read back as they were written."""

import asyncio
from decimal import Decimal

from assistant.letters import Letter, Origin, version_of
from connectors.mail.email import Address
from storage.db import Database
from storage.versions import DraftVersion, Versions
from tests.cast import ALICE_MAIL, SARAH, Desk, ready_reply

LETTER = Letter(
    Address("Ælice", ALICE_MAIL), (SARAH,), (Address("", "b@x.example"),), "Re: Grüße 😀", "Hi\n\n  two", ()
)


def another(desk: Desk, number: int) -> DraftVersion:
    usage = {"provider": "openai", "model": "m", "prompt": "draft@1", "input_tokens": 7, "output_tokens": 5}
    cost = {"cost_usd": Decimal("0.001234"), "latency_ms": 850}
    origin = Origin("user", "tip", "<q@x>", ("<a@x>", "<b@x>"), usage | cost)
    return version_of(desk.draft_id, number, LETTER, origin, desk.db.now())


async def test_a_version_is_read_back_as_it_was_written(db: Database) -> None:
    desk = await ready_reply(db)
    written = another(desk, 2)
    written.flags, written.unknown, written.missing = [{"kind": "k", "words": "w"}], ["b@x.example"], ["a date"]
    async with db.transaction() as session:
        assert await Versions(session).add(written)
    async with db.reading() as session:
        found = await Versions(session).get(written.id)
    assert found is not None
    columns = DraftVersion.__table__.columns.keys()
    assert {name: getattr(found, name) for name in columns} == {name: getattr(written, name) for name in columns}


async def test_a_number_is_given_once_however_many_want_it(db: Database) -> None:
    desk = await ready_reply(db)

    async def add(version: DraftVersion) -> bool:
        async with db.transaction() as session:
            return await Versions(session).add(version)

    versions = [another(desk, 2) for _ in range(8)]
    added = await asyncio.gather(*map(add, versions))
    assert added.count(True) == 1
    assert [one.id for one in await desk.versions()][1:] == [versions[added.index(True)].id]


async def test_a_template_s_version_cost_nothing(db: Database) -> None:
    desk = await ready_reply(db)
    version = await desk.version()
    assert (version.provider, version.model, version.input_tokens, version.cost_usd) == ("", "", 0, Decimal(0))
