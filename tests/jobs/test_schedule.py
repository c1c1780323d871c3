"""The schedule process itself, behind a firewall: it pulls what Gmail has to tell, and ends in the middle of a pull."""

import asyncio
import base64
import json
import os
import signal
import sys
from pathlib import Path

from sandbox.google.pubsub import NAME
from storage.accounts import Accounts
from tests.cast import ALICE_MAIL, join
from tests.eventually import eventually
from tests.handlers.http.pushing import envelope
from tests.handlers.office import KEY, Office

ROOT = Path(__file__).resolve().parents[2]


async def test_a_notice_is_pulled_stored_and_acknowledged_and_sigterm_ends_the_pull(
    office: Office, redis_url: str, tmp_path: Path
) -> None:
    account, queue, google = await join(office.db), office.google.pusher.pulled, office.services.settings.google_api_url
    queue.enabled, queue.poll_seconds = True, 60
    (tmp_path / "reader.json").write_text(json.dumps(queue.key_file(f"{google}service/token")))
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": office.db.engine.url.render_as_string(False),
        "REDIS_URL": redis_url, "SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_SIGNING_SECRET": "secret",
        "GOOGLE_CLIENT_ID": "sandbox-client", "GOOGLE_CLIENT_SECRET": "secret",
        "TOKEN_KEYS": f"k1:{base64.b64encode(KEY).decode()}", "PUBSUB_TOPIC": "projects/sandbox/topics/mail",
        "PUBSUB_SUBSCRIPTION": NAME, "PUBSUB_API_URL": google,
        "GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "reader.json"),
    }  # fmt: skip
    queue.publish(envelope(ALICE_MAIL)["message"])
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "jobs.schedule", cwd=ROOT, env=environment)
    try:
        await eventually(lambda: queue.acknowledged == 1, seconds=60)
        async with office.db.reading() as session:
            wanting = await Accounts(session).get(account.id)
        assert wanting is not None and wanting.sync_wanted == 1
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
