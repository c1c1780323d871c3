"""Block Kit's composition objects: text, options, confirmation dialogs and images, with their limits."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sandbox.slack.shapes import Check, Flaw, Kinds, Shape, choice, flag, items, text, typed, web_url

_LOCAL_SUFFIXES = (".local", ".localhost", ".internal")


def plain(most: int) -> Check:
    """A plain_text object of 1 to `most` characters."""
    return _words(most, "plain_text")


def mrkdwn(most: int) -> Check:
    """A mrkdwn object of 1 to `most` characters."""
    return _words(most, "mrkdwn")


def words(most: int) -> Check:
    """A text object of either kind."""
    return _words(most, "plain_text", "mrkdwn")


def _words(most: int, *kinds: str) -> Check:
    shapes = Kinds(
        {
            "plain_text": typed("plain_text", {"text": text(most)}, {"emoji": flag}),
            "mrkdwn": typed("mrkdwn", {"text": text(most)}, {"verbatim": flag}),
        }
    ).only(kinds)

    def check(value: Any, at: str) -> Iterator[Flaw]:
        flaws = list(shapes(value, at))
        if flaws:  # Slack names the text object first and then what is wrong inside it
            yield Flaw(at, "failed to match all allowed schemas")
        yield from flaws

    return check


def option(label: Check, *, url: bool = False) -> Check:
    """One entry of a menu. `url` is allowed in overflow menus only."""
    more: dict[str, Check] = {"description": plain(75)}
    if url:
        more["url"] = web_url()
    return Shape({"text": label, "value": text(150)}, more)


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(words(75))
LINK_OPTION = option(plain(75), url=True)
OPTION_GROUP = Shape({"label": plain(75), "options": items(PLAIN_OPTION, 100)})

STYLE = choice("primary", "danger")
CONFIRM = Shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
DISPATCH = Shape({}, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)})


def public_image(value: Any, at: str) -> Iterator[Flaw]:
    """An image URL. Slack fetches the image itself, so an address that only this machine knows cannot work."""
    flaws = list(web_url()(value, at))
    yield from flaws
    if not flaws and not _reachable(value):
        yield Flaw(at, "downloading image failed", "image_download_failed")


def _reachable(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    private = host.startswith(("127.", "10.", "192.168.", "169.254.")) or host.endswith(_LOCAL_SUFFIXES)
    return parts.scheme in ("http", "https") and "." in host and not private


def _one_source(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    if ("image_url" in value) == ("slack_file" in value):
        yield Flaw(at, "missing required field: image_url", "missing_required_field")


def _slack_file(value: dict[str, Any], at: str) -> Iterator[Flaw]:
    if ("id" in value) == ("url" in value):
        yield Flaw(at, "must define either `id` or `url`")


SLACK_FILE = Shape({}, {"id": text(255), "url": web_url()}, (_slack_file,))
_IMAGE_SOURCES: dict[str, Check] = {"image_url": public_image, "slack_file": SLACK_FILE}
IMAGE_ELEMENT = typed("image", {"alt_text": text(2000)}, _IMAGE_SOURCES, _one_source)


def image_block(block_id: dict[str, Check]) -> Check:
    """An image as a block of its own."""
    return typed("image", {"alt_text": text(2000)}, {**block_id, **_IMAGE_SOURCES, "title": plain(2000)}, _one_source)
