"""The pages on which a connection of a mailbox ends: what happened, and the way on."""

from collections.abc import Sequence

from aiohttp import web

from assistant.connecting import Held, Purpose, Wish, make_link, start_url
from bot.catalogue import Words, waiting
from bot.errors import CATALOGUE, Failure
from bot.services import Services
from bot.views.connecting import off
from bot.views.text import cut
from handlers.http.doors import Form, Link, page

FROM_SLACK = Words(
    "Please begin in Slack",
    "A mailbox is connected to the Slack user who asks for it.",
    "Type /mailroom connect there.",
)
UNTOUCHED = Words(
    "Nothing was connected",
    "You said no, so Mailroom gives Google's permission back and keeps nothing of the mailbox.",
    "You can close this page. If somebody sent you here, tell them no as well.",
)
STATUS = {
    Failure.DENIED: 403,
    Failure.EXPIRED: 403,
    Failure.OTHER_BROWSER: 403,
    Failure.NOT_IN_SLACK: 403,
    Failure.TAKEN: 409,
    Failure.OTHER_MAILBOX: 409,
    Failure.GOOGLE_BUSY: 503,
    Failure.GOOGLE_AWAY: 503,
    Failure.SERVICE_DOWN: 503,
}
# by the administrator alone, or by whoever can begin in Slack
NO_WAY_ON = (Failure.BAD_CLIENT, Failure.OTHER_BROWSER, Failure.EXPIRED)
LABELS = {
    Failure.NO_MAIL: "Ask Google again",
    Failure.NO_GMAIL: "Choose another account",
    Failure.TAKEN: "Choose another mailbox",
    Failure.OTHER_MAILBOX: "Choose the right mailbox",
}


def way_on(services: Services, wish: Wish, label: str, purpose: Purpose | None = None, account_id: str = "") -> Link:
    """Straight to Google once more, for the same Slack user, with a fresh link."""
    account_id = account_id or wish.account_id
    link = make_link(services.vault, wish.person, services.db.now(), purpose or wish.purpose, account_id)
    return Link(label, start_url(services.settings.public_url, link))


def failed(failure: Failure, link: Link | None = None, wait: float | None = None) -> web.Response:
    """Why nothing was connected, in the words of the one catalogue, and for how many seconds a service wants rest."""
    return page(STATUS.get(failure, 400), waiting(CATALOGUE[failure], wait), link)


def connected(mailbox: str, missing: Sequence[str], again: Link) -> web.Response:
    """The mailbox is connected; what is `missing` was left unticked and can be asked for again."""
    if not missing:
        done = f"Mailroom now reads {cut(mailbox, 200)} and prepares replies."
        return page(200, Words("Connected", done, "You can close this page; go back to Slack."))
    told = f"Mailroom now reads {cut(mailbox, 200)} and prepares replies. {' '.join(off(missing))}"
    step = "That is how it stays, unless you let Google ask again and tick every box."
    return page(200, Words("Connected, without some of the boxes", told, step), again)


def question(held: Held, nonce: str, user: str, workspace: str) -> web.Response:
    """Whether the mailbox's owner is that Slack user: its address does not say so."""
    asked = Words(
        "Is this you in Slack?",
        f"The mailbox {cut(held.mailbox, 200)} would be connected to the Slack user {user} in workspace {workspace}, "
        "who could then read and answer its mail.",
        "Only go on if that is you. If somebody sent you here, choose No: nothing is connected then.",
    )
    return page(200, asked, Form("confirm", "grant", nonce, "Yes, connect it", "No"))
