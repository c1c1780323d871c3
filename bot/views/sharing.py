"""Sharing an answer: the form that shows exactly what will be posted and asks where, and what came of it."""

from typing import Any

from bot.views.mail_card import Drawn
from bot.views.text import Block, context, plain, section

REFUSALS = {
    "not_in_channel": "Mailroom is not in that channel. Invite it there with /invite @Mailroom, then share again.",
    "channel_not_found": "Mailroom cannot see that conversation. Invite it with /invite @Mailroom, then try again.",
    "is_archived": "That channel is archived. Choose another one.",
    "restricted_action": "Only some members may post in that channel. Choose another one.",
    "user_not_in_channel": "You are not in that conversation yourself. Choose another one.",
}
NOT_POSTED = "Slack did not take the message there. Nothing was posted. Choose another conversation."


def share_form(question_id: str, preview: Drawn) -> dict[str, Any]:
    """Asks where to post, above the very blocks that will be posted."""
    select: dict[str, Any] = {
        "type": "conversations_select",
        "action_id": "target",
        "placeholder": plain("Choose a conversation", 150),
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    where: Block = {"type": "input", "block_id": "target", "label": plain("Post it to", 200), "element": select}
    warning = (
        "*This will be posted for everybody there to read.* It holds what stands in your mail, calendar or files; it "
        "has no links."
    )
    return {
        "type": "modal",
        "callback_id": "answer_published",
        "title": plain("Share this answer", 24),
        "submit": plain("Share", 24),
        "close": plain("Cancel", 24),
        "private_metadata": question_id,
        "blocks": [where, section(warning), {"type": "divider"}, *preview.blocks],
    }


def shared(channel: str) -> Drawn:
    """Told to the one who shared."""
    words = f"Shared in <#{channel}>."
    return Drawn(words, [section(f":white_check_mark: {words}")])


def not_shared(reason: str) -> Drawn:
    """Told where Slack refused the post."""
    words = REFUSALS.get(reason, NOT_POSTED)
    return Drawn(words, [section(f":x: {words}")])


def perhaps_shared(channel: str) -> Drawn:
    """Told where Slack did not say whether it was posted: it is not repeated."""
    words = f"Slack did not say whether the answer was posted in <#{channel}>. Please look there before sharing again."
    return Drawn(words, [section(f":grey_question: {words}"), context("Mailroom does not post it a second time.")])
