"""What Mailroom says outside of cards: help, connection, status, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import CATALOGUE, Failure
from bot.views.mail_card import Drawn
from bot.views.text import Block, context, literal, moment, plain_section, section

HELP = (
    "*Mailroom answers your mail with you.* It reads each new mail, drafts a reply where one is needed, and shows you "
    "both here. Nothing is ever sent before you choose *Approve*.\n"
    "• `/ask what did Helen say about the quote?` – ask about your mail, calendar and files; or write it here\n"
    "• `/mailroom connect` – connect a Gmail mailbox, or another one; `/mailroom reconnect` where access has ended\n"
    "• `/mailroom status` – what is connected, and how mail is coming in\n"
    "• `/mailroom sync` – look at mail, calendar and files now\n"
    "• `/mailroom help` – this text"
)


@dataclass(frozen=True)
class Askable:
    """What of an account can be asked about: documents by service with 'unread' mails still to be read, how far back
    older mail is known, and whether more of it is being looked for."""

    counts: Mapping[str, int]
    reached: datetime | None
    is_reading: bool


@dataclass(frozen=True)
class MailboxStatus:
    """How one mailbox stands. `counts`: messages by their state, and 'unshown', the cards that Slack did not take."""

    email: str
    state: str
    last_sync_at: datetime | None
    watch_until: datetime | None
    counts: Mapping[str, int]
    askable: Askable


def help_text(unknown: str = "") -> Drawn:
    """What one can say; with what was not understood, if something was not."""
    blocks: list[Block] = [plain_section(f"“{unknown[:60]}” is not something I know.")] if unknown else []
    return Drawn("How Mailroom is used", [*blocks, section(HELP)])


def status(mailboxes: Sequence[MailboxStatus]) -> Drawn:
    """How the user's mailboxes stand; teaches how to begin if there is none."""
    if not mailboxes:
        return Drawn(
            "No mailbox is connected", [section("No mailbox is connected yet. Begin with `/mailroom connect`.")]
        )
    blocks: list[Block] = []
    for box in mailboxes:
        known = context(*_numbers(box), _askable(box.askable))
        blocks += [plain_section(box.email, 300), context(_state(box)), known]
    return Drawn("How your mailboxes stand", blocks[:50])


def _state(box: MailboxStatus) -> str:
    if box.state != "connected":
        words = CATALOGUE[Failure.REVOKED]
        return f":red_circle: *{words.title}.* {words.next_step}"
    seen = f"last looked at {moment(box.last_sync_at)}" if box.last_sync_at else "not looked at yet"
    polled = "Gmail does not announce new mail; it is looked for every few minutes."
    told = (
        f"Gmail announces new mail at once, until {moment(box.watch_until)} and renewed daily."
        if box.watch_until
        else polled
    )
    return f":large_green_circle: Connected, {seen}. {told}"


def _numbers(box: MailboxStatus) -> list[str]:
    waiting = box.counts.get("found", 0) + box.counts.get("judged", 0)
    stuck, unshown = box.counts.get("stuck", 0), box.counts.get("unshown", 0)
    parts = [f"{box.counts.get('settled', 0)} mails handled", f"{waiting} in work"]
    if stuck:
        parts.append(f":warning: {stuck} could not be handled")
    if unshown:
        parts.append(f":warning: {unshown} could not be shown here, tried again hourly for a day")
    return [f"{', '.join(parts)}."]


NAMES = {"gmail": ("mail", "mails"), "calendar": ("event", "events"), "drive": ("file", "files")}


def _askable(askable: Askable) -> str:
    """What `/ask` searches, and how far older mail has been read."""
    counts = askable.counts
    parts = [f"{counts[name]:,} {words[counts[name] != 1]}" for name, words in NAMES.items() if counts.get(name)]
    known = f"You can ask about {', '.join(parts)}." if parts else "Nothing can be asked about yet."
    unread = counts.get("unread", 0)
    if askable.is_reading or unread:
        back = f", back to {moment(askable.reached, '{date_short}')} so far" if askable.reached else ""
        left = f"; {unread:,} found and not read yet" if unread else ""
        return f"{known} Older mail is being read{back}{left}."
    return known


def refusal() -> Drawn:
    """Told to somebody who clicked what is not theirs; whether it exists is not said."""
    words = "That is not yours to decide. Only the owner of the mailbox can act on its cards."
    return Drawn(words, [section(f":no_entry: {words}")])


def late() -> Drawn:
    """Told where a click came too late."""
    words = "This card had already moved on, so nothing was done. It shows the present state now."
    return Drawn(words, [section(f":hourglass: {words}")])


def delayed() -> Drawn:
    """Told where a click was taken while what follows from it has to wait."""
    words = (
        "Your decision is noted. Mailroom's queue is not reachable just now, so the rest and this card follow "
        "by themselves within minutes; there is no need to click again."
    )
    return Drawn(words, [section(f":hourglass: {words}")])


def late_edit(typed: str) -> Drawn:
    """Told where an edit came too late, with the text that was typed, so that it is not lost."""
    words = "This card had already moved on, so your edit was not saved. It shows the present state now."
    return Drawn(words, [section(f":hourglass: {words}"), *_typed(typed)])


def unsaved_edit(failure: Failure, typed: str) -> Drawn:
    """Told where an edit could not be saved, with the text that was typed, so that it is not lost."""
    words = f"Your edit was not saved. {CATALOGUE[failure].title}."
    return Drawn(words, [section(f":x: {words}"), *_typed(typed)])


def _typed(text: str) -> list[Block]:
    return [section("Here is the text that you typed, to copy from:"), *literal(text, limit=3000)]


def apology(reference: str) -> Drawn:
    """Told where nobody expected an error; the reference also stands in the log."""
    words = CATALOGUE[Failure.UNKNOWN]
    text = f"{words.title}. {words.sentence} {words.next_step} Reference: {reference}"
    return Drawn(text, [section(f":x: {text}")])
