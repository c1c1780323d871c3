"""Mail made to break a reader: every kind of excess that takes somebody quadratic time, and how long we take."""

import base64
import time
from datetime import date

from assistant.patterns import judge_by_patterns
from assistant.prefilter import prefilter
from assistant.templates import template_reply
from benchmarks.table import Row
from connectors.mail.read import read_email

ALLOWED = 1.0  # seconds of processor time for the worst of them
HEAD = b"From: A B <a@x.example>\r\nTo: b@x.example\r\nSubject: s\r\n"
ME = frozenset({"b@x.example"})


def _plain(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body


def _html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body


def _mixed(*parts: bytes) -> bytes:
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def _nested(depth: int) -> bytes:
    opened = (
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth)
    )
    return HEAD + b"".join(opened) + b"Content-Type: text/plain\r\n\r\nhello\r\n"


def _bodies() -> dict[str, bytes]:
    return {
        "5 MB of HTML": _html(b"<p>Hello there <b>friend</b></p>" * 160_000),
        "20,000 open divs": _html(b"<div>" * 20_000 + b"deep"),
        "20,000 open quotes": _html(b"<blockquote type=cite>" * 20_000 + b"deep"),
        "misnested formatting": _html(b"<font><p></font>" * 10_000 + b"deep"),
        "a style sheet without braces": _html(b"<style>" + b"x" * 150_000 + b"</style><p>x"),
        "comments that never close": _html(b"<style>" + b"/*" * 75_000 + b"</style><p>x"),
        "selectors that match late": _html(
            b"<style>" + b"* * * * * * q{color:red}" * 40 + b"</style>" + b"<div>" * 900
        ),
        "2 MB of markup in ten parts": _mixed(*[b"Content-Type: text/html\r\n\r\n" + b"<p>hello x</p>" * 15_000] * 10),
        "20,000 levels of quote marks": _plain(b">" * 20_000 + b" deep\nx"),
        "20,000 quoted lines": _plain(b"> x\n" * 20_000 + b"reply\n"),
        "attributions everywhere": _plain(b"On Monday, 20 Nov 2026 somebody wrote:\n" * 5000),
        "attributions that never end": _plain((b"On " * 80 + b"wrote:\n") * 2000),
        "header labels everywhere": _plain(b"From: x\nTo: y\n" * 10_000),
        "moments everywhere": _plain(b"Bob 11/20/2026 10:00 AM\nTo: x\n" * 6000),
        "one line of 1 MB": _plain(b"word " * 200_000),
        "1 MB of white space": _plain(b" " * 1_000_000 + b"x"),
        "a million empty lines": _plain(b"\n" * 1_000_000 + b"x"),
        "abbreviations only": _plain(b"Mr. " * 50_000),
        "joiners and selectors": _plain("a\u200d\ufe0f".encode() * 60_000),
    }


def _heads_and_parts() -> dict[str, bytes]:
    people = b",\r\n ".join(b'"Person, %d" <p%d@x.example>' % (n, n) for n in range(3000))
    file = b"Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    continued = b";".join(b"\r\n name*%d*=a%%20b" % n for n in range(5000))
    return {
        "10,000 header lines": HEAD + b"".join(b"X-H%d: value\r\n" % n for n in range(10_000)) + b"\r\nhi",
        "10,000 lines of junk in the head": HEAD + b"junk\r\nX: y\r\n" * 10_000 + b"\r\nhi",
        "a header of 5 MB": HEAD + b"X: " + b"a" * 5_000_000,
        "3,000 recipients": HEAD + b"Cc: " + people + b"\r\n\r\nhi",
        "30,000 quote marks in an address": HEAD + b"Cc: " + b'"' * 30_001 + b"\r\n\r\nhi",
        "a sender's name of 30 kB": HEAD.replace(b"A B", b"(A" * 15_000) + b"\r\nhi",
        "a subject of 30 kB": HEAD.replace(b"Subject: s", b"Subject: " + b"can you " * 4000) + b"\r\nhi",
        "5,000 multiparts in each other": _nested(5000),
        "20,000 parts": _mixed(*[b"Content-Type: text/plain\r\n\r\nhello"] * 20_000),
        "20 MB of base64": _mixed(file + base64.encodebytes(bytes(range(256)) * 60_000)),
        "5,000 continuations of a file name": HEAD + b"Content-Type: application/pdf;" + continued + b"\r\n\r\nx",
        "an unclosed quote before semicolons": HEAD + b'Content-Type: text/plain; a="' + b";" * 100_000 + b"\r\n\r\nx",
        "uuencoding that is none": HEAD + b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 x\r\nM\xff\xff\r\n",
    }


def cases() -> dict[str, bytes]:
    """The mails by what is too much in them."""
    return _bodies() | _heads_and_parts()


def seconds(raw: bytes) -> float:
    """The processor time to read, judge and answer a mail."""
    began = time.process_time()
    email = read_email(raw)
    prefilter(email, frozenset(), ME)
    template_reply(email, judge_by_patterns(email, ME, date(2026, 1, 1)), "Alice")
    return time.process_time() - began


def torture() -> list[Row]:
    """One row: the worst of them."""
    took = {name: seconds(raw) for name, raw in cases().items()}
    worst = max(took, key=lambda name: took[name])
    figure = f"{took[worst] * 1000:.0f} ms ({worst})"
    return [Row("hostile mail read, judged, answered: the worst", figure, f"allowed: {ALLOWED:.0f} s", str(len(took)))]
