"""Sealing the audit log, each minute; its newest entry stands in the process's log each hour, to be found elsewhere."""

import structlog

from bot.services import Services
from storage.audit_chain import head_of, seal_audit

log = structlog.get_logger("audit")


async def seal_log(services: Services, minute: int) -> None:
    """Seals what was noted since. `minute` counts from the epoch."""
    await seal_audit(services.db, services.vault)
    if minute % 60 == 0:
        async with services.db.reading() as session:
            head = await head_of(session)
        log.info("audit head", seq=head.seq, hash=head.hash)
