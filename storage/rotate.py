"""Keys of stored secrets: `python -m storage.rotate [--check | --forget KEYID]` (SPEC AC4, OP11).

Without an argument everything is sealed anew with the first of TOKEN_KEYS; it may be stopped and run again, and is safe
while Mailroom runs. `--check` tells which keys are in use. The exit code is 0 where nothing needs another key.
"""

import argparse
import sys
from collections.abc import Sequence

from bot.command import run_main, say
from bot.settings import Settings, SettingsError
from storage.access_tokens import AccessTokens
from storage.audit import through
from storage.audit_chain import countersign, go_on_unproven
from storage.crypto import Vault
from storage.db import Database, open_database
from storage.rotation import Tally, end_api_keys, forget, rotate
from storage.sealed import PLACES, UNSEALED, key_ids

NAMED = 10  # of the rows that do not open


async def main(arguments: Sequence[str], settings: Settings) -> int:
    """Runs the command; the exit code. Raises SettingsError where no key is set."""
    wanted = _parser().parse_args(arguments)
    through.set("command")
    if not settings.keys:
        raise SettingsError("TOKEN_KEYS: set the keys, the new one first.")
    db, vault = open_database(settings.database_url), Vault(settings.keys)
    try:
        if wanted.forget:
            return await _forget(db, vault, wanted.forget)
        return await (_check(db, vault) if wanted.check else _rotate(db, vault))
    finally:
        await db.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m storage.rotate", description="Seals stored secrets anew.")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--check", action="store_true", help="only tell which keys are in use")
    way.add_argument("--forget", metavar="KEYID", help="let go of what this lost key sealed")
    return parser


async def _rotate(db: Database, vault: Vault) -> int:
    broken = missed = 0
    for place in PLACES:
        tally = await rotate(db, vault, place)
        async with db.reading() as session:
            new = (await key_ids(session, place)).get(vault.key_ids[0], 0)
        say(_told(place.name, tally, new))
        broken, missed = broken + len(tally.broken), missed + tally.missed
    await countersign(db, vault)
    if broken:
        say("What does not open needs a key that is not in TOKEN_KEYS, or was changed. See --check and --forget.")
    if missed:
        say("Some were in use all the time: run this again.")
    return 1 if broken or missed else 0


def _told(name: str, tally: Tally, new: int) -> str:
    words = f"{name}: {tally.done} sealed anew, {max(0, new - tally.done)} bore the new key already"
    if tally.missed:
        words += f", {tally.missed} in use"
    if tally.broken:
        words += f", {len(tally.broken)} do not open: {' '.join(tally.broken[:NAMED])}"
    return f"{words}."


async def _check(db: Database, vault: Vault) -> int:
    present, others = vault.key_ids[0], 0
    for place in PLACES:
        async with db.reading() as session:
            found = await key_ids(session, place)
        others += sum(count for name, count in found.items() if name != present)
        said = ", ".join(f"{count} {_of(name, vault)}" for name, count in sorted(found.items()))
        say(f"{place.name}: {said or 'nothing'}")
    async with db.reading() as session:
        signed = await AccessTokens(session).signed_by(db.now())
    for name, count in sorted(signed.items()):
        say(f"API keys: {count} signed by {name}{'' if name == present else ', which end when it is taken out'}")
    say("Only the first key is in use: the others may go." if not others else f"{others} need another key than it.")
    return 1 if others else 0


def _of(name: str, vault: Vault) -> str:
    if name == UNSEALED:
        return "not sealed at all"
    return f"by {name}" if name in vault.key_ids else f"by {name}, which is not in TOKEN_KEYS"


async def _forget(db: Database, vault: Vault, key_id: str) -> int:
    for name, count in (await forget(db, vault, key_id)).items():
        say(f"{name}: {count} let go.")
    say(f"API keys: {await end_api_keys(db, vault, key_id)} revoked.")
    if last := await go_on_unproven(db, vault, key_id):
        say(f"audit: sealed anew after entry {last}; up to it only what was logged as `audit head` proves it.")
    say("Whoever's mailbox or workspace that was is asked to connect it again.")
    return 0


if __name__ == "__main__":
    run_main(lambda: main(sys.argv[1:], Settings()), "Keys cannot be changed")
