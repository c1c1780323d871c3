"""The audit log is sealed by the sweep, and its newest entry is told to the log each hour."""

from structlog.testing import capture_logs

from jobs.sweep import sweep
from storage.audit import Audit
from storage.audit_chain import seal_audit, verify
from storage.crypto import Vault
from tests.handlers.office import Office


async def test_the_sweep_seals_what_was_noted_and_logs_the_newest_entry_each_hour(office: Office) -> None:
    for minute in (7, 60):
        async with office.db.transaction() as session:
            await Audit(session).note(office.db.now(), "U0ALICE", "approved", f"m{minute}")
        with capture_logs() as lines:
            await sweep(office.services, minute)
    found = await verify(office.db, office.services.vault, {})
    assert found.is_whole and (found.sealed, found.waiting) == (2, 0)
    assert [(line["seq"], line["hash"]) for line in lines if line["event"] == "audit head"] == [(2, found.head.hash)]


async def test_an_entry_that_no_key_proves_is_an_error_and_is_not_logged_as_proof(office: Office) -> None:
    async with office.db.transaction() as session:
        await Audit(session).note(office.db.now(), "U0ALICE", "approved", "m1")
    await seal_audit(office.db, Vault({"k0": b"9" * 32}))
    with capture_logs() as lines:
        await sweep(office.services, 60)
    told = [(line["log_level"], line["seq"]) for line in lines if line["event"].startswith("audit")]
    assert told == [("error", 1)]
