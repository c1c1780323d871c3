"""The audit log's chain: sealed once by whoever comes, refused changes by the database, every other change found."""

import ast
import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.case import Person
from storage.audit import Audit, AuditEntry
from storage.audit_chain import Head, countersign, digest_of, entries, head_of, seal_audit, verify
from storage.audit_log import filters_of, parser
from storage.crypto import Vault
from storage.db import Database
from tests.cast import join
from tests.database_fixture import Clock

OLD, NEW = {"k1": b"1" * 32}, {"k2": b"2" * 32}
VAULT = Vault(OLD)
ROOT = Path(__file__).resolve().parents[2]


async def note(db: Database, count: int, subject: str = "m") -> None:
    async with db.transaction() as session:
        for number in range(count):
            await Audit(session).note(
                db.now(), "U0ALICE", "approved", f"{subject}{number}", team="T0", née=1.5, n=number
            )


async def head(db: Database) -> Head:
    async with db.reading() as session:
        return await head_of(session)


async def past_the_guard(db: Database, *statements: str) -> None:
    """What somebody does who may change the schema: lifts the triggers first."""
    on_table = "" if db.is_sqlite else " ON audit"
    async with db.transaction() as session:
        for name in ("audit_changed", "audit_deleted"):
            await session.execute(text(f"DROP TRIGGER {name}{on_table}"))
        for statement in statements:
            await session.execute(text(statement))


async def test_entries_are_numbered_without_gaps_in_the_order_in_which_they_were_noted(db: Database) -> None:
    await note(db, 3)
    assert await seal_audit(db, VAULT) == 3
    await note(db, 2, "n")
    assert await seal_audit(db, VAULT) == 2
    assert await seal_audit(db, VAULT) == 0
    assert [(entry.seq, entry.subject) async for entry in entries(db)] == [
        (1, "m0"), (2, "m1"), (3, "m2"), (4, "n0"), (5, "n1")
    ]  # fmt: skip
    found = await verify(db, VAULT, {})
    assert found.is_whole and (found.sealed, found.waiting, found.head, found.vouched) == (5, 0, await head(db), 5)


async def test_more_entries_than_go_into_one_step_are_all_sealed_and_read(sqlite_db: Database) -> None:
    await note(sqlite_db, 1203)
    assert await seal_audit(sqlite_db, VAULT) == 1203
    found = await verify(sqlite_db, VAULT, {})
    assert found.is_whole and found.sealed == 1203


async def test_many_writers_and_sealers_at_once_make_one_chain(db: Database) -> None:
    async def both(number: int) -> int:
        await note(db, 2, f"w{number}-")
        return await seal_audit(db, VAULT)

    sealed = sum(await asyncio.gather(*(both(number) for number in range(8))))
    assert sealed + await seal_audit(db, VAULT) == 16
    found = await verify(db, VAULT, {})
    assert found.is_whole and found.sealed == 16


async def test_an_empty_log_is_whole(db: Database) -> None:
    assert (await verify(db, VAULT, {})).is_whole
    assert await seal_audit(db, VAULT) == 0


