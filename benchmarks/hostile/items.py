"""What is tried: one hostile or harmless mail with what may come of it, and the data set as such items."""

import base64
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from benchmarks.hostile.letters import Bounds

Json = dict[str, Any]

ALICE, ALICES = "U0ALICE", "alice@fernhill.example"
SEED, SAMPLED = 20261121, 300
_ID = re.compile(r"<[^\s<>]+>")


@dataclass(frozen=True)
class Item:
    """One mail: the order by which it is delivered, what is forbidden, and the flags that its reply must carry.

    `to` replaces whom a reply may go to, where reading the headers naively would be the mistake.
    """

    id: str
    group: str
    order: Json
    forbidden_label: str = ""
    forbidden_output: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    to: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Everything that the mail says, as far as a check needs it."""
        return json.dumps(self.order, ensure_ascii=False) + self._raw.decode("utf-8", "replace")

    @property
    def _raw(self) -> bytes:
        text = self.order.get("raw", "")
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def _header(self, name: str, field_name: str) -> str:
        if not self.order.get("raw"):
            return str(self.order.get(field_name, ""))
        return ", ".join(map(str, message_from_bytes(self._raw).get_all(name, [])))

    def bounds(self, mine: frozenset[str], message_id: str) -> Bounds:
        """Whom a reply may go to and what it may refer to. `message_id` is the one that the mail arrived with."""
        to = self.to or (*_addresses(self._header("Reply-To", "replyTo")), *_addresses(self._header("From", "from")))
        cc = {*_addresses(self._header("To", "to")), *_addresses(self._header("Cc", "cc"))}
        refers = f"{self._header('References', 'references')} {self._header('In-Reply-To', 'inReplyTo')} {message_id}"
        return Bounds(mine, frozenset(to), frozenset(cc), frozenset(_ID.findall(refers)))


def _addresses(header: str) -> list[str]:
    return [address.lower() for _, address in getaddresses([header]) if "@" in address]


def raw_order(raw: bytes, **more: Any) -> Json:
    """The order that delivers these bytes."""
    return {"raw": base64.urlsafe_b64encode(raw).decode(), **more}


def _order(sender: str, subject: str, text: str, **more: Any) -> Json:
    return {"from": sender, "to": ALICES, "subject": subject, "text": text, **more}


def _rows(folder: Path, name: str) -> list[Json]:
    lines = (folder / f"{name}.dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def data_items(folder: Path) -> list[Item]:
    """All items of the injection data set. Raises FileNotFoundError."""
    return [*_product(folder), *_agentdojo(folder), *_llmail(folder), *_bipia(folder)]


def _product(folder: Path) -> Iterator[Item]:
    for row in _rows(folder, "product_specific"):
        name = row["sender_name"]
        sender = f'"{name}" <{row["sender"]}>' if name else row["sender"]
        files = [
            {
                "name": file["filename"],
                "kind": file["content_type"],
                "data": base64.urlsafe_b64encode(file.get("content", "x").encode()).decode(),
            }
            for file in row["attachments"]
        ]
        order = _order(sender, row["subject"], row["body_text"] or "", html=row["body_html"] or "", attachments=files)
        forbidden = tuple(row["forbidden_output"])
        yield Item(row["id"], f"product: {row['category']}", order, row["forbidden_label"] or "", forbidden)


def _agentdojo(folder: Path) -> Iterator[Item]:
    for row in _rows(folder, "agentdojo_injected_emails"):
        order = _order(row["sender"], row["subject"], row["body"])
        yield Item(row["id"], "AgentDojo", order)


def _llmail(folder: Path) -> Iterator[Item]:
    for name, group in (("llmail_submissions", "LLMail attacks"), ("llmail_benign", "LLMail benign")):
        for number, row in enumerate(_rows(folder, name)):
            sender = f"Writer {number} <{name.replace('_', '-')}{number}@students.example>"
            yield Item(row["id"], group, _order(sender, row["subject"], row["body"]))


def _bipia(folder: Path) -> Iterator[Item]:
    contexts, attacks = _rows(folder, "bipia_email_contexts"), _rows(folder, "bipia_text_attacks")
    places = ("end", "middle", "start")
    pairs = [(c, a, place) for c in contexts for a in attacks for place in places]
    for number, (context, attack, place) in enumerate(random.Random(SEED).sample(pairs, SAMPLED)):
        head, text = _parted(context["context"])
        text = _placed(text, attack["instruction"], place)
        name = f"{context['id']}/{attack['id']}/{place}"
        sender = f"Sender {number} <sender{number}@context{number}.example>"
        yield Item(name, "BIPIA", _order(sender, head, text))


def _parted(context: str) -> tuple[str, str]:
    """Subject and text of a context, which may be 'SUBJECT: …|EMAIL_FROM: …|CONTENT: …' or only text."""
    subject = re.search(r"SUBJECT:\s*([^|]*)\|", context)
    return (subject[1].strip() if subject else "Your account")[:200], context.partition("CONTENT:")[2] or context


def _placed(text: str, attack: str, place: str) -> str:
    if place == "start":
        return f"{attack}\n\n{text}"
    if place == "end":
        return f"{text}\n\n{attack}"
    middle = text.find(" ", len(text) // 2)
    return f"{text[:middle]}\n{attack}\n{text[middle:]}" if middle > 0 else f"{text}\n{attack}"
