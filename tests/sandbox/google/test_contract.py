"""Every answer that Mailroom reads fits the schemas of Google's own discovery documents."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.sandbox.google.conftest import Google

ROOT = Path(__file__).parents[3]
CHECKER = Path(os.environ.get("MAILROOM_CONTRACTS", ROOT.parent / "shared" / "contracts")) / "check_google.py"


@pytest.mark.skipif(not CHECKER.exists(), reason="the contract checker is not at MAILROOM_CONTRACTS")
async def test_the_contract_checker_finds_no_difference(google: Google) -> None:
    await google.deliver(attachments=[{"name": "a.txt", "kind": "text/plain", "data": "aGk="}])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(CHECKER),
        f"{google.url}/google",
        google.token(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    assert output.decode().count("ok  ") == 21
