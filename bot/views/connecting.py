"""What Slack shows of connecting a mailbox: the way to Google, what came of it, and the way back to it later."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import CATALOGUE, Failure
from bot.views.mail_card import Drawn
from bot.views.text import Block, actions, button, context, escape, plain, plain_section, section

OFF = {
    "calendar": ("Your calendar is off", "questions do not look into it, and no event can be made"),
    "free times": ("Free times are off", "when colleagues are taken is not known"),
    "drive": ("Your files are off", "questions do not look into Google Drive, and none can be shared"),
}
ANY = "new"  # the value of a button that connects whichever mailbox its presser chooses
ONCE = "The link works for one connection, within ten minutes, and only connects a mailbox to *your* Slack user."
MOST = 10  # mailboxes named in one message
NONE = "No mailbox of yours is connected yet. To begin"


@dataclass(frozen=True)
class Offer:
    """A way to connect one of one's own mailboxes again."""

    mailbox: str
    url: str


def off(services: Sequence[str]) -> list[str]:
    """What does not work without these services, one sentence each."""
    return [f"{OFF[service][0]}: {OFF[service][1]}." for service in services if service in OFF]


def connect_offer(url: str, mailboxes: Sequence[str] = ()) -> Drawn:
    """The button that begins a connection. `mailboxes` are those that this person has connected already."""
    words = (
        "*Connect your Gmail mailbox.* Google will ask you to allow Mailroom to read mail, to prepare drafts, and to "
        "send what you approve. Calendar and Drive are yours to choose: with them, questions are answered from all "
        "three."
    )
    return Drawn(
        "Connect your Gmail mailbox", [section(words), *_connected_already(mailboxes), _opening(url), context(ONCE)]
    )


def ask_offer(url: str) -> Drawn:
    """The same for somebody who asked and has connected nothing to search."""
    why = "Questions are answered from your own mail, calendar and files, and nothing of yours is connected yet."
    return Drawn("Connect a mailbox to ask about it", [section(why), *connect_offer(url).blocks])


def _connected_already(mailboxes: Sequence[str]) -> list[Block]:
    if not mailboxes:
        return []
    names = [plain(mailbox, 200) for mailbox in mailboxes[:MOST]]
    return [context("Connected already; choose another one at Google to add it:"), context(*names)]


def _opening(url: str, label: str = "Connect Gmail") -> Block:
    link = button(label, "connect_opened", "connect", url=url, style="primary")
    return actions(link)


def again_offer(mailbox: str, url: str) -> Drawn:
    """The button that connects this one mailbox again."""
    told = "Google will offer it first. Leave the boxes ticked that Mailroom may use."
    return Drawn(
        "Connect this mailbox again",
        [plain_section(mailbox, 300), _opening(url, "Go to Google"), context(told, ONCE)],
    )


def again_offers(offers: Sequence[Offer], connected: int = 0) -> Drawn:
    """One's mailboxes whose access has ended, each with its button; says so if there is none of how many are well."""
    if not offers:
        well = "Every mailbox of yours is connected. To add another one" if connected else NONE
        words = f"{well}: `/mailroom connect`."
        return Drawn("Nothing is to be connected again", [section(words)])
    each = [[plain_section(offer.mailbox, 300), _opening(offer.url, "Reconnect")] for offer in offers[:MOST]]
    return Drawn("Connect again", [*(block for blocks in each for block in blocks), context(ONCE)])


def _again(label: str, account_id: str = ANY) -> Block:
    """A button whose click answers with a fresh link: it is good for as long as the message stands."""
    return actions(button(label, "connect_clicked", account_id))


def connected(email: str, account_id: str, missing: Sequence[str] = ()) -> Drawn:
    """Told in the DM once a mailbox is connected. `missing` are services that its owner did not allow."""
    words = "*Your mailbox is connected.* Mail that needs a reply will appear here, with a draft."
    blocks = [section(words)]
    if told := off(missing):
        blocks.append(section(f":information_source: {' '.join(told)} To change that, tick every box at Google."))
        blocks.append(_again("Ask Google again", account_id))
    return Drawn(f"Connected {escape(email, 120)}", [*blocks, context(plain(email, 200))])


def unconnected(failure: Failure, account_id: str = ANY) -> Drawn:
    """Told in the DM where a connection came to nothing, with the way out."""
    words = CATALOGUE[failure]
    blocks = [section(f":x: *{words.title}.* {words.sentence} {words.next_step}")]
    if failure is not Failure.BAD_CLIENT:
        blocks.append(_again("Try again", account_id))
    return Drawn(f"{words.title}: no mailbox was connected", blocks)


def reconnect(email: str, account_id: str, ended: Failure = Failure.REVOKED) -> Drawn:
    """Told once in the DM when access to a mailbox has ended, and how."""
    words = CATALOGUE[ended]
    told = f":red_circle: *{words.title}.* {words.sentence}"
    waits = "New mail is not read until then; nothing is sent, and nothing is lost."
    blocks = [section(told), _again("Reconnect", account_id), context(plain(email, 200), waits)]
    return Drawn(f"{words.title}: {escape(email, 120)}", blocks)
