"""What a payload to Slack may hold, whatever a mail or a model says: everything else in it is a finding."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
SHOWN = ("chat.postMessage", "chat.update", "chat.postEphemeral", "views.open", "views.update", "views.publish")
ARGUMENTS = {"channel", "user", "ts", "thread_ts", "text", "blocks", "view", "trigger_id", "user_id"}
ARGUMENTS |= {"unfurl_links", "unfurl_media", "parse", "link_names"}
KINDS = {"section", "header", "context", "divider", "actions", "input", "modal", "button", "overflow"}
KINDS |= {"plain_text_input", "plain_text", "mrkdwn"}
RICH = {"rich_text", "rich_text_section", "rich_text_quote", "text"}
LINK_KEYS = {"image_url", "slack_file", "alt_text", "thumb_url", "title_url", "video_url", "title_link", "from_url"}

# bidi, zero-width, tag and control characters, fillers that look empty, and runs of variation selectors
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]|[\ufe00-\ufe0f]{2}"
)
PILED = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{9}")
# What pushes words out of sight: more blank lines, or more blanks in a row, than a letter has.
GAP = re.compile("\n(?:[ \t\xa0\u3000\u2800]*\n){6}|[ \t\xa0\u2000-\u200a\u3000\u2800]{60}")
_DATE = re.compile(r"<!date\^\d{1,12}\^[a-z_{} ]{1,60}\|[\d: UTC-]{1,30}>")
_BARE = re.compile(
    r"(?i)[a-z][a-z0-9+.-]{1,20}:(?://|\w+@)|\bwww\.|[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|net|org|example)\b"
)
_OPAQUE = re.compile(r"(?:(?:needs_reply|informational|spam):)?[0-9a-f-]{16,40}|connect")
_WORD = re.compile(r":[a-z_]{3,}:|[^\W\d_]{3,}")


@cache
def own_words() -> frozenset[str]:
    """Every word that our own texts for people could be made of: those in the strings of the sources that draw."""
    sources = [*(ROOT / "bot" / "views").glob("*.py"), ROOT / "bot" / "catalogue.py"]
    said = [text for file in sources for text in _strings(ast.parse(file.read_text("utf-8")))]
    return frozenset(word.lower() for text in said for word in _WORD.findall(text))


def _strings(tree: ast.AST) -> Iterator[str]:
    """The strings of a source, without those that explain it."""
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


def inspect_call(method: str, arguments: Json, owner: str, app: str) -> Iterator[str]:
    """What is wrong with one call that shows something to `owner` (a Slack user id); `app` is the app's own root."""
    if method not in SHOWN:
        return
    yield from _envelope(method, arguments, owner)
    if text := arguments.get("text"):
        yield from _fallback(text, arguments)
    for value in (arguments.get("blocks"), arguments.get("view")):
        yield from _inspect(value, owner, app)


def _envelope(method: str, arguments: Json, owner: str) -> Iterator[str]:
    if strange := set(arguments) - ARGUMENTS:
        yield f"the call carries {', '.join(sorted(strange))}"
    if arguments.get("channel", f"D{owner[1:]}") != f"D{owner[1:]}" or arguments.get("user", owner) != owner:
        yield "it goes to somebody else"
    flags = (arguments.get("unfurl_links"), arguments.get("unfurl_media"))
    if method == "chat.postMessage" and flags != (False, False):
        yield "links may unfurl"
    if arguments.get("link_names") or arguments.get("parse") == "full":
        yield "names may become mentions"


def _fallback(text: str, arguments: Json) -> Iterator[str]:
    """The line for notifications is mrkdwn, also where blocks stand beside it."""
    if "<" in text or ">" in text:
        yield f"markup in the fallback line: {text[:80]!r}"
    if HIDDEN.search(text):
        yield f"hidden characters in the fallback line: {text[:80]!r}"
    if _BARE.search(text) and arguments.get("parse") != "none":
        yield f"what Slack makes a link in the fallback line: {text[:80]!r}"


def _inspect(value: Any, owner: str, app: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _inspect(item, owner, app)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if kind is not None and kind not in KINDS | RICH:
        yield f"an object of type {kind}"
    if found := LINK_KEYS & set(value):
        yield f"an object with {', '.join(sorted(found))}"
    if "url" in value and not _is_ours(str(value["url"]), app):
        yield f"a link elsewhere: {value['url'][:80]}"
    if not _OPAQUE.fullmatch(str(value.get("value", "connect"))):
        yield f"a value that is no id: {value['value'][:60]!r}"
    yield from _text(kind, value, owner)
    for key, inner in value.items():
        if key != "initial_value":  # what a person edits is theirs to see as it is; the draft itself is inspected
            yield from _inspect(inner, owner, app)


def _text(kind: Any, value: Json, owner: str) -> Iterator[str]:
    text = value.get("text")
    if not isinstance(text, str):
        return
    if kind == "mrkdwn":
        yield from _own(text, value, owner)
    elif kind == "plain_text" and value.get("emoji") is not False:
        yield f"plain text in which :names: become pictures: {text[:60]!r}"
    elif kind == "text" and set(value) - {"type", "text", "style"}:
        yield f"rich text with {', '.join(sorted(set(value) - {'type', 'text', 'style'}))}"
    for name, pattern in (("hidden characters", HIDDEN), ("piled-up accents", PILED), ("a wide gap", GAP)):
        if found := pattern.search(text):
            yield f"{name} in {text[max(0, found.start() - 20) : found.start() + 20]!r}"


def _own(text: str, value: Json, owner: str) -> Iterator[str]:
    """Markup is ours alone: no word in it that our sources do not have, no mention but of the owner."""
    if value.get("verbatim") is not True:
        yield f"mrkdwn in which Slack makes links: {text[:60]!r}"
    rest = _DATE.sub("", text).replace(f"<@{owner}>", "")
    if "<" in rest or ">" in rest:
        yield f"markup: {rest[:80]!r}"
    if foreign := {word for word in _WORD.findall(rest) if word.lower() not in own_words()}:
        yield f"somebody's words as mrkdwn: {', '.join(sorted(foreign)[:5])}"


def _is_ours(url: str, app: str) -> bool:
    gmail = re.fullmatch(r"https://mail\.google\.com/mail/\?authuser=([\w.%+-]+)#all/[0-9a-f]{0,20}", url)
    return bool(gmail and unquote(gmail[1]).endswith("@fernhill.example")) or url.startswith(f"{app}/auth/google/")