async def test_looking_for_what_waits_reads_no_sealed_entry(sqlite_db: Database) -> None:
    await note(sqlite_db, 20)
    await seal_audit(sqlite_db, VAULT)
    for query in (
        "SELECT id FROM audit WHERE seq IS NULL LIMIT 1",
        "SELECT * FROM audit WHERE seq IS NULL ORDER BY id",
    ):
        async with sqlite_db.reading() as session:
            plan = [row.detail for row in await session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
        assert len(plan) == 1 and "ix_audit_waiting" in plan[0], plan


REFUSED = {
    "a change": "UPDATE audit SET actor = 'U0MALLORY' WHERE subject = 'm1'",
    "a change of what is sealed": "UPDATE audit SET hash = '' WHERE subject = 'm1'",
    "an unsealing": "UPDATE audit SET seq = NULL WHERE subject = 'm1'",
    "a change of what waits": "UPDATE audit SET actor = 'U0MALLORY' WHERE subject = 'late0'",
    "a change with the sealing": "UPDATE audit SET actor = 'U0MALLORY', seq = 9 WHERE subject = 'late0'",
    "other words with the sealing": "UPDATE audit SET detail = '{}', seq = 9 WHERE subject = 'late0'",
    "a deletion": "DELETE FROM audit WHERE subject = 'm1'",
    "a deletion of what waits": "DELETE FROM audit WHERE subject = 'late0'",
}


async def test_the_database_refuses_to_change_or_delete_an_entry(db: Database) -> None:
    await note(db, 3)
    await seal_audit(db, VAULT)
    await note(db, 1, "late")
    emptied = [] if db.is_sqlite else ["TRUNCATE audit"]
    for statement in [*REFUSED.values(), *emptied]:
        with pytest.raises(DBAPIError, match="append-only"):
            async with db.transaction() as session:
                await session.execute(text(statement))
    assert await seal_audit(db, VAULT) == 1
    assert (await verify(db, VAULT, {})).is_whole


INSERT = (
    "INSERT INTO audit (id, at, actor, action, subject, detail, chain, seq, before, hash, mac)"
    " SELECT 'x', at, 'U0MALLORY', action, subject, detail, {values} FROM audit WHERE seq = 3"
)
TAMPERED: dict[str, tuple[list[str], str]] = {
    "who": (["UPDATE audit SET actor = 'U0MALLORY' WHERE seq = 3"], "Entry 3: its content is not"),
    "what": (["UPDATE audit SET action = 'sent' WHERE seq = 3"], "Entry 3: its content is not"),
    "detail": (['UPDATE audit SET detail = \'{"version": "v9"}\' WHERE seq = 3'], "Entry 3: its content is not"),
    "workspace": (["UPDATE audit SET team = 'T1' WHERE seq = 1"], "Entry 1: its content is not"),
    "stamp": (["UPDATE audit SET mac = 'k1.00' WHERE seq = 3"], "Entry 3: Mailroom's key did not"),
    "gone": (["DELETE FROM audit WHERE seq = 3"], "Entry 4: it follows on entry 2"),
    "first gone": (["DELETE FROM audit WHERE seq = 1"], "Entry 2: it follows on entry 0"),
    "gone, renumbered": (
        ["DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4"],
        "Entry 3: it does not name the entry before it",
    ),
    "swapped": (
        [
            "UPDATE audit SET seq = 99 WHERE seq = 2",
            "UPDATE audit SET seq = 2 WHERE seq = 3",
            "UPDATE audit SET seq = 3 WHERE seq = 99",
        ],
        "Entry 2: it does not name the entry before it",
    ),
    "forged at the end": (
        [INSERT.format(values="chain, 6, (SELECT hash FROM audit WHERE seq = 5), hash, mac")],
        "Entry 6: its content is not",
    ),
    "forged before the first": ([INSERT.format(values="chain, 0, '', hash, mac")], "Entry 0: "),
    "a second chain": ([INSERT.format(values="'other', 3, before, hash, mac")], "Entry 3: it belongs to another"),
}


@pytest.mark.parametrize("trick", TAMPERED)
async def test_verification_finds_whatever_was_done_past_the_guard(sqlite_db: Database, trick: str) -> None:
    statements, said = TAMPERED[trick]
    await note(sqlite_db, 5)
    await seal_audit(sqlite_db, VAULT)
    await past_the_guard(sqlite_db, *statements)
    found = await verify(sqlite_db, VAULT, {})
    assert not found.is_whole
    assert any(fault.startswith(said) for fault in found.faults), found.faults


async def test_a_change_is_found_on_postgresql_as_well(db: Database) -> None:
    await note(db, 3)
    await seal_audit(db, VAULT)
    await past_the_guard(db, "UPDATE audit SET subject = 'm9' WHERE seq = 2")
    assert (await verify(db, VAULT, {})).faults == ["Entry 2: its content is not what was sealed."]


async def rewrite(db: Database, vault: Vault) -> None:
    """A whole history, consistent in itself, by somebody who has that vault: the last entry never happened."""
    rows = [entry async for entry in entries(db)]
    rows[-1].actor, before, statements = "U0MALLORY", "", list[str]()
    for entry in rows:
        digest = digest_of(entry, entry.seq or 0, before)
        sets = f"actor = '{entry.actor}', before = '{before}', hash = '{digest}', mac = '{vault.stamp(digest)}'"
        statements.append(f"UPDATE audit SET {sets} WHERE seq = {entry.seq}")  # noqa: S608 - a test's own words
        before = digest
    await past_the_guard(db, *statements)


async def test_a_history_written_anew_without_the_key_is_found(sqlite_db: Database) -> None:
    await note(sqlite_db, 4)
    await seal_audit(sqlite_db, VAULT)
    await rewrite(sqlite_db, Vault({"k1": b"9" * 32}))
    assert "Entry 4: Mailroom's key did not seal it." in (await verify(sqlite_db, VAULT, {})).faults


async def test_one_written_anew_with_a_key_of_another_name_is_not_proven(sqlite_db: Database) -> None:
    await note(sqlite_db, 4)
    await seal_audit(sqlite_db, VAULT)
    await rewrite(sqlite_db, Vault({"k0": b"9" * 32}))
    found = await verify(sqlite_db, VAULT, {})
    assert not found.is_whole and (found.faults, found.vouched) == ([], 0)


async def test_what_was_logged_once_tells_of_lost_newest_entries_and_of_another_history(sqlite_db: Database) -> None:
    await note(sqlite_db, 5)
    await seal_audit(sqlite_db, VAULT)
    logged = await head(sqlite_db)
    anchors = {logged.seq: logged.hash}
    assert (await verify(sqlite_db, VAULT, anchors)).is_whole
    await past_the_guard(sqlite_db, "DELETE FROM audit WHERE seq > 3")
    assert (await verify(sqlite_db, VAULT, {})).is_whole, "what cannot be seen without an anchor, as the docstring says"
    assert (await verify(sqlite_db, VAULT, anchors)).faults == [
        "Entry 5: it was logged once, and is gone with all after 3."
    ]
    await note(sqlite_db, 2, "other")
    await seal_audit(sqlite_db, VAULT)
    assert (await verify(sqlite_db, VAULT, anchors)).faults == ["Entry 5: it is not the one that was logged then."]


async def test_entries_that_nothing_seals_are_told_of_once_they_are_old(db: Database, clock: Clock) -> None:
    await note(db, 2)
    assert (await verify(db, VAULT, {})).waiting == 2 and (await verify(db, VAULT, {})).is_whole
    clock.advance(3600)
    assert (await verify(db, VAULT, {})).faults == ["2 entries are not sealed, the oldest of 2026-11-20 09:00 UTC."]


async def test_after_a_rotation_the_new_key_vouches_for_all_and_the_old_one_may_go(db: Database) -> None:
    await note(db, 3)
    await seal_audit(db, VAULT)
    assert not (await verify(db, Vault(NEW), {})).is_whole
    for _ in range(2):  # a second time adds nothing
        await countersign(db, Vault({**NEW, **OLD}))
    found = await verify(db, Vault(NEW), {})
    assert found.is_whole and (found.sealed, found.vouched) == (4, 4)
    assert [entry.action async for entry in entries(db)][-1] == "keys rotated"


async def test_an_old_key_that_leaked_changes_nothing_before_the_rotation(sqlite_db: Database) -> None:
    await note(sqlite_db, 3)
    await countersign(sqlite_db, Vault({**NEW, **OLD}))
    await rewrite(sqlite_db, VAULT)
    found = await verify(sqlite_db, Vault(NEW), {})
    assert not found.is_whole


@pytest.mark.parametrize("change", [lambda e: setattr(e, "actor", "x"), lambda e: setattr(e, "account", "x")])
def test_the_hash_covers_every_field(change: Callable[[AuditEntry], None]) -> None:
    def entry() -> AuditEntry:
        values = dict.fromkeys(("id", "actor", "action", "subject", "team", "account"), "a")
        return AuditEntry(at=Clock()(), detail={}, **values)

    other = entry()
    change(other)
    assert digest_of(entry(), 1, "") != digest_of(other, 1, "")


ASKED = [
    ("--workspace T1", ["a", "b", "d"]),  # d names a mailbox of that workspace alone
    ("--workspace T2", ["c"]),
    ("--user U0ALICE", ["a", "c"]),
    ("--workspace T1 --user U0ALICE", ["a"]),
    ("--account ACCOUNT", ["b", "d"]),
    ("--since 2026-11-20T09:02", ["c", "d"]),
    ("--until 2026-11-20T10:02+01:00", ["a", "b"]),
    ("", ["a", "b", "c", "d"]),
]


async def test_an_export_holds_what_was_asked_for(db: Database, clock: Clock) -> None:
    box = (await join(db, Person("T1", "U0ALICE"))).id
    for subject, actor, team, account in (
        ("a", "U0ALICE", "T1", ""), ("b", "U0BOB", "T1", box), ("c", "U0ALICE", "T2", ""), ("d", "mailroom", "", box)
    ):  # fmt: skip
        async with db.transaction() as session:
            await Audit(session).note(clock(), actor, "approved", subject, team=team, account=account)
        clock.advance(60)
    await seal_audit(db, VAULT)
    for typed, subjects in ASKED:
        wanted = parser().parse_args(["export", *typed.replace("ACCOUNT", box).split()])
        assert [entry.subject async for entry in entries(db, *filters_of(wanted))] == subjects, typed


def notes() -> Iterator[tuple[str, ast.Call]]:
    """Every call of Audit(…).note(…) in the code, and where it stands."""
    for room in ("bot", "handlers", "jobs", "assistant"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("Audit("):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", call


def test_every_entry_names_its_workspace_or_its_mailbox() -> None:
    found = list(notes())
    named = [{keyword.arg for keyword in call.keywords} & {"team", "account", None} for _, call in found]
    assert len(found) > 20
    assert [place for (place, call), names in zip(found, named, strict=True) if not names] == []
