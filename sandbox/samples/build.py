"""Letters into RFC 5322 bytes: headers as a receiving server stores them, MIME parts, quoted history, dates."""

import hashlib
import re
import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from sandbox.samples.letter import Letter, SampleMail
from sandbox.samples.quoting import paragraphs, quoted_html, quoted_text

_MOMENT = re.compile(r"\[\[([+-]\d+) ([^\]]+)\]\]")
_WRAPPED_HERE = 88  # a longer line of the data files goes on in the next one
_LIST_ITEM = re.compile(r"\s*(?:[-*•]|\d+\.)\s")


def build(letter: Letter, mailbox: str, letters: Mapping[str, Letter], now: datetime) -> SampleMail:
    """One letter as a mail in a mailbox. `letters` holds those it may answer, `now` fixes its date."""
    date = _date(letter, now)
    content = _content(letter, letters, now)
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(letter, mailbox, letters, now))
    raw = head.encode("ascii") + content.as_bytes(policy=SMTP)
    key = f"{letter.key}@{mailbox.partition('@')[0]}"
    return SampleMail(key, letter.key, raw, (mailbox,), letter.folder, date, letter.unread, letter.truth, letter.parent)


def message_id(letter: Letter) -> str:
    """The letter's Message-ID: the same in every build."""
    digest = hashlib.sha256(letter.key.encode()).hexdigest()
    return f"<{digest[:24]}@mail.{_domain(letter.sender)}>"


def moments(text: str, now: datetime) -> str:
    """The text with every [[+days format]] written out; weekends move on to Monday, or back to Friday."""

    def written(found: re.Match[str]) -> str:
        return working_day(int(found[1]), now).strftime(found[2])

    return _MOMENT.sub(written, text)


def working_day(days: int, now: datetime) -> datetime:
    """So many days from now; weekends move on to Monday, or back to Friday."""
    day = now + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1 if days >= 0 else -1)
    return day


def _date(letter: Letter, now: datetime) -> datetime:
    return (now - timedelta(hours=letter.hours_ago)).astimezone(UTC).replace(microsecond=0)


def _local_date(letter: Letter, now: datetime) -> datetime:
    return _date(letter, now).astimezone(timezone(timedelta(hours=letter.zone)))


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2]


def _headers(letter: Letter, mailbox: str, letters: Mapping[str, Letter], now: datetime) -> list[tuple[str, str]]:
    date = _local_date(letter, now)
    headers = [] if letter.folder == "sent" else _trace(letter, mailbox, date)
    headers += letter.headers
    headers += [("Date", format_datetime(date)), ("From", _addresses(letter, (letter.sender,)))]
    headers.append(("To", _addresses(letter, letter.to)))
    if letter.cc:
        headers.append(("Cc", _addresses(letter, letter.cc)))
    if letter.reply_to:
        headers.append(("Reply-To", _addresses(letter, (letter.reply_to,))))
    headers += [("Subject", _words(moments(letter.subject, now), letter.charset)), ("Message-ID", message_id(letter))]
    chain = _chain(letter, letters)
    if chain:
        headers.append(("In-Reply-To", chain[-1]))
        headers.append(("References", "\r\n ".join(chain)))
    return headers


def _chain(letter: Letter, letters: Mapping[str, Letter]) -> list[str]:
    """The Message-IDs of the thread so far, oldest first."""
    chain: list[str] = []
    while letter.parent:
        letter = letters[letter.parent]
        chain.insert(0, message_id(letter))
    return chain


def _trace(letter: Letter, mailbox: str, date: datetime) -> list[tuple[str, str]]:
    """What the receiving server wrote on top: whom it delivered to, whence, and what it found of SPF, DKIM, DMARC."""
    sender = parseaddr(letter.sender)[1]
    domain, ok = _domain(letter.sender), letter.auth == "pass"
    received = f"from mx.{domain} (mx.{domain} [192.0.2.{len(domain)}])\r\n by mx.google.example with ESMTPS for "
    found = (
        f"dkim={'pass' if ok else 'fail'} header.i=@{domain} header.s=s1",
        f"spf={'pass' if ok else 'fail'} (google.example: domain of {sender} "
        f"{'designates' if ok else 'does not designate'} 192.0.2.{len(domain)} as permitted sender) "
        f"smtp.mailfrom={sender}",
        f"dmarc={'pass' if ok else 'fail'} (p={'REJECT sp=REJECT dis=NONE' if ok else 'NONE sp=NONE dis=NONE'}) "
        f"header.from={domain}",
    )
    return [
        ("Delivered-To", mailbox),
        ("Received", f"{received}<{mailbox}>;\r\n {format_datetime(date)}"),
        ("Return-Path", f"<{sender}>"),
        ("Authentication-Results", "mx.google.example;\r\n       " + ";\r\n       ".join(found)),
    ]


