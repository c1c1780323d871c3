"""What a message may say: text, blocks, attachments and metadata, refused as Slack refuses them."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.block_kit import completed, message_flaws, too_long
from sandbox.slack.shapes import Flaw, Shape, text
from sandbox.slack.values import Json, SlackError
from sandbox.slack.wire import Args

TEXT_CHARACTERS = 40_000
UPDATE_BYTES = 4_000  # chat.update: "text should not exceed 4,000 characters"; reports show that bytes are counted
MARKDOWN_CHARACTERS = 12_000
ATTACHMENTS = 100
NO_FALLBACK = "This content can't be displayed."

_METADATA = Shape({"event_type": text(255), "event_payload": lambda value, at: iter(())})


@dataclass(frozen=True)
class Content:
    """A message's checked content. None means that the call did not mention it."""

    text: str
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    @property
    def fallback(self) -> str:
        """The text that is stored: a message of blocks alone reads so in notifications."""
        return self.text or (NO_FALLBACK if self.blocks else "")


def refused(flaws: list[Flaw]) -> SlackError:
    """invalid_blocks with a JSON pointer for each flaw."""
    errors = [str(flaw) for flaw in flaws]
    return SlackError(
        "invalid_blocks", errors=errors, response_metadata={"messages": [f"[ERROR] {error}" for error in errors]}
    )


def checked_blocks(blocks: list[Any]) -> list[Json]:
    """The blocks as Slack keeps them. Raises invalid_blocks or msg_blocks_too_long."""
    flaws = message_flaws(blocks)
    if flaws:
        raise refused(flaws)
    if too_long(blocks):
        raise SlackError("msg_blocks_too_long")
    return completed(blocks)


def content(args: Args, *, required: bool = True) -> Content:
    """The content of a call. `required`: there must be some."""
    blocks = args.list("blocks", "invalid_blocks_format")
    attachments = args.list("attachments", "invalid_attachments")
    written, blocks = _markdown(args, args.text("text"), blocks)
    if len(written) > TEXT_CHARACTERS:
        raise SlackError("msg_too_long")
    if attachments and len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if required and not written.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    for attachment in attachments or []:
        _check_attachment(attachment)
    kept = None if blocks is None else checked_blocks(blocks)
    return Content(written, kept, attachments, _metadata(args))


def _markdown(args: Args, written: str, blocks: list[Any] | None) -> tuple[str, list[Any] | None]:
    markdown = args.text("markdown_text")
    if not markdown:
        return written, blocks
    if written or blocks:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_CHARACTERS:
        raise SlackError("msg_too_long")
    return markdown, [{"type": "markdown", "text": markdown}]


def _check_attachment(attachment: Json) -> None:
    blocks = attachment.get("blocks")
    if blocks is None:
        return
    if not isinstance(blocks, list) or message_flaws(blocks):
        raise SlackError("invalid_attachments")


def _metadata(args: Args) -> Json | None:
    metadata = args.json("metadata")
    if metadata in (None, "", {}):
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if list(_METADATA(metadata, "/metadata")) or not isinstance(metadata["event_payload"], dict):
        raise SlackError("invalid_metadata_schema")
    return metadata
