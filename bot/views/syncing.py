"""What /mailroom sync says: at once what is looked at, and in the DM what came of it."""

from collections.abc import Mapping, Sequence

from bot.errors import CATALOGUE, Failure
from bot.views.mail_card import Drawn
from bot.views.text import Block, context, escape, plain, plain_section, section

PARTS = {"mail": "mail", "calendar": "calendar", "drive": "files"}


def looking(begun: Sequence[str], busy: Sequence[str], resting: Sequence[str]) -> Drawn:
    """The answer to the command: addresses of what is looked at, of what was a moment ago, and of what may not be."""
    if not (begun or busy or resting):
        words = "No mailbox is connected yet. Begin with `/mailroom connect`."
        return Drawn("No mailbox is connected", [section(words)])
    blocks: list[Block] = []
    if begun:
        blocks += _told("*Looking now* at mail, calendar and files. The result comes here in a moment.", begun)
    if busy:
        blocks += _told("*Being looked at already*, or was within the last half minute.", busy)
    if resting:
        words = "*Not looked at:* paused, or to be connected again. `/mailroom status` says which, and what to do."
        blocks += _told(words, resting)
    return Drawn("Looking for what is new" if begun else "Nothing new is looked for", blocks[:50])


def _told(words: str, emails: Sequence[str]) -> list[Block]:
    return [section(words), plain_section(", ".join(emails), 2900)]


def look_block(account_id: str, wish: int) -> str:
    """The block id by which the result of one look is found again."""
    return f"look:{account_id}:{wish}"


def looked_at(block_id: str, email: str, mails: int, parts: Mapping[str, Failure | None]) -> Drawn:
    """The result: how many mails were new, and of each part (mail, calendar, drive) how it failed, None if not."""
    news = "No new mail." if not mails else f"{mails:,} new mail{'' if mails == 1 else 's'}, handled one by one."
    fine = [PARTS[part] for part, failure in parts.items() if failure is None and part != "mail"]
    lines = [] if parts.get("mail") else [f"*Looked.* {news}"]
    lines += [f"{' and '.join(fine).capitalize()}: up to date."] if fine else []
    lines += [f":warning: {PARTS[part].capitalize()}: {_words(failure)}" for part, failure in parts.items() if failure]
    block = section("\n".join(lines)) | {"block_id": block_id}
    return Drawn(f"Looked at {escape(email, 120)}", [block, context(plain(email, 200))])


def _words(failure: Failure) -> str:
    told = CATALOGUE[failure]
    return f"{told.title}. {told.next_step}"


def left_out(email: str, days: int, looked: int, newest: int) -> Drawn:
    """What mail gets no card after a mailbox stood still for so many `days`: what is older than the last `looked`, and
    what is not among the `newest` (0: no such bound)."""
    came = f"the newest {newest:,} mails of the last {looked} days" if newest else f"mail of the last {looked} days"
    words = (
        f"*Some mail gets no card.* Mailroom could not read this mailbox for about {days} "
        f"{'day' if days == 1 else 'days'}. It has now looked through the inbox for {came}; what came before that gets "
        "no card and no draft. You find it in Gmail, and you can ask about it with `/ask` once it is read."
    )
    return Drawn(f"Some mail gets no card: {escape(email, 120)}", [section(words), context(plain(email, 200))])
