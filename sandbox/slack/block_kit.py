"""Whole messages and views checked as Slack checks them, and completed as Slack completes them (ids, defaults)."""

import copy
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.slack.blocks import SURFACES, Surface, length
from sandbox.slack.composition import plain
from sandbox.slack.elements import children, inside
from sandbox.slack.shapes import Check, Flaw, Kinds, flag, items, text, typed

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MARKDOWN_CHARACTERS = 12_000
# Slack's bound on a whole message is not published. Reports put it at 12,000 to 13,200 characters with a toll for each
# block and a bigger one for each header (github.com/slackapi/bolt-js/issues/2509 and 2867); this model is the stricter.
MESSAGE_CHARACTERS = 12_100
BLOCK_TOLL = 25
HEADER_TOLL = 100

_HEADING = re.compile(r"#{1,6}\s")
_RULE = re.compile(r"(-{3,}|\*{3,}|_{3,})")


def message_flaws(blocks: list[Any], at: str = "/blocks") -> list[Flaw]:
    """Everything for which Slack would refuse these blocks in a message."""
    flaws = list(items(SURFACES["message"], MESSAGE_BLOCKS, 0)(blocks, at))
    if flaws:
        return flaws
    return [*_unique(blocks, at), *_message_totals(blocks, at)]


def _message_totals(blocks: list[Any], at: str) -> Iterator[Flaw]:
    if sum(map(expanded, blocks)) > MESSAGE_BLOCKS:
        yield Flaw(at, f"no more than {MESSAGE_BLOCKS} items allowed")
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_CHARACTERS:
        yield Flaw(at, f"must be less than {MARKDOWN_CHARACTERS + 1} characters in all markdown blocks")
    for kind in ("table", "data_table"):
        if sum(block["type"] == kind for block in blocks) > 1:
            yield Flaw(at, f"only one {kind} allowed")


def expanded(block: dict[str, Any]) -> int:
    """How many blocks Slack makes of this one: it splits markdown at every heading and rule."""
    return max(1, _markdown_parts(block["text"])) if block["type"] == "markdown" else 1


def _markdown_parts(source: str) -> int:
    parts, running, fenced = 0, False, False
    for line in map(str.strip, source.split("\n")):
        fence = line.startswith("```")
        fenced = fenced != fence
        breaks = not (fence or fenced) and bool(_HEADING.match(line) or _RULE.fullmatch(line))
        if breaks or (line and not running):
            parts += 1
        running = not breaks and (running or bool(line))
    return parts


def too_long(blocks: list[Any]) -> bool:
    """Whether a message is over Slack's unpublished total, by the cautious model above."""
    tolls = sum(map(_toll, blocks))
    return length(blocks) + tolls > MESSAGE_CHARACTERS


def _toll(block: dict[str, Any]) -> int:
    parts = expanded(block)
    return parts * HEADER_TOLL if block["type"] == "header" or parts > 1 else BLOCK_TOLL


def _unique(blocks: list[Any], at: str) -> Iterator[Flaw]:
    seen: set[str] = set()
    for pointer, block in walk(blocks, at):
        name = block.get("block_id")
        if name in seen:
            yield Flaw(f"{pointer}/block_id", f'`block_id` "{name}" already exists', "duplicate")
        if isinstance(name, str):
            seen.add(name)


def walk(blocks: list[Any], at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every block with its pointer, those inside containers, carousels and plans too."""
    for place, block in enumerate(blocks):
        yield f"{at}/{place}", block
        for pointer, child in children(block):
            yield f"{at}/{place}{pointer}", child


_META: dict[str, Check] = {
    "private_metadata": text(3000, 0, blank=True),
    "callback_id": text(255, 0, blank=True),
    "external_id": text(255, 0, blank=True),
}


def _view(kind: Surface) -> Check:
    blocks: dict[str, Check] = {"blocks": items(SURFACES[kind], VIEW_BLOCKS, 1 if kind == "modal" else 0)}
    if kind == "home":
        return typed("home", blocks, _META)
    buttons: dict[str, Check] = {"submit": plain(24), "close": plain(24)}
    flags: dict[str, Check] = {"clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag}
    return typed("modal", {"title": plain(24), **blocks}, {**_META, **buttons, **flags})


_MODAL, _HOME = Kinds({"modal": _view("modal")}), Kinds({"home": _view("home")})


def view_flaws(view: Any, kind: Surface, at: str = "/view") -> list[Flaw]:
    """Everything for which Slack would refuse this view as a modal or as a Home tab."""
    flaws = list((_MODAL if kind == "modal" else _HOME)(view, at))
    if not flaws:
        flaws = [*_unique(view["blocks"], f"{at}/blocks"), *_view_rules(view, at)]
    return [Flaw(at, "failed to match all allowed schemas"), *flaws] if flaws else []


def _view_rules(view: dict[str, Any], at: str) -> Iterator[Flaw]:
    focused = 0
    for pointer, block in walk(view["blocks"], f"{at}/blocks"):
        if view["type"] == "modal" and block["type"] == "input" and "submit" not in view:
            yield Flaw(f"{pointer}/input", "must define `submit` to use an `input` block in modals")
        focused += sum(element.get("focus_on_load", False) for _, element in inside(block))
    if focused > 1:
        yield Flaw(f"{at}/blocks", "only one element may set `focus_on_load`")


def view_too_large(view: dict[str, Any]) -> bool:
    """Whether a view is over 250 kB."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def completed(blocks: list[Any]) -> list[Any]:
    """A copy as Slack keeps it: ids where there were none, the defaults of text objects, no block_id on markdown."""
    kept = copy.deepcopy(blocks)
    for _, block in walk(kept):
        if block["type"] == "markdown":
            block.pop("block_id", None)
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for _, element in inside(block):
            element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    _text_defaults(kept)
    return kept


def _text_defaults(value: Any) -> None:
    if isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _text_defaults(inner)


def element_of(blocks: list[Any], action_id: str, block_id: str | None) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The block and the element that carry this action_id (in that block, if one is named)."""
    for _, block in walk(blocks):
        for _, element in inside(block):
            if element.get("action_id") == action_id and block_id in (None, block["block_id"]):
                return block, element
    return None
