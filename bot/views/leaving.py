"""Leaving: disconnecting a mailbox and taking back what Mailroom wrote, with what exactly happens (SPEC AC6, SL17)."""

from collections.abc import Sequence
from typing import Any

from bot.views.mail_card import Drawn
from bot.views.text import Block, actions, button, context, escape, plain, plain_section, section
from storage.accounts import Account

HAPPENS = (
    "*What happens now*\n"
    "• Mailroom stops at once: nothing more is read, and no reply is sent that you have approved and that has not gone "
    "out yet.\n"
    "• Access is returned to Google.\n"
    "• Everything that Mailroom knows of this mailbox is erased: mails, drafts, contacts, events and files, and the "
    "index over them.\n"
    "• Its cards are removed from Slack, and so are all answers since it was connected, shared ones as well: each was "
    "looked for in this mailbox too."
)
STAYS = (
    "*What stays*\n"
    "• Your mail: nothing in Gmail, Calendar or Drive is touched, but for the drafts below if you say so.\n"
    "• What you wrote to Mailroom yourself: only you can delete that.\n"
    "• A log of what was done and when, by number, without names, addresses or words."
)
TAKES = "It takes some minutes; with very many cards up to some hours. You are told when it is done."
GOOGLE = "https://myaccount.google.com/connections"


def disconnect_offer(accounts: Sequence[Account]) -> Drawn:
    """Which mailbox is to go; nothing happens yet."""
    if not accounts:
        words = "There is no such mailbox of yours to disconnect. `/mailroom status` shows what is connected."
        return Drawn("Nothing to disconnect", [section(words)])
    rows: list[Block] = []
    for account in accounts[:20]:
        element = button("Disconnect…", "disconnect_opened", account.id, style="danger")
        rows.append(plain_section(account.email, 300) | {"accessory": element})
    more = [context(f"{len(accounts) - 20} more: name one with `/mailroom disconnect ADDRESS`.")]
    words = "Which mailbox is to be disconnected? You are shown what that means before anything is done."
    return Drawn("Disconnect a mailbox", [section(words), *rows, *(more if len(accounts) > 20 else [])])


def disconnect_form(account: Account) -> dict[str, Any]:
    """Says exactly what will happen, and asks about drafts; submitting it does it."""
    option = {
        "text": plain("Also delete the drafts that Mailroom made and nobody sent", 75),
        "value": "drafts",
    }
    choice: Block = {
        "type": "input",
        "block_id": "drafts",
        "optional": True,
        "label": plain("Drafts in Gmail", 200),
        "element": {"type": "checkboxes", "action_id": "drafts", "options": [option], "initial_options": [option]},
    }
    return {
        "type": "modal",
        "callback_id": "mailbox_disconnected",
        "title": plain("Disconnect mailbox", 24),
        "submit": plain("Disconnect and erase", 24),
        "close": plain("Keep it", 24),
        "private_metadata": account.id,
        "blocks": [
            plain_section(account.email, 300),
            section(HAPPENS),
            section(STAYS),
            choice,
            context(TAKES, "This cannot be undone. You can connect the mailbox again, from nothing."),
        ],
    }


def leaving_now(email: str) -> Drawn:
    """Told at once after the form."""
    words = f"Disconnected. What Mailroom knows of {escape(email, 120)} is being erased."
    return Drawn(words, [section(f":wastebasket: {words}"), context(TAKES)])


def gone(email: str, *, returned: bool, left: int) -> Drawn:
    """Told in the direct message at the end. `left` messages could not be removed from Slack yet."""
    words = f"Everything that Mailroom knew of {escape(email, 120)} is erased."
    blocks = [section(f":white_check_mark: *Mailbox disconnected.* {words}")]
    if not returned:
        blocks.append(section(f"Google has not taken the access back yet; Mailroom goes on trying. {_by_hand()}"))
    if left:
        blocks.append(section(f"Slack has not removed {left} messages yet. They go as soon as it lets us."))
    return Drawn(words, [*blocks, context("To begin again: `/mailroom connect`.")])


def undeletable(count: int) -> Drawn:
    """Told once everything else is removed: what Slack does not delete, whoever asks it for that."""
    words = f"Slack refuses to delete {count} {'message' if count == 1 else 'messages'} that Mailroom wrote for you."
    more = "A rule of your workspace may forbid it; its administrators know. All others are removed."
    return Drawn(words, [section(f":warning: {words} {more}")])


def token_kept(email: str) -> Drawn:
    """Told when Google did not take the access back for days; Mailroom has forgotten it by then."""
    words = f"Google did not answer when Mailroom wanted to return its access to {escape(email, 120)}."
    more = f"Mailroom has thrown its own copy away, so it can no longer use it. {_by_hand()}"
    return Drawn(words, [section(f":warning: {words} {more}")])


def _by_hand() -> str:
    return f"You can also end it yourself, under <{GOOGLE}|third-party connections> of your Google account."


def purge_offer() -> Drawn:
    """What a purge removes; two buttons, nothing happens yet."""
    words = (
        "*Remove what Mailroom wrote here?* Settled cards, answers and notices are deleted from this conversation. "
        "Your mailboxes stay connected, and nothing in Gmail changes. What you wrote yourself stays."
    )
    element = button("Remove settled", "purge_confirmed", "settled", style="primary")
    everything = button("Remove open cards too", "purge_all_confirmed", "everything", style="danger")
    row: Block = actions(element, everything, block_id="purge")
    note = "Cards that wait for your decision stay unless you remove them too; their drafts stay in Gmail."
    return Drawn("Remove what Mailroom wrote", [section(words), row, context(note)])


def purging(count: int) -> Drawn:
    """How many will go."""
    if not count:
        words = "There is nothing of Mailroom's here to remove."
        return Drawn(words, [section(words)])
    words = f"{count} {'message is' if count == 1 else 'messages are'} being removed, some thirty a minute."
    return Drawn(words, [section(f":wastebasket: {words}")])
