"""Sealing the audit log, each minute; its newest entry stands in the process's log each hour, to be found elsewhere."""

import structlog

from bot.services import Services
from storage.audit_chain import head_of, is_proven, seal_audit

log = structlog.get_logger("audit")


async def seal_log(services: Services, minute: int) -> None:
    """Seals what was noted since. `minute` counts from the epoch."""
    await seal_audit(services.db, services.vault)
    async with services.db.reading() as session:
        head, proven = await head_of(session), await is_proven(session, services.vault)
    if not proven:
        log.error("audit not sealed: no key in TOKEN_KEYS proves the newest entry", seq=head.seq)
    elif minute % 60 == 0:  # never one that is not proven: what is logged serves as proof later
        log.info("audit head", seq=head.seq, hash=head.hash)
