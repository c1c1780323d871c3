"""An audit log whose newest entry no key proves: nothing is sealed behind it until somebody says that a key is lost."""

import pytest

from storage.audit import Audit
from storage.audit_chain import ANEW, Head, countersign, entries, go_on_unproven, seal_audit, verify
from storage.audit_log import main
from storage.crypto import Vault
from storage.db import Database
from storage.rotate import main as rotate_main
from tests.storage.test_audit_chain import NEW, OLD, VAULT, head, note, rewrite
from tests.storage.test_rotation import with_keys

UNKNOWN = Vault({"k0": b"9" * 32})


async def logged(db: Database) -> dict[int, str]:
    """The newest entry as an anchor."""
    newest = await head(db)
    return {newest.seq: newest.hash}


async def lose_the_key(db: Database) -> None:
    """Three entries of a key that nobody has any more, and two that wait."""
    await note(db, 3)
    await seal_audit(db, VAULT)
    await note(db, 2, "later")


async def test_a_history_written_anew_is_not_vouched_for_by_what_comes_after_it(db: Database) -> None:
    await note(db, 5)
    await seal_audit(db, VAULT)
    await rewrite(db, UNKNOWN)
    await note(db, 1, "later")
    assert await seal_audit(db, VAULT) == 0
    await countersign(db, VAULT)
    found = await verify(db, VAULT, {})
    assert not found.is_whole and (found.vouched, found.sealed) == (0, 5)


async def test_nothing_is_sealed_behind_a_seal_that_is_not_mailrooms(sqlite_db: Database) -> None:
    await note(sqlite_db, 2)
    await seal_audit(sqlite_db, VAULT)
    await rewrite(sqlite_db, Vault({"k1": b"9" * 32}))
    await note(sqlite_db, 1, "later")
    assert await seal_audit(sqlite_db, VAULT) == 0
    assert not (await verify(sqlite_db, VAULT, {})).is_whole


async def test_a_process_that_lacks_the_new_key_leaves_sealing_to_those_that_have_it(sqlite_db: Database) -> None:
    await note(sqlite_db, 1)
    await countersign(sqlite_db, Vault({**NEW, **OLD}))
    await note(sqlite_db, 1, "later")
    assert await seal_audit(sqlite_db, VAULT) == 0
    assert await seal_audit(sqlite_db, Vault({**NEW, **OLD})) == 1
    assert (await verify(sqlite_db, Vault(NEW), {})).is_whole


async def test_after_a_lost_key_the_log_goes_on_and_what_was_before_is_proven_by_anchors_alone(db: Database) -> None:
    await lose_the_key(db)
    anchors, vault = await logged(db), Vault(NEW)
    assert await seal_audit(db, vault) == 0
    assert await go_on_unproven(db, vault, "k1") == 3
    assert await go_on_unproven(db, vault, "k1") == 0
    assert [entry.action async for entry in entries(db)] == ["approved"] * 3 + [ANEW] + ["approved"] * 2
    found = await verify(db, vault, {})
    assert not found.is_whole and (found.faults, found.gaps, found.vouched) == ([], [(1, 3)], 6)
    assert (await verify(db, vault, anchors)).is_whole
    await note(db, 1, "last")
    await countersign(db, Vault({"k3": b"3" * 32, **NEW}))
    found = await verify(db, Vault({"k3": b"3" * 32}), {})
    assert (found.faults, found.gaps) == ([], [(1, 3)]), "the next rotation vouches for no more than it can"
    assert (await verify(db, Vault({"k3": b"3" * 32}), anchors)).is_whole


async def test_an_anchor_before_the_last_of_a_lost_key_proves_its_part_alone(sqlite_db: Database) -> None:
    await note(sqlite_db, 1)
    await seal_audit(sqlite_db, VAULT)
    anchors = await logged(sqlite_db)
    await lose_the_key(sqlite_db)
    await go_on_unproven(sqlite_db, Vault(NEW), "k1")
    assert (await verify(sqlite_db, Vault(NEW), anchors)).gaps == [(2, 4)]


@pytest.mark.parametrize("forged", [False, True])
async def test_going_on_is_for_the_lost_key_that_was_named_alone(sqlite_db: Database, forged: bool) -> None:
    await lose_the_key(sqlite_db)
    if forged:
        await rewrite(sqlite_db, UNKNOWN)
    named, vault = ("k1", Vault(NEW)) if forged else ("k1", VAULT)
    assert await go_on_unproven(sqlite_db, vault, named) == 0
    assert await head(sqlite_db) == Head(3, (await head(sqlite_db)).hash)


async def test_an_entry_that_only_claims_to_go_on_bridges_nothing(sqlite_db: Database) -> None:
    await lose_the_key(sqlite_db)
    async with sqlite_db.transaction() as session:
        await Audit(session).note(sqlite_db.now(), "mailroom", ANEW, "k1")
    assert await seal_audit(sqlite_db, Vault(NEW)) == 0


async def test_the_commands_say_what_is_not_proven(
    sqlite_db: Database, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await lose_the_key(sqlite_db)
    [(last, digest)] = (await logged(sqlite_db)).items()
    settings = with_keys(sqlite_url, "k2")
    assert await main(["head"], settings) == 1
    assert capsys.readouterr().out == "No key in TOKEN_KEYS proves the newest entry, 3.\n"
    assert await rotate_main(["--forget", "k1"], settings) == 0
    assert "audit: sealed anew after entry 3;" in capsys.readouterr().out
    assert await main(["verify"], settings) == 1
    assert "Entries 1 to 3: only a lost key sealed them." in capsys.readouterr().out
    assert await main(["verify", "--anchor", f"{last}:{digest}"], settings) == 0
