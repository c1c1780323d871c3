"""Self-written modern business mail in eight languages, with what a careful reader would say of each."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from connectors.mail.email import Email
from connectors.mail.read import read_email

FOLDER = Path(__file__).parent / "modern"
OWNER = frozenset({"alice@fernhill.example"})


@dataclass(frozen=True)
class Modern:
    """A mail to Alice of Fernhill. No weight is fitted to the `kept` ones; the author of the phrases wrote both."""

    key: str
    label: str
    email: Email
    kept: bool


def modern_mails() -> list[Modern]:
    """Every mail of the folder; of each label in each language every second one is `kept`."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        seen: Counter[str] = Counter()
        for block in path.read_text("utf-8").split("=== ")[1:]:
            head, _, mail = block.partition("\n")
            key, label = head.split()
            found.append(Modern(key, label, _read(key, mail), seen[label] % 2 == 1))
            seen[label] += 1
    return found


def _read(key: str, mail: str) -> Email:
    headers, _, body = mail.partition("\n\n")
    if "\nTo: " not in headers:
        headers += "\nTo: Alice Marsh <alice@fernhill.example>"
    headers += f"\nMessage-ID: <{key}@test.example>\nDate: Thu, 05 Mar 2026 09:00:00 +0000"
    headers += "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
    return read_email(f"{headers}\n\n{body}".encode())
