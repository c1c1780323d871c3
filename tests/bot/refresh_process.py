"""A process that needs a token ten times at once: `python -m tests.bot.refresh_process DATABASE TOKEN_URL ACCOUNT`.

It says when it is ready and begins once it is told so, then prints the tokens that it got.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.mailboxes import Mailboxes
from connectors.google.client import AccessTokens
from connectors.google.oauth import OAuth, OAuthClient
from connectors.google.transport import Transport
from storage.crypto import Vault
from storage.db import open_database

KEY = bytes(range(32))
AT_ONCE = 10


def no_mailbox(tokens: AccessTokens) -> Any:
    """Nothing is asked of the mail service here."""
    return tokens


def say(*words: str) -> None:
    """One line for the test."""
    sys.stdout.write(f"{' '.join(words)}\n")
    sys.stdout.flush()


async def main(database: str, tokens: str, account: str) -> None:
    """Waits for a line, takes the tokens, prints them."""
    db = open_database(database)
    client = OAuthClient("sandbox-client", "sandbox-secret", "http://127.0.0.1/", "http://127.0.0.1/", tokens)
    boxes = Mailboxes(db, Vault({"k1": KEY}), OAuth(client, Transport(2), ThreadPoolExecutor(2)), no_mailbox)
    say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    say(*await asyncio.gather(*(boxes.token(account) for _ in range(AT_ONCE))))
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
