"""Bytes of a mail to an Email: whatever comes, it never raises and takes bounded time (SPEC TR2)."""

import hashlib
import re
from dataclasses import dataclass, replace

from connectors.mail.addresses import MOST_ADDRESSES, parse_addresses, parse_sender
from connectors.mail.clean import clean_text, is_blank
from connectors.mail.email import Address, Attachment, Email
from connectors.mail.headers import Fields, auth_of, date_of, every, first, ids_of, text_of
from connectors.mail.html_text import html_to_text
from connectors.mail.parts import Part, leaves, parse_parts
from connectors.mail.quotes import split_reply

MOST_TEXT = 200_000  # bytes of each text part that are considered
MOST_TEXTS = 6
MOST_REFERENCES = 200
LONGEST_SUBJECT = 2000  # characters; a reply to a longer one could not be shown whole, nor so approved
_NO_PLAIN = re.compile(
    r"(html|browser|e-?mail (client|reader|program)|mail program|does(n't| not) support|view (this|it|the))", re.I
)


@dataclass(frozen=True)
class _Body:
    """The text that a reader sees."""

    text: str = ""
    quote_at: int | None = None
    hidden_removed: bool = False
    truncated: bool = False


def read_email(raw: bytes) -> Email:
    """The mail as values. Never raises; text beyond MOST_TEXT is left out and `truncated` says so."""
    fields, tree, cut = parse_parts(raw)
    body = _body(tree)
    split = split_reply(body.text, body.quote_at)
    replied = ids_of(first(fields, "in-reply-to"))
    return Email(
        rfc_id=next(iter(ids_of(first(fields, "message-id"))), ""),
        in_reply_to=replied[0] if replied else "",
        references=ids_of(" ".join(every(fields, "references")))[-MOST_REFERENCES:],
        sender=parse_sender(first(fields, "from") or first(fields, "sender")),
        reply_to=_addresses(fields, "reply-to"),
        to=_addresses(fields, "to"),
        cc=_addresses(fields, "cc"),
        bcc=_addresses(fields, "bcc"),
        subject=text_of(first(fields, "subject"))[:LONGEST_SUBJECT].rstrip(),
        date=date_of(first(fields, "date")),
        text=split.text,
        quoted=split.quoted,
        signature=split.signature,
        attachments=tuple(
            Attachment(leaf.name, leaf.kind, len(leaf.content)) for leaf in leaves(tree) if not is_body(leaf)
        ),
        delivered_to=tuple(address.email for address in _addresses(fields, "delivered-to")),
        list_id=text_of(first(fields, "list-id")),
        precedence=text_of(first(fields, "precedence")).lower(),
        auto_submitted=text_of(first(fields, "auto-submitted")).lower(),
        list_unsubscribe=bool(first(fields, "list-unsubscribe")),
        auth=auth_of(fields),
        hidden_removed=body.hidden_removed,
        html_hash=_html_hash(tree),
        truncated=cut or body.truncated,
    )


def read_full_text(raw: bytes) -> str:
    """The whole clean text of a mail, quotes and signature in their places."""
    _, tree, _ = parse_parts(raw)
    return _body(tree).text


def is_body(leaf: Part) -> bool:
    """Whether a leaf is text to read, rather than a file."""
    return leaf.kind in ("text/plain", "text/html") and leaf.disposition != "attachment" and not leaf.name


def _addresses(fields: Fields, name: str) -> tuple[Address, ...]:
    found = (address for value in every(fields, name) for address in parse_addresses(value))
    return tuple(dict.fromkeys(found))[:MOST_ADDRESSES]


def _html_hash(tree: Part) -> str:
    pages = [leaf.text for leaf in leaves(tree) if leaf.kind == "text/html" and is_body(leaf)]
    joined = "\n".join("\n".join(page.splitlines()).strip() for page in pages)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest() if joined else ""


def _body(tree: Part) -> _Body:
    """The text of a tree, from its first few text parts."""
    texts = [leaf for leaf in leaves(tree) if is_body(leaf)]
    kept = {id(leaf) for leaf in texts[:MOST_TEXTS]}
    body = _read(tree, kept)
    return replace(body, truncated=True) if len(texts) > MOST_TEXTS else body


def _read(part: Part, kept: set[int]) -> _Body:
    """The text of a node: of alternatives the plain one unless it says nothing, of other multiparts all."""
    if not part.children:
        return _leaf(part) if id(part) in kept else _Body()
    found = [body for child in part.children if (body := _read(child, kept)) != _Body()]
    if part.kind != "multipart/alternative" or len(found) < 2:
        return _joined(found)
    plain, rich = found[0], found[-1]
    return rich if _says_nothing(plain.text, rich.text) else plain


def _says_nothing(plain: str, rich: str) -> bool:
    """Whether a plain alternative only points at the other one."""
    words, others = len("".join(plain.split())), len("".join(rich.split()))
    return words < others and (words < 10 or (words < 300 and words * 3 < others and bool(_NO_PLAIN.search(plain))))


def _leaf(leaf: Part) -> _Body:
    truncated = len(leaf.content) > MOST_TEXT
    text = Part(leaf.kind, leaf.charset, "", "", leaf.content[:MOST_TEXT]).text if truncated else leaf.text
    if leaf.kind == "text/plain":
        return _Body(clean_text(text).rstrip("\n"), None, False, truncated)
    page = html_to_text(text)
    text = clean_text(page.text)
    return _Body(
        "" if is_blank(text) else text,
        page.quote_at if len(text) == len(page.text) else None,
        page.hidden_removed,
        truncated or page.truncated,
    )


def _joined(bodies: list[_Body]) -> _Body:
    if len(bodies) < 2:
        return bodies[0] if bodies else _Body()
    return _Body(
        "\n\n".join(body.text for body in bodies if body.text),
        bodies[0].quote_at,
        any(body.hidden_removed for body in bodies),
        any(body.truncated for body in bodies),
    )
