"""Log lines are JSON with the correlation id, and hold no body, whatever a library tries to log."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "quarterly-figures"
SCRIPT = f"""
import logging, sys
import structlog
from bot.logs import set_up_logs

set_up_logs(sys.argv[1])
log = structlog.get_logger("gmail_push")
structlog.contextvars.bind_contextvars(correlation="c1")
log.warning("push refused", reason="bad signature")
log.info("push kept", body="no: that is a key of ours")
log.debug("details")
try:
    held = "{SECRET}"
    raise ValueError("odd: " + held)
except ValueError as error:
    error.add_note(held)
    log.exception("request failed")
try:
    raise ExceptionGroup(held, [ValueError(held)])
except ExceptionGroup as error:
    logging.getLogger("aiohttp.server").error("Error handling request", exc_info=error)
try:
    int(held)
except ValueError as error:
    try:
        raise KeyError(held) from error
    except KeyError:
        log.exception("slack listener failed")
try:
    compile(held + " =", held, "exec")
except SyntaxError:
    log.exception("template failed")
bolt = logging.getLogger("slack_bolt.AsyncApp")
bolt.warning("Unhandled request ({{'value': '{SECRET}'}})\\n---\\nhow to listen to {SECRET}")
bolt.warning("Invalid request signature detected (signature: v0=1, timestamp: 1, body: {SECRET})")
bolt.warning("A global middleware (keep) skipped calling either for the request ({SECRET})")
bolt.error("Failed to authorize with the given token (invalid_auth)")
for name in ("slack_bolt.x", "slack_sdk.web", "rq.worker", "aiohttp.access", "httpx2", "openai", "anthropic._base",
             "sqlalchemy.engine.Engine", "aiosqlite"):
    logging.getLogger(name).info("{SECRET}")
    logging.getLogger(name).debug("{SECRET}")
for name in ("googleapiclient.http", "urllib3.connectionpool"):
    logging.getLogger(name).warning("{SECRET}")
logging.getLogger("foreign").warning("a line of %s", "a library")
"""


@cache
def lines(level: str) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, level], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stderr == ""
    assert SECRET not in ran.stdout
    return [json.loads(line) for line in ran.stdout.splitlines()]


def line(event: str, level: str = "INFO") -> dict[str, Any]:
    return next(one for one in lines(level) if one["event"] == event)


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_no_library_logs_a_body_at_any_level(level: str) -> None:
    events = [one["event"] for one in lines(level)]
    assert {"Unhandled request", "Invalid request signature detected", "A global middleware"} <= set(events)


def test_our_own_words_are_left_alone() -> None:
    refused = line("push refused")
    assert (refused["reason"], refused["level"], refused["logger"]) == ("bad signature", "warning", "gmail_push")
    assert line("push kept")["body"] == "no: that is a key of ours"


def test_every_line_has_a_time_and_the_correlation_id() -> None:
    assert all(one["timestamp"].endswith("Z") and one["correlation"] == "c1" for one in lines("INFO"))


def test_an_error_is_logged_with_its_place_and_without_the_values_there() -> None:
    (told,) = line("request failed")["exception"]
    assert (told["exc_type"], told["exc_value"]) == ("ValueError", "")
    assert told["frames"] and not any(frame.get("locals") for frame in told["frames"])


def test_an_errors_words_are_not_logged_and_its_kind_and_causes_are() -> None:
    """They may quote mail, a row or a header with a token: `lines` holds that none is there."""
    kinds = {
        one["event"]: [link["exc_type"] for link in one["exception"]] for one in lines("INFO") if "exception" in one
    }
    assert kinds == {
        "request failed": ["ValueError"],
        "Error handling request": ["ExceptionGroup"],
        "slack listener failed": ["KeyError", "ValueError"],
        "template failed": ["SyntaxError"],
    }


def test_what_an_operator_must_know_of_slack_stays() -> None:
    assert line("Failed to authorize with the given token (invalid_auth)")["level"] == "error"


def test_a_librarys_line_is_json_too() -> None:
    assert line("a line of a library")["logger"] == "foreign"


def test_the_level_is_obeyed() -> None:
    assert "details" in [one["event"] for one in lines("DEBUG")]
    assert "details" not in [one["event"] for one in lines("INFO")]
