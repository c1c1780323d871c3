"""Requests of every kind that a stranger, or somebody with a stolen key, may send: strategies, and one raw sender."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from sandbox.slack.delivery import signature

Json = dict[str, Any]
PATHS = (
    "/slack/events", "/api/webhook/gmail", "/auth/google/start", "/auth/google/callback", "/auth/google/confirm",
    "/slack/install", "/slack/oauth_redirect", "/export", "/api/health", "/", "/keys", "/api/openapi.json",
    "/api/mailboxes", "/api/mailboxes/{id}/sync",
)  # fmt: skip
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW")
SENT_WITHIN, ANSWERED_WITHIN = 5.0, 15.0  # seconds
ODD_TEXTS = ("", "\0", "\ud800", "🙃" * 50, "a" * 5000, "<!channel>", "'; DROP TABLE users; --", "../../etc/passwd",
             "%00", "{{7*7}}", "null", "-1", "1e400", "\r\nX: y")  # fmt: skip

EVENT: Json = {
    "type": "event_callback", "team_id": "T0MAIL", "api_app_id": "A0", "event_id": "Ev0", "event_time": 1,
    "authorizations": [{"user_id": "UBOT", "is_bot": True}],
    "event": {"type": "message", "channel": "D0ALICE", "channel_type": "im", "user": "U0ALICE", "text": "?", "ts": "1"},
}  # fmt: skip
CLICK: Json = {
    "type": "block_actions", "team": {"id": "T0MAIL"}, "user": {"id": "U0ALICE", "team_id": "T0MAIL"},
    "trigger_id": "1.2", "channel": {"id": "D0ALICE"}, "container": {"type": "message", "message_ts": "1.5"},
    "actions": [{"action_id": "send_clicked", "block_id": "reply:x", "type": "button", "value": "x"}],
}  # fmt: skip
SUBMIT: Json = {
    "type": "view_submission", "team": {"id": "T0MAIL"}, "user": {"id": "U0ALICE", "team_id": "T0MAIL"},
    "view": {"id": "V0", "type": "modal", "callback_id": "reply_edited", "private_metadata": "x",
             "state": {"values": {}}},
}  # fmt: skip
ACTIONS = ("send_clicked", "send_undone", "discard_clicked", "edit_clicked", "why_clicked", "answer_retried",
           "answer_more", "answer_shared", "answer_suggested", "connect_opened", "key_opened", "key_revoked",
           "nothing_of_ours")  # fmt: skip
VIEWS = ("reply_edited", "reply_instructed", "answer_published", "settings_saved", "mailbox_disconnected", "x")
COMMAND = {
    "command": "/mailroom", "text": "status", "team_id": "T0MAIL", "user_id": "U0ALICE", "channel_id": "D0ALICE",
    "trigger_id": "1.2", "response_url": "http://127.0.0.1:9/",
}  # fmt: skip
WORDS = ("status", "connect", "disconnect", "sync", "settings", "pause", "resume", "purge", "export", "api", "help",
         "rules")  # fmt: skip
NOTICE: Json = {
    "message": {"data": base64.b64encode(b'{"emailAddress": "alice@fernhill.example", "historyId": 4711}').decode(),
                "messageId": "n1"},
    "subscription": "s",
}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request as it goes over the wire."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def is_short(self) -> bool:
        """Whether it announces more than it sends."""
        return any(name in ("Content-Length", "Transfer-Encoding", "Expect") for name, _ in self.headers)

    def wire(self) -> bytes:
        """Its bytes; the connection ends with the answer."""
        given = {name.lower() for name, _ in self.headers}
        more = [("Host", "127.0.0.1"), ("Connection", "close")]
        more += [] if "content-length" in given else [("Content-Length", str(len(self.body)))]
        lines = [
            f"{self.method} {self.target} HTTP/1.1",
            *(f"{name}: {value}" for name, value in (*more, *self.headers)),
        ]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Keys:
    """What somebody with stolen keys could sign with."""

    slack_secret: str
    push_token: Callable[[], str]
    api_key: str = ""


_texts = st.one_of(st.text(max_size=60), st.sampled_from(ODD_TEXTS))
_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), _texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_texts, inner, max_size=3)),
    max_leaves=6,
)


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every part of a piece of JSON."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, part in inner for place in _places(part, (*at, key)))]


def _changed(value: Any, at: tuple[Any, ...], to: Any) -> Any:
    """The same with another part at that path."""
    if not at:
        return to
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = _changed(copy[at[0]], at[1:], to)
    return copy


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """A piece of JSON with up to three of its parts replaced by anything."""
    for _ in range(draw(st.integers(0, 3))):
        value = _changed(value, draw(st.sampled_from(_places(value))), draw(_values))
    return value


@st.composite
def _slack_body(draw: st.DrawFn) -> tuple[bytes, str]:
    """A body of Slack's, as text and content type."""
    kind = draw(st.sampled_from(("event", "click", "submit", "command", "anything")))
    if kind == "event":
        return json.dumps(draw(mutated(EVENT))).encode(), "application/json"
    if kind == "command":
        text = draw(st.one_of(st.sampled_from(WORDS), _texts))
        fields = COMMAND | {"command": draw(st.sampled_from(("/mailroom", "/ask", "/x"))), "text": text}
        odd = draw(st.dictionaries(st.sampled_from(tuple(COMMAND)), _texts, max_size=2))
        form = urlencode(fields | odd, errors="surrogatepass")
        return form.encode(), "application/x-www-form-urlencoded"
    if kind == "anything":
        return draw(st.binary(max_size=200)), draw(st.sampled_from(("application/json", "text/plain", "")))
    payload = CLICK if kind == "click" else SUBMIT
    if kind == "click":
        payload = _changed(payload, ("actions", 0, "action_id"), draw(st.sampled_from(ACTIONS)))
    else:
        payload = _changed(payload, ("view", "callback_id"), draw(st.sampled_from(VIEWS)))
    text = json.dumps(draw(mutated(payload)))
    return urlencode({"payload": text}).encode(), "application/x-www-form-urlencoded"