def _words(text: str, charset: str) -> str:
    """A header's words: as they are if plain (or encoded by hand), else encoded in the letter's character set."""
    if text.isascii():
        return text
    try:
        return Header(text, charset, maxlinelen=70).encode(linesep="\r\n")
    except UnicodeEncodeError:
        return Header(text, "utf-8", maxlinelen=70).encode(linesep="\r\n")


def _addresses(letter: Letter, addresses: tuple[str, ...]) -> str:
    return ",\r\n ".join(_address(address, letter.charset) for address in addresses)


def _address(address: str, charset: str) -> str:
    name, email = parseaddr(address)
    if not name:
        return email
    if not name.isascii():
        return f"{_words(name, charset)} <{email}>"
    special = re.search(r"[^\w '&-]", name)
    return f'"{name}" <{email}>' if special else f"{name} <{email}>"


def _content(letter: Letter, letters: Mapping[str, Letter], now: datetime) -> EmailMessage:
    """The MIME part of the mail: text, HTML or both, and the files."""
    message = EmailMessage(policy=SMTP)
    text, markup = _bodies(letter, letters, now)
    if text or not markup:
        message.set_content(text, charset=letter.charset, cte=letter.cte or None)
        if markup:
            message.add_alternative(markup, subtype="html", charset="utf-8")
    else:
        message.set_content(markup, subtype="html", charset="utf-8", cte=letter.cte or None)
    for file in letter.files:
        _attach(message, file.name, file.kind, moments(file.content.decode("latin-1"), now).encode("latin-1"))
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{hashlib.sha256(letter.key.encode()).hexdigest()[:16]}_{number}")
    return message


def _attach(message: EmailMessage, name: str, kind: str, content: bytes) -> None:
    main, _, sub = kind.partition("/")
    if kind == "message/delivery-status":
        message.make_mixed()
        message.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
        message.attach(message_from_bytes(b"Content-Type: message/delivery-status\r\n\r\n" + content, policy=SMTP))
    elif kind == "text/calendar":
        message.add_attachment(content, main, sub, filename=name, params={"method": "REQUEST", "charset": "utf-8"})
    else:
        message.add_attachment(content, main, sub, filename=name)


def _bodies(letter: Letter, letters: Mapping[str, Letter], now: datetime) -> tuple[str, str]:
    """The plain text and the HTML ('' if there is none), quoted history included."""
    own = _as_typed(letter, moments(letter.text, now))
    parent = letters.get(letter.parent)
    if parent is None or letter.client == "plain":
        markup = letter.html or (f'<div dir="ltr">{paragraphs(own)}</div>' if _writes_html(letter) else "")
        return own, moments(markup, now)
    sent, to = _local_date(parent, now), parent.to[0]
    history = _bodies(parent, letters, now)[0].rstrip("\n")
    about = (parent.sender, sent, to, moments(parent.subject, now))
    text = f"{own}\n{quoted_text(letter.client, *about, history)}"
    return text, f'<div dir="ltr">{paragraphs(own)}</div><br>{quoted_html(letter.client, *about, history)}'


def _as_typed(letter: Letter, text: str) -> str:
    """Paragraphs on one line each, as mail programs send them today; a plain-text writer's are wrapped at 72."""
    lines: list[str] = []
    wrapped = False
    for line in text.split("\n"):
        if wrapped and line.strip() and not _LIST_ITEM.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line)
        wrapped = len(line) > _WRAPPED_HERE
    if letter.client == "plain" and text.isascii():
        lines = [part for line in lines for part in textwrap.wrap(line, 72, break_on_hyphens=False) or [""]]
    return "\n".join(lines)


def _writes_html(letter: Letter) -> bool:
    return bool(letter.text) and letter.client in ("gmail", "outlook") and letter.charset == "utf-8"
