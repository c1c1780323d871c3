"""Recalling: what a draft may learn from older mail, the sender's own and the user's manner of writing (SPEC DR2).

Whoever gets the reply hears only what they have heard or said before: mail to other people lends at most its way to
open and close.
"""

from collections.abc import Sequence

from assistant.case import Case
from assistant.letters import Letter
from assistant.memory import Memory
from assistant.preferences import preferences_of
from connectors.mail.quotes import own_words
from storage.documents import Document, Service
from storage.index.entry import Filters
from storage.index.library import Library

EARLIER_AT_MOST, EXAMPLES_AT_MOST = 3, 3
ASKED_WORDS = 400  # characters of the mail that older mail is searched by
TEXT_AT_MOST = 1_200  # characters of each older mail
EDGE_AT_MOST = 80  # characters of a line that opens or closes a mail


async def recall(library: Library, case: Case, letter: Letter) -> Memory:
    """What the index remembers for this reply. Raises Temporary when it cannot be read."""
    sender = case.email.sender.email
    if not sender:
        return Memory()
    earlier, examples = await _earlier(library, case, letter), await _examples(library, case, letter)
    return Memory(earlier=earlier, examples=examples)


def _hearers(case: Case, letter: Letter) -> set[str]:
    return {address.email for address in (*letter.to, *letter.cc)} - case.me


def _heard_by_all(document: Document, hearers: set[str]) -> bool:
    return hearers <= {document.sender, *document.people}


async def _earlier(library: Library, case: Case, letter: Letter) -> tuple[str, ...]:
    email, hearers = case.email, _hearers(case, letter)
    filters = Filters(services=frozenset({Service.GMAIL}), senders=frozenset({email.sender.email}), outgoing=False)
    words = f"{email.subject} {email.text[:ASKED_WORDS]}"
    found = await library.search(case.account.id, words, filters, limit=2 * EARLIER_AT_MOST + 1)
    documents = [hit.document for hit in found.hits if hit.document.thread_id != case.message.thread_id]
    kept = [one for one in documents if _heard_by_all(one, hearers)][:EARLIER_AT_MOST]
    return tuple(
        f"Date: {one.at:%Y-%m-%d}\nSubject: {one.title}\n\n{text[:TEXT_AT_MOST]}"
        for one in kept
        if (text := _told(case, one))
    )


def _told(case: Case, document: Document) -> str:
    """What a model may read of an older mail: where some mail is kept from models, nothing that this one passes on."""
    kept = preferences_of(case.account.preferences).keeps_mail_from_models
    return own_words(document.text) if kept else document.text


async def _examples(library: Library, case: Case, letter: Letter) -> tuple[str, ...]:
    hearers = _hearers(case, letter)
    mine = Filters(services=frozenset({Service.GMAIL}), outgoing=True)
    to_them = Filters(mine.services, people=tuple(frozenset({one}) for one in sorted(hearers)), outgoing=True)
    found = await library.search(case.account.id, "", to_them, limit=EXAMPLES_AT_MOST)
    known = [hit.document for hit in found.hits if hit.document.thread_id != case.message.thread_id]
    if known:
        return tuple(text[:TEXT_AT_MOST] for one in known if (text := _told(case, one)))
    others = await library.search(case.account.id, "", mine, limit=EXAMPLES_AT_MOST)
    edges = dict.fromkeys(edges_of(_told(case, hit.document)) for hit in others.hits)
    return tuple(edge for edge in edges if edge)


def edges_of(text: str) -> str:
    """How a mail opens and closes: its first line and its last two, if they are short; nothing of what it says."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 4:
        return ""
    opening, closing = _short(lines[:1]), _short(lines[-2:])
    return "\n".join([*opening, "…", *closing]) if opening and closing else ""


def _short(lines: Sequence[str]) -> list[str]:
    """The lines if all are too short to say much, and hold no digits: a number is a fact."""
    fits = all(len(line) <= EDGE_AT_MOST and not any(c.isdigit() for c in line) for line in lines)
    return list(lines) if fits else []
