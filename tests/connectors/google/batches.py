"""What a test says of each part of a batch, and how such an answer looks on the wire."""

import json
import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from connectors.google.discovery import google_service
from tests.connectors.google.scripted import Answer, Asked

_PART = re.compile(r"Content-ID: <(\S+)>\r\n\r\nGET /gmail/v1/users/me/messages/(\w+)\?")


@dataclass(frozen=True)
class Says:
    """What one part is answered. `of` is the mail that the answer names, if it is another; `name` the part's own."""

    status: int = 200
    of: str = ""
    name: str = ""
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def refuses(status: int, reason: str = "", **headers: str) -> Says:
    """An error in the shape of Google's APIs."""
    body = json.dumps({"error": {"code": status, "errors": [{"reason": reason}]}})
    return Says(status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Batches:
    """Answers calls for mails, alone or in batches: what was scripted for a mail, once each, else the mail."""

    scripts: dict[str, deque[Says | None]] = field(default_factory=dict)
    seen: list[list[str]] = field(default_factory=list)  # the mails of each request

    def will(self, remote_id: str, *says: Says | None) -> None:
        """None leaves the part out."""
        self.scripts[remote_id] = deque(says)

    def __call__(self, asked: Asked) -> Answer:
        parts = _PART.findall(asked.body)
        self.seen.append([remote_id for _, remote_id in parts] or [asked.path.rpartition("/")[2]])
        if not parts:
            return 200, json.dumps({"id": self.seen[-1][0]}), {"Content-Type": "application/json"}
        told = [(name, remote_id, self._next(remote_id)) for name, remote_id in reversed(parts)]
        return in_parts(part(name, remote_id, says) for name, remote_id, says in told if says is not None)

    def _next(self, remote_id: str) -> Says | None:
        script = self.scripts.get(remote_id)
        return script.popleft() if script else Says()


def part(name: str, remote_id: str, says: Says) -> str:
    """One part of an answer."""
    body = json.dumps({"id": says.of or remote_id}) if says.body is None else says.body
    headers = "".join(f"{key}: {value}\r\n" for key, value in says.headers.items())
    return (
        f"Content-Type: application/http\r\nContent-ID: <response-{says.name or name}>\r\n\r\n"
        f"HTTP/1.1 {says.status} Whatever\r\nContent-Type: application/json; charset=UTF-8\r\n{headers}\r\n{body}\r\n"
    )


def in_parts(parts: Iterable[str], end: str = "--b_x--\r\n") -> Answer:
    """A whole answer."""
    body = "".join(f"--b_x\r\n{one}" for one in parts) + end
    return 200, body, {"Content-Type": "multipart/mixed; boundary=b_x"}


def mail(url: str, remote_id: str) -> Any:
    """A call for one mail."""
    return google_service("gmail", url).users().messages().get(userId="me", id=remote_id, format="raw", fields="id")
