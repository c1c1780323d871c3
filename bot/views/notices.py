"""What Mailroom says outside of cards: help, refusals, apologies."""

from bot.catalogue import span
from bot.errors import CATALOGUE, Failure
from bot.views.mail_card import Drawn
from bot.views.text import Block, literal, plain_section, section

HELP = (
    "*Mailroom answers your mail with you.* It reads each new mail, drafts a reply where one is needed, and shows you "
    "both here. Nothing is ever sent before you choose *Approve*.\n"
    "• `/ask what did Helen say about the quote?` – ask about your mail, calendar and files; or write it here\n"
    "*Your mailboxes*\n"
    "• `/mailroom connect` – connect a Gmail mailbox, or another one\n"
    "• `/mailroom reconnect` – where access has ended\n"
    "• `/mailroom status` – how each mailbox stands\n"
    "• `/mailroom sync` – look at mail, calendar and files now; `/mailroom api` – let your own programs ask that\n"
    "• `/mailroom failures` – what could not be done, to try again\n"
    "*What is yours to say*\n"
    "• `/mailroom settings` – what is read and kept, which models may see it, and what they may cost\n"
    "• `/mailroom pause`, `/mailroom resume` – let a mailbox rest\n"
    "• `/mailroom export` – fetch all that is kept of yours\n"
    "• `/mailroom purge` – clear this chat\n"
    "• `/mailroom disconnect` – take a mailbox away with everything kept of it\n"
    "`/mailroom help` brings this text."
)


def help_text(unknown: str = "") -> Drawn:
    """What one can say; with what was not understood, if something was not."""
    told = f"There is no “/mailroom {unknown[:60]}”. This is what there is:"
    blocks: list[Block] = [plain_section(told)] if unknown else []
    return Drawn("How Mailroom is used", [*blocks, section(HELP)])


def refusal() -> Drawn:
    """Told to somebody who clicked what is not theirs; whether it exists is not said."""
    words = "That is not yours to decide. Only the owner of the mailbox can act on its cards."
    return Drawn(words, [section(f":no_entry: {words}")])


def late(happened: str = "") -> Drawn:
    """Told where a click came too late. `happened` says how it stands where the card cannot show that yet."""
    words = _late("nothing was done", happened)
    return Drawn(words, [section(f":hourglass: {words}")])


def _late(result: str, happened: str) -> str:
    if not happened:
        return f"This card had already moved on, so {result}. It shows the present state now."
    away = "Mailroom's queue is not reachable just now: the card shows this by itself as soon as it is."
    return f"{happened}, so {result}. {away}"


def on_hold() -> Drawn:
    """Told where something was approved in a mailbox that is paused."""
    words = (
        "This mailbox is paused, so nothing is sent or changed from here. The card stays as it is: "
        "resume the mailbox with `/mailroom resume`, then approve it."
    )
    return Drawn(words, [section(f":zzz: {words}")])


def delayed() -> Drawn:
    """Told where a click was taken while what follows from it has to wait."""
    words = (
        "Your decision is noted. Mailroom's queue is not reachable just now: the rest and this card follow "
        "by themselves as soon as it is, and there is no need to click again."
    )
    return Drawn(words, [section(f":hourglass: {words}")])


def late_edit(typed: str, happened: str = "") -> Drawn:
    """Told where an edit came too late, with the text that was typed, so that it is not lost; else as `late`."""
    words = _late("your edit was not saved", happened)
    return Drawn(words, [section(f":hourglass: {words}"), *_typed(typed)])


def unsaved_edit(failure: Failure, typed: str) -> Drawn:
    """Told where an edit could not be saved, with the text that was typed, so that it is not lost."""
    words = f"Your edit was not saved. {CATALOGUE[failure].title}."
    return Drawn(words, [section(f":x: {words}"), *_typed(typed)])


def _typed(text: str) -> list[Block]:
    return [section("Here is the text that you typed, to copy from:"), *literal(text, limit=3000)]


def postponed(failure: Failure, reference: str, wait: float | None = None) -> Drawn:
    """Told where what was asked could not be taken now, and nothing is known to have been done. `wait`: for how many
    seconds, where that is known."""
    again = f"It may not have been noted: please try again in {span(wait) if wait else 'a minute'}."
    text = f"{CATALOGUE[failure].title}. {again} Reference: {reference}"
    return Drawn(text, [section(f":hourglass: {text}")])


def slow() -> Drawn:
    """Told where a command could not be answered in the seconds that Slack waits; it goes on all the same."""
    words = "Mailroom is slow just now. If nothing comes of this within a few minutes, please try again."
    return Drawn(words, [section(f":hourglass: {words}")])


def apology(reference: str) -> Drawn:
    """Told where nobody expected an error; the reference also stands in the log."""
    words = CATALOGUE[Failure.UNKNOWN]
    text = f"{words.title}. {words.sentence} {words.next_step} Reference: {reference}"
    return Drawn(text, [section(f":x: {text}")])
