"""The audit log on the command line: `python -m storage.audit_log verify | head | export` (SPEC OP5).

`verify` reads the whole chain and says what is wrong with it; `--anchor SEQ:HASH` holds it against what was logged
earlier and kept elsewhere. `export` writes one JSON object a line: ids, no mail. Exit code 0 only where all is well.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from bot.command import run_main, say
from bot.settings import Settings, SettingsError
from storage.accounts import Account
from storage.audit import AuditEntry
from storage.audit_chain import Findings, entries, head_of, is_proven, seal_audit, verify
from storage.crypto import Vault
from storage.db import Database, open_database
from storage.users import User

SHOWN = 20  # of the faults


def _moment(words: str) -> datetime:
    moment = datetime.fromisoformat(words)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _anchor(words: str) -> tuple[int, str]:
    seq, _, digest = words.partition(":")
    if not seq.isdigit() or len(digest) != 64:
        raise argparse.ArgumentTypeError("must be NUMBER:HASH, as `head` shows it")
    return int(seq), digest


def parser() -> argparse.ArgumentParser:
    """What may be typed."""
    whole = argparse.ArgumentParser(prog="python -m storage.audit_log", description="The audit log.")
    verbs = whole.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("verify", help="find whatever was changed, taken out or put in")
    check.add_argument("--anchor", type=_anchor, action="append", default=[], metavar="SEQ:HASH")
    verbs.add_parser("head", help="number and hash of the newest entry, to be kept elsewhere")
    export = verbs.add_parser("export", help="entries as JSON lines, oldest first")
    export.add_argument("--workspace", metavar="TEAM", default="", help="a Slack team's id")
    export.add_argument("--user", metavar="USER", default="", help="a Slack user's id: what they did")
    export.add_argument("--account", metavar="ACCOUNT", default="", help="a mailbox's id")
    export.add_argument("--since", type=_moment, metavar="TIME", help="from then on, such as 2026-11-28T09:00")
    export.add_argument("--until", type=_moment, metavar="TIME", help="before then")
    return whole


async def main(arguments: Sequence[str], settings: Settings) -> int:
    """Runs the command; the exit code. Raises SettingsError where no key is set."""
    wanted = parser().parse_args(arguments)
    if not settings.keys:
        raise SettingsError("TOKEN_KEYS: set the keys that seal the log.")
    db, vault = open_database(settings.database_url), Vault(settings.keys)
    try:
        await seal_audit(db, vault)
        if wanted.verb == "verify":
            return _told(await verify(db, vault, dict(wanted.anchor)))
        if wanted.verb == "head":
            return await _head(db, vault)
        return await _export(db, filters_of(wanted))
    finally:
        await db.close()


def _told(found: Findings) -> int:
    for fault in found.faults[:SHOWN]:
        say(fault)
    if len(found.faults) > SHOWN:
        say(f"… and {len(found.faults) - SHOWN} more.")
    if found.vouched < found.head.seq:
        say(f"Entries after {found.vouched} are sealed with keys that are not in TOKEN_KEYS: they are not proven.")
    for first, last in found.gaps:
        say(f"Entries {first} to {last}: only a lost key sealed them. An --anchor of {last} or later proves them.")
    said = "All are as they were sealed." if found.is_whole else "The log is not as it was sealed."
    say(f"{found.sealed} entries up to {found.head.seq}:{found.head.hash or '-'}. {said}")
    return 0 if found.is_whole else 1


async def _head(db: Database, vault: Vault) -> int:
    async with db.reading() as session:
        head, proven = await head_of(session), await is_proven(session, vault)
    say(f"{head.seq}:{head.hash}" if proven else f"No key in TOKEN_KEYS proves the newest entry, {head.seq}.")
    return 0 if proven else 1


def filters_of(wanted: argparse.Namespace) -> list[ColumnElement[bool]]:
    """What an entry must be. A workspace's entries are also those of its people's mailboxes."""
    found: list[ColumnElement[bool]] = []
    if wanted.workspace:
        boxes = select(Account.id).join(User, User.id == Account.user_id).where(User.team_id == wanted.workspace)
        unnamed = and_(AuditEntry.team == "", or_(AuditEntry.account.in_(boxes), AuditEntry.subject.in_(boxes)))
        found.append(or_(AuditEntry.team == wanted.workspace, unnamed))
    if wanted.user:
        found.append(AuditEntry.actor == wanted.user)
    if wanted.account:
        found.append(or_(AuditEntry.account == wanted.account, AuditEntry.subject == wanted.account))
    if wanted.since:
        found.append(AuditEntry.at >= wanted.since)
    if wanted.until:
        found.append(AuditEntry.at < wanted.until)
    return found


async def _export(db: Database, filters: Sequence[ColumnElement[bool]]) -> int:
    async for entry in entries(db, *filters):
        say(json.dumps(_as_json(entry), sort_keys=True))
    return 0


def _as_json(entry: AuditEntry) -> Mapping[str, Any]:
    columns = {column.key: getattr(entry, column.key) for column in AuditEntry.__table__.columns}
    return columns | {"at": entry.at.isoformat()}


if __name__ == "__main__":
    run_main(lambda: main(sys.argv[1:], Settings()), "The audit log cannot be read")
