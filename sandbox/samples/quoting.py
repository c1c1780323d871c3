"""How mail programs quote the mail that is answered: the introducing line and the shape of the quotation."""

import html
from datetime import datetime

from sandbox.samples.letter import Client

_DAYS_DE = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")


def quoted_text(client: Client, sender: str, sent: datetime, to: str, subject: str, text: str) -> str:
    """The history below a plain-text reply, introduced as the mail program does it."""
    if client == "outlook":
        rule = "_" * 32
        return f"{rule}\nFrom: {sender}\nSent: {_long(sent)}\nTo: {to}\nSubject: {subject}\n\n{text}"
    if client == "outlook_de":
        day = f"{_DAYS_DE[sent.weekday()]} {sent:%d.%m.%Y %H:%M}"
        return (
            f"-----Ursprüngliche Nachricht-----\nVon: {sender}\nGesendet: {day}\nAn: {to}\nBetreff: {subject}\n\n{text}"
        )
    return f"{introduction(client, sender, sent)}\n{marked(text)}"


def introduction(client: Client, sender: str, sent: datetime) -> str:
    """The line above a quotation."""
    if client == "apple":
        return f"On {sent.day} {sent:%b %Y}, at {sent:%H:%M}, {sender} wrote:\n"
    if client == "thunderbird_fr":
        return f"Le {sent:%d/%m/%Y à %H:%M}, {sender.split(' <')[0]} a écrit :"
    if client == "plain":
        return f"{sender.split(' <')[0]} wrote on {sent:%Y-%m-%d}:"
    return f"On {sent:%a, %b} {sent.day}, {sent.year} at {_twelve(sent)} {sender} wrote:\n"


def marked(text: str) -> str:
    """The text with a quotation mark before every line."""
    return "\n".join(f"> {line}" if line and not line.startswith(">") else f">{line}" for line in text.split("\n"))


def quoted_html(client: Client, sender: str, sent: datetime, to: str, subject: str, text: str) -> str:
    """The history below an HTML reply, in the mail program's own markup."""
    body = paragraphs(text)
    if client in ("outlook", "outlook_de"):
        names = ("From", "Sent", "To", "Subject") if client == "outlook" else ("Von", "Gesendet", "An", "Betreff")
        values = (sender, _long(sent), to, subject)
        head = "<br>".join(f"<b>{n}:</b> {html.escape(v)}" for n, v in zip(names, values, strict=True))
        return f'<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">{head}</div>{body}'
    intro = html.escape(introduction(client, sender, sent).strip())
    if client == "apple":
        return f'<br><blockquote type="cite"><div>{intro}</div><br><div>{body}</div></blockquote>'
    attribution = f'<div dir="ltr" class="gmail_attr">{intro}<br></div>'
    quote = "gmail_quote"
    style = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
    return f'<div class="{quote}">{attribution}<blockquote class="{quote}" style="{style}">{body}</blockquote></div>'


def paragraphs(text: str) -> str:
    """Plain text as HTML, a line a div, as mail programs write it."""
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.strip("\n").split("\n"))


def _long(sent: datetime) -> str:
    return f"{sent:%A, %B} {sent.day}, {sent.year} {_twelve(sent)}"


def _twelve(sent: datetime) -> str:
    return f"{sent.hour % 12 or 12}:{sent:%M} {'AM' if sent.hour < 12 else 'PM'}"
