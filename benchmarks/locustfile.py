"""A load test that anyone can run against `make run`: Gmail's push notices and Slack's clicks, all signed.

    make run                                              # in one terminal
    .tools/bin/uv run --frozen --with locust locust -f benchmarks/locustfile.py --headless -u 40 -r 10 -t 60s \
        --host http://127.0.0.1:3000

Without `--headless` locust shows its page on http://127.0.0.1:8089. The notices are Alice's, and signed by the stand-in
of Google that `make run` serves: its page's address is `SANDBOX` (http://127.0.0.1:4000 unless set). One token serves
many notices, as Pub/Sub's own do for up to an hour. The app takes 100 notices a minute of one mailbox: start it with
`WEBHOOK_PER_MINUTE=1000000 make run`, or see 429 counted as failures. Clicks are of Alice on a reply that is not there:
they go the whole way through signature, dispatch and the check of whose it is, and change nothing.
`SLACK_SIGNING_SECRET` is the stand-in's unless set.
"""

# mypy: disable-error-code="import-not-found,import-untyped,misc,untyped-decorator"

import base64
import itertools
import json
import os
import secrets
import time

from locust import HttpUser, constant, task

from benchmarks.load import click_body, signed

SANDBOX = os.environ.get("SANDBOX", "http://127.0.0.1:4000")
SECRET = os.environ.get("SLACK_SIGNING_SECRET", "sandbox-signing-secret")
ALICE = "alice@fernhill.example"
_numbers = itertools.count(secrets.randbelow(2**40))


class Visitor(HttpUser):
    """Ten notices to one click."""

    wait_time = constant(0)

    def on_start(self) -> None:
        """Asks the stand-in of Google for a token as it signs them for its pushes."""
        with self.client.post(f"{SANDBOX}/play/mail/push/token", name="(set-up) token", catch_response=True) as answer:
            self.token = answer.json()["token"]

    @task(10)
    def push(self) -> None:
        """A notice of Alice's mailbox, a different one each time; the app answers 204 once it is stored."""
        number = next(_numbers)
        notice = json.dumps({"emailAddress": ALICE, "historyId": number + 1}).encode()
        message = {"data": base64.b64encode(notice).decode(), "messageId": f"locust-{number}"}
        body = {"message": message, "subscription": "projects/sandbox/subscriptions/mailroom"}
        headers = {"Authorization": f"Bearer {self.token}"}
        self.client.post("/api/webhook/gmail", json=body, headers=headers, name="push notice")

    @task(1)
    def click(self) -> None:
        """A click on Approve, acknowledged before anything is done."""
        body = click_body(secrets.token_hex(16))
        headers = signed(SECRET, body, str(int(time.time())))
        self.client.post("/slack/events", data=body, headers=headers, name="Slack click")