@st.composite
def _to_slack(draw: st.DrawFn, keys: Keys) -> Request:
    body, kind = draw(_slack_body())
    stamp = draw(st.sampled_from((str(int(time.time())),) * 8 + ("0", "x", "9" * 30)))
    signed = signature(keys.slack_secret, stamp, body.decode("utf-8", "replace"))
    sign = draw(st.sampled_from((signed,) * 8 + ("", "v0=00", "v0=" + "é")))
    headers = (("Content-Type", kind), ("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", sign))
    return Request("POST", "/slack/events", headers, body)


@st.composite
def _to_push(draw: st.DrawFn, keys: Keys) -> Request:
    body = json.dumps(draw(mutated(NOTICE))).encode()
    if draw(st.booleans()):
        data = draw(st.one_of(mutated({"emailAddress": "alice@fernhill.example", "historyId": 1}), _values))
        packed = base64.b64encode(json.dumps(data).encode()).decode()
        body = json.dumps(_changed(NOTICE, ("message", "data"), packed)).encode()
    token = draw(st.sampled_from((keys.push_token(),) * 6 + ("", "x.y.z", "a" * 9000)))
    return Request("POST", "/api/webhook/gmail", (("Authorization", f"Bearer {token}"),), body)


@st.composite
def _to_api(draw: st.DrawFn, keys: Keys) -> Request:
    """A look at a mailbox, or something like it, most often with a good key."""
    path = draw(st.sampled_from(("/api/mailboxes", "/api/mailboxes/x/sync", "/api/mailboxes/%00/sync", "/keys")))
    key = draw(st.sampled_from((keys.api_key,) * 6 + ("", "x.y.z", "a" * 9000, keys.api_key[:-3])))
    once = draw(st.one_of(st.sampled_from(("k1", '"k1"', "", "x" * 300)), st.uuids().map(str)))
    kind = draw(st.sampled_from(("application/json",) * 3 + ("text/plain", "")))
    body = draw(st.one_of(st.sampled_from((b"", b"{}")), _values.map(lambda value: json.dumps(value).encode()),
                          st.binary(max_size=60)))  # fmt: skip
    headers = (("Authorization", f"Bearer {key}"), ("Idempotency-Key", once), ("Content-Type", kind))
    return Request(draw(st.sampled_from(("GET", "POST", "POST", "POST"))), path, headers, body)


@st.composite
def _to_anything(draw: st.DrawFn) -> Request:
    """Any method, path, query, headers and body, well-formed as HTTP but for the odd length."""
    names = st.sampled_from(("link", "state", "code", "error", "scope", "iss", "x"))
    query = draw(st.dictionaries(names, _texts, max_size=4))
    path = draw(st.one_of(st.sampled_from(PATHS), _texts.map(lambda text: "/" + quote(text, errors="replace"))))
    target = path + ("?" + urlencode(query, errors="replace") if query else "")
    plain = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
    known = st.sampled_from(("Cookie", "Origin", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Range",
                             "X-Forwarded-For", "Authorization", "Accept", "Upgrade", "Expect"))  # fmt: skip
    headers = draw(st.lists(st.tuples(known, plain), max_size=3))
    if draw(st.integers(0, 9)) == 0:
        headers.append(("Content-Length", draw(st.sampled_from(("0", "5", "-1", "x", "99999999999")))))
    return Request(draw(st.sampled_from(METHODS)), target, tuple(headers), draw(st.binary(max_size=300)))


def any_request(keys: Keys) -> st.SearchStrategy[Request]:
    """Requests to every public route, most of them properly signed, so that they reach what lies behind."""
    return st.one_of(_to_slack(keys), _to_slack(keys), _to_push(keys), _to_api(keys), _to_anything())


async def send(port: int, request: Request) -> int:
    """The status that came back; 0 where the connection was ended without one. Raises TimeoutError for a hang."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request.wire())
        try:
            if request.is_short:
                writer.write_eof()  # it hangs up, else the server would rightly wait for the rest
            async with asyncio.timeout(ANSWERED_WITHIN):
                line = await reader.readline()
                await reader.read()
        except ConnectionError:
            return 0
        return int(line.split()[1]) if line.startswith(b"HTTP/1.") else 0
    finally:
        writer.close()


def shown(request: Request) -> Mapping[str, Any]:
    """The request, short enough to read."""
    return {"method": request.method, "target": request.target[:200], "headers": request.headers,
            "body": request.body[:400]}  # fmt: skip
